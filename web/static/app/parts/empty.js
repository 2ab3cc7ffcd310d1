import { html } from "../../vendor/preact.js";
import { Icon } from "./icon.js";

/**
 * What stands where there is nothing: why, and what can be done.
 * @param {{icon: string, title: string, text?: string,
 *   children?: import("../../vendor/preact.js").Children}} props
 */
export function Empty({ icon, title, text, children }) {
  return html`<div class="nothing">
    <span class="nothing-icon"><${Icon} name=${icon} size=${28} /></span>
    <p class="nothing-title">${title}</p>
    ${text && html`<p class="nothing-text">${text}</p>`}
    ${children}
  </div>`;
}
