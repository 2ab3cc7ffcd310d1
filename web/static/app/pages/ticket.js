/** Everything of one case, and every step of work on it. */

import { html } from "../../vendor/preact.js";
import { StateBadge, useCase } from "../lists/case.js";
import { useAgents, agentName } from "../lists/crew.js";
import { CallsOf, HistoryOf, VisitsOf } from "../lists/file.js";
import { HeldNote, useHold } from "../lists/lease.js";
import { Recordings } from "../lists/recordings.js";
import { Steps } from "../lists/stepping.js";
import { deadline, isPast, when } from "../lists/times.js";
import { Badge } from "../parts/badge.js";
import { Card } from "../parts/card.js";
import { Empty } from "../parts/empty.js";
import { PageHeader } from "../parts/header.js";
import { may } from "../session.js";
import { hasWords, say } from "../words.js";

/** @typedef {import("../lists/case.js").Ticket} Ticket */

/**
 * The page of `/ticket/NUMBER`.
 * @param {{at: string}} props
 */
export function Page({ at }) {
  useAgents();
  const { value: whole, trouble, reload } = useCase(encodeURIComponent(at));
  if (whole === null) {
    return html`<${PageHeader} title=${say("ticket.title", { number: at })} />
      ${trouble && html`<${Empty} icon="search" title=${trouble} text=${say("ticket.look")} />`}`;
  }
  return html`<${Whole} key=${whole.ticket.ticket_id} whole=${whole} reload=${reload} />`;
}

/**
 * @param {{whole: import("../lists/case.js").Whole, reload: () => void}} props
 */
function Whole({ whole, reload }) {
  const { ticket, history, calls } = whole;
  const { held, takeOver } = useHold("tickets", ticket.ticket_id);
  return html`
    <${PageHeader} title=${say("ticket.title", { number: ticket.number })} lead=${leadOf(ticket)}>
      <span class="tags">
        ${ticket.priority !== "normal" && html`<${Badge} tone="bad" hasDot>${say(`priority.${ticket.priority}`)}<//>`}
        <${StateBadge} state=${ticket.state} />
        ${may("recordings:read") && html`<a class="btn" href="/contacts/${ticket.number}">${say("past.title")}</a>`}
      </span>
    <//>
    <${HeldNote} held=${held} takeOver=${takeOver} />
    <div class="desk">
      <div class="desk-main">
        <${Card} title=${say("ticket.about")}>
          ${ticket.text ? html`<p class="case-text">${ticket.text}</p>` : html`<p class="quiet-line">${say("ticket.unwritten")}</p>`}
          <${Recordings} ticket=${ticket.ticket_id} />
        <//>
        ${ticket.visits.length > 0 && html`<${VisitsOf} visits=${ticket.visits} />`}
        <${HistoryOf} history=${history} />
        ${calls.length > 0 && html`<${CallsOf} calls=${calls} />`}
      </div>
      <div class="desk-side">
        <${Steps} whole=${whole} isOff=${held !== null || !may("tickets:write")} reload=${reload} />
        <${Person} ticket=${ticket} />
        <${Deadlines} ticket=${ticket} />
        ${ticket.links.length > 0 && html`<${Links} ticket=${ticket} />`}
      </div>
    </div>
  `;
}

/** @param {{ticket: Ticket}} props */
function Person({ ticket }) {
  const { person } = ticket;
  return html`<${Card} title=${say("ticket.person")}>
    <dl class="facts">
      <div><dt>${say("case.person")}</dt><dd>${person.name || say("unknown")}</dd></div>
      <div><dt>${say("case.phone")}</dt><dd>${person.phone ?? "—"}</dd></div>
      <div><dt>${say("ticket.called_from")}</dt><dd>${ticket.called_from ?? say("case.hidden")}</dd></div>
      ${person.region_number && html`<div><dt>${say("case.region_number")}</dt><dd>${person.region_number}</dd></div>`}
      ${person.institution && html`<div><dt>${say("ticket.institution")}</dt><dd>${person.institution}</dd></div>`}
    </dl>
  <//>`;
}

/** @param {{ticket: Ticket}} props */
function Deadlines({ ticket }) {
  return html`<${Card} title=${say("ticket.deadlines")}>
    <dl class="facts">
      <div><dt>${say("ticket.owner")}</dt><dd>${ticket.owner ? agentName(ticket.owner) : say("ticket.nobody")}</dd></div>
      <div><dt>${say("ticket.own_by")}</dt><dd>${term(ticket.owned_at ? null : ticket.own_by)}</dd></div>
      <div><dt>${say("ticket.resolve_by")}</dt><dd>${term(ticket.ending ? null : ticket.resolve_by)}</dd></div>
      ${ticket.ending && html`<div><dt>${say("ticket.ended")}</dt><dd>${when(ticket.ending.at)}</dd></div>`}
    </dl>
  <//>`;
}

/** @param {string | null} moment */
function term(moment) {
  return moment === null ? "—" : html`${when(moment)} <span class=${isPast(moment) ? "late" : "under"}>${deadline(moment)}</span>`;
}

/** @param {{ticket: Ticket}} props */
function Links({ ticket }) {
  return html`<${Card} title=${say("ticket.links")}>
    <ul>
      ${ticket.links.map((/** @type {{ticket_id: string, how: string}} */ link) => html`<li key=${link.ticket_id}>
        <a href="/ticket/${link.ticket_id}">${link.how}</a>
      </li>`)}
    </ul>
  <//>`;
}

/** @param {Ticket} ticket */
function leadOf(ticket) {
  const by = hasWords(`channel.${ticket.channel}`) ? say(`channel.${ticket.channel}`) : ticket.channel;
  return [ticket.category_title || say(`kind.${ticket.kind}`), by, when(ticket.opened_at)].join(" · ");
}
