/** Whom no machine could reach today: people decide what becomes of them. */

import { html } from "../../vendor/preact.js";
import { Promises } from "../lists/promises.js";

/** The page. */
export function Page() {
  return html`<${Promises} list="unreachable" />`;
}
