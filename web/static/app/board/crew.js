/** Operators: what each does, since when, why, and with whom. */

import { html } from "../../vendor/preact.js";
import { toneOf, wordFor } from "../desk/doing.js";
import { Badge } from "../parts/badge.js";
import { Card } from "../parts/card.js";
import { Timer } from "../parts/timer.js";
import { hasWords, say } from "../words.js";

const ORDER = ["available", "aside", "break", "offline"];

/**
 * @param {{crew: Record<string, import("./shape.js").Operator>, most: number,
 *   actions?: (account: string, operator: import("./shape.js").Operator) => unknown}} props
 */
export function CrewCard({ crew, most, actions }) {
  const members = Object.entries(crew).filter(([, { presence }]) => presence !== "offline");
  members.sort(([, one], [, other]) => {
    const apart = ORDER.indexOf(one.presence) - ORDER.indexOf(other.presence);
    return apart || one.name.localeCompare(other.name, document.documentElement.lang);
  });
  const count = html`<span class="block-count">${members.length}</span>`;
  return html`<${Card} title=${say("board.crew")} beside=${count} tone="board-card">
    ${members.length === 0 && html`<p class="quiet-line">${say("board.crew.nobody")}</p>`}
    <ul class="board-list board-crew">
      ${members.slice(0, most).map(([account, operator]) => html`<li key=${account} class="board-row">
        <span class="board-who">${operator.name}
          <span class="board-soft">${noteOf(operator)}</span>
        </span>
        <${Badge} tone=${toneOf(operator)} hasDot>${wordFor(operator)}<//>
        <${Timer} since=${operator.since} />
        ${actions?.(account, operator)}
      </li>`)}
    </ul>
    ${members.length > most && html`<p class="board-soft">${say("board.crew.more", { n: members.length - most })}</p>`}
  <//>`;
}

/** @param {import("./shape.js").Operator} operator */
function noteOf(operator) {
  if (operator.trouble) {
    const words = `board.trouble.${operator.trouble}`;
    return hasWords(words) ? say(words) : say("board.trouble.unknown");
  }
  if (!operator.has_phone) {
    return say("board.crew.no_phone");
  }
  const notes = [];
  if (operator.with) {
    notes.push(operator.with.tail ? `…${operator.with.tail}` : say("board.hidden"));
  }
  if (operator.wish) {
    notes.push(say("board.crew.wish", { wish: say(`presence.${operator.wish}`) }));
  }
  if (operator.missed) {
    notes.push(say("board.crew.missed", { n: operator.missed }));
  }
  return notes.join(" · ");
}
