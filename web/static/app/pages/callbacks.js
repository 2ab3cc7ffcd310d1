/** Whom we have promised to ring, in the order of the line. */

import { html } from "../../vendor/preact.js";
import { Promises } from "../lists/promises.js";

/** The page. */
export function Page() {
  return html`<${Promises} list="callbacks" />`;
}
