/** Who changed what, and the way back: one step at a time, while nothing newer stands on it. */

import { html, useState } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { Rows } from "../lists/rows.js";
import { when } from "../lists/times.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { shownDay } from "../parts/day.js";
import { Dialog } from "../parts/dialog.js";
import { tell, tellTrouble } from "../parts/toast.js";
import { ask, faultInWords, Refusal } from "../session.js";
import { say } from "../words.js";
import { KINDS } from "./things.js";
import { differences } from "./written.js";

/**
 * @typedef {import("./written.js").Said} Said
 * @typedef {{change_id: string, kind: string, subject: string, before: Said | null,
 *   after: Said | null, actor: string, at: string, undoes: string | null}} Change
 */

const CELLS = { what, how, who };

/** @param {{asked?: string}} props what is asked for, as a query */
export function History({ asked = "" }) {
  const [opened, setOpened] = useState(/** @type {Change | null} */ (null));
  const { value, trouble, reload } = useFeed(() => ask("GET", `/admin/changes${asked}`), [asked]);
  /** @type {Change[] | null} */
  const changes = value?.changes ?? null;
  const columns = Object.entries(CELLS).map(([name, cell]) => ({ title: say(`admin.history.${name}`), cell }));

  return html`
    <${Rows}
      caption=${say("admin.history")} columns=${columns} rows=${changes} trouble=${trouble}
      keyOf=${(/** @type {Change} */ change) => change.change_id} onOpen=${setOpened}
      empty=${{ icon: "history", title: say("admin.history.empty"), text: say("admin.history.empty.text") }}
    />
    ${opened &&
    html`<${Step} change=${opened} isLast=${isLast(opened, changes ?? [])} onClose=${() => {
      setOpened(null);
      reload();
    }} />`}
  `;
}

/** @param {{change: Change, isLast: boolean, onClose: () => void}} props */
function Step({ change, isLast: mayUndo, onClose }) {
  async function undo() {
    try {
      await ask("POST", `/admin/changes/${change.change_id}/undo`);
      tell(say("admin.undone"));
      onClose();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      tellTrouble(refusal.status === 409 ? whyNot(refusal) : refusal.message);
    }
  }

  const lines = differences(partsOf(change.kind), change.before, change.after);
  const actions = html`<${Button} words=${say("admin.undo")} icon="arrow-back-up" keys="F9" tone="primary" isOff=${!mayUndo} onPress=${undo} />`;
  return html`<${Dialog} title=${what(change)} onClose=${onClose} actions=${actions} isWide>
    <p>${who(change)}</p>
    <p>${how(change)}</p>
    <dl class="facts">
      ${lines.map(({ name, was, is }) => html`<div key=${name}>
        <dt>${say(`admin.field.${name}`)}</dt><dd>${was} → ${is}</dd>
      </div>`)}
    </dl>
    ${!mayUndo && html`<p class="note tone-calm">${say("admin.undo.newer")}</p>`}
  <//>`;
}

/**
 * Tell whether a step is the last one of its thing.
 * @param {Change} change
 * @param {Change[]} newest
 */
function isLast(change, newest) {
  return newest.find((each) => each.kind === change.kind && each.subject === change.subject)?.change_id === change.change_id;
}

/** @param {string} kind */
function partsOf(kind) {
  return KINDS.find((each) => each.kind === kind)?.parts ?? /** @type {import("./things.js").Part[]} */ ([
    { name: "asked", is: "choice" },
    { name: "until", is: "text" },
    { name: "text", is: "text" },
  ]);
}

/** @param {Change} change */
function what({ kind, subject }) {
  return `${say(`admin.kind.${kind}`)}: ${shownDay(subject)}`;
}

/** @param {Change} change */
function how({ before, after, undoes }) {
  const deed = before === null ? "added" : after === null ? "gone" : "changed";
  return html`${say(`admin.deed.${deed}`)} ${undoes && html`<${Badge}>${say("admin.deed.undo")}<//>`}`;
}

/** @param {Change} change */
function who({ actor, at }) {
  return html`${actor}<span class="under">${when(at)}</span>`;
}

/** @param {Refusal} refusal */
function whyNot({ faults }) {
  return faultInWords(faults[0] ?? {}) || say("admin.undo.refused");
}
