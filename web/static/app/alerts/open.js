/** The open alerts, as the engine tells them live, and what is said of each. */

import { computed } from "../../vendor/preact.js";
import { part } from "../live.js";
import { tell, tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";
import { say } from "../words.js";

/**
 * @typedef {object} Alert
 * @property {string} id
 * @property {string} kind
 * @property {string} subject
 * @property {"warning" | "critical"} severity
 * @property {string} raised_at
 * @property {number} value
 * @property {number} worst
 * @property {number} times_worse
 * @property {string | null} acknowledged_by
 */

const told = part("alerts");

/** The open alerts: those that nobody has seen first, of these the critical ones, then the latest. */
export const openAlerts = computed(() => {
  const known = /** @type {Record<string, Omit<Alert, "id">>} */ (told.value ?? {});
  const alerts = Object.entries(known).map(([id, alert]) => ({ id, ...alert }));
  return alerts.sort((one, other) => rank(one) - rank(other) || later(one, other));
});

/** Those that still ask for somebody. */
export const loudAlerts = computed(() => openAlerts.value.filter((alert) => !alert.acknowledged_by));

/** Tell whether a figure is a share: those are said in percent. */
const SHARES = ["told_or_talking", "disk_low", "one_way_audio"];

/**
 * Return what is wrong, in one sentence.
 * @param {{kind: string, subject: string}} alert
 * @param {number} value
 */
export function sentence({ kind, subject }, value) {
  const figure = Math.round(SHARES.includes(kind) ? value * 100 : value);
  return say(`alert.${kind}`, { subject: subjectOf(kind, subject), figure });
}

/**
 * Return what to do about it, in one sentence.
 * @param {{kind: string}} alert
 */
export function advice({ kind }) {
  return say(`alert.${kind}.do`);
}

/** @param {string} severity */
export function toneOf(severity) {
  return severity === "critical" ? "bad" : "warn";
}

/**
 * Say that one sees to an alert.
 * @param {string} id
 */
export async function acknowledge(id) {
  try {
    await ask("POST", `/alerts/${encodeURIComponent(id)}/acknowledge`);
    tell(say("alert.acknowledged"));
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    // Over before the key was pressed: nobody has to see to it any more.
    tellTrouble(refusal.status === 404 ? say("alert.over_already") : refusal.message);
  }
}

/**
 * @param {string} kind
 * @param {string} subject
 */
function subjectOf(kind, subject) {
  return kind === "disk_low" ? say(`alert.disk.${subject}`) : subject;
}

/** @param {Alert} alert */
function rank({ severity, acknowledged_by }) {
  return (acknowledged_by ? 2 : 0) + (severity === "critical" ? 0 : 1);
}

/**
 * @param {Alert} one
 * @param {Alert} other
 */
function later(one, other) {
  return Date.parse(other.raised_at) - Date.parse(one.raised_at);
}
