/** A recording that somebody brings, made what the line plays: 8 kHz, 16 bit, one channel. */

const RATE_HZ = 8000;
const HEAD_BYTES = 44;
const LOUDEST = 32767;

/**
 * @param {File} file whatever the browser can play
 * @returns {Promise<{wav: string, seconds: number} | null>} a WAV file in base64; `null` where
 *   it cannot be played
 */
export async function readSound(file) {
  const context = new OfflineAudioContext(1, 1, RATE_HZ);
  try {
    // What is decoded has the rate of the context already.
    const sound = await context.decodeAudioData(await file.arrayBuffer());
    return { wav: base64(wavOf(mixed(sound))), seconds: sound.duration };
  } catch (error) {
    if (error instanceof DOMException) {
      return null;
    }
    throw error;
  }
}

/** @param {AudioBuffer} sound */
function mixed(sound) {
  const mono = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    sound.getChannelData(channel).forEach((sample, at) => {
      mono[at] = (mono[at] ?? 0) + sample / sound.numberOfChannels;
    });
  }
  return mono;
}

/** @param {Float32Array} samples */
function wavOf(samples) {
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + samples.length * 2));
  const write = (/** @type {number} */ at, /** @type {string} */ text) =>
    [...text].forEach((sign, place) => view.setUint8(at + place, sign.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, view.byteLength - 8, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, RATE_HZ * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, at) => view.setInt16(HEAD_BYTES + at * 2, Math.max(-1, Math.min(1, sample)) * LOUDEST, true));
  return new Uint8Array(view.buffer);
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}
