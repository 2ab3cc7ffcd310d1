/** Why this call is here and what is known: decision, promise, menu, tickets, earlier calls. */

import { html } from "../../vendor/preact.js";
import { Icon } from "../parts/icon.js";
import { dayAndTime, dayInWords, hasWords, inWords, say, timeOfDay } from "../words.js";

/** @typedef {import("../shapes.js").Call} Call */
/** @typedef {import("../shapes.js").TicketOfCall} TicketOfCall */

const MOST_ATTEMPTS = 4;

/** @param {{call: Call}} props */
export function Facts({ call }) {
  return html`<div class="call-facts">
    ${call.promised &&
    html`<p class="note tone-warn"><${Icon} name="history" />
      <span>${call.promised.told}${call.promised.tries > 0 && ` ${say("call.tries", { n: call.promised.tries })}`}</span></p>`}
    <p class="call-reason"><${Icon} name="info-circle" size=${18} /><span>${call.decision}</span></p>
    <dl class="facts">
      <div>
        <dt>${say("call.attempts")}</dt>
        <dd>${call.attempts_today}${call.attempts_today > 1 && call.first_attempt_at && `, ${say("call.first", { at: timeOfDay(call.first_attempt_at) })}`}</dd>
      </div>
      ${call.waited_s > 0 && html`<div><dt>${say("call.waited")}</dt><dd>${inWords(call.waited_s)}</dd></div>`}
      <${Collected} call=${call} />
    </dl>
    <${Tickets} title=${say("call.tickets")} tickets=${call.tickets} />
    <${Tickets} title=${say("call.earlier")} tickets=${call.earlier} />
    ${call.attempts.length > 1 &&
    html`<h3>${say("call.calls")}</h3>
      <ul class="call-past">
        ${call.attempts.slice(0, MOST_ATTEMPTS).map(({ at, end }) => html`<li key=${at}>
          <time datetime=${at}>${dayAndTime(at)}</time> ${ended(end)}
        </li>`)}
      </ul>`}
  </div>`;
}

/** @param {{call: Call}} props */
function Collected({ call: { collected } }) {
  const keyed = Object.entries(collected.keyed);
  const spoken = collected.spoken;
  return html`
    ${collected.subject && html`<div><dt>${say("call.subject")}</dt><dd>${named("subject", collected.subject)}</dd></div>`}
    ${keyed.map(([field, value]) => html`<div key=${field}><dt>${named("keyed", field)}</dt><dd>${field === "birth_date" ? dayInWords(value) : value}</dd></div>`)}
    ${spoken.length > 0 &&
    html`<div><dt>${say("call.spoken")}</dt>
      <dd>${spoken.map(({ field, seconds }) => say("call.spoken.piece", { what: named("keyed", field), s: seconds })).join(", ")}</dd></div>`}
  `;
}

/** @param {{title: string, tickets: TicketOfCall[]}} props */
function Tickets({ title, tickets }) {
  if (tickets.length === 0) {
    return null;
  }
  return html`<h3>${title}</h3>
    <ul class="call-tickets">
      ${tickets.map((ticket) => html`<li key=${ticket.id}>
        <a href="/ticket/${ticket.number}">${ticket.number}</a>
        <span>${[ticket.category ?? (ticket.kind ? say(`kind.${ticket.kind}`) : ""), named("ticket.state", ticket.state)].filter(Boolean).join(", ")}</span>
        ${ticket.opened_at && html`<time datetime=${ticket.opened_at}>${dayAndTime(ticket.opened_at)}</time>`}
        ${ticket.text && html`<p>${ticket.text}</p>`}
      </li>`)}
    </ul>`;
}

/** @param {string | null} end */
function ended(end) {
  return end === null ? say("call.end.now") : named("call.end", end);
}

/**
 * @param {string} stem
 * @param {string} code
 */
function named(stem, code) {
  const key = `${stem}.${code}`;
  return hasWords(key) ? say(key) : code;
}
