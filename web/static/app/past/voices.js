/**
 * The sound of a recording with its voices apart: each side may be silenced, and a talk that was
 * recorded in pieces is heard as one by `player.js`.
 */

/**
 * Open the sound of an element, which plays through this from now on.
 * @param {HTMLAudioElement} audio
 * @returns {{hear: (left: boolean, right: boolean) => void, close: () => void}}
 */
export function openVoices(audio) {
  const context = new AudioContext();
  const source = context.createMediaElementSource(audio);
  const apart = context.createChannelSplitter(2);
  const together = context.createChannelMerger(2);
  const sides = [context.createGain(), context.createGain()];
  source.connect(apart);
  sides.forEach((side, at) => {
    apart.connect(side, at);
    // Whoever wears one ear of a headset hears both.
    side.connect(together, 0, 0);
    side.connect(together, 0, 1);
  });
  together.connect(context.destination);
  return {
    hear(left, right) {
      void context.resume();
      [left, right].forEach((isHeard, at) => {
        const side = sides[at];
        if (side) {
          side.gain.value = isHeard ? 1 : 0;
        }
      });
    },
    close() {
      void context.close();
    },
  };
}
