/** What a supervisor asks of the engine: deeds, their effect beforehand, and standing beside talks. */

import { signal } from "../../vendor/preact.js";
import { tell, tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";
import { hasWords, say } from "../words.js";

/**
 * @typedef {Record<string, string>} Deed `do`, and what it needs
 *
 * @typedef {{people: number, mean_s: number | null, operators: number}} Waits
 *
 * @typedef {object} Effect
 * @property {Waits} before
 * @property {Waits} after
 * @property {number | null} person_before_s
 * @property {number | null} person_after_s
 * @property {number} moved_behind
 * @property {number | null} channels
 * @property {number | null} hearers
 *
 * @typedef {object} Supervision
 * @property {string} supervision_id
 * @property {string} call_id
 * @property {string} account
 * @property {string | null} operator
 * @property {"listen" | "whisper" | "barge"} mode
 * @property {"ringing" | "beside" | "seeking" | "over"} phase
 * @property {string | null} end
 *
 * @typedef {{queues: string[], services: string[], storm: "on" | "off" | "auto"}} Choices
 */

export const MODES = /** @type {const} */ (["listen", "whisper", "barge"]);

const FOLLOWED_EVERY_MS = 1000;

/** How the person stands beside a talk; the last time once it is over, `null` before any. */
export const supervision = signal(/** @type {Supervision | null} */ (null));

/** What there is to choose from; `null` until the engine has said. */
export const choices = signal(/** @type {Choices | null} */ (null));

let timer = 0;

/** Learn what there is to choose from. */
export async function learnChoices() {
  choices.value = await ask("GET", "/supervise/choices");
}

/**
 * Tell what a deed would change, as far as that can be told.
 * @param {Deed} deed
 * @returns {Promise<Effect>}
 */
export function preview(deed) {
  return ask("GET", `/supervise/preview?${new URLSearchParams(deed)}`);
}

/**
 * Do it.
 * @param {Deed} deed
 * @param {string} why
 * @returns {Promise<boolean>} whether it was done
 */
export async function carryOut(deed, why) {
  const once = { "Idempotency-Key": crypto.randomUUID() };
  return tried(async () => {
    await ask("POST", "/supervise/deeds", { ...deed, why }, once);
    tell(say(`act.done.${deed["do"]}`));
  });
}

/**
 * Put a topic on the line.
 * @param {Deed} deed
 * @param {string} why
 * @returns {Promise<{detail: string} | null>} what was done; `null` when it was not
 */
export async function put(deed, why) {
  let done = null;
  const once = { "Idempotency-Key": crypto.randomUUID() };
  await tried(async () => {
    done = await ask("POST", "/supervise/deeds", { ...deed, why }, once);
    tell(say(`act.done.${deed["do"]}`));
  });
  return done;
}

/**
 * Have one's telephone rung, to stand beside a talk.
 * @param {Deed} talk the call, or the operator who has it
 * @param {string} mode
 * @param {string} why
 * @returns {Promise<boolean>} whether it rings
 */
export function stand(talk, mode, why) {
  return tried(async () => {
    supervision.value = await ask("POST", "/supervise/talks", { ...talk, mode, why });
    follow();
  });
}

/**
 * Be heard by others than now, without being rung again.
 * @param {string} mode
 */
export async function turn(mode) {
  const now = supervision.value;
  await tried(async () => {
    await ask("POST", "/supervise/talks/mode", { supervision_id: now?.supervision_id, mode });
    await look();
  });
}

/** Leave the talk; it goes on. */
export async function leave() {
  const now = supervision.value;
  await tried(async () => {
    await ask("POST", "/supervise/talks/leave", { supervision_id: now?.supervision_id });
    await look();
  });
}

/** Look again how the person stands beside a talk: after the page was loaded anew, too. */
export async function look() {
  const before = supervision.value;
  const now = /** @type {Supervision | null} */ ((await ask("GET", "/supervise/talks")).supervision);
  supervision.value = now;
  if (now && now.phase !== "over") {
    follow();
  } else if (now?.end && before && before.phase !== "over") {
    tell(say(`act.end.${now.end}`));
  }
}

function follow() {
  clearTimeout(timer);
  timer = setTimeout(() => void look().catch(follow), FOLLOWED_EVERY_MS);
}

/**
 * Do something, and tell the person in words when it may not be.
 * @param {() => Promise<void>} deed
 * @returns {Promise<boolean>}
 */
async function tried(deed) {
  try {
    await deed();
    return true;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    tellTrouble(reasonOf(refusal) ?? refusal.message);
    return false;
  }
}

/**
 * @param {Refusal} refusal
 * @returns {string | null}
 */
function reasonOf({ present }) {
  const reason = /** @type {{reason?: string} | undefined} */ (present)?.reason;
  const key = `act.refused.${reason}`;
  return reason && hasWords(key) ? say(key) : null;
}
