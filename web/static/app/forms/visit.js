/** A doctor who is wanted at home, in the order in which people speak. */

import { html } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { dayInWords, say } from "../words.js";
import { Address } from "./address.js";
import { MOST_PATIENTS, patientsOf } from "./body.js";
import { Input, useWriting } from "./inputs.js";
import { Proposed } from "./proposal.js";
import { policyDoubt, readBirth } from "./read.js";
import { DangerSigns } from "./signs.js";

/** @param {{onEmergency: (() => void) | null}} props */
export function VisitForm({ onEmergency }) {
  const { form } = useWriting();
  const count = patientsOf(form);
  const others = Array.from({ length: count - 1 }, (_, place) => place + 1);
  return html`
    <${What} place=${0} onEmergency=${onEmergency} />
    <${Address} />
    <${Who} place=${0} />
    <div class="inputs-row">
      <${Input} name="phone" type="tel" /><${Input} name="person" />
    </div>
    <${Proposed} place=${0} />
    ${others.map((place) => html`<section class="patient" key=${place}>
      <h3>${say("form.patient", { number: place + 1 })}</h3>
      <${What} place=${place} onEmergency=${onEmergency} />
      <${Who} place=${place} />
      <${Proposed} place=${place} />
      <${Remove} place=${place} />
    </section>`)}
  `;
}

/** Adds another patient of the same address and telephone. */
export function AddPatient() {
  const { form, set } = useWriting();
  const count = patientsOf(form);
  return html`<${Button}
    words=${say("form.patient.add")} icon="user-plus" keys="Alt+S" isOff=${count >= MOST_PATIENTS}
    onPress=${() => {
      set({ patients: String(count + 1) });
      focusSoon(`p${count}.complaint`);
    }}
  />`;
}

/** @param {{place: number, onEmergency: (() => void) | null}} props */
function What({ place, onEmergency }) {
  return html`
    <${Input} name="p${place}.complaint" lines=${2} isNeeded />
    <${DangerSigns} place=${place} onEmergency=${onEmergency} />
  `;
}

/** @param {{place: number}} props */
function Who({ place }) {
  const { form } = useWriting();
  const doubt = policyDoubt(form[`p${place}.policy`] ?? "");
  return html`<div class="inputs-row">
    <${Input} name="p${place}.name" />
    <${Input} name="p${place}.birth" hint=${birthInWords(form[`p${place}.birth`] ?? "")} isShort />
    <${Input} name="p${place}.policy" hint=${doubt ? say(doubt) : undefined} />
  </div>`;
}

/**
 * The last patient can be taken back; those before keep their places.
 * @param {{place: number}} props
 */
function Remove({ place }) {
  const { form, set } = useWriting();
  if (place !== patientsOf(form) - 1) {
    return null;
  }
  const own = Object.keys(form).filter((name) => name.startsWith(`p${place}.`));
  return html`<${Button}
    words=${say("form.patient.remove")} icon="trash" tone="quiet"
    onPress=${() => set({ patients: String(place), ...Object.fromEntries(own.map((name) => [name, ""])) })}
  />`;
}

/**
 * Put the focus into a field that is about to be drawn.
 * @param {string} name
 */
export function focusSoon(name) {
  requestAnimationFrame(() => {
    /** @type {HTMLElement | null} */
    const field = document.querySelector(`.forms [name="${name}"]`);
    field?.focus();
  });
}

/** @param {string} typed */
function birthInWords(typed) {
  const read = readBirth(typed);
  if (read === null) {
    return undefined;
  }
  return "born_on" in read ? dayInWords(read.born_on) : say("form.birth.age", { n: read.age_years });
}
