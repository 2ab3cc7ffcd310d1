/** The trunks as lamps: one per channel, by what it is used for. */

import { html } from "../../vendor/preact.js";
import { Timer } from "../parts/timer.js";
import { say } from "../words.js";

/** @param {{trunks: Record<string, import("./shape.js").Trunk>}} props */
export function Lamps({ trunks }) {
  const shown = Object.entries(trunks);
  return html`<section class="board-lamps" aria-label=${say("board.lamps")}>
    ${shown.map(([name, trunk]) => html`<div key=${name} class="board-trunk">
      ${shown.length > 1 && html`<h2 class="board-trunk-name">${name}</h2>`}
      <ol class="lamps">
        ${numbersOf(trunk).map((number) => html`<${OneLamp} key=${number} number=${number} lamp=${trunk.lamps[number]} />`)}
      </ol>
    </div>`)}
  </section>`;
}

/** @param {{number: number, lamp: import("./shape.js").Lamp | undefined}} props */
function OneLamp({ number, lamp }) {
  return html`<li class="lamp ${lamp ? `lamp-${lamp.purpose}` : "lamp-free"}">
    <span class="lamp-number">${number}</span>
    <span class="lamp-word">${say(`board.purpose.${lamp?.purpose ?? "free"}`)}</span>
    ${lamp && html`<span class="lamp-more"><${Timer} since=${lamp.since} /> ${lamp.tail && `…${lamp.tail}`}</span>`}
  </li>`;
}

/** @param {import("./shape.js").Trunk} trunk */
function numbersOf({ channels, lamps }) {
  const highest = Math.max(channels, ...Object.keys(lamps).map(Number));
  return Array.from({ length: highest }, (_, place) => place + 1);
}
