/** A case in short, before it is worked on: who, what, where, what was said, what can be heard. */

import { html } from "../../vendor/preact.js";
import { Badge } from "../parts/badge.js";
import { say } from "../words.js";
import { useFeed } from "./feed.js";
import { Recordings } from "./recordings.js";
import { withoutName } from "./spoken.js";
import { ask } from "../session.js";
import { when } from "./times.js";

/**
 * @typedef {Record<string, any>} Ticket as `GET /tickets/{ticket}` tells it
 * @typedef {{ticket: Ticket, history: Record<string, any>[], calls: Record<string, any>[]}} Whole
 */

/**
 * Ask for a ticket; `null` asks for none.
 * @param {string | null} named its number or id
 */
export function useCase(named) {
  return useFeed(
    () => (named === null ? Promise.resolve(null) : /** @type {Promise<Whole | null>} */ (ask("GET", `/tickets/${named}`))),
    [named],
    true,
  );
}

/**
 * @param {{whole: Whole | null}} props
 */
export function CaseCard({ whole }) {
  if (whole === null) {
    return html`<p class="quiet-line">${say("case.none")}</p>`;
  }
  const { ticket, calls } = whole;
  return html`<div class="case">
    <dl class="facts">
      <${Fact} of="person">${ticket.person.name || say("unknown")}<//>
      <${Fact} of="phone">${ticket.person.phone ?? ticket.called_from ?? say("case.hidden")}<//>
      <${Fact} of="kind">${say(`kind.${ticket.kind}`)} <${StateBadge} state=${ticket.state} /><//>
      <${Fact} of="opened">${when(ticket.opened_at)}<//>
      <${Fact} of="calls">${calls.length}<//>
    </dl>
    ${ticket.text && html`<p class="case-text">${ticket.text}</p>`}
    ${ticket.visits.map((/** @type {Ticket} */ visit) => html`<p class="case-text" key=${visit.visit_id}>
      ${[visit.patient.name, withoutName(visit.complaint), withoutName(visit.address.text)].filter(Boolean).join(" · ")}
    </p>`)}
    <${Recordings} ticket=${ticket.ticket_id} />
  </div>`;
}

/**
 * @param {{of: string, children: import("../../vendor/preact.js").Children}} props
 */
export function Fact({ of, children }) {
  return html`<div><dt>${say(`case.${of}`)}</dt><dd>${children}</dd></div>`;
}

/** @type {Record<string, import("../parts/badge.js").Tone>} */
const TONES = {
  new: "calm",
  owned: "calm",
  in_progress: "calm",
  waiting_for_citizen: "warn",
  resolved: "good",
  refused: "bad",
};

/** @param {{state: string}} props */
export function StateBadge({ state }) {
  return html`<${Badge} tone=${TONES[state] ?? "plain"}>${say(`state.${state}`)}<//>`;
}
