import { html, useId } from "../../vendor/preact.js";

/**
 * A block of a page with a heading, which screen readers can jump to.
 * @param {{title: string, beside?: import("../../vendor/preact.js").Children, tone?: string,
 *   children?: import("../../vendor/preact.js").Children}} props
 */
export function Card({ title, beside, tone = "", children }) {
  const id = useId();
  return html`<section class="card block ${tone}" aria-labelledby=${id}>
    <div class="block-head">
      <h2 class="block-name" id=${id}>${title}</h2>
      ${beside}
    </div>
    ${children}
  </section>`;
}
