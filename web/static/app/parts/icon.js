import { html } from "../../vendor/preact.js";

/**
 * One of the icons of web/vendoring/icons.txt; it says nothing to a screen reader, so words stand
 * beside it or on the button around it.
 * @param {{name: string, size?: number}} props
 */
export function Icon({ name, size = 20 }) {
  return html`<svg class="icon-line" width=${size} height=${size} aria-hidden="true">
    <use href="/static/vendor/icons.svg#${name}" />
  </svg>`;
}
