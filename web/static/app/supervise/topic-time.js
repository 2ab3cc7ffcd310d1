/** Moments as people type them for a topic, and as the engine reads them, by the clock of the site. */

import { dayOf } from "../parts/day.js";

const TIME = /^(\d{1,2})[:.](\d\d)$/;

/**
 * Return a moment for the engine: 18:00, or 2026-11-22T18:00.
 * @param {string} text 18:00, or 22.11.2026 18:00
 * @returns {string | null} `null` where it is none
 */
export function momentOf(text) {
  const parts = text.trim().split(/\s+/);
  const time = timeOf(parts.pop() ?? "");
  if (time === null || parts.length === 0) {
    return time;
  }
  const day = dayOf(parts.join(" "));
  return day ? `${day}T${time}` : null;
}

/** @param {string} text */
function timeOf(text) {
  const [hour, minute] = TIME.exec(text)?.slice(1) ?? [];
  return hour && minute && Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, "0")}:${minute}` : null;
}
