/** After the talk: what it was, said before the next call; the wrap-up's timer, extended once. */

import { html } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Button } from "../parts/button.js";
import { Timer } from "../parts/timer.js";
import { tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";
import { say } from "../words.js";
import { act } from "./acts.js";

const me = part("me");
const CHOICES = /** @type {const} */ ([
  { disposition: "done", icon: "check", keys: "F8", tone: "primary" },
  { disposition: "nobody", icon: "user-off", keys: "Alt+K", tone: "plain" },
  { disposition: "wrong_person", icon: "phone-x", keys: "Alt+X", tone: "plain" },
]);

/** @param {{callId: string}} props */
export function Disposition({ callId }) {
  const own = /** @type {import("../shapes.js").Me} */ (me.value);
  return html`<div class="disposition">
    <p>${say(own.is_overdue ? "disposition.overdue" : "disposition.title")} <strong><${Timer} until=${own.until} /></strong></p>
    <div class="call-actions" role="group" aria-label=${say("disposition.title")}>
      ${CHOICES.map(({ disposition, icon, keys, tone }) => html`<${Button}
        key=${disposition} words=${say(`disposition.${disposition}`)} icon=${icon} keys=${keys} tone=${tone}
        onPress=${() => void act(callId, "disposition", { disposition })}
      />`)}
      <${Button}
        words=${say("wrap_up.extend")} icon="plus" keys="F9" isOff=${!own.may_extend}
        onPress=${() => void extend()}
      />
    </div>
  </div>`;
}

async function extend() {
  try {
    await ask("POST", "/me/wrap-up", { do: "extend" });
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    tellTrouble(refusal.message);
  }
}
