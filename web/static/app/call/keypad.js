/** Keys for whoever is at the far end. */

import { html, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { say } from "../words.js";
import { act } from "./acts.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/** @param {{callId: string, onClose: () => void}} props */
export function Keypad({ callId, onClose }) {
  const [pressed, setPressed] = useState("");

  /** @param {string} typed */
  function press(typed) {
    const added = typed.startsWith(pressed) ? typed.slice(pressed.length) : "";
    setPressed(typed);
    const keys = added.replace(/[^0-9*#]/g, "");
    if (keys) {
      void act(callId, "dtmf", { keys });
    }
  }

  return html`<${Dialog} title=${say("call.keys")} onClose=${onClose}>
    <${Field} label=${say("call.keys.pressed")} hint=${say("call.keys.hint")} value=${pressed} onInput=${press} />
    <div class="call-keys" role="group" aria-label=${say("call.keys")}>
      ${KEYS.map((key) => html`<${Button} key=${key} words=${key} onPress=${() => press(pressed + key)} />`)}
    </div>
  <//>`;
}
