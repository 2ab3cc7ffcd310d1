/** Times as people say them: today at 14:20, 12 minutes late. */

import { engineTime } from "../live.js";
import { dayAndTime, say, timeOfDay } from "../words.js";

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 1440;

/**
 * Return a moment by its day as people say it.
 * @param {string | null} moment
 */
export function when(moment) {
  if (moment === null) {
    return "—";
  }
  const apart = daysApart(new Date(moment));
  const day = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[String(apart)];
  return day ? say(`when.${day}`, { at: timeOfDay(moment) }) : dayAndTime(moment);
}

/**
 * Return how long a deadline is past, or how long it is off.
 * @param {string} moment
 */
export function deadline(moment) {
  const minutes = Math.round((Date.parse(moment) - engineTime.value) / MINUTE_MS);
  return minutes < 0 ? say("due.late", { by: length(-minutes) }) : say("due.left", { by: length(minutes) });
}

/**
 * Tell whether a moment is past.
 * @param {string | null} moment
 */
export function isPast(moment) {
  return moment !== null && Date.parse(moment) < engineTime.value;
}

/**
 * Return a day without a time, as a calendar shows it.
 * @param {string | null} day
 */
export function dayOnly(day) {
  const form = /** @type {const} */ ({ day: "numeric", month: "short" });
  return day === null ? "—" : new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(`${day}T12:00`));
}

/** @param {number} minutes */
function length(minutes) {
  if (minutes < HOUR) {
    return say("length.minutes", { minutes });
  }
  if (minutes < DAY) {
    return say("length.hours", { hours: Math.floor(minutes / HOUR), minutes: minutes % HOUR });
  }
  return say("length.days", { n: Math.floor(minutes / DAY) });
}

/** @param {Date} moment */
function daysApart(moment) {
  const now = new Date(engineTime.value);
  const midnight = (/** @type {Date} */ at) => new Date(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((midnight(moment).getTime() - midnight(now).getTime()) / (DAY * MINUTE_MS));
}
