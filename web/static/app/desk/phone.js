/** Whether my telephone would ring: told by the engine, which rang it last and hears it breathe. */

import { html, useState } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { Icon } from "../parts/icon.js";
import { tell, tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";
import { dayAndTime, hasWords, say } from "../words.js";

const me = part("me");

/** The block itself. */
export function PhoneCard() {
  const { account, phone } = /** @type {import("../shapes.js").Me} */ (me.value);
  const [isBusy, setBusy] = useState(false);

  async function test() {
    setBusy(true);
    try {
      await ask("POST", "/me/test-call");
      tell(say("phone.test.sent"));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      tellTrouble(refusal.message);
    } finally {
      setBusy(false);
    }
  }

  // What nobody has told is no trouble: after a restart the engine learns it within seconds.
  const isWell = phone.is_registered !== false && phone.trouble === null;
  const badge = html`<${Badge} tone=${isWell ? "good" : "bad"} hasDot>
    ${say(isWell ? "phone.well" : "phone.ill")}
  <//>`;
  return html`<${Card} title=${say("phone.title")} beside=${badge}>
    <dl class="facts">
      <div><dt>${say("phone.account")}</dt><dd>${account}</dd></div>
      <div><dt>${say("phone.rtt")}</dt><dd>${rtt(phone.rtt_ms)}</dd></div>
      <div>
        <dt>${say("phone.last_rung")}</dt>
        <dd>${phone.last_rung_at ? dayAndTime(phone.last_rung_at) : say("phone.never")}</dd>
      </div>
    </dl>
    <div role="status">
      ${phone.trouble &&
      html`<p class="note tone-bad"><${Icon} name="alert-triangle" />${trouble(phone.trouble)}</p>`}
    </div>
    <${Button}
      words=${say("phone.test")} icon="phone-calling" keys="Alt+T" isBusy=${isBusy} onPress=${test}
    />
  <//>`;
}

/** @param {number | null} ms */
function rtt(ms) {
  return ms === null ? say("unknown") : say("phone.ms", { ms: Math.round(ms) });
}

/** @param {string} code */
function trouble(code) {
  const key = `phone.trouble.${code}`;
  return hasWords(key) ? say(key) : say("phone.trouble.unknown", { code });
}
