/** What menus took at night: the most urgent first, heard here, completed by typing. */

import { html, useState } from "../../vendor/preact.js";
import { CaseCard, useCase } from "../lists/case.js";
import { change } from "../lists/doing.js";
import { HeldNote, TakenBy, useHold, useTaken } from "../lists/lease.js";
import { pagePath, usePages } from "../lists/paging.js";
import { Rows } from "../lists/rows.js";
import { when } from "../lists/times.js";
import { UndisposedCard } from "../lists/undisposed.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { go } from "../router.js";
import { ask, may } from "../session.js";
import { phoneInWords, say } from "../words.js";

/**
 * @typedef {{ticket_id: string, ticket_number: string, kind: string, taken_at: string,
 *   is_urgent: boolean, is_partial: boolean, called_from: string | null, phone: string | null,
 *   born_on: string | null, clinic: string | null, recordings: string[]}} Intake
 */

const CELLS = { number, kind, taken, phone, recordings, state: standing };

/** The page. */
export function Page() {
  useTaken();
  const [opened, setOpened] = useState(/** @type {Intake | null} */ (null));
  const { rows, trouble, reload, more } = usePages(async (after) => {
    const { intakes, next } = await ask("GET", pagePath("/intakes", after));
    return { rows: /** @type {Intake[]} */ (intakes), next };
  }, []);
  const columns = Object.entries(CELLS).map(([name, cell]) => ({ title: say(`morning.${name}`), cell }));
  function close() {
    setOpened(null);
    reload();
  }
  return html`
    <${PageHeader} title=${say("morning.title")} lead=${say("morning.lead")} />
    <${Rows}
      caption=${say("morning.title")} columns=${columns} rows=${rows} trouble=${trouble} more=${more}
      keyOf=${(/** @type {Intake} */ row) => row.ticket_id} onOpen=${setOpened}
      empty=${{ icon: "moon-stars", title: say("morning.empty"), text: say("morning.empty.text") }}
    />
    <${UndisposedCard} />
    ${opened && html`<${Request} row=${opened} onClose=${close} />`}
  `;
}

/**
 * One request: heard, written down, taken up.
 * @param {{row: Intake, onClose: () => void}} props
 */
function Request({ row, onClose }) {
  const { held, takeOver } = useHold("morning", row.ticket_id);
  const { value: whole, reload } = useCase(row.ticket_id);
  const ticket = whole?.ticket;
  const isOff = held !== null || !ticket;

  /** @param {unknown} step */
  async function take(step) {
    const seen = /** @type {number} */ (ticket?.revision);
    const refusal = await change(`/tickets/${row.ticket_id}/changes`, { change: step }, { told: say("morning.taken_up"), seen });
    if (refusal === null) {
      onClose();
      go(`/ticket/${row.ticket_number}`);
    } else {
      reload();
    }
  }

  async function call() {
    const refusal = await change("/me/call", { contact_id: ticket?.contact_id }, { told: say("callbacks.ringing") });
    if (refusal === null) {
      go("/desk");
    }
  }

  const actions = html`
    <${Button} words=${say("callbacks.call")} icon="phone-outgoing" keys="F2" isOff=${isOff || !may("desk")} onPress=${call} />
    <${Button} words=${say("case.open")} icon="file-text" keys="F4" onPress=${() => go(`/ticket/${row.ticket_number}`)} />
    <${Button} words=${say("morning.take_up")} icon="check" keys="F9" tone="primary" isOff=${isOff} onPress=${() => take({ do: "own" })} />
  `;
  return html`<${Dialog} title=${say("morning.request", { number: row.ticket_number })} onClose=${onClose} actions=${actions} isWide>
    <${HeldNote} held=${held} takeOver=${takeOver} />
    <${CaseCard} whole=${whole} />
    ${ticket?.visits.map((/** @type {import("../lists/case.js").Ticket} */ visit) => html`<${Spoken}
      key=${visit.visit_id} visit=${visit} seen=${ticket.revision} isOff=${isOff} onSaved=${reload}
    />`)}
  <//>`;
}

/**
 * What was spoken, typed by whoever hears it.
 * @param {{visit: import("../lists/case.js").Ticket, seen: number, isOff: boolean, onSaved: () => void}} props
 */
function Spoken({ visit, seen, isOff, onSaved }) {
  const [address, setAddress] = useState("");
  const [name, setName] = useState(visit.patient.name);
  const [complaint, setComplaint] = useState("");
  const [isBusy, setBusy] = useState(false);

  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    setBusy(true);
    const { born_on, age_years, policy_number } = visit.patient;
    const said = {
      why: say("morning.why"),
      ...(address.trim() && { address: { text: address.trim() } }),
      ...(complaint.trim() && { complaint: complaint.trim() }),
      ...(name.trim() && { patient: { name: name.trim(), born_on, age_years, policy_number } }),
    };
    const refusal = await change(`/visits/${visit.visit_id}/changes`, said, { told: say("morning.saved"), seen });
    setBusy(false);
    if (refusal === null || refusal.status === 409) {
      onSaved();
    }
  }

  return html`<form class="spoken" onSubmit=${save}>
    <h3 class="part-name">${say("morning.write")}</h3>
    <${Field} label=${say("morning.address")} hint=${say("morning.address.hint")} value=${address} onInput=${setAddress} />
    <div class="two">
      <${Field} label=${say("morning.patient")} value=${name} onInput=${setName} />
      <${Field} label=${say("morning.complaint")} value=${complaint} onInput=${setComplaint} />
    </div>
    <${Button} words=${say("morning.save")} icon="device-floppy" sends isBusy=${isBusy} isOff=${isOff} />
  </form>`;
}

/** @param {Intake} row */
function number(row) {
  return html`<span class="nowrap">${row.ticket_number}</span>`;
}

/** @param {Intake} row */
function kind(row) {
  return html`${say(`kind.${row.kind}`)}
    ${row.born_on && html`<span class="under">${say("morning.born", { year: row.born_on.slice(0, 4) })}</span>`}`;
}

/** @param {Intake} row */
function taken(row) {
  return when(row.taken_at);
}

/** @param {Intake} row */
function phone(row) {
  const number = row.phone ?? row.called_from;
  return number ? phoneInWords(number) : say("case.hidden");
}

/** @param {Intake} row */
function recordings(row) {
  return row.recordings.length ? say("morning.heard", { n: row.recordings.length }) : "—";
}

/** @param {Intake} row */
function standing(row) {
  return html`<span class="tags">
    ${row.is_urgent && html`<${Badge} tone="bad" hasDot>${say("list.urgent")}<//>`}
    ${row.is_partial && html`<${Badge} tone="warn">${say("morning.partial")}<//>`}
    ${!row.is_urgent && !row.is_partial && html`<${Badge}>${say("state.new")}<//>`}
    ${row.kind === "home_visit" && !row.clinic && html`<${Badge} tone="warn">${say("morning.no_clinic")}<//>`}
    <${TakenBy} item=${row.ticket_id} />
  </span>`;
}
