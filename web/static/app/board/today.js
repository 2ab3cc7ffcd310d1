/** The day so far in figures, the promises, the visits, the storm, and who redials. */

import { html } from "../../vendor/preact.js";
import { Icon } from "../parts/icon.js";
import { Card } from "../parts/card.js";
import { dayAndTime, inWords, say, timeOfDay, timer } from "../words.js";
import { counted, percent } from "./numbers.js";

/** @param {{today: import("./shape.js").Today}} props */
export function TodayCard({ today }) {
  const figures = [
    ["people", counted(today.people)],
    ["attempts", counted(today.attempts)],
    ["redial_factor", counted(today.redial_factor, 1)],
    ["served", counted(today.served)],
    ["answered_90s", percent(today.answered_90s)],
    ["asa", lengthOf(today.asa_s)],
    ["first_dial", lengthOf(today.wait_from_first_dial_s)],
    ["abandonment", percent(today.abandonment)],
    ["occupancy", percent(today.occupancy)],
    ["blocked", counted(today.blocked)],
  ];
  return html`<${Card} title=${say("board.today")} tone="board-card">
    <dl class="board-pairs">
      ${figures.map(([name, shown]) => html`<div key=${name}>
        <dt>${say(`board.today.${name}`)}</dt><dd>${shown}</dd>
      </div>`)}
    </dl>
  <//>`;
}

/**
 * @param {{promises: import("./shape.js").Promises, visits: import("./shape.js").Visits}} props
 */
export function OwedCard({ promises, visits }) {
  const oldest = promises.oldest_unkept_at;
  return html`<${Card} title=${say("board.owed")} tone="board-card">
    <dl class="board-pairs">
      ${pair("promises.due", counted(promises.due))}
      ${pair("promises.in_flight", counted(promises.in_flight))}
      ${pair("promises.kept", counted(promises.kept))}
      ${pair("promises.missed", counted(promises.missed), promises.missed > 0)}
      ${pair("promises.unreachable", counted(promises.unreachable))}
      ${pair("promises.oldest", oldest ? dayAndTime(oldest) : "—")}
      ${pair("visits.sent", counted(visits.sent))}
      ${pair("visits.acknowledged", counted(visits.acknowledged))}
      ${pair("visits.chased", counted(visits.chased))}
      ${pair("visits.unanswered", counted(visits.unanswered), (visits.unanswered ?? 0) > 0)}
    </dl>
  <//>`;
}

/**
 * @param {{storm: import("./shape.js").Storm, visits: import("./shape.js").Visits | null}} props
 *   visits where no card tells of them
 */
export function StormNote({ storm, visits }) {
  const figures = say("board.storm.figures", {
    people: counted(storm.people_10min),
    attempts: counted(storm.attempts_10min),
    factor: counted(storm.redial_factor, 1),
    full: percent(storm.channels_full_share),
  });
  const missing = storm.missing_channels;
  return html`<div role="status" class="board-storm">
    <p class="note ${storm.is_storm ? "tone-bad" : "tone-good"}">
      <${Icon} name=${storm.is_storm ? "urgent" : "sun"} />
      <span><strong>${storm.is_storm ? say("board.storm.since", { at: storm.since ? timeOfDay(storm.since) : "" }) : say("board.storm.calm")}</strong> ${orderOf(storm)} ${figures}</span>
      ${visits && html`<span class="board-visits">${say("board.visits.strip", { sent: counted(visits.sent), acknowledged: counted(visits.acknowledged), unanswered: counted(visits.unanswered) })}</span>`}
    </p>
    ${missing > 0 &&
    html`<p class="note tone-warn"><${Icon} name="alert-triangle" /><span>${say("board.storm.missing", { n: missing })}</span></p>`}
  </div>`;
}

/**
 * Say by whose word it is a storm or none; nothing where the figures decide.
 * @param {import("./shape.js").Storm} storm
 */
function orderOf({ order, ordered_by: by, ordered_at: at }) {
  if (order === "auto") {
    return null;
  }
  return html`<span class="badge tone-plain board-order">${say(`board.storm.order.${order}`, { by, at: at ? dayAndTime(at) : "" })}</span>`;
}

/**
 * @param {{redialers: import("./shape.js").Redialer[],
 *   actions?: (redialer: import("./shape.js").Redialer) => unknown}} props
 */
export function RedialersCard({ redialers, actions }) {
  return html`<${Card} title=${say("board.redialers")} tone="board-card">
    ${redialers.length === 0 && html`<p class="quiet-line">${say("board.redialers.nobody")}</p>`}
    <ul class="board-list">
      ${redialers.map((each) => html`<li key=${each.contact_id} class="board-row">
        <span class="board-who">…${each.tail}
          <span class="board-soft">${each.reason ? say(`board.redial.${each.reason}`) : say("board.redial.person")}</span>
        </span>
        <span class="board-counts">
          <strong>${say("board.redialers.attempts", { n: each.attempts })}</strong>
          <span class="board-soft">${say("board.redialers.cost", { burned: inWords(each.burned_s), saved: inWords(each.saved_s) })}</span>
        </span>
        ${actions?.(each)}
      </li>`)}
    </ul>
  <//>`;
}

/**
 * @param {string} name
 * @param {string} shown
 * @param {boolean} [isHot]
 */
function pair(name, shown, isHot = false) {
  return html`<div class=${isHot ? "is-hot" : ""}><dt>${say(`board.${name}`)}</dt><dd>${shown}</dd></div>`;
}

/** @param {number | null | undefined} seconds */
function lengthOf(seconds) {
  return seconds === null || seconds === undefined ? "—" : timer(seconds);
}
