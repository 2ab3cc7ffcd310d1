/** The eight figures that are read from four metres, each with a line of what belongs to it. */

import { html } from "../../vendor/preact.js";
import { engineTime } from "../live.js";
import { say, timer } from "../words.js";
import { counted, percent } from "./numbers.js";

/** @typedef {{name: string, shown: string, note: string, tone: string}} Figure */

const TOLD_FLOOR = 0.9;
const ANSWERED_FLOOR = 0.8;
const LONG_WAIT_S = 300;

/** @param {{board: import("./shape.js").Board}} props */
export function MainFigures({ board }) {
  return html`<dl class="board-figures" aria-label=${say("board.figures")}>
    ${figuresOf(board).map((figure) => html`<div key=${figure.name} class="board-figure tone-${figure.tone}">
      <dt>${say(`board.figure.${figure.name}`)}</dt>
      <dd class="board-number">${figure.shown}</dd>
      <dd class="board-note">${figure.note}</dd>
    </div>`)}
  </dl>`;
}

/**
 * @param {import("./shape.js").Board} board
 * @returns {Figure[]}
 */
function figuresOf({ trunks, waiting, crew, promises, today }) {
  const channels = sumOf(Object.values(trunks), ({ channels }) => channels);
  const free = sumOf(Object.values(trunks), (trunk) => trunk.free);
  const oldestS = waiting.oldest_since
    ? Math.max(0, (engineTime.value - Date.parse(waiting.oldest_since)) / 1000)
    : 0;
  const here = Object.values(crew).filter(({ presence }) => presence === "available");
  const talking = here.filter(({ activity }) => activity === "talking").length;
  const idle = here.filter(({ activity }) => activity === "idle").length;
  const told = today.told_or_talking_60s ?? null;
  const answered = today.answered_20s ?? null;
  const lost = (today.first_lost_seen ?? 0) + (today.first_lost_estimated ?? 0);
  return [
    {
      name: "waiting",
      shown: counted(waiting.live),
      note: say("board.note.waiting", { ringing: waiting.ringing }),
      tone: waiting.live > 0 && idle === 0 ? "warn" : "plain",
    },
    {
      name: "oldest",
      shown: timer(oldestS),
      note: estimateOf(waiting),
      tone: oldestS > LONG_WAIT_S ? "bad" : "plain",
    },
    {
      name: "promised",
      shown: counted(promises.open),
      note: say("board.note.promised", { kept: promises.kept, missed: promises.missed }),
      tone: promises.missed > 0 ? "warn" : "plain",
    },
    {
      name: "channels",
      shown: say("board.of", { part: free, all: channels }),
      note: say(free === 0 ? "board.note.full" : "board.note.free"),
      tone: free === 0 ? "bad" : "plain",
    },
    {
      name: "operators",
      shown: counted(here.length),
      note: say("board.note.operators", { talking, idle }),
      tone: here.length === 0 ? "bad" : "plain",
    },
    {
      name: "told",
      shown: percent(told),
      note: say("board.note.people", { people: counted(today.people), attempts: counted(today.attempts) }),
      tone: told === null ? "plain" : told < TOLD_FLOOR ? "bad" : "good",
    },
    {
      name: "answered",
      shown: percent(answered),
      note: say("board.note.answered", { share: percent(today.answered_90s) }),
      tone: answered === null ? "plain" : answered < ANSWERED_FLOOR ? "warn" : "good",
    },
    {
      name: "lost",
      shown: counted(lost),
      note: say("board.note.lost", {
        seen: counted(today.first_lost_seen),
        estimated: counted(today.first_lost_estimated),
      }),
      tone: lost > 0 ? "bad" : "good",
    },
  ];
}

/** @param {import("./shape.js").Waiting} waiting */
function estimateOf(waiting) {
  if (waiting.estimate_s === null) {
    return say("board.note.no_estimate");
  }
  const estimate = timer(waiting.estimate_s);
  return waiting.estimate_error_s === null
    ? say("board.note.estimate", { estimate })
    : say("board.note.estimate_true", { estimate, error: timer(waiting.estimate_error_s) });
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => number} of
 */
function sumOf(items, of) {
  return items.reduce((sum, item) => sum + of(item), 0);
}
