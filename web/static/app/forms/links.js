/** Ways into the region's own systems at this very patient, so that nothing is typed twice. */

import { html } from "../../vendor/preact.js";
import { Icon } from "../parts/icon.js";
import { say } from "../words.js";
import { links } from "./known.js";
import { readBirth, readPhone } from "./read.js";

/**
 * @typedef {import("../drafts/local.js").Form} Form
 */

/** @param {{form: Form}} props */
export function PatientLinks({ form }) {
  if (links.value.length === 0) {
    return null;
  }
  return html`<div class="links" role="group" aria-label=${say("form.links")}>
    ${links.value.map(({ name, title, url }) => {
      const to = opened(url, form);
      const inside = html`<${Icon} name="external-link" size=${18} />${title}`;
      return to
        ? html`<a key=${name} class="btn" href=${to} target="_blank" rel="noopener noreferrer">${inside}</a>`
        : html`<span key=${name} class="btn is-off" title=${say("form.links.lacks")}>${inside}</span>`;
    })}
  </div>`;
}

/**
 * Return a template with the patient put in; `null` while it asks for what is not known, or when
 * it would not lead to a host by http.
 * @param {string} template
 * @param {Form} form
 */
export function opened(template, form) {
  const birth = readBirth(form["p0.birth"] ?? "");
  /** @type {Record<string, string>} */
  const values = {
    phone: readPhone(form["phone"] ?? "") ?? "",
    policy: (form["p0.policy"] ?? "").replace(/[\s-]/g, ""),
    name: (form["p0.name"] ?? "").trim(),
    birth_date: birth && "born_on" in birth ? birth.born_on : "",
  };
  const places = [...template.matchAll(/\{(\w+)\}/g)].map(([, place = ""]) => place);
  if (places.length > 0 && places.every((place) => !values[place])) {
    return null;
  }
  const filled = template.replace(/\{(\w+)\}/g, (_, place) => encodeURIComponent(values[place] ?? ""));
  return /^https?:\/\//.test(filled) ? filled : null;
}
