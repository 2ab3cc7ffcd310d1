/**
 * A day, typed and shown as it is said here: 22.11.2026. The browser's own field of a day follows
 * the language of the browser, and not that of the page.
 */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { say } from "../words.js";
import { Field } from "./field.js";

const SHOWN = /^(\d{1,2})[.,/ -](\d{1,2})[.,/ -](\d{4})$/;
const DIGITS = /^(\d\d)(\d\d)(\d{4})$/;
const KEPT = /^(\d{4})-(\d\d)-(\d\d)$/;

/**
 * @param {{label: string, value: string, onInput: (day: string) => void,
 *   name?: string | undefined, hint?: string | undefined, error?: string | undefined,
 *   isNeeded?: boolean}} props the value as 2026-11-22; empty for no day, and for what is
 *   none yet
 */
export function DayField({ label, value, onInput, name, hint, error, isNeeded = false }) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const [isLeft, setLeft] = useState(false);
  useEffect(() => {
    // Somebody else has chosen a day: what was half typed is over.
    if (value) {
      setTyped(null);
    }
  }, [value]);

  /** @param {string} text */
  function type(text) {
    const day = dayOf(text);
    setLeft(false);
    setTyped(day === null || day === value ? text : null);
    onInput(day ?? "");
  }

  function leave() {
    setLeft(true);
    if (typed !== null && dayOf(typed) !== null) {
      setTyped(null);
    }
  }

  const isWrong = isLeft && typed !== null && dayOf(typed) === null;
  return html`<${Field}
    label=${label} value=${typed ?? shownDay(value)} error=${isWrong ? say("day.wrong") : error} onInput=${type}
    hint=${hint} isNeeded=${isNeeded}
    ...${name ? { name } : {}}
    more=${{ inputmode: "numeric", maxlength: 10, placeholder: say("day.form"), onBlur: leave }}
  />`;
}

/**
 * Return the day that was typed: 2026-11-22, empty for none; `null` where it is no day.
 * @param {string} text
 */
export function dayOf(text) {
  const bare = text.trim();
  if (bare === "") {
    return "";
  }
  const kept = KEPT.exec(bare);
  const [day, month, year] = kept ? [kept[3], kept[2], kept[1]] : (SHOWN.exec(bare) ?? DIGITS.exec(bare) ?? []).slice(1);
  if (!day || !month || !year) {
    return null;
  }
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = new Date(`${iso}T12:00:00Z`);
  // The thirty-first of a short month would be another day.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
}

/** @param {string} day 2026-11-22 */
export function shownDay(day) {
  const [year, month, number] = KEPT.exec(day)?.slice(1) ?? [];
  return number ? `${number}.${month}.${year}` : day;
}
