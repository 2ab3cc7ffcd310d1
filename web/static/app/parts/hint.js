import { html } from "../../vendor/preact.js";

/**
 * A shortcut as it is shown beside its action. Screen readers are told by `aria-keyshortcuts`.
 * @param {{keys?: string | undefined}} props
 */
export function KeyHint({ keys }) {
  return keys ? html`<kbd class="key-hint" aria-hidden="true">${keys}</kbd>` : null;
}
