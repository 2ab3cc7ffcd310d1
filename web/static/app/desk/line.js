/** How the line is: five figures and, when it is so, the storm. */

import { html } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Icon } from "../parts/icon.js";
import { inWords, say, timer } from "../words.js";

const line = part("line");

/** The strip of figures. */
export function LineFigures() {
  const now = /** @type {import("../shapes.js").Line | null} */ (line.value);
  if (!now) {
    return null;
  }
  const figures = [
    { name: "waiting", shown: now.waiting, isHot: now.waiting > 0 && now.free_channels === 0 },
    { name: "oldest", shown: length(now.oldest_wait_s), told: now.oldest_wait_s },
    { name: "estimate", shown: length(now.estimate_s), told: now.estimate_s },
    { name: "promised", shown: now.promised },
    {
      name: "channels",
      shown: say("line.of", { free: now.free_channels, all: now.channels }),
      isHot: now.free_channels === 0,
    },
  ];
  return html`<section class="figures" aria-label=${say("line.title")}>
    <dl>
      ${figures.map(({ name, shown, told, isHot }) => html`<div class=${isHot ? "is-hot" : ""}>
        <dt>${say(`line.${name}`)}</dt>
        <dd>
          <span aria-hidden=${typeof told === "number" ? "true" : undefined}>${shown}</span>
          ${typeof told === "number" && html`<span class="visually-hidden">${inWords(told)}</span>`}
        </dd>
      </div>`)}
    </dl>
    <div role="status" class="figures-notes">
      ${now.is_storm &&
      html`<p class="note tone-warn"><${Icon} name="urgent" />${say("line.storm")}</p>`}
      ${!now.is_open &&
      html`<p class="note tone-calm"><${Icon} name="moon-stars" />${say("line.closed")}</p>`}
    </div>
  </section>`;
}

/** @param {number | null} seconds */
function length(seconds) {
  return seconds === null ? "—" : timer(seconds);
}
