/** Refusing a request while its person is on the line; whose evidence it needs stands in lists/refusal.js. */

import { html, useState } from "../../vendor/preact.js";
import { shown } from "../drafts/open.js";
import { EvidenceFields, isProved, noEvidence, refusalOf } from "../lists/refusal.js";
import { part } from "../live.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { tell, tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";
import { say } from "../words.js";
import { saved } from "./saved.js";

const call = part("call");

/** @param {{onClose: () => void}} props */
export function Refuse({ onClose }) {
  const now = /** @type {import("../shapes.js").Call | null} */ (call.value);
  const [ticket, setTicket] = useState(
    saved.value?.["number"] ?? now?.tickets[0]?.number ?? "",
  );
  const callId = now?.call_id ?? shown.value?.form.value["call"] ?? null;
  const calls = callId ? [{ value: callId, words: "" }] : [];
  const [evidence, setEvidence] = useState(noEvidence(calls));
  const [wrong, setWrong] = useState("");

  async function refuse() {
    const refusal = refusalOf(evidence);
    try {
      await ask("POST", `/tickets/${encodeURIComponent(ticket.trim())}/changes`, { change: { do: "refuse", refusal } }, { "If-Match": "*" });
      tell(say("refuse.done", { number: ticket }));
      onClose();
    } catch (refused) {
      if (!(refused instanceof Refusal)) {
        throw refused;
      }
      if (refused.status === 409 || refused.status === 422) {
        setWrong(say("refuse.not_proved"));
      } else {
        tellTrouble(refused.message);
      }
    }
  }

  const actions = html`<${Button}
    words=${say("refuse.do")} icon="ban" keys="Ctrl+Enter" tone="danger"
    isOff=${!isProved(evidence) || ticket.trim() === ""} onPress=${() => void refuse()}
  />`;
  return html`<${Dialog} title=${say("refuse.title")} isWide onClose=${onClose} actions=${actions}>
    <${Field} label=${say("refuse.ticket")} value=${ticket} onInput=${setTicket} isNeeded />
    <${EvidenceFields} evidence=${evidence} onEvidence=${setEvidence} calls=${calls} />
    <div role="alert">${wrong && html`<p class="note tone-bad">${wrong}</p>`}</div>
  <//>`;
}
