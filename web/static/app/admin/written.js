/** Documents as people type and read them, and back again. */

import { hasWords, say } from "../words.js";

const HOUR = 60;

/** @typedef {Record<string, unknown>} Said */

/**
 * Return a value as it stands in a field.
 * @param {import("./things.js").Part} part
 * @param {unknown} value
 * @returns {string}
 */
export function typed({ is }, value) {
  if (value === null || value === undefined) {
    return "";
  }
  switch (is) {
    case "skills":
      return Object.entries(/** @type {Record<string, number>} */ (value))
        .map(([skill, level]) => `${skill}:${level}`)
        .join(", ");
    case "list":
    case "roles":
      return /** @type {string[]} */ (value).join(", ");
    case "time": {
      const minutes = /** @type {number} */ (value);
      return [Math.floor(minutes / HOUR), minutes % HOUR].map((part) => String(part).padStart(2, "0")).join(":");
    }
    default:
      return String(value);
  }
}

/**
 * Return what was typed as the engine takes it; `undefined` where it cannot be read.
 * @param {import("./things.js").Part} part
 * @param {string} text
 * @returns {unknown}
 */
export function meant({ is }, text) {
  const told = text.trim();
  if (is === "list" || is === "roles") {
    return parts(told);
  }
  if (told === "") {
    return null;
  }
  switch (is) {
    case "number": {
      const number = Number(told.replace(",", "."));
      return Number.isFinite(number) ? number : undefined;
    }
    case "time": {
      const found = /^(\d{1,2}):(\d{2})$/.exec(told);
      return found ? Number(found[1]) * HOUR + Number(found[2]) : undefined;
    }
    case "skills": {
      const levels = parts(told).map((each) => /^([a-z][a-z0-9_-]*):(\d{1,2})$/.exec(each));
      return levels.every(Boolean)
        ? Object.fromEntries(levels.map((found) => [found?.[1], Number(found?.[2])]))
        : undefined;
    }
    default:
      return told;
  }
}

/**
 * Return a value as people read it.
 * @param {import("./things.js").Part} part
 * @param {unknown} value
 */
export function shown(part, value) {
  const text = typed(part, value);
  if (text === "") {
    return "—";
  }
  if (part.is === "choice") {
    return say(`admin.choice.${text}`);
  }
  if (part.is === "skills") {
    const levels = /** @type {Record<string, number>} */ (value);
    return Object.entries(levels).map(([skill, level]) => say("admin.skill", { skill: skillName(skill), level })).join(", ");
  }
  return part.is === "roles" ? parts(text).map((role) => say(`role.${role}`)).join(", ") : text;
}

/**
 * Return what differs between two documents, a line for each field.
 * @param {import("./things.js").Part[]} fields
 * @param {Said | null} before
 * @param {Said | null} after
 */
export function differences(fields, before, after) {
  return fields
    .map((part) => ({
      name: part.name,
      was: shown(part, before?.[part.name]),
      is: shown(part, after?.[part.name]),
    }))
    .filter(({ was, is }) => was !== is);
}

/**
 * Return what a skill is called; the code of one that only this site has.
 * @param {string} skill
 */
function skillName(skill) {
  const key = `skill.${skill}`;
  return hasWords(key) ? say(key) : skill;
}

/** @param {string} text */
function parts(text) {
  return text.split(/[,;\n]/).map((part) => part.trim()).filter((part) => part !== "");
}
