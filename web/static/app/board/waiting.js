/** Those who wait, in their order: on the line first, then those whom we ring. */

import { html } from "../../vendor/preact.js";
import { Badge } from "../parts/badge.js";
import { Card } from "../parts/card.js";
import { Timer } from "../parts/timer.js";
import { hasWords, say, timeOfDay } from "../words.js";
import { counted } from "./numbers.js";

const RANKS = ["urgent", "normal", "last"];
const ON_LINE = ["ringing", "live"];

/** @type {Record<string, "good" | "calm" | "warn" | "bad" | "plain">} */
const TONES = { live: "warn", ringing: "good", in_flight: "good", due: "calm", resting: "plain" };

/**
 * @param {{waiting: import("./shape.js").Waiting, most: number,
 *   actions?: (entry: import("./shape.js").Entry) => unknown}} props
 */
export function WaitingCard({ waiting, most, actions }) {
  const entries = Object.values(waiting.entries).sort(bySeniority).slice(0, most);
  const all = waiting.live + waiting.ringing + waiting.promised;
  const count = html`<span class="block-count">${counted(all)}</span>`;
  return html`<${Card} title=${say("board.waiting")} beside=${count} tone="board-card">
    ${entries.length === 0 && html`<p class="quiet-line">${say("board.waiting.nobody")}</p>`}
    <ul class="board-list">
      ${entries.map((entry) => html`<li key=${entry.contact_id} class="board-row">
        <${Badge} tone=${TONES[entry.state] ?? "plain"} hasDot>${wordOf(entry)}<//>
        ${entry.rank !== "normal" && html`<${Badge} tone=${entry.rank === "urgent" ? "bad" : "plain"}>${say(`board.rank.${entry.rank}`)}<//>`}
        <span class="board-who">${entry.tail ? `…${entry.tail}` : say("board.hidden")}
          <span class="board-soft">${queueOf(entry.queue)} · ${say("board.first_dial", { at: timeOfDay(entry.placed_at) })}</span>
        </span>
        <${Timer} since=${ON_LINE.includes(entry.state) ? entry.since : entry.placed_at} />
        ${actions?.(entry)}
      </li>`)}
    </ul>
  <//>`;
}

/** @param {import("./shape.js").Entry} entry */
function wordOf(entry) {
  return say(`board.state.${entry.state}`);
}

/** @param {string} queue */
function queueOf(queue) {
  return hasWords(`board.queue.${queue}`) ? say(`board.queue.${queue}`) : queue;
}

/**
 * As they are served: rank, then who dialled first; those on the line before those who are not.
 * @param {import("./shape.js").Entry} one
 * @param {import("./shape.js").Entry} other
 */
function bySeniority(one, other) {
  return (
    Number(ON_LINE.includes(other.state)) - Number(ON_LINE.includes(one.state)) ||
    RANKS.indexOf(one.rank) - RANKS.indexOf(other.rank) ||
    Date.parse(one.placed_at) - Date.parse(other.placed_at)
  );
}
