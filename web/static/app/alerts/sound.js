/**
 * The sound of alerts: two notes, again and again, until somebody has acknowledged every one.
 *
 * A browser lets a page sound only after somebody has pressed something on it; until then the page
 * says that it is mute. Whoever does not want to hear it here switches it off for this browser.
 */

import { effect, signal } from "../../vendor/preact.js";
import { loudAlerts } from "./open.js";

const CHOICE = "line122.alert_sound";
const NOTES_HZ = { critical: [880, 660, 880, 660], warning: [587, 494] };
const NOTE_S = 0.16;
const EVERY_MS = { critical: 6000, warning: 20_000 };
const LOUDNESS = 0.22;

/** Whether it is wanted at this browser. */
export const isWanted = signal(localStorage.getItem(CHOICE) !== "off");

/** Whether the browser lets the page sound. */
export const mayBeHeard = signal(false);

/** How often it has sounded since the page was opened. */
export const timesSounded = signal(0);

/** @type {AudioContext | null} */
let context = null;
/** @type {ReturnType<typeof setInterval> | undefined} */
let again;
let sounding = "";

/** Switch it on or off for this browser; called by a press, it also gets the browser's leave. */
export function turnSound() {
  isWanted.value = !isWanted.value || !mayBeHeard.value;
  localStorage.setItem(CHOICE, isWanted.value ? "on" : "off");
  if (isWanted.value) {
    void allow();
  }
}

/** Let it be heard once, so that somebody knows how loud it is. */
export async function testSound() {
  await allow();
  play("critical");
}

/** Sound for as long as anything asks for somebody; called once, when supervisors' pages begin. */
export function sound() {
  addEventListener("pointerdown", () => void allow(), { once: true });
  addEventListener("keydown", () => void allow(), { once: true });
  effect(() => {
    const loudest = loudAlerts.value[0]?.severity ?? "";
    follow(isWanted.value && mayBeHeard.value ? loudest : "");
  });
}

/** @param {string} severity empty for silence */
function follow(severity) {
  if (severity === sounding) {
    return;
  }
  sounding = severity;
  clearInterval(again);
  if (severity === "critical" || severity === "warning") {
    play(severity);
    again = setInterval(() => play(severity), EVERY_MS[severity]);
  }
}

/** Ask the browser's leave; it gives it only behind a press. */
async function allow() {
  context ??= new AudioContext();
  if (context.state === "suspended") {
    await context.resume();
  }
  mayBeHeard.value = context.state === "running";
}

/** @param {"critical" | "warning"} severity */
function play(severity) {
  if (context === null || context.state !== "running") {
    return;
  }
  timesSounded.value = timesSounded.peek() + 1;
  NOTES_HZ[severity].forEach((hz, place) => note(/** @type {AudioContext} */ (context), hz, place));
}

/**
 * @param {AudioContext} ear
 * @param {number} hz
 * @param {number} place
 */
function note(ear, hz, place) {
  const from = ear.currentTime + place * NOTE_S * 1.4;
  const tone = ear.createOscillator();
  const volume = ear.createGain();
  tone.type = "triangle";
  tone.frequency.value = hz;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
  volume.gain.linearRampToValueAtTime(0, from + NOTE_S);
  tone.connect(volume).connect(ear.destination);
  tone.start(from);
  tone.stop(from + NOTE_S);
}
