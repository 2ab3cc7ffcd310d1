/**
 * Every word that a page shows, in the language of whoever reads it.
 *
 * A language is one flat file, words/LANGUAGE.json. A key whose words depend on a number has a
 * line per plural form of that language (`key.one`, `key.few` …) and is asked with `n`.
 */

/** @type {Record<string, string>} */
let words = {};
let language = "ru";
let plurals = new Intl.PluralRules(language);

/** @typedef {Record<string, string | number>} Values */

/** Fetch the words; nothing is shown before they are here. */
export async function loadWords() {
  language = localStorage.getItem("line122.language") ?? "ru";
  words = await wordsOf(language);
  plurals = new Intl.PluralRules(language);
  document.documentElement.lang = language;
}

/** @type {Map<string, Promise<void>>} */
const more = new Map();

/**
 * Fetch, once, the words of what is not on the first page: LANGUAGE-NAME.json.
 * @param {string} name
 * @returns {Promise<void>}
 */
export function loadMoreWords(name) {
  const known = more.get(name) ?? addWords(`${language}-${name}`);
  more.set(name, known);
  known.catch(() => more.delete(name));
  return known;
}

/** @param {string} file */
async function addWords(file) {
  const added = await wordsOf(file);
  words = { ...words, ...added };
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, string>>}
 */
async function wordsOf(file) {
  const answer = await fetch(`/static/words/${encodeURIComponent(file)}.json`);
  if (!answer.ok) {
    throw new Error(`there are no words in ${file}`);
  }
  return answer.json();
}

/**
 * Return the words of a key with the values put in. An unknown key is shown as it is: a page with
 * one odd word is better than none.
 * @param {string} key
 * @param {Values} [values]
 * @returns {string}
 */
export function say(key, values = {}) {
  const form = typeof values.n === "number" ? `${key}.${plurals.select(values.n)}` : key;
  const found = words[form] ?? words[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Tell whether there are words for a key, where codes of the engine may be newer than the words.
 * @param {string} key
 */
export function hasWords(key) {
  return key in words;
}

/**
 * Return the time of day, as clocks in the room show it.
 * @param {string | number | Date} moment
 */
export function timeOfDay(moment) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(
    new Date(moment),
  );
}

/**
 * Return the time of day to the second, where it matters how old something is.
 * @param {string | number | Date} moment
 */
export function exactTime(moment) {
  return new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(new Date(moment));
}

/**
 * Return day and time, the day left out when it is today.
 * @param {string | number | Date} moment
 */
export function dayAndTime(moment) {
  const at = new Date(moment);
  if (at.toDateString() === new Date().toDateString()) {
    return timeOfDay(at);
  }
  const form = /** @type {const} */ ({
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  return new Intl.DateTimeFormat(language, form).format(at);
}

/**
 * Return a day without a time (2026-11-23) as it is said, the year left out when it is this one;
 * what is no day, as it is.
 * @param {string} day
 */
export function dayInWords(day) {
  const at = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) {
    return day;
  }
  const isThisYear = at.getUTCFullYear() === new Date().getFullYear();
  const form = /** @type {const} */ ({ day: "numeric", month: "long", timeZone: "UTC" });
  const more = isThisYear ? { weekday: /** @type {const} */ ("short") } : { year: /** @type {const} */ ("numeric") };
  return new Intl.DateTimeFormat(language, { ...form, ...more }).format(at);
}

/**
 * Return a telephone number as people read it aloud; any other but those of the country, as it is.
 * @param {string} number
 */
export function phoneInWords(number) {
  const parts = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number)?.slice(1);
  return parts ? `+7\u00A0${parts[0]}\u00A0${parts.slice(1).join("-")}` : number;
}

/**
 * Return a length of time as a timer shows it: 0:07, 12:40, 1:05:00.
 * @param {number} seconds
 */
export function timer(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const shown = hours ? [hours, ...parts] : parts;
  return shown.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}

/**
 * Return a length of time in words, for those who hear the page.
 * @param {number} seconds
 */
export function inWords(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60
    ? say("time.seconds", { n: whole })
    : say("time.minutes", { n: Math.round(whole / 60) });
}
