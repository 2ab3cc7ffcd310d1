import { html } from "../../vendor/preact.js";

/** @typedef {"good" | "calm" | "warn" | "bad" | "plain"} Tone */

/**
 * A short word with a tone; the tone never says what the word does not.
 * @param {{tone?: Tone, hasDot?: boolean, children: import("../../vendor/preact.js").Children}} props
 */
export function Badge({ tone = "plain", hasDot = false, children }) {
  return html`<span class="tag tone-${tone}">
    ${hasDot && html`<span class="tag-dot" aria-hidden="true"></span>`}${children}
  </span>`;
}
