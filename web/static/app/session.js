/**
 * Who works at this page, and every question that the page asks the engine.
 *
 * The session itself is a cookie that no script can read. What scripts hold is the name, the
 * rights by which pages are shown, and the token that each change must carry; all of it lives as
 * long as the page and is kept nowhere.
 */

import { computed, effect, signal } from "../vendor/preact.js";
import { forgetLocally } from "./drafts/local.js";
import { hasWords, loadMoreWords, say } from "./words.js";

const API = "/api/v1";
const MADE_BY_SIGN_IN = "/session";
const CHANGES_PASSWORD = "/session/password";
const UNLOCKS = "/session/unlock";
/** Where a password is asked for, it is the password that may be wrong. */
const ASKS_PASSWORD = [MADE_BY_SIGN_IN, CHANGES_PASSWORD, UNLOCKS];

/**
 * @typedef {object} Session
 * @property {{login: string, name: string, roles: string[], account: string | null}} user
 * @property {string[]} scopes
 * @property {string} csrf
 * @property {string} expires_at
 * @property {boolean} is_locked the password is asked for before anything else
 * @property {boolean} must_enrol a second factor is to be taken before anything else
 * @property {number | null} lock_after_s
 */

/** The session; `null` while nobody is signed in, `undefined` until the engine has said. */
export const session = signal(/** @type {Session | null | undefined} */ (undefined));

/** Whether somebody may work here: since they signed in, they have proved all that is asked. */
export const isLetIn = signal(false);

effect(() => {
  const known = session.value;
  isLetIn.value = Boolean(known) && (isLetIn.peek() || !(known?.is_locked || known?.must_enrol));
});

/** Whoever is signed in. */
export const user = computed(() => session.value?.user ?? null);

/** What the engine refused, with a sentence that can be shown to a person. */
export class Refusal extends Error {
  /**
   * @param {number} status 0 when the engine did not answer
   * @param {string} sentence
   * @param {{where: string, what: string, code?: string, about?: string}[]} faults
   * @param {unknown} present of a conflict: what is there now
   */
  constructor(status, sentence, faults = [], present = undefined) {
    super(sentence);
    this.status = status;
    this.faults = faults;
    this.present = present;
  }
}

/**
 * Tell whether the person may do what the scope stands for.
 * @param {string} scope
 */
export function may(scope) {
  const scopes = session.value?.scopes ?? [];
  return scopes.includes(scope);
}

/**
 * Ask the engine and return what it answered; a path begins behind `/api/v1`.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Record<string, string>} [more] headers besides, such as `If-Match`
 * @returns {Promise<any>} `null` where it answered nothing
 * @throws {Refusal}
 */
export async function ask(method, path, body, more = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", ...more };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  if (method !== "GET" && session.value) {
    headers["X-Line122-CSRF"] = session.value.csrf;
  }
  const asked = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(API + path, { ...asked, credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new Refusal(0, say("refusal.away"));
  }
  if (answer.ok) {
    return answer.status === 204 ? null : answer.json();
  }
  if (answer.status === 401 && (method === "GET" || !ASKS_PASSWORD.includes(path))) {
    session.value = null;
  }
  if (answer.status === 423) {
    shut();
  }
  throw await refusalOf(answer);
}

/** Learn from the engine whether this browser is signed in. */
export async function recall() {
  try {
    session.value = await ask("GET", MADE_BY_SIGN_IN);
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 401) {
      session.value = null;
      return;
    }
    throw refusal;
  }
}

/**
 * Sign in.
 * @param {string} login
 * @param {string} password
 * @param {string} code of the second factor; empty for whoever has none, or was not asked yet
 * @throws {Refusal}
 */
export async function signIn(login, password, code) {
  session.value = await ask("POST", MADE_BY_SIGN_IN, { login, password, code });
}

/** Show nothing before the password is given again. */
export function shut() {
  if (session.value && !session.value.is_locked) {
    session.value = { ...session.value, is_locked: true };
  }
}

/** Do so, and let the engine know, which does it by itself where it cannot be told. */
export async function lock() {
  shut();
  await ask("POST", "/session/lock", {}).catch(() => undefined);
}

/**
 * Go on where the page was locked.
 * @param {string} password
 * @throws {Refusal}
 */
export async function unlock(password) {
  session.value = await ask("POST", UNLOCKS, { password });
}

/**
 * Change one's own password; what is answered is a new session, all others end.
 * @param {string} old
 * @param {string} fresh
 * @throws {Refusal}
 */
export async function changePassword(old, fresh) {
  session.value = await ask("POST", CHANGES_PASSWORD, { old, new: fresh });
}

/** Sign out, also when the engine cannot be told: the page then forgets all the same. */
export async function signOut() {
  try {
    await ask("DELETE", MADE_BY_SIGN_IN);
  } finally {
    forgetLocally();
    session.value = null;
  }
}

/**
 * Return a refusal in words of the page: the engine's sentences are for terminals. What is wrong
 * with the single things that were sent has the best ones, then its code, then its status.
 * @param {Response} answer
 * @returns {Promise<Refusal>}
 */
async function refusalOf(answer) {
  const { status } = answer;
  const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
  const { code = "", errors: faults = [], present } = isProblem ? await answer.json() : {};
  // Without them the general words must do.
  await loadMoreWords("refusals").catch(() => undefined);
  const key = `refusal.${code}`;
  const general = say([key, `refusal.${status}`].find(hasWords) ?? "refusal.any");
  const told = faults.map(faultInWords).filter(Boolean);
  return new Refusal(status, [...new Set(told)].join(" ") || general, faults, present);
}

/**
 * Return what is wrong with one thing that was sent; nothing where there are no words for it. Why a
 * ticket cannot be is said alike whether it is opened or changed.
 * @param {{code?: string, about?: string}} fault
 * @returns {string}
 */
export function faultInWords({ code, about = "" }) {
  const key = [`fault.${code}`, `refusal.${code}`].find(hasWords);
  return code && key ? say(key, { about }) : "";
}
