/**
 * The telephone in this page: it registers, rings, and talks.
 *
 * The rule: the engine owns the call and the citizen, the page only the sound. A page that is
 * loaded anew asks the engine for a telephone again, gets another secret, and is rung back into
 * its talk; nothing of that is kept here. A line that breaks comes back by itself, later each time,
 * and a talk outlives it, since the sound goes its own way. Of two pages the later one is the
 * telephone, and the other says so.
 */

import { effect, signal, untracked } from "../../vendor/preact.js";
import { hasTakenOver, PAGE, place } from "../place.js";
import { ask, Refusal } from "../session.js";
import { askForMicrophone } from "./devices.js";
import { Talk } from "./talk.js";

/** @typedef {import("../../vendor/jssip.js").UA} UA */
/** @typedef {{account: string, secret: string, path: string, is_in_talk: boolean,
 *   ice_servers: {urls: string}[]}} Opened */
/** @typedef {import("jssip/lib/UA").IncomingRTCSessionEvent} Rung */
/** @typedef {{is_on: boolean, is_risky: boolean, is_open: boolean}} Offer */

/**
 * `closed`: the telephone on the table is theirs; `opening`; `ready`: it can be rung; `away`: the
 * line is broken and comes back; `taken`: another page is the telephone now.
 * @typedef {"closed" | "opening" | "ready" | "away" | "taken"} Stage
 */

/** That this window was the telephone; it says nothing of anybody, and goes with the window. */
const WAS_OPEN = "line122.phone";
const REGISTERED_S = 120;
const COMES_BACK_S = { soonest: 1, latest: 8 };
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;
const TAKEN = 4409;
const OVER = 4410;
const WRONG_SECRET = [401, 403, 404];
const CALLED_BACK_MS = 20_000;

/** How things stand. */
export const stage = signal(/** @type {Stage} */ ("closed"));

/** What is in the way, as a code: its words are `browser_phone.trouble.CODE`. */
export const trouble = signal(/** @type {string | null} */ (null));

/** What the engine says of telephones in browsers. */
export const offer = signal(/** @type {Offer | null} */ (null));

/** The call that rings here or is talked in. */
export const talk = signal(/** @type {Talk | null} */ (null));

/** @type {UA | null} */
let agent = null;
/** @type {{disconnect(): void} | null} */
let line = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let nextTry;
let tries = 0;
/** Until when a ring is the talk that this page had before it was loaded anew. */
let calledBackUntil = 0;

/**
 * Learn whether there are such telephones, and open the one that this window was, or another one
 * whose work goes on here.
 */
export async function recallPhone() {
  try {
    offer.value = await ask("GET", "/me/phone");
  } catch (refusal) {
    expectRefusal(refusal);
    return;
  }
  if (offer.value?.is_open && (hasTakenOver.value || sessionStorage.getItem(WAS_OPEN))) {
    await openPhone();
  }
}

/** Be the operator's telephone from now on. */
export async function openPhone() {
  if (stage.value === "opening" || stage.value === "ready") {
    return;
  }
  stage.value = "opening";
  trouble.value = await askForMicrophone();
  if (trouble.value) {
    stage.value = "closed";
    return;
  }
  await begin();
}

/** Leave the calls to the telephone on the table. */
export async function closePhone() {
  sessionStorage.removeItem(WAS_OPEN);
  talk.value?.hangUp();
  end("closed");
  try {
    offer.value = await ask("DELETE", "/me/phone");
  } catch (refusal) {
    expectRefusal(refusal);
    // It ends with the session all the same.
    trouble.value = "not_closed";
  }
}

/** Be no telephone any more, without a word to the engine: it was the engine that said so. */
export function forgetPhone() {
  sessionStorage.removeItem(WAS_OPEN);
  end("closed");
}

async function begin() {
  clearTimeout(nextTry);
  /** @type {Opened} */
  let opened;
  try {
    opened = await ask("POST", "/me/phone", { page: PAGE, has_talk: Boolean(talk.value?.isTalking.value) });
  } catch (refusal) {
    expectRefusal(refusal);
    beginLater(/** @type {Refusal} */ (refusal));
    return;
  }
  sessionStorage.setItem(WAS_OPEN, "yes");
  if (opened.is_in_talk) {
    calledBackUntil = performance.now() + CALLED_BACK_MS;
  }
  if (agent) {
    agent.set("password", opened.secret);
    agent.register();
  } else {
    await start(opened);
  }
}

/** @param {Refusal} refusal */
function beginLater(refusal) {
  const mayComeBack = refusal.status === 0 || refusal.status === 503;
  if (!mayComeBack) {
    end("closed");
    trouble.value = refusal.status === 409 ? "refused" : "session";
    return;
  }
  stage.value = "away";
  nextTry = setTimeout(() => void begin(), pause());
}

/** Half of the pause is chance: thirty pages that lost the engine together return apart. */
function pause() {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
  tries += 1;
  return longest * (0.5 + Math.random() / 2);
}

/** @param {Opened} opened */
async function start(opened) {
  const { default: JsSIP } = await import("../../vendor/jssip.js");
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new JsSIP.WebSocketInterface(`${scheme}://${location.host}${opened.path}`);
  const started = new JsSIP.UA({
    sockets: [socket],
    uri: `sip:${opened.account}@${location.hostname}`,
    authorization_user: opened.account,
    password: opened.secret,
    register_expires: REGISTERED_S,
    session_timers: false,
    connection_recovery_min_interval: COMES_BACK_S.soonest,
    connection_recovery_max_interval: COMES_BACK_S.latest,
    user_agent: "line122",
  });
  agent = started;
  line = socket;
  started.on("registered", () => {
    tries = 0;
    stage.value = "ready";
    trouble.value = null;
  });
  started.on("registrationFailed", ({ response }) => {
    stage.value = "away";
    // An engine that began anew has forgotten the secret; one that is away is asked by JsSIP.
    if (response && WRONG_SECRET.includes(response.status_code)) {
      nextTry = setTimeout(() => void begin(), pause());
    }
  });
  started.on("disconnected", ({ code }) => lost(code));
  started.on("newRTCSession", (/** @type {Rung} */ { session, originator }) => {
    if (originator === "remote") {
      rung(session, opened.ice_servers);
    }
  });
  started.start();
}

/** @param {number | undefined} code */
function lost(code) {
  if (code === TAKEN) {
    sessionStorage.removeItem(WAS_OPEN);
    end("taken");
  } else if (code === OVER) {
    forgetPhone();
  } else if (stage.value !== "closed" && stage.value !== "taken") {
    stage.value = "away";
  }
}

/**
 * @param {import("./talk.js").Session} session
 * @param {{urls: string}[]} iceServers
 */
function rung(session, iceServers) {
  if (talk.value) {
    session.terminate({ status_code: 486 });
    return;
  }
  const begun = new Talk(session, iceServers, () => {
    if (talk.value === begun) {
      talk.value = null;
    }
  });
  talk.value = begun;
  if (performance.now() < calledBackUntil) {
    calledBackUntil = 0;
    begun.answer();
  } else {
    begun.ring();
  }
}

/** @param {Stage} after */
function end(after) {
  clearTimeout(nextTry);
  stage.value = after;
  const ended = agent;
  agent = null;
  if (talk.value?.isAnswered) {
    line?.disconnect();
  }
  line = null;
  talk.value?.hangUp();
  ended?.stop();
}

// Who works at another page is not rung here; a talk stays until it is taken there.
effect(() => {
  if (place.value !== "here" && talk.value === null && stage.value !== "closed") {
    untracked(forgetPhone);
  }
});

/** @param {unknown} refusal */
function expectRefusal(refusal) {
  if (!(refusal instanceof Refusal)) {
    throw refusal;
  }
}
