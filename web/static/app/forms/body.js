/**
 * A form as the engine takes it, and what the engine says against it as a person reads it.
 *
 * A form is flat: one text for each field, those of patient `n` begin with `pn.`. That is what is
 * kept as a draft, compared between pages, and given back.
 */

import { faultInWords } from "../session.js";
import { say } from "../words.js";
import { readBirth, readPhone } from "./read.js";

/**
 * @typedef {import("../drafts/local.js").Form} Form
 * @typedef {Record<string, string>} Faults what is wrong, by field
 */

export const MOST_PATIENTS = 10;
/**
 * Which field stands where the engine looks.
 * @type {Record<string, string>}
 */
const OF_VISIT = {
  "patient/name": "name",
  "patient/policy_number": "policy",
  "patient/born_on": "birth",
  "patient/age_years": "birth",
  complaint: "complaint",
  danger_signs: "signs",
  clinic: "clinic",
  day: "day",
  shift: "day",
};
/** @type {Record<string, string>} */
const OF_TICKET = {
  "/person/name": "person",
  "/person/phone": "phone",
  "/person/institution": "institution",
  "/person/region_number": "external",
  "/text": "text",
  "/category": "category",
};
const ADDRESS = ["entrance", "floor", "flat", "intercom", "landmark"];

/**
 * How many patients a form has.
 * @param {Form} form
 */
export function patientsOf(form) {
  return Math.min(MOST_PATIENTS, Math.max(1, Number(form["patients"] ?? 1) || 1));
}

/**
 * Return the danger signs that were named for a patient.
 * @param {Form} form
 * @param {number} place
 */
export function signsOf(form, place) {
  return (form[`p${place}.signs`] ?? "").split("\n").filter(Boolean);
}

/**
 * Return the ticket that a form asks for.
 * @param {Form} form
 */
export function ticketOf(form) {
  const kind = form["kind"] ?? "home_visit";
  const isVisit = kind === "home_visit";
  const visits = isVisit ? Array.from({ length: patientsOf(form) }, (_, place) => visitOf(form, place)) : [];
  return {
    kind,
    category: form["category"] || null,
    person: {
      name: text(form, "person"),
      phone: readPhone(form["phone"] ?? ""),
      institution: text(form, "institution") || null,
      region_number: text(form, "external"),
    },
    text: isVisit ? text(form, "p0.complaint") : text(form, "text"),
    visits,
  };
}

/**
 * Return where the patient is, as it was told.
 * @param {Form} form
 */
export function addressOf(form) {
  const more = ADDRESS.filter((name) => text(form, name)).map((name) => [name, text(form, name)]);
  return { text: text(form, "address"), ...Object.fromEntries(more) };
}

/**
 * Return who is ill.
 * @param {Form} form
 * @param {number} place
 */
export function patientOf(form, place) {
  return {
    name: text(form, `p${place}.name`),
    policy_number: text(form, `p${place}.policy`).replace(/[\s-]/g, ""),
    ...(readBirth(form[`p${place}.birth`] ?? "") ?? {}),
  };
}

/**
 * Return what a form lacks before it is worth sending.
 * @param {Form} form
 * @returns {Faults}
 */
export function lacks(form) {
  /** @type {Faults} */
  const faults = {};
  if (form["phone"]?.trim() && readPhone(form["phone"]) === null) {
    faults["phone"] = say("form.fault.phone");
  }
  if (form["kind"] !== "home_visit") {
    if (!text(form, "text")) {
      faults["text"] = say("form.fault.needed");
    }
    return faults;
  }
  if (!text(form, "address")) {
    faults["address"] = say("form.fault.address");
  }
  for (let place = 0; place < patientsOf(form); place += 1) {
    if (!text(form, `p${place}.complaint`)) {
      faults[`p${place}.complaint`] = say("form.fault.complaint");
    }
    const birth = form[`p${place}.birth`]?.trim();
    if (birth && readBirth(birth) === null) {
      faults[`p${place}.birth`] = say("form.fault.birth");
    }
  }
  return faults;
}

/**
 * Return what the engine says against a form, at the fields that people see.
 * @param {{where: string, code?: string, about?: string}[]} told
 * @returns {Faults} what belongs to no field stands under an empty name
 */
export function faultsOf(told) {
  return Object.fromEntries(told.map((fault) => {
    const field = fieldOf(fault.where.replace(/^\/change\/ticket/, ""));
    const general = field === "" ? "form.fault.unnamed" : "form.fault.field";
    return [field, faultInWords(fault) || say(general)];
  }));
}

/** @param {string} where a JSON pointer */
function fieldOf(where) {
  const visit = /^\/visits\/(\d+)\/(.+)$/.exec(where);
  if (visit) {
    const [, place = "0", part = ""] = visit;
    if (part.startsWith("address")) {
      return ADDRESS.find((name) => part.endsWith(`/${name}`)) ?? "address";
    }
    if (part === "phone") {
      return part;
    }
    const own = OF_VISIT[part.split("/").slice(0, part.startsWith("patient/") ? 2 : 1).join("/")];
    return own ? `p${place}.${own}` : "";
  }
  return OF_TICKET[where] ?? "";
}

/**
 * @param {Form} form
 * @param {number} place
 */
function visitOf(form, place) {
  return {
    complaint: text(form, `p${place}.complaint`),
    danger_signs: signsOf(form, place),
    address: addressOf(form),
    patient: patientOf(form, place),
    phone: readPhone(form["phone"] ?? ""),
    clinic: form[`p${place}.clinic`] || null,
    day: form[`p${place}.day`] || null,
    shift: form[`p${place}.shift`] || null,
    is_on_waiting_list: form[`p${place}.waits`] === "yes",
  };
}

/**
 * @param {Form} form
 * @param {string} name
 */
function text(form, name) {
  return (form[name] ?? "").trim();
}
