import { html } from "../../vendor/preact.js";
import { engineTime } from "../live.js";
import { timer } from "../words.js";

/**
 * How long something lasts (`since`), or how long it still may (`until`), by the engine's time.
 * Screen readers find it when they look; it does not speak every second.
 * @param {{since?: string | null, until?: string | null}} props
 */
export function Timer({ since, until }) {
  const from = until ?? since;
  if (!from) {
    return null;
  }
  const apartMs = engineTime.value - Date.parse(from);
  const shownMs = until ? -apartMs : apartMs;
  return html`<time class="timer" datetime=${from}>${timer(shownMs / 1000)}</time>`;
}
