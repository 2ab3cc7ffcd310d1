/** The ring tone, made here: two tones for a second, silence for two, on the chosen loudspeaker. */

import { leaveBy } from "./devices.js";

const TONES_HZ = [440, 480];
const RINGS_S = 1;
const EVERY_MS = 3000;
const LOUD = 0.12;
const SOFT_EDGE_S = 0.03;

/**
 * Ring until the returned function is called.
 * @param {() => void} onSilent called when the browser lets no page sound that nobody has touched
 */
export function ring(onSilent) {
  const context = new AudioContext();
  void leaveBy(/** @type {import("./devices.js").Outlet} */ (context), "ringer");
  if (context.state === "suspended") {
    onSilent();
    void context.resume();
  }
  sound(context);
  const again = setInterval(() => sound(context), EVERY_MS);
  return () => {
    clearInterval(again);
    void context.close();
  };
}

/** @param {AudioContext} context */
function sound(context) {
  const from = context.currentTime;
  const loudness = context.createGain();
  loudness.gain.setValueAtTime(0, from);
  loudness.gain.linearRampToValueAtTime(LOUD, from + SOFT_EDGE_S);
  loudness.gain.setValueAtTime(LOUD, from + RINGS_S);
  loudness.gain.linearRampToValueAtTime(0, from + RINGS_S + SOFT_EDGE_S);
  loudness.connect(context.destination);
  for (const hz of TONES_HZ) {
    const tone = new OscillatorNode(context, { frequency: hz });
    tone.connect(loudness);
    tone.start(from);
    tone.stop(from + RINGS_S + 2 * SOFT_EDGE_S);
  }
}
