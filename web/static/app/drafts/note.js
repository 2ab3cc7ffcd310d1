/** Where a form is kept now, in words; and both versions, when another page wrote otherwise. */

import { html, useState } from "../../vendor/preact.js";
import { Compare } from "../parts/compare.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { hasWords, say } from "../words.js";
import { differences } from "./draft.js";
import { end } from "./open.js";

const LOOKS = /** @type {const} */ ({
  kept: { icon: "circle-check", tone: "good" },
  typing: { icon: "edit", tone: "plain" },
  here: { icon: "wifi-off", tone: "warn" },
  conflict: { icon: "alert-triangle", tone: "bad" },
  gone: { icon: "alert-triangle", tone: "bad" },
});

/** @param {{draft: import("./draft.js").Draft}} props */
export function DraftNote({ draft }) {
  const stage = draft.stage.value;
  const { icon, tone } = LOOKS[stage];
  return html`<div class="draft-note tone-${tone}" role="status">
    <${Icon} name=${icon} size=${16} /><span>${say(`draft.${stage}`)}</span>
  </div>`;
}

/** @param {{draft: import("./draft.js").Draft}} props */
export function DraftTrouble({ draft }) {
  const [isOpen, setOpen] = useState(true);
  const other = draft.other.value;
  if (draft.stage.value === "gone") {
    return html`<div class="note tone-bad" role="alert">
      <span>${say("draft.gone.text")}</span>
      <${Button} words=${say("draft.gone.keep")} onPress=${() => draft.settle(draft.form.value)} />
      <${Button} words=${say("draft.gone.drop")} onPress=${() => void end(draft)} />
    </div>`;
  }
  if (!other) {
    return null;
  }
  if (!isOpen) {
    return html`<${Button} words=${say("draft.compare")} tone="danger" onPress=${() => setOpen(true)} />`;
  }
  const mine = draft.form.value;
  const apart = differences(mine, other.form).map((field) => ({
    field,
    words: fieldInWords(field),
    mine: mine[field] ?? "",
    theirs: other.form[field] ?? "",
  }));
  return html`<${Compare}
    title=${say("draft.conflict.title")} text=${say("draft.conflict.text")} differences=${apart}
    onKeep=${(/** @type {Record<string, string>} */ kept) => draft.settle({ ...mine, ...kept })}
    onClose=${() => setOpen(false)}
  />`;
}

/**
 * Return what a field is called, with its patient where there are several.
 * @param {string} field
 */
export function fieldInWords(field) {
  const [, place, own] = /^p(\d+)\.(.+)$/.exec(field) ?? [null, null, field];
  const key = `form.${own ?? field}`;
  const words = hasWords(key) ? say(key) : say("form.field");
  return Number(place) > 0 ? `${say("form.patient", { number: Number(place) + 1 })}: ${words}` : words;
}
