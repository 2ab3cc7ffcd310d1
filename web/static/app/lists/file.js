/** The parts of a case's file: its visits, every change, its calls. */

import { html } from "../../vendor/preact.js";
import { Card } from "../parts/card.js";
import { hasWords, say, timer } from "../words.js";
import { agentName } from "./crew.js";
import { withoutName } from "./spoken.js";
import { dayOnly, when } from "./times.js";
import { VisitState } from "./visit.js";

/** @param {{visits: Record<string, any>[]}} props */
export function VisitsOf({ visits }) {
  return html`<${Card} title=${say("ticket.visits")}>
    <ul class="file">
      ${visits.map((visit) => html`<li key=${visit.visit_id}>
        <div>
          <strong>${visit.patient.name || say("visit.nameless")}</strong>
          <span class="under">${withoutName(visit.complaint)}</span>
          <span class="under">${withoutName(visit.address.text)}</span>
        </div>
        <div class="file-side">
          <${VisitState} state=${visit.state} />
          <span class="under">${dayOnly(visit.day)} ${visit.doctor}</span>
        </div>
      </li>`)}
    </ul>
  <//>`;
}

/** @param {{history: Record<string, any>[]}} props */
export function HistoryOf({ history }) {
  return html`<${Card} title=${say("ticket.history")}>
    <ul class="file">
      ${history.toReversed().map((entry) => html`<li key=${entry.revision}>
        <div>
          <strong>${changeName(entry.change)}</strong>
          ${wordsOf(entry.facts).map((line) => html`<span class="under">${line}</span>`)}
        </div>
        <div class="file-side">
          <span>${when(entry.at)}</span>
          <span class="under">${entry.by.agent_id ? agentName(entry.by.agent_id) : entry.by.name || say(`by.${entry.by.role}`)}</span>
        </div>
      </li>`)}
    </ul>
  <//>`;
}

/** @param {{calls: Record<string, any>[]}} props */
export function CallsOf({ calls }) {
  return html`<${Card} title=${say("ticket.calls")}>
    <ul class="file">
      ${calls.map((call) => html`<li key=${call.call_id}>
        <div>
          <strong>${say(`call.${call.direction}`)}</strong>
          <span class="under">${call.outcome ? say(`outcome.${call.outcome}`) : say("call.now")}</span>
        </div>
        <div class="file-side">
          <span>${when(call.arrived_at)}</span>
          <span class="under">${talked(call)} ${call.agent_id ? agentName(call.agent_id) : ""}</span>
        </div>
      </li>`)}
    </ul>
  <//>`;
}

/** @param {Record<string, any>} call */
function talked({ answered_at: from, hung_up_at: until }) {
  return from && until ? timer((Date.parse(until) - Date.parse(from)) / 1000) : "";
}

/** @param {string} change */
function changeName(change) {
  return hasWords(`change.${change}`) ? say(`change.${change}`) : change;
}

/**
 * What somebody wrote with a change; ids and flags are for other readers.
 * @param {Record<string, unknown>} facts
 */
function wordsOf(facts) {
  return ["text", "why", "note", "question", "answer"].map((name) => facts?.[name]).filter((said) => typeof said === "string" && said !== "");
}
