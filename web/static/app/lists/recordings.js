/** What can be heard of a case, played in the page; each hearing is kept in the audit of reads. */

import { html, useRef, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { ask } from "../session.js";
import { hasWords, say, timer } from "../words.js";
import { useFeed } from "./feed.js";
import { when } from "./times.js";

/**
 * @typedef {{name: string, call_id: string, field: string | null, begun_at: string,
 *   duration_s: number}} Recording
 */

const BY_KEY = 9;

/**
 * @param {{ticket: string}} props
 */
export function Recordings({ ticket }) {
  const { value } = useFeed(() => ask("GET", `/tickets/${ticket}/recordings`), [ticket], true);
  const recordings = /** @type {Recording[]} */ (value?.recordings ?? []);
  if (recordings.length === 0) {
    return null;
  }
  return html`<ul class="recordings" aria-label=${say("recordings.title")}>
    ${recordings.map((recording, place) => html`<${Line}
      key=${recording.name} ticket=${ticket} recording=${recording}
      keys=${place < BY_KEY ? `Alt+Shift+${place + 1}` : undefined}
    />`)}
  </ul>`;
}

/**
 * @param {{ticket: string, recording: Recording, keys: string | undefined}} props
 */
function Line({ ticket, recording, keys }) {
  const player = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const [isGone, setGone] = useState(false);
  const words = nameOf(recording);

  function turn() {
    const sound = player.current;
    if (sound?.paused) {
      void sound.play().catch(() => undefined);
    } else {
      sound?.pause();
    }
  }

  return html`<li>
    <${Button} words=${words} icon="player-play" keys=${keys} tone="quiet" isOff=${isGone} onPress=${turn} />
    <span class="quiet-line">${when(recording.begun_at)} · ${timer(recording.duration_s)}</span>
    ${isGone
      ? html`<span class="quiet-line" role="status">${say("recordings.gone")}</span>`
      : html`<audio
          ref=${player} controls preload="none" aria-label=${words} onError=${() => setGone(true)}
          src="/api/v1/tickets/${ticket}/recordings/${recording.name}"
        ></audio>`}
  </li>`;
}

/** @param {Recording} recording */
function nameOf({ field }) {
  if (field === null) {
    return say("recordings.talk");
  }
  return hasWords(`recordings.of.${field}`) ? say(`recordings.of.${field}`) : say("recordings.message");
}
