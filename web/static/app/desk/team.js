/** Who else is at work, those who take calls first. */

import { html, signal } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Badge } from "../parts/badge.js";
import { Card } from "../parts/card.js";
import { Timer } from "../parts/timer.js";
import { say } from "../words.js";
import { toneOf, wordFor } from "./doing.js";

/** What stands at the end of each row for supervisors; set by what only they fetch. */
export const rowActions = signal(
  /** @type {((account: string, member: import("../shapes.js").Member) => unknown) | null} */ (null),
);

const team = part("team");
const ORDER = ["available", "aside", "break", "offline"];

/** The block itself. */
export function TeamCard() {
  const members = Object.entries(
    /** @type {Record<string, import("../shapes.js").Member>} */ (team.value ?? {}),
  ).filter(([, member]) => member.presence !== "offline");
  members.sort(([, one], [, other]) => {
    const apart = ORDER.indexOf(one.presence) - ORDER.indexOf(other.presence);
    return apart || one.name.localeCompare(other.name, document.documentElement.lang);
  });
  const count = html`<span class="block-count">${members.length}</span>`;
  return html`<${Card} title=${say("team.title")} beside=${count} tone="grows">
    ${members.length === 0 && html`<p class="quiet-line">${say("team.nobody")}</p>`}
    <ul class="team" tabindex=${members.length > 8 ? 0 : undefined} aria-label=${say("team.title")}>
      ${members.map(([account, member]) => html`<li key=${account}>
        <span class="team-name">${member.name}</span>
        <${Badge} tone=${toneOf(member)} hasDot>${wordFor(member)}<//>
        <${Timer} since=${member.since} />
        ${rowActions.value?.(account, member)}
      </li>`)}
    </ul>
  <//>`;
}
