/** Danger signs: asked at once, taken by one key each, and 103 offered with the first. */

import { html, useRef } from "../../vendor/preact.js";
import { KeyHint } from "../parts/hint.js";
import { Icon } from "../parts/icon.js";
import { say } from "../words.js";
import { signsOf } from "./body.js";
import { useWriting } from "./inputs.js";
import { dangerSigns } from "./known.js";

/**
 * The signs as one stop of the Tab key: arrows walk, the space bar or the sign's digit chooses.
 * @param {{place: number, onEmergency: (() => void) | null}} props
 */
export function DangerSigns({ place, onEmergency }) {
  const { form, set } = useWriting();
  const group = useRef(/** @type {HTMLElement | null} */ (null));
  const named = signsOf(form, place);
  // What the site has struck from its list stays where it was named.
  const all = [...dangerSigns.value, ...named.filter((sign) => !dangerSigns.value.includes(sign))];

  /** @param {string} sign */
  function turn(sign) {
    const left = named.includes(sign) ? named.filter((other) => other !== sign) : [...named, sign];
    set({ [`p${place}.signs`]: left.join("\n") });
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const boxes = [.../** @type {NodeListOf<HTMLElement>} */ (group.current?.querySelectorAll("[role=checkbox]"))];
    const at = boxes.indexOf(/** @type {HTMLElement} */ (event.target));
    /** @type {Record<string, number>} */
    const goes = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1 };
    const to = goes[event.key];
    const digit = all[Number(event.key) - 1];
    const isBare = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (isBare && to !== undefined) {
      boxes[(to + boxes.length) % boxes.length]?.focus();
    } else if (isBare && event.key !== " " && digit !== undefined) {
      turn(digit);
    } else {
      return;
    }
    event.preventDefault();
  }

  // Its button is not on the way of the Tab key: who types on must not press it by a space. The
  // call's own button, and its key, do the same.
  return html`<fieldset class="signs ${named.length ? "is-danger" : ""}">
    <legend>${say("form.signs")}</legend>
    <div class="signs-list" ref=${group} onKeyDown=${press}>
      ${all.map((sign, at) => html`<button
        type="button" role="checkbox" key=${sign} class="sign" tabindex=${at === 0 ? 0 : -1}
        aria-checked=${named.includes(sign) ? "true" : "false"} onClick=${() => turn(sign)}
      ><kbd class="key-hint" aria-hidden="true">${at + 1}</kbd>${sign}</button>`)}
    </div>
    <div role="alert">
      ${named.length > 0 &&
      html`<p class="note tone-bad signs-note">
        <${Icon} name="ambulance" />
        <span>${say("form.signs.danger")}</span>
        ${onEmergency &&
        html`<button type="button" class="btn btn-danger" tabindex="-1" onClick=${onEmergency}>
          ${say("call.emergency")}<${KeyHint} keys="Alt+A" />
        </button>`}
      </p>`}
    </div>
  </fieldset>`;
}
