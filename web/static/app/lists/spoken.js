/** What was only said into a recording. */

const RECORDING = / [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\w+/g;

/**
 * The words of a field without the name of the recording that they point to: the page plays it
 * beside them.
 * @param {string} text
 */
export function withoutName(text) {
  return text.replaceAll(RECORDING, "");
}
