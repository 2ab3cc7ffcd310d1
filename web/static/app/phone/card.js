/** The browser as a telephone, on the desk: whether it is one, by which devices, and what is wrong. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { Field } from "../parts/field.js";
import { Icon } from "../parts/icon.js";
import { say } from "../words.js";
import { choose, chosen, devices, loudness, measure, troubleOf } from "./devices.js";
import { closePhone, offer, openPhone, stage, trouble } from "./phone.js";

const TONES = /** @type {const} */ ({
  closed: "plain",
  opening: "calm",
  ready: "good",
  away: "bad",
  taken: "warn",
});
const USES = /** @type {const} */ (["microphone", "speaker", "ringer"]);

/** The block itself; nothing before the engine has said whether there are such telephones. */
export function BrowserPhoneCard() {
  const known = offer.value;
  if (!known) {
    return null;
  }
  const now = stage.value;
  const badge = known.is_on && html`<${Badge} tone=${TONES[now]} hasDot>
    ${say(`browser_phone.stage.${now}`)}
  <//>`;
  return html`<${Card} title=${say("browser_phone.title")} beside=${badge}>
    ${known.is_on ? html`<${Phone} isRisky=${known.is_risky} />` : html`<p>${say("browser_phone.off")}</p>`}
  <//>`;
}

/** @param {{isRisky: boolean}} props */
function Phone({ isRisky }) {
  const isOpen = stage.value !== "closed" && stage.value !== "taken";
  return html`
    <div role="status">
      ${isRisky && html`<p class="note tone-warn"><${Icon} name="alert-triangle" />${say("browser_phone.risky")}</p>`}
      ${trouble.value &&
      html`<p class="note tone-bad">
        <${Icon} name="alert-triangle" />${say(`browser_phone.trouble.${trouble.value}`)}
      </p>`}
      ${stage.value === "taken" && html`<p class="note tone-warn">${say("browser_phone.taken")}</p>`}
    </div>
    ${isOpen && html`<${Devices} />`}
    ${isOpen
      ? html`<${Button}
          words=${say("browser_phone.close")} icon="phone-off" onPress=${() => void closePhone()}
        />`
      : html`<${Button}
          words=${say("browser_phone.open")} icon="headset" keys="Alt+P" tone="primary"
          onPress=${() => void openPhone()}
        />`}
  `;
}

function Devices() {
  return html`<details class="phone-devices">
    <summary>${say("browser_phone.devices")}</summary>
    ${USES.map((use) => html`<${Field}
      key=${use}
      label=${say(`browser_phone.${use}`)}
      value=${chosen.value[use] ?? ""}
      choices=${[
        { value: "", words: say("browser_phone.by_browser") },
        ...devices.value[use].map(({ id, words }) => ({ value: id, words })),
      ]}
      onInput=${(/** @type {string} */ id) => choose(use, id)}
    />`)}
    <${Check} />
  </details>`;
}

/** Shows how loud the microphone is, for as long as the person wants to see it. */
function Check() {
  const [isOn, setOn] = useState(false);
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    if (!isOn) {
      return undefined;
    }
    const measuring = measure();
    measuring.catch((error) => {
      setWrong(troubleOf(error));
      setOn(false);
    });
    return () => void measuring.then((stop) => stop(), () => undefined);
  }, [isOn, chosen.value.microphone]);
  return html`
    <${Button}
      words=${say(isOn ? "browser_phone.check.stop" : "browser_phone.check")} icon="microphone"
      isPressed=${isOn} onPress=${() => setOn(!isOn)}
    />
    ${isOn &&
    html`<meter
      class="phone-meter" min="0" max="1" low="0.08" value=${loudness.value ?? 0}
      aria-label=${say("browser_phone.loudness")}
    ></meter>`}
    ${wrong && html`<p class="note tone-bad">${say(`browser_phone.trouble.${wrong}`)}</p>`}
  `;
}
