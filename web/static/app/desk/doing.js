/** What an operator does now, in one word with its tone: what was declared and what is seen. */

import { say } from "../words.js";
import { titleOf } from "./reasons.js";

/**
 * @typedef {{presence: import("../shapes.js").Presence, reason: string | null,
 *   activity: import("../shapes.js").Activity, is_overdue?: boolean}} Doing
 */

/**
 * Return the word for it; what the engine observes goes before what was declared.
 * @param {Doing} doing
 */
export function wordFor({ presence, reason, activity, is_overdue: isOverdue }) {
  if (isOverdue) {
    return say("activity.overdue");
  }
  if (activity !== "idle" && presence !== "offline") {
    return say(`activity.${activity}`);
  }
  return titleOf(reason) ?? say(`presence.${presence}`);
}

/**
 * Return the tone of it.
 * @param {Doing} doing
 * @returns {import("../parts/badge.js").Tone}
 */
export function toneOf({ presence, activity, is_overdue: isOverdue }) {
  if (isOverdue) {
    return "warn";
  }
  if (presence === "offline") {
    return "plain";
  }
  if (activity === "unreachable") {
    return "bad";
  }
  if (activity !== "idle") {
    return "calm";
  }
  return presence === "available" ? "good" : "warn";
}
