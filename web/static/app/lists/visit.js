/** One visit: what is known of it, and what can be done about it. */

import { html, useState } from "../../vendor/preact.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { DayField } from "../parts/day.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { go } from "../router.js";
import { may } from "../session.js";
import { say } from "../words.js";
import { useCase } from "./case.js";
import { change } from "./doing.js";
import { HeldNote, useHold } from "./lease.js";
import { withoutName } from "./spoken.js";
import { dayOnly, when } from "./times.js";

/**
 * @typedef {{visit_id: string, ticket_id: string, ticket_number: string, requested_at: string,
 *   patient_name: string, born_on: string | null, complaint: string, danger_signs: string[],
 *   address: string, clinic: string | null, day: string | null, shift: string | null,
 *   is_on_waiting_list: boolean, state: string, state_at: string, acknowledged_at: string | null,
 *   doctor: string, reason: string}} Visit
 */

/** @type {Record<string, import("../parts/badge.js").Tone>} */
const TONES = {
  requested: "warn",
  delivered: "warn",
  accepted: "calm",
  doctor_assigned: "calm",
  visited: "good",
  refused: "bad",
};

/** @param {{state: string}} props */
export function VisitState({ state }) {
  return html`<${Badge} tone=${TONES[state] ?? "plain"}>${say(`visit.${state}`)}<//>`;
}

/**
 * @param {{row: Visit, clinic: string | undefined, onClose: () => void}} props
 */
export function VisitDialog({ row, clinic, onClose }) {
  const mayChange = may("visits:write");
  const { held, takeOver } = useHold("visits", mayChange ? row.visit_id : null);
  const [doing, setDoing] = useState(/** @type {"change" | "cancel" | null} */ (null));
  const isOff = held !== null;

  async function sendAgain() {
    if ((await change(`/visits/${row.visit_id}/send-again`, undefined, { told: say("visit.sent_again") })) === null) {
      onClose();
    }
  }

  const actions = mayChange && html`
    <${Button} words=${say("case.open")} icon="file-text" keys="F4" onPress=${() => go(`/ticket/${row.ticket_number}`)} />
    <${Button} words=${say("visit.send_again")} icon="send" keys="F6" isOff=${isOff} onPress=${sendAgain} />
    <${Button} words=${say("visit.change")} icon="edit" keys="F7" isOff=${isOff} onPress=${() => setDoing("change")} />
    <${Button} words=${say("visit.cancel")} icon="ban" keys="F8" isOff=${isOff} onPress=${() => setDoing("cancel")} />
  `;
  return html`<${Dialog} title=${row.patient_name || say("visit.nameless")} onClose=${onClose} actions=${actions} isWide>
    <${HeldNote} held=${held} takeOver=${takeOver} />
    <dl class="facts">
      <div><dt>${say("visits.state")}</dt><dd><${VisitState} state=${row.state} /> ${when(row.state_at)}</dd></div>
      <div><dt>${say("visits.clinic")}</dt><dd>${clinic ?? row.clinic ?? say("visits.no_clinic")}</dd></div>
      <div><dt>${say("visits.day")}</dt><dd>${dayOnly(row.day)}${row.shift && html` · ${say(`shift.${row.shift}`)}`}</dd></div>
      <div><dt>${say("visits.address")}</dt><dd>${withoutName(row.address)}</dd></div>
      <div><dt>${say("visits.complaint")}</dt><dd>${withoutName(row.complaint)}</dd></div>
      ${row.doctor && html`<div><dt>${say("visit.doctor")}</dt><dd>${row.doctor}</dd></div>`}
      ${row.reason && html`<div><dt>${say("visit.reason")}</dt><dd>${row.reason}</dd></div>`}
    </dl>
    ${doing === "cancel" && html`<${Cancelling} row=${row} onDone=${onClose} />`}
    ${doing === "change" && html`<${Changing} row=${row} onDone=${onClose} />`}
  <//>`;
}

/** @param {{row: Visit, onDone: () => void}} props */
function Cancelling({ row, onDone }) {
  const [why, setWhy] = useState("");

  /** @param {Event} event */
  async function cancel(event) {
    event.preventDefault();
    if ((await change(`/visits/${row.visit_id}/cancel`, { why }, { told: say("visit.cancelled_told") })) === null) {
      onDone();
    }
  }

  return html`<form class="spoken" onSubmit=${cancel}>
    <${Field} label=${say("visit.why_cancel")} value=${why} onInput=${setWhy} isNeeded hasFocus />
    <${Button} words=${say("visit.cancel.do")} icon="ban" tone="danger" sends isOff=${why.trim() === ""} />
  </form>`;
}

/** @param {{row: Visit, onDone: () => void}} props */
function Changing({ row, onDone }) {
  const { value: whole } = useCase(row.ticket_number);
  const [address, setAddress] = useState(row.address);
  const [complaint, setComplaint] = useState(row.complaint);
  const [day, setDay] = useState(row.day ?? "");
  const [why, setWhy] = useState("");

  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    const said = {
      why,
      ...(address !== row.address && { address: { text: address } }),
      ...(complaint !== row.complaint && { complaint }),
      ...(day !== (row.day ?? "") && day && { day }),
    };
    const seen = /** @type {number} */ (whole?.ticket.revision);
    if ((await change(`/visits/${row.visit_id}/changes`, said, { told: say("visit.changed_told"), seen })) === null) {
      onDone();
    }
  }

  return html`<form class="spoken" onSubmit=${save}>
    <${Field} label=${say("visits.address")} value=${address} onInput=${setAddress} isNeeded hasFocus />
    <div class="two">
      <${Field} label=${say("visits.complaint")} value=${complaint} onInput=${setComplaint} isNeeded />
      <${DayField} label=${say("visits.day")} value=${day} onInput=${setDay} />
    </div>
    <${Field} label=${say("visit.why_change")} value=${why} onInput=${setWhy} isNeeded />
    <${Button}
      words=${say("visit.change.do")} icon="device-floppy" tone="primary" sends
      isOff=${!whole || why.trim() === ""}
    />
  </form>`;
}
