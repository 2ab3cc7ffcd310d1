/** The call on the line: who and why before the first word, and everything that is done with it. */

import { html } from "../../vendor/preact.js";
import { Badge } from "../parts/badge.js";
import { Icon } from "../parts/icon.js";
import { Timer } from "../parts/timer.js";
import { hasWords, phoneInWords, say } from "../words.js";
import { Actions } from "./actions.js";
import { Disposition } from "./disposition.js";
import { Facts } from "./facts.js";

/** @typedef {import("../shapes.js").Call} Call */

const LOOKS = /** @type {const} */ ({
  ringing: { icon: "phone-incoming", tone: "good" },
  talking: { icon: "phone-call", tone: "calm" },
  held: { icon: "phone-pause", tone: "warn" },
  wrap_up: { icon: "edit", tone: "warn" },
});

/** @param {{call: Call, onEmergency: () => void}} props */
export function CallPanel({ call, onEmergency }) {
  const { icon, tone } = LOOKS[call.state];
  return html`<section class="card call tone-${tone}" aria-labelledby="call-name">
    <header class="call-head">
      <div class="call-stage">
        <${Icon} name=${icon} size=${22} />
        <h2 id="call-name">${stageInWords(call)}</h2>
        ${call.state !== "wrap_up" && html`<${Timer} since=${call.since} />`}
      </div>
      <p class="call-number">${call.number.is_withheld ? say("call.withheld") : phoneInWords(call.number.shown)}</p>
      <p class="call-tags">
        ${!call.number.is_withheld && html`<${Badge} tone="plain">${say("call.not_verified")}<//>`}
        ${call.number.is_shared && html`<${Badge} tone="warn">${say("call.shared")}<//>`}
        ${call.is_urgent && html`<${Badge} tone="bad" hasDot>${say("call.urgent")}<//>`}
        ${kindOf(call)}
      </p>
      ${call.number.name && html`<p class="call-network-name">${say("call.network_name", { name: call.number.name })}</p>`}
    </header>
    ${call.state === "wrap_up"
      ? html`<${Disposition} callId=${call.call_id} />`
      : html`<${Actions} call=${call} onEmergency=${onEmergency} />`}
    <${Facts} call=${call} />
  </section>`;
}

/**
 * Return how far a call is.
 * @param {Call} call
 */
export function stageInWords(call) {
  return say(`call.state.${call.is_dialling ? "dialling" : call.state}`);
}

/** @param {Call} call */
function kindOf({ number }) {
  const key = `call.kind.${number.kind}`;
  return hasWords(key) ? html`<${Badge} tone="plain">${say(key)}<//>` : null;
}
