/** What was saved: the number to say to the citizen, big, and what was promised with it. */

import { html, signal } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { say } from "../words.js";
import { clinics } from "./known.js";
import { slotInWords } from "./proposal.js";

/** The ticket that was saved last; `null` once it is put away. */
export const saved = signal(/** @type {Record<string, any> | null} */ (null));

/** The block itself. */
export function Saved() {
  const ticket = saved.value;
  return html`<div role="status">
    ${ticket &&
    html`<section class="card saved" aria-label=${say("saved.title")}>
      <p class="saved-title"><${Icon} name="circle-check" size=${24} />${say("saved.title")}</p>
      <p class="saved-say">${say("saved.say")}</p>
      <p class="saved-number">${ticket["number"]}</p>
      <ul>
        ${ticket["visits"].map((/** @type {Record<string, any>} */ visit) => html`<li key=${visit["visit_id"]}>
          ${promised(visit)}
        </li>`)}
      </ul>
      <${Button} words=${say("saved.close")} icon="check" keys="Alt+Z" onPress=${() => (saved.value = null)} />
    </section>`}
  </div>`;
}

/** @param {Record<string, any>} visit */
function promised(visit) {
  const clinic = clinics.value.find(({ code }) => code === visit["clinic"])?.name ?? visit["clinic"];
  const who = visit["patient"]["name"] || say("saved.patient");
  if (!clinic) {
    return say("saved.undecided", { who });
  }
  const when = visit["day"] ? slotInWords(visit["day"], visit["shift"]) : "";
  return say(visit["is_on_waiting_list"] ? "saved.waits" : "saved.visit", { who, clinic, when });
}
