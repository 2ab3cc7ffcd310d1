import { html, signal } from "../../vendor/preact.js";
import { say } from "../words.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

/**
 * @typedef {{id: number, sentence: string, isTrouble: boolean}} Toast
 */

const toasts = signal(/** @type {Toast[]} */ ([]));
const SHOWN_MS = 6000;
const AT_MOST = 4;
let told = 0;

/**
 * Tell the person something that came of what they did. It goes by itself.
 * @param {string} sentence
 */
export function tell(sentence) {
  const id = show(sentence, false);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/**
 * Tell what went wrong. It stays until it is put away: a person in a call looks elsewhere.
 * @param {string} sentence
 */
export function tellTrouble(sentence) {
  show(sentence, true);
}

/** Where both appear; it is there from the start, or screen readers would not speak it. */
export function Toasts() {
  const shown = (/** @type {boolean} */ isTrouble) =>
    toasts.value.filter((toast) => toast.isTrouble === isTrouble).map(drawn);
  return html`<div class="toasts">
    <div role="status">${shown(false)}</div>
    <div role="alert">${shown(true)}</div>
  </div>`;
}

/** @param {Toast} toast */
function drawn({ id, sentence, isTrouble }) {
  return html`<div class="toast-line ${isTrouble ? "tone-bad" : "tone-good"}" key=${id}>
    <${Icon} name=${isTrouble ? "alert-circle" : "circle-check"} />
    <p>${sentence}</p>
    <${Button} words=${say("dismiss")} icon="x" tone="quiet" isBare onPress=${() => dismiss(id)} />
  </div>`;
}

/**
 * @param {string} sentence
 * @param {boolean} isTrouble
 */
function show(sentence, isTrouble) {
  told += 1;
  const others = toasts.value.filter((toast) => toast.sentence !== sentence);
  toasts.value = [...others, { id: told, sentence, isTrouble }].slice(-AT_MOST);
  return told;
}

/** @param {number} id */
function dismiss(id) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
