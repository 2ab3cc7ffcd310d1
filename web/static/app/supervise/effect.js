/** What a deed would change, in sentences. */

import { inWords, say } from "../words.js";

/**
 * @param {import("./deeds.js").Deed} deed
 * @param {import("./deeds.js").Effect} effect
 * @returns {string[]} none where nothing can be told
 */
export function effectLines(deed, effect) {
  const lines = [];
  if (effect.person_before_s !== null && effect.person_after_s !== null) {
    lines.push(say("act.effect.person", minutes(effect.person_before_s, effect.person_after_s)));
  }
  const { before, after } = effect;
  if (before.mean_s !== null && after.mean_s !== null && before.mean_s !== after.mean_s) {
    lines.push(say("act.effect.mean", { people: before.people, ...minutes(before.mean_s, after.mean_s) }));
  } else if (before.operators > 0 && after.operators === 0 && before.people > 0) {
    lines.push(say("act.effect.nobody", { people: before.people }));
  } else if (before.operators !== after.operators) {
    lines.push(say("act.effect.operators", { before: before.operators, after: after.operators }));
  }
  if (effect.moved_behind > 0) {
    lines.push(say("act.effect.behind", { n: effect.moved_behind }));
  }
  if (effect.channels && deed["do"] === "storm") {
    lines.push(say("act.effect.channels", { n: effect.channels }));
  }
  return lines;
}

/**
 * @param {number} before
 * @param {number} after
 */
function minutes(before, after) {
  return { before: inWords(rounded(before)), after: inWords(rounded(after)) };
}

/**
 * A forecast of minutes is not told to the second.
 * @param {number} seconds
 */
function rounded(seconds) {
  return seconds < 60 ? Math.round(seconds / 5) * 5 : Math.round(seconds / 60) * 60;
}
