/** What supervisors did last: when, who, what, to what, and why. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { ask, may } from "../session.js";
import { dayAndTime, hasWords, say } from "../words.js";

/**
 * @typedef {{at: string, actor: string, deed: string, subject: string, why: string,
 *   detail: string, call_id: string | null}} Line
 */

/** The button, and the list that it opens. */
export function JournalButton() {
  const [isOpen, setOpen] = useState(false);
  if (!may("supervise")) {
    return null;
  }
  return html`<${Button} words=${say("act.journal")} icon="history" keys="Alt+Shift+J" tone="quiet" isBare onPress=${() => setOpen(true)} />
    ${isOpen && html`<${Journal} onClose=${() => setOpen(false)} />`}`;
}

/** @param {{onClose: () => void}} props */
function Journal({ onClose }) {
  const [lines, setLines] = useState(/** @type {Line[] | null} */ (null));
  useEffect(() => {
    ask("GET", "/supervise/deeds").then(
      ({ deeds }) => setLines(deeds),
      () => setLines([]),
    );
  }, []);
  return html`<${Dialog} title=${say("act.journal")} isWide onClose=${onClose}>
    ${lines === null && html`<p class="quiet-line">${say("act.effect.asked")}</p>`}
    ${lines?.length === 0 && html`<p class="quiet-line">${say("act.journal.nothing")}</p>`}
    <ol class="act-journal" tabindex=${lines && lines.length > 6 ? 0 : undefined} aria-label=${say("act.journal")}>
      ${(lines ?? []).map((line) => html`<li key=${line.at + line.deed}>
        <time dateTime=${line.at}>${dayAndTime(line.at)}</time>
        <span><strong>${say(`act.deed.${line.deed}`)}</strong> ${subjectOf(line)}${detailOf(line)}
          ${line.why && html`<span class="act-why">${line.why}</span>`}</span>
        <span class="act-actor">${line.actor}</span>
      </li>`)}
    </ol>
  <//>`;
}

/**
 * What concerns the line as a whole needs no name.
 * @param {Line} line
 */
function subjectOf({ subject }) {
  return ["storm", "dispatches"].includes(subject) ? "" : subject;
}

/** @param {Line} line */
function detailOf({ deed, detail }) {
  if (deed === "topic_stopped") {
    const [heard, contained] = detail.split("/").map(Number);
    return ` · ${say("topic.heard", { n: heard ?? 0 })}, ${say("topic.contained", { n: contained ?? 0 })}`;
  }
  if (deed === "topic_put" && detail) {
    return ` · ${say("topic.by_phone", { code: detail })}`;
  }
  const key = deed === "supervision_ended" ? `act.end.${detail}` : `act.detail.${detail}`;
  const known = hasWords(key) ? say(key) : detail;
  return known && ` · ${known}`;
}
