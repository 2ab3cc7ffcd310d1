/** What was only said into a recording. */

/** Also one that a short line cuts off. */
const RECORDING = / [0-9a-f]{8}-[0-9a-f-]{4,27}((\.\w+)+|…|$)/g;

/**
 * The words of a field without the name of the recording that they point to: the page plays it
 * beside them.
 * @param {string} text
 */
export function withoutName(text) {
  return text.replaceAll(RECORDING, "");
}
