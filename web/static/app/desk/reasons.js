/** The site's reasons for a break, asked once for as long as the page is open. */

import { signal } from "../../vendor/preact.js";
import { ask } from "../session.js";

/** All of them, in the site's order; none until the engine has answered. */
export const reasons = signal(/** @type {import("../shapes.js").Reason[]} */ ([]));

/** Ask for them, unless they are known. Without them a break is one without a reason. */
export async function learnReasons() {
  if (reasons.peek().length === 0) {
    reasons.value = (await ask("GET", "/me/reasons")).reasons;
  }
}

/**
 * Return what a reason is called.
 * @param {string | null} reason
 */
export function titleOf(reason) {
  return reasons.value.find((known) => known.reason === reason)?.title ?? null;
}

/**
 * Return after how many seconds a break for a reason is overdue; `null` for never.
 * @param {string | null} reason
 */
export function allowedFor(reason) {
  return reasons.value.find((known) => known.reason === reason)?.allowed_s ?? null;
}
