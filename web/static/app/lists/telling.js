/** A step that needs words. */

import { html, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { say } from "../words.js";

/** @param {import("./stepping.js").Asking} props */
export function Telling({ step, note, onSend, onClose }) {
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isNeeded = step.asks !== "note";

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    setBusy(true);
    await onSend({ change: step.send(typed.trim()) });
    setBusy(false);
  }

  return html`<${Dialog} title=${say(`step.${step.name}`)} onClose=${onClose}>
    ${note}
    <form onSubmit=${send}>
      <${Field} label=${say(`step.asks.${step.asks}`)} value=${typed} onInput=${setTyped} lines=${4} isNeeded=${isNeeded} />
      <${Button} words=${say("step.send")} icon="check" tone="primary" sends isBusy=${isBusy} isOff=${isNeeded && typed.trim() === ""} />
    </form>
  <//>`;
}
