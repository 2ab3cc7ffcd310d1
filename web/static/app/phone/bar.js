/** What rings or talks in this page, at its foot, whatever page is shown. */

import { html, signal, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { Timer } from "../parts/timer.js";
import { phoneInWords, say } from "../words.js";
import { talk } from "./phone.js";

/** Whether the keys of the talk stand at its call, and need not stand here. */
export const keysElsewhere = signal(false);

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/** The bar; it is there only while there is a call. */
export function PhoneBar() {
  const now = talk.value;
  const isInSight = keysElsewhere.value && now && !now.trouble.value && !now.isSilenced.value;
  return html`<div class="phone-bar-place" role="region" aria-label=${say("browser_phone.bar")}>
    <div role="status" class="visually-hidden">${now && spoken(now)}</div>
    ${now && !isInSight && html`<${Bar} key=${now.session.id} now=${now} />`}
  </div>`;
}

/** @param {{now: import("./talk.js").Talk}} props */
function Bar({ now }) {
  const [hasKeys, setKeys] = useState(false);
  const isTalking = now.isTalking.value;
  const hasOwnKeys = isTalking && !keysElsewhere.value;
  return html`<div class="phone-bar ${isTalking ? "is-talking" : "is-ringing"}">
    <${Icon} name=${isTalking ? "phone-call" : "phone-incoming"} />
    <div class="phone-bar-who">
      <strong>${now.number ? phoneInWords(now.number) : say("browser_phone.withheld")}</strong>
      ${isTalking
        ? html`<${Timer} since=${new Date(now.since).toISOString()} />`
        : html`<span>${say("browser_phone.rings")}</span>`}
    </div>
    ${now.trouble.value &&
    html`<p class="note tone-bad">${say(`browser_phone.trouble.${now.trouble.value}`)}</p>`}
    ${now.isSilenced.value &&
    html`<${Button}
      words=${say("browser_phone.unsilence")} icon="volume" tone="primary"
      onPress=${() => void now.unsilence()}
    />`}
    ${!isTalking && html`<${WhileRinging} now=${now} />`}
    ${hasOwnKeys && html`<${TalkKeys} now=${now} hasKeys=${hasKeys} onKeys=${() => setKeys(!hasKeys)} />`}
    ${hasOwnKeys && hasKeys && html`<${TalkKeypad} now=${now} />`}
  </div>`;
}

/** @param {{now: import("./talk.js").Talk}} props */
function WhileRinging({ now }) {
  return html`
    <${Button}
      words=${say("browser_phone.answer")} icon="phone" keys="F4" tone="primary"
      onPress=${() => now.answer()}
    />
    <${Button}
      words=${say("browser_phone.reject")} icon="phone-x" keys="Alt+R" tone="plain"
      onPress=${() => now.hangUp()}
    />
  `;
}

/**
 * The keys of a talk in this page.
 * @param {{now: import("./talk.js").Talk, hasKeys: boolean, onKeys: () => void}} props
 */
export function TalkKeys({ now, hasKeys, onKeys }) {
  const isMuted = now.isMuted.value;
  return html`
    <${Button}
      words=${say(isMuted ? "browser_phone.unmute" : "browser_phone.mute")}
      icon=${isMuted ? "microphone-off" : "microphone"} keys="Alt+M" isPressed=${isMuted}
      onPress=${() => now.toggleMute()}
    />
    <${Button}
      words=${say("browser_phone.keys")} icon="dialpad" keys="Alt+K" isPressed=${hasKeys}
      onPress=${onKeys}
    />
    <${Button}
      words=${say("browser_phone.hang_up")} icon="phone-off" keys="Alt+H" tone="danger"
      onPress=${() => now.hangUp()}
    />
  `;
}

/** @param {{now: import("./talk.js").Talk}} props */
export function TalkKeypad({ now }) {
  return html`<div class="phone-keys" role="group" aria-label=${say("browser_phone.keys")}>
    ${KEYS.map((key) => html`<${Button} key=${key} words=${key} onPress=${() => now.press(key)} />`)}
  </div>`;
}

/** @param {import("./talk.js").Talk} now */
function spoken(now) {
  const who = now.number ?? say("browser_phone.withheld");
  return now.isTalking.value ? say("browser_phone.talking", { who }) : say("browser_phone.ringing", { who });
}
