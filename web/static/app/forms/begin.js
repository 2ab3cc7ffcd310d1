/** How a form begins: empty, or with what the call on the line has told already. */

import { drafts, begin as open } from "../drafts/open.js";
import { part } from "../live.js";
import { focusSoon } from "./visit.js";

/** @typedef {import("../shapes.js").Call} Call */

const call = part("call");

/** The kinds of forms, in the order of how often they are needed. */
export const KINDS = /** @type {const} */ ([
  { kind: "home_visit", icon: "home-heart", first: "p0.complaint" },
  { kind: "appointment", icon: "calendar-plus", first: "category" },
  { kind: "complaint", icon: "message", first: "category" },
  { kind: "reference", icon: "info-circle", first: "category" },
  { kind: "support", icon: "building-hospital", first: "organisation" },
]);

/**
 * Begin a form of a kind, for the call on the line where there is one.
 * @param {string} kind
 */
export function beginForm(kind) {
  const now = /** @type {Call | null} */ (call.value);
  const stem = now ? now.call_id : `form-${chance()}`;
  const sameCall = drafts.value.filter(({ key }) => key === stem || key.startsWith(`${stem}.`));
  const key = sameCall.length === 0 ? stem : `${stem}.${chance().slice(0, 6)}`;
  open(key, { kind, ask_key: chance(), ...(now ? fromCall(now) : {}) });
  focusSoon(KINDS.find((each) => each.kind === kind)?.first ?? "text");
}

/**
 * What a call tells: from where, and what was keyed into the menu.
 * @param {Call} now
 * @returns {import("../drafts/local.js").Form}
 */
function fromCall(now) {
  const { shown } = now.number;
  const { policy = "", birth_date: born = "", phone = "", support_code: code = "" } = now.collected.keyed;
  return {
    call: now.call_id,
    ticket: now.tickets[0]?.id ?? "",
    called_from: shown,
    phone: phone ? `+7${phone}` : shown,
    "p0.policy": policy,
    "p0.birth": born.split("-").reverse().join("."),
    support_code: code,
  };
}

/** A name that nobody else takes; browsers give UUIDs only to https. */
function chance() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
