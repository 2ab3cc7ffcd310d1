/**
 * Everything of one case, and every step of work on it.
 *
 * A step names the revision that was on the screen. When somebody was quicker, nothing is
 * overwritten: the page shows what is there now, says so, and keeps what was typed.
 */

import { html, useState } from "../../vendor/preact.js";
import { StateBadge, useCase } from "../lists/case.js";
import { useAgents, agentName } from "../lists/crew.js";
import { CallsOf, HistoryOf, VisitsOf } from "../lists/file.js";
import { HeldNote, useHold } from "../lists/lease.js";
import { Recordings } from "../lists/recordings.js";
import { STEPS } from "../lists/steps.js";
import { deadline, isPast, when } from "../lists/times.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { Dialog } from "../parts/dialog.js";
import { Empty } from "../parts/empty.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { Icon } from "../parts/icon.js";
import { tell, tellTrouble } from "../parts/toast.js";
import { ask, may, Refusal } from "../session.js";
import { hasWords, say } from "../words.js";

/** @typedef {import("../lists/case.js").Ticket} Ticket */
/** @typedef {import("../lists/steps.js").Step} Step */

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
        <${Steps} ticket=${ticket} isOff=${held !== null || !may("tickets:write")} reload=${reload} />
        <${Person} ticket=${ticket} />
        <${Deadlines} ticket=${ticket} />
        ${ticket.links.length > 0 && html`<${Links} ticket=${ticket} />`}
      </div>
    </div>
  `;
}

/**
 * @param {{ticket: Ticket, isOff: boolean, reload: () => void}} props
 */
function Steps({ ticket, isOff, reload }) {
  const [chosen, setChosen] = useState(/** @type {Step | null} */ (null));
  const [isNewer, setNewer] = useState(false);

  /**
   * @param {Step} step
   * @param {string} typed
   */
  async function take(step, typed) {
    try {
      const headers = { "If-Match": `"${ticket.revision}"` };
      await ask("POST", `/tickets/${ticket.ticket_id}/changes`, { change: step.send(typed) }, headers);
      tell(say("step.done"));
      setChosen(null);
      setNewer(false);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      setNewer(refusal.status === 409);
      if (refusal.status !== 409) {
        tellTrouble(refusal.message);
        return;
      }
    }
    reload();
  }

  const steps = STEPS.filter(({ from }) => from.includes(ticket.state));
  return html`<${Card} title=${say("step.title")}>
    <div role="alert">${isNewer && html`<${Newer} />`}</div>
    <div class="choice-list step-list">
      ${steps.map((step) => html`<${Button}
        key=${step.name} words=${say(`step.${step.name}`)} icon=${step.icon} keys=${step.keys} isOff=${isOff}
        onPress=${() => (step.asks ? setChosen(step) : void take(step, ""))}
      />`)}
    </div>
    ${chosen && html`<${Asking} step=${chosen} isNewer=${isNewer} onSend=${(/** @type {string} */ typed) => take(chosen, typed)} onClose=${() => setChosen(null)} />`}
  <//>`;
}

/** Says that somebody was quicker. */
function Newer() {
  return html`<p class="note tone-warn"><${Icon} name="refresh" />${say("ticket.newer")}</p>`;
}

/**
 * @param {{step: Step, isNewer: boolean, onSend: (typed: string) => Promise<void>, onClose: () => void}} props
 */
function Asking({ step, isNewer, onSend, onClose }) {
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    setBusy(true);
    await onSend(typed.trim());
    setBusy(false);
  }

  return html`<${Dialog} title=${say(`step.${step.name}`)} onClose=${onClose}>
    <div role="alert">${isNewer && html`<${Newer} />`}</div>
    <form onSubmit=${send}>
      <${Field} label=${say(`step.asks.${step.asks}`)} value=${typed} onInput=${setTyped} lines=${4} isNeeded=${step.asks !== "note"} />
      <${Button} words=${say("step.send")} icon="check" tone="primary" sends isBusy=${isBusy} isOff=${step.asks !== "note" && typed.trim() === ""} />
    </form>
  <//>`;
}

/** @param {{ticket: Ticket}} props */
function Person({ ticket }) {
  const { person } = ticket;
  return html`<${Card} title=${say("ticket.person")}>
    <dl class="facts">
      <div><dt>${say("case.person")}</dt><dd>${person.name || say("unknown")}</dd></div>
      <div><dt>${say("case.phone")}</dt><dd>${person.phone ?? "—"}</dd></div>
      <div><dt>${say("ticket.called_from")}</dt><dd>${ticket.called_from ?? say("case.hidden")}</dd></div>
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
