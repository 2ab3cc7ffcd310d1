/** What waits for somebody, beside the calls. */

import { html } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Card } from "../parts/card.js";
import { Icon } from "../parts/icon.js";
import { say } from "../words.js";

const work = part("work");

const LISTS = /** @type {const} */ ([
  { name: "callbacks", icon: "phone-outgoing" },
  { name: "night", icon: "moon-stars" },
  { name: "due", icon: "alarm" },
  { name: "unacknowledged", icon: "home-heart" },
  { name: "unreachable", icon: "phone-off" },
]);

/** The block itself. */
export function WorkCard() {
  const counts = /** @type {import("../shapes.js").Work | null} */ (work.value);
  if (!counts) {
    return null;
  }
  return html`<${Card} title=${say("work.title")}>
    <ul class="work">
      ${LISTS.map(({ name, icon }) => html`<li class=${counts[name] ? "" : "is-none"} key=${name}>
        <${Icon} name=${icon} size=${22} />
        <span class="work-count">${counts[name] ?? "—"}</span>
        <span class="work-name">${say(`work.${name}`)}</span>
      </li>`)}
    </ul>
  <//>`;
}
