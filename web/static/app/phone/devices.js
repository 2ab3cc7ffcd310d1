/**
 * Microphone and loudspeakers: which are there, which are chosen, how loud it is.
 *
 * The choice is kept in this browser, for it belongs to the workstation; it says nothing of anybody.
 */

import { signal } from "../../vendor/preact.js";

const KEPT_AS = "line122.devices";
const LOOK_EVERY_MS = 80;
/** Speech at a normal distance; the meter is full there. */
const LOUD = 0.25;

/** @typedef {"microphone" | "speaker" | "ringer"} Use */
/** @typedef {{id: string, words: string}} Device */
/** @typedef {{setSinkId?: (id: string) => Promise<void>}} Outlet */

/** What can be chosen from, by what it is for; empty until the microphone may be used. */
export const devices = signal(
  /** @type {Record<Use, Device[]>} */ ({ microphone: [], speaker: [], ringer: [] }),
);

/** The ids of what is chosen; the browser's own choice where there is none. */
export const chosen = signal(recalled());

/** How loud the microphone is, 0 to 1, while it is being checked; `null` otherwise. */
export const loudness = signal(/** @type {number | null} */ (null));

/** Whether this page may use a microphone at all: over plain HTTP browsers have none. */
export const hasMicrophones = Boolean(globalThis.isSecureContext && navigator.mediaDevices);

/**
 * Choose a device.
 * @param {Use} use
 * @param {string} id
 */
export function choose(use, id) {
  chosen.value = { ...chosen.value, [use]: id };
  localStorage.setItem(KEPT_AS, JSON.stringify(chosen.value));
}

/** What is wanted of the microphone: the chosen one if it is there, without echo. */
export function microphoneWanted() {
  const id = chosen.value.microphone;
  return {
    ...(id ? { deviceId: { ideal: id } } : {}),
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  };
}

/**
 * Ask for the microphone, as the person must be asked once, and learn what devices there are.
 * @returns {Promise<string | null>} what is in the way, as a code; `null` for nothing
 */
export async function askForMicrophone() {
  if (!hasMicrophones) {
    return "insecure";
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: microphoneWanted() });
    await look();
    release(stream);
    return null;
  } catch (error) {
    return troubleOf(error);
  }
}

/**
 * Show how loud the microphone is until the returned function is called.
 * @returns {Promise<() => void>}
 * @throws {DOMException} the microphone cannot be used
 */
export async function measure() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: microphoneWanted() });
  const context = new AudioContext();
  const ear = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(ear);
  const heard = new Float32Array(ear.fftSize);
  const looking = setInterval(() => {
    ear.getFloatTimeDomainData(heard);
    const power = heard.reduce((sum, each) => sum + each * each, 0) / heard.length;
    loudness.value = Math.min(1, Math.sqrt(power) / LOUD);
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(looking);
    release(stream);
    void context.close();
    loudness.value = null;
  };
}

/**
 * Let sound leave by a device; where a browser cannot choose, it leaves by its own.
 * @param {Outlet} outlet an audio element or context
 * @param {"speaker" | "ringer"} use
 */
export async function leaveBy(outlet, use) {
  try {
    await outlet.setSinkId?.(chosen.value[use] ?? "");
  } catch {
    // The headset is unplugged: better heard by another loudspeaker than by none.
  }
}

/**
 * Return why a microphone cannot be used, as a code of the words.
 * @param {unknown} error
 */
export function troubleOf(error) {
  const name = error instanceof DOMException ? error.name : "";
  const codes = { NotAllowedError: "denied", NotFoundError: "missing", NotReadableError: "busy" };
  return codes[/** @type {keyof typeof codes} */ (name)] ?? "failed";
}

async function look() {
  const found = await navigator.mediaDevices.enumerateDevices();
  const of = (/** @type {string} */ kind) =>
    found
      .filter((each) => each.kind === kind && each.deviceId !== "")
      .map((each) => ({ id: each.deviceId, words: each.label }));
  const outlets = of("audiooutput");
  devices.value = { microphone: of("audioinput"), speaker: outlets, ringer: outlets };
}

/** @param {MediaStream} stream */
function release(stream) {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}

/** @returns {Partial<Record<Use, string>>} */
function recalled() {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}");
  } catch {
    return {};
  }
}

navigator.mediaDevices?.addEventListener?.("devicechange", () => {
  if (devices.peek().microphone.length > 0) {
    void look();
  }
});
