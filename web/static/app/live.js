/**
 * What the engine tells this page: a snapshot, then numbered changes, over one WebSocket.
 *
 * The rule: what is shown is either what the engine last said, or it is marked as old. A number
 * that is missing makes the rest worthless, so a snapshot is asked for and nothing is put on top
 * of a gap. The engine speaks at least once a second; after two silent seconds the page says since
 * when its figures are old. The connection comes back by itself, later each time, and not for all
 * desks at one moment.
 */

import { batch, computed, signal } from "../vendor/preact.js";
import { hasTakenOver, PAGE, place } from "./place.js";
import { recall } from "./session.js";

/**
 * @typedef {Record<string, any>} State what the desk knows; its shape is in `shapes.js`
 * @typedef {{is: "snapshot", number: number, at: string, state: State}} Snapshot
 * @typedef {{is: "delta", number: number, at: string, set?: Record<string, unknown>,
 *   gone?: string[]}} Delta
 * @typedef {{is: "beat", number: number, at: string}} Beat
 * @typedef {Snapshot | Delta | Beat} Message
 */

const STALE_AFTER_MS = 2000;
const GIVE_UP_AFTER_MS = 4000;
const LOOK_EVERY_MS = 250;
const FIRST_PAUSE_MS = 250;
const SESSION_OVER = 4401;
const AT_ANOTHER_PAGE = 4409;
const LONGEST_PAUSE_MS = 5000;

/** What the engine last said; `null` before the first snapshot. */
export const state = signal(/** @type {State | null} */ (null));

/** Since when the figures are old; `null` while they are not. */
export const staleSince = signal(/** @type {Date | null} */ (null));

/** The engine's time, to the second; timers count by it, whatever the workstation's clock says. */
export const engineTime = signal(Date.now());

/** @type {WebSocket | null} */
let socket = null;
let number = 0;
let isWhole = false;
let heardAt = 0;
let openedAt = 0;
let isWanted = false;
let tries = 0;
let aheadMs = 0;
/** Whether the next connection is to take over from another page of the person. */
let takesOver = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let nextTry;
/** @type {ReturnType<typeof setInterval> | undefined} */
let watch;

/**
 * Return one part of the state, which changes only when that part does.
 * @param {string} name
 */
export function part(name) {
  return computed(() => state.value?.[name] ?? null);
}

/** Begin to listen, until `stopListening`. */
export function listen() {
  if (isWanted) {
    return;
  }
  isWanted = true;
  heardAt = performance.now();
  watch = setInterval(look, LOOK_EVERY_MS);
  addEventListener("online", tryNow);
  connect();
}

/** Work here from now on; the page at which the person works now says that they left. */
export function takeOver() {
  takesOver = true;
  hasTakenOver.value = true;
  place.value = "here";
  heardAt = performance.now();
  connect();
}

/** End it and forget what was heard: the next person at this browser must not see it. */
export function stopListening() {
  isWanted = false;
  clearInterval(watch);
  clearTimeout(nextTry);
  removeEventListener("online", tryNow);
  const opened = socket;
  socket = null;
  opened?.close();
  batch(() => {
    state.value = null;
    staleSince.value = null;
    place.value = "here";
  });
}

/**
 * Return the state with a change put in. What did not change stays the same object, so that only
 * what shows it is drawn again.
 * @param {State} before
 * @param {Delta} delta
 * @returns {State}
 */
export function changed(before, delta) {
  let after = before;
  for (const path of delta.gone ?? []) {
    after = without(after, keysOf(path));
  }
  for (const [path, value] of Object.entries(delta.set ?? {})) {
    after = withValue(after, keysOf(path), value);
  }
  return after;
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const asked = `page=${PAGE}${takesOver ? "&takes_over" : ""}`;
  const opened = new WebSocket(`${scheme}://${location.host}/api/v1/live?${asked}`);
  socket = opened;
  isWhole = false;
  openedAt = performance.now();
  opened.onmessage = (event) => {
    if (socket === opened) {
      hear(JSON.parse(event.data));
    }
  };
  opened.onclose = ({ code }) => {
    if (code === AT_ANOTHER_PAGE && socket === opened) {
      leave();
      return;
    }
    drop(opened);
    // It ends with the session, and does not open without one; a browser tells the latter as 1006.
    if (isWanted && (code === SESSION_OVER || !isWhole)) {
      recall().catch(() => undefined);
    }
  };
}

/** Stay away until the person says that they work here. */
function leave() {
  hasTakenOver.value = false;
  place.value = isWhole ? "moved" : "other";
  socket = null;
}

/**
 * Give a connection up and plan the next. Its own end is not awaited: in a network that swallows
 * everything it may be minutes away.
 * @param {WebSocket} opened
 */
function drop(opened) {
  if (socket !== opened) {
    return;
  }
  socket = null;
  opened.close();
  nextTry = setTimeout(connect, pause());
}

function tryNow() {
  if (socket === null && isWanted && place.value === "here") {
    clearTimeout(nextTry);
    connect();
  }
}

/** Half of the pause is chance: thirty desks that lost the engine together return apart. */
function pause() {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
  tries += 1;
  return longest * (0.5 + Math.random() / 2);
}

/** @param {Message} message */
function hear(message) {
  heardAt = performance.now();
  aheadMs = Date.parse(message.at) - Date.now();
  if (message.is === "snapshot") {
    tries = 0;
    takesOver = false;
    isWhole = true;
    number = message.number;
    batch(() => {
      state.value = message.state;
      staleSince.value = null;
    });
    return;
  }
  const expected = message.is === "beat" ? number : number + 1;
  if (!isWhole || message.number !== expected) {
    // Once a beat at most: a snapshot that was lost is asked for again, a slow one is awaited.
    if (isWhole || message.is === "beat") {
      socket?.send(JSON.stringify({ is: "resync" }));
    }
    isWhole = false;
    return;
  }
  batch(() => {
    if (message.is === "delta") {
      number = message.number;
      state.value = changed(state.value ?? {}, message);
    }
    staleSince.value = null;
  });
}

/** Look at the clock: is what the page shows still true? */
function look() {
  const silentMs = performance.now() - heardAt;
  if (staleSince.value === null) {
    // What is old stands still: a timer that runs on says that somebody still knows.
    engineTime.value = Math.floor((Date.now() + aheadMs) / 1000) * 1000;
  }
  if (place.value === "here" && silentMs > STALE_AFTER_MS && staleSince.value === null) {
    staleSince.value = new Date(Date.now() + aheadMs - silentMs);
  }
  const waitedMs = performance.now() - Math.max(heardAt, openedAt);
  if (socket !== null && waitedMs > GIVE_UP_AFTER_MS) {
    drop(socket);
  }
}

/** @param {string} path */
function keysOf(path) {
  return path.split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * @param {unknown} before
 * @param {string[]} keys
 * @param {unknown} value
 * @returns {any}
 */
function withValue(before, [key, ...deeper], value) {
  if (key === undefined) {
    return value;
  }
  const inner = isBranch(before) ? before[key] : undefined;
  return { ...(isBranch(before) ? before : {}), [key]: withValue(inner, deeper, value) };
}

/**
 * @param {State} before
 * @param {string[]} keys
 * @returns {State}
 */
function without(before, [key, ...deeper]) {
  if (key === undefined || !isBranch(before) || !(key in before)) {
    return before;
  }
  if (deeper.length > 0) {
    return { ...before, [key]: without(before[key], deeper) };
  }
  const { [key]: _gone, ...rest } = before;
  return rest;
}

/**
 * @param {unknown} value
 * @returns {value is State}
 */
function isBranch(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
