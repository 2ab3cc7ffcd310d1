import { html, useEffect } from "../../vendor/preact.js";
import { say } from "../words.js";

/**
 * The head of a page: its name, which is the window's as well, and what belongs beside it.
 * @param {{title: string, lead?: string, children?: import("../../vendor/preact.js").Children}} props
 */
export function PageHeader({ title, lead, children }) {
  useEffect(() => {
    document.title = `${title} · ${say("product")}`;
  }, [title]);
  return html`<header class="page-head">
    <div>
      <h1 class="page-name" tabindex="-1" id="page-name">${title}</h1>
      ${lead && html`<p class="page-lead">${lead}</p>`}
    </div>
    <div class="page-beside">${children}</div>
  </header>`;
}
