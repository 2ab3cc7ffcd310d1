/** The keys of a talk; where the browser is the telephone, its own stand among them. */

import { html, useLayoutEffect, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { keysElsewhere, TalkKeypad, TalkKeys } from "../phone/bar.js";
import { talk } from "../phone/phone.js";
import { hasWords, say } from "../words.js";
import { act } from "./acts.js";
import { Keypad } from "./keypad.js";
import { Transfer } from "./transfer.js";

/** @typedef {import("../shapes.js").Call} Call */

/** @param {{call: Call, onEmergency: () => void}} props */
export function Actions({ call, onEmergency }) {
  if (call.state === "ringing") {
    return html`<p class="call-hint" role="status">
      <${Icon} name="phone" />${say(talk.value ? "call.answer.here" : "call.answer.phone")}
    </p>`;
  }
  return html`<div class="call-actions" role="group" aria-label=${say("call.actions")}>
    ${call.transfer ? html`<${InTransfer} call=${call} onEmergency=${onEmergency} />` : html`<${InTalk} call=${call} onEmergency=${onEmergency} />`}
  </div>`;
}

/** @param {{call: Call, onEmergency: () => void}} props */
function InTalk({ call, onEmergency }) {
  const [open, setOpen] = useState(/** @type {"" | "keys" | "people" | "book"} */ (""));
  const id = call.call_id;
  const isHeld = call.state === "held";
  const here = talk.value;
  const [hasKeys, setKeys] = useState(false);
  // With the drawing, not after it: the same keys never stand in two places.
  useLayoutEffect(() => {
    keysElsewhere.value = true;
    return () => {
      keysElsewhere.value = false;
    };
  }, []);
  return html`
    <${Button}
      words=${say(isHeld ? "call.resume" : "call.hold")} icon=${isHeld ? "player-play" : "player-pause"}
      keys="Alt+U" isPressed=${isHeld} onPress=${() => void act(id, isHeld ? "resume" : "hold")}
    />
    ${here?.isTalking.value &&
    html`<${TalkKeys} now=${here} hasKeys=${hasKeys} onKeys=${() => setKeys(!hasKeys)} />`}
    ${!here &&
    html`<${Button}
        words=${say(call.is_muted ? "call.unmute" : "call.mute")} keys="Alt+M" isPressed=${call.is_muted}
        icon=${call.is_muted ? "microphone-off" : "microphone"}
        onPress=${() => void act(id, call.is_muted ? "unmute" : "mute")}
      />
      <${Button} words=${say("call.keys")} icon="dialpad" keys="Alt+K" onPress=${() => setOpen("keys")} />`}
    <${Button} words=${say("call.transfer")} icon="phone-outgoing" keys="Alt+X" onPress=${() => setOpen("people")} />
    <${Button} words=${say("call.book")} icon="building-hospital" keys="Alt+C" onPress=${() => setOpen("book")} />
    <${Button} words=${say("call.emergency")} icon="ambulance" keys="Alt+A" tone="danger" onPress=${onEmergency} />
    ${!here &&
    html`<${Button} words=${say("call.hang_up")} icon="phone-off" keys="Alt+H" onPress=${() => void act(id, "hang-up")} />`}
    ${here && hasKeys && html`<${TalkKeypad} now=${here} />`}
    ${open === "keys" && html`<${Keypad} callId=${id} onClose=${() => setOpen("")} />`}
    ${(open === "people" || open === "book") &&
    html`<${Transfer} callId=${id} first=${open} onClose=${() => setOpen("")} />`}
  `;
}

/** @param {{call: Call, onEmergency: () => void}} props */
function InTransfer({ call, onEmergency }) {
  const transfer = /** @type {NonNullable<Call["transfer"]>} */ (call.transfer);
  const key = `transfer.state.${transfer.state}`;
  return html`
    <p class="note tone-calm call-transfer" role="status">
      <${Icon} name="phone-outgoing" />
      <span><strong>${transfer.to}</strong> ${hasWords(key) ? say(key) : ""}</span>
    </p>
    <${Button}
      words=${say("call.complete")} icon="arrow-right" keys="Alt+G" tone="primary"
      onPress=${() => void act(call.call_id, "complete")}
    />
    <${Button}
      words=${say("call.cancel")} icon="arrow-back-up" keys="Alt+W"
      onPress=${() => void act(call.call_id, "cancel")}
    />
    <${Button}
      words=${say("call.card")} icon="clipboard-text" keys="Alt+A" onPress=${onEmergency}
    />
  `;
}
