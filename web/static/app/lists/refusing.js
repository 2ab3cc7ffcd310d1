/** Refusing a case from its page, with the evidence that the reason demands. */

import { html, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { say } from "../words.js";
import { EvidenceFields, isProved, noEvidence, refusalOf } from "./refusal.js";
import { when } from "./times.js";

/** @param {import("./stepping.js").Asking} props */
export function Refusing({ step, whole, note, onSend, onClose }) {
  const calls = whole.calls.map(({ call_id: value, arrived_at: at, direction }) => ({
    value,
    words: `${when(at)} · ${say(`refuse.call.${direction}`)}`,
  }));
  const [evidence, setEvidence] = useState(noEvidence(calls));
  const actions = html`<${Button}
    words=${say("refuse.do")} icon="ban" keys="Ctrl+Enter" tone="danger" isOff=${!isProved(evidence)}
    onPress=${() => void onSend({ change: { do: "refuse", refusal: refusalOf(evidence) } })}
  />`;
  return html`<${Dialog} title=${say(`step.${step.name}`)} isWide onClose=${onClose} actions=${actions}>
    ${note}
    <${EvidenceFields} evidence=${evidence} onEvidence=${setEvidence} calls=${calls} />
  <//>`;
}
