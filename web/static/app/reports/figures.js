/** Figures as people read them: numbers in groups of three, shares as percent, times as timers. */

import { hasWords, say, timer } from "../words.js";

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {string} title
 * @property {Record<string, number>} counts
 * @property {Record<string, number>} queue
 * @property {Record<string, number>} agents_s
 * @property {Record<string, number | null>} figures
 * @property {Record<string, boolean | null>} norms
 * @property {boolean} is_balanced
 */

/**
 * @typedef {{since: string, until: string, grouping: string, lines: Line[], total: Line}} Report
 * @typedef {{since: string, until: string, grouping: string}} Asked
 */

const NONE = "—";
const LANGUAGE = document.documentElement.lang || "ru";
const WHOLE = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const PARTS = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat(LANGUAGE, { style: "percent", maximumFractionDigits: 1 });
const DAY = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "short", weekday: "short", timeZone: "UTC" });
const FULL_DAY = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long", timeZone: "UTC" });
const SHORT_DAY = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "short", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat(LANGUAGE, { month: "long", year: "numeric", timeZone: "UTC" });
const WEEKDAY = new Intl.DateTimeFormat(LANGUAGE, { weekday: "long", timeZone: "UTC" });
/** A Monday: the weekday of a key counts from it. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const HOUR_S = 3600;

/** @param {number | null | undefined} value */
export function count(value) {
  return value === null || value === undefined ? NONE : WHOLE.format(value);
}

/** @param {number | null | undefined} value */
export function share(value) {
  return value === null || value === undefined ? NONE : PERCENT.format(value);
}

/** @param {number | null | undefined} value */
export function parts(value) {
  return value === null || value === undefined ? NONE : PARTS.format(value);
}

/** Return seconds as 0:07, 12:40. @param {number | null | undefined} value */
export function seconds(value) {
  return value === null || value === undefined ? NONE : timer(value);
}

/** Return the title of a count or a figure; the unit stands in the value. @param {string} name @param {Line} line */
export function titleOf(name, line) {
  return say(name in line.counts ? `report.count.${name}` : `report.figure.${name}`).replace(/, с$/, "");
}

/** Return a figure by its name. @param {string} name @param {Line} line */
export function figure(name, line) {
  const value = line.figures[name];
  if (name.endsWith("_factor")) {
    return parts(value);
  }
  return name.endsWith("_s") ? seconds(value) : share(value);
}

/**
 * Return what a line is of, in words.
 * @param {Line} line
 * @param {string} grouping
 */
export function nameOf(line, grouping) {
  if (line.title) {
    return line.title;
  }
  if (line.key === "") {
    return say(grouping === "total" ? "report.total" : "report.none");
  }
  return keyInWords(line.key, grouping);
}

/** @param {string} key @param {string} grouping */
function keyInWords(key, grouping) {
  switch (grouping) {
    case "day":
      return DAY.format(new Date(`${key}T12:00:00Z`));
    case "month":
      return MONTH.format(new Date(`${key}-15T12:00:00Z`));
    case "weekday":
      return WEEKDAY.format(MONDAY + (Number(key) - 1) * DAY_MS);
    case "hour_of_day":
      return `${key}:00`;
    case "hour":
    case "half_hour":
    case "quarter_hour":
      return key.slice(-5);
    case "topic":
      return topic(key);
    default:
      return key;
  }
}

/** Return the words of what somebody chose in the menu. @param {string} key */
export function topic(key) {
  const words = `report.subject.${key}`;
  return hasWords(words) ? say(words) : key;
}

/** Return a day in full: 22 ноября 2026 г., воскресенье. @param {string} day */
export function fullDay(day) {
  const at = new Date(`${day}T12:00:00Z`);
  return `${FULL_DAY.format(at)}, ${WEEKDAY.format(at)}`;
}

/** Return a day in figures: 22.11.26. @param {string} day */
export function shortDay(day) {
  return SHORT_DAY.format(new Date(`${day}T12:00:00Z`));
}

/** Return a day of the calendar on the wall, so many days from today. @param {number} ago */
export function daysAgo(ago) {
  const at = new Date();
  at.setDate(at.getDate() - ago);
  const pad = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** Return the day so many days later. @param {string} day @param {number} later */
export function dayAfter(day, later) {
  return new Date(Date.parse(`${day}T12:00:00Z`) + later * DAY_MS).toISOString().slice(0, 10);
}

/** Return a long time in hours and minutes. @param {number} value seconds */
export function long(value) {
  return value < HOUR_S ? timer(value) : `${parts(value / HOUR_S)} ч`;
}

/**
 * Return the address of something asked of reports.
 * @param {string} what
 * @param {Record<string, string | null | undefined>} query what has no value is left out
 */
export function addressOf(what, query) {
  const known = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return `/reports/${what}?${new URLSearchParams(/** @type {[string, string][]} */ (known))}`;
}
