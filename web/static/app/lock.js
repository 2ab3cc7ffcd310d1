/**
 * A page that nobody touches asks for the password: whoever sits down at it would work, and read
 * cases, in another's name.
 *
 * The engine locks what it was asked nothing in for as long; it is told that somebody is there now
 * and then. While a call is on, nothing is locked, and the time begins anew with its end.
 */

import { state } from "./live.js";
import { talk } from "./phone/phone.js";
import { isLetIn, lock, recall, session } from "./session.js";

const LOOK_EVERY_MS = 2000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel"];

let touchedAt = Date.now();
let toldAt = Date.now();

function look() {
  const known = session.value;
  if (!known || known.is_locked || !isLetIn.value) {
    touchedAt = toldAt = Date.now();
    return;
  }
  if (isInCall()) {
    touchedAt = Date.now();
  }
  // A wall is touched by nobody, and read by everybody.
  const longestMs = (known.lock_after_s ?? Infinity) * 1000;
  if (Date.now() - touchedAt >= longestMs) {
    void lock();
  } else if (touchedAt - toldAt >= longestMs / 3) {
    toldAt = touchedAt;
    // Where nobody answers, the page knows already.
    recall().catch(() => undefined);
  }
}

function isInCall() {
  const call = state.value?.["call"];
  return talk.value !== null || Boolean(call && call.state !== "wrap_up");
}

/** Begin to watch. By the clock of the day: a machine that slept has not counted. */
export function watchOver() {
  for (const touch of TOUCHES) {
    addEventListener(touch, () => (touchedAt = Date.now()), { capture: true, passive: true });
  }
  setInterval(look, LOOK_EVERY_MS);
}
