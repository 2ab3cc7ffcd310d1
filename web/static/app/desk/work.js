/** What waits for somebody, beside the calls. */

import { html } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Card } from "../parts/card.js";
import { Icon } from "../parts/icon.js";
import { say } from "../words.js";

const work = part("work");

const LISTS = /** @type {const} */ ([
  { name: "callbacks", icon: "phone-outgoing", page: "/callbacks" },
  { name: "night", icon: "moon-stars", page: "/morning" },
  { name: "due", icon: "alarm", page: "/tickets" },
  { name: "unacknowledged", icon: "home-heart", page: "/visits" },
  { name: "unreachable", icon: "phone-off", page: "/unreachable" },
]);

/** The block itself. */
export function WorkCard() {
  const counts = /** @type {import("../shapes.js").Work | null} */ (work.value);
  if (!counts) {
    return null;
  }
  return html`<${Card} title=${say("work.title")}>
    <ul class="work">
      ${LISTS.map(({ name, icon, page }) => html`<li class=${counts[name] ? "" : "is-none"} key=${name}>
        <${Icon} name=${icon} size=${22} />
        <span class="work-count">${counts[name] ?? "—"}</span>
        <a class="work-name" href=${page}>${say(`work.${name}`)}</a>
      </li>`)}
    </ul>
  <//>`;
}
