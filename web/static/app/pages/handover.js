/** What one shift leaves to the next: it stays in sight until somebody says that it is done. */

import { html, useState } from "../../vendor/preact.js";
import { change } from "../lists/doing.js";
import { useFeed } from "../lists/feed.js";
import { Rows } from "../lists/rows.js";
import { when } from "../lists/times.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { go } from "../router.js";
import { ask, may, user } from "../session.js";
import { say } from "../words.js";

/**
 * @typedef {{by: {login: string, name: string}, at: string}} Signature
 * @typedef {{note_id: string, text: string, ticket: {ticket_id: string, number: string} | null,
 *   written: Signature, reads: Signature[], done: Signature | null}} Note
 */

const CELLS = { text, ticket, written, reads, state: standing };

/** The page. */
export function Page() {
  const [isWriting, setWriting] = useState(false);
  const [opened, setOpened] = useState(/** @type {Note | null} */ (null));
  const { value, trouble, reload } = useFeed(() => ask("GET", "/handover"), []);
  const columns = Object.entries(CELLS).map(([name, cell]) => ({ title: say(`handover.${name}`), cell }));
  function close() {
    setOpened(null);
    setWriting(false);
    reload();
  }
  return html`
    <${PageHeader} title=${say("handover.title")} lead=${say("handover.lead")}>
      <${Button} words=${say("handover.write")} icon="plus" keys="Alt+N" tone="primary" isOff=${!may("desk")} onPress=${() => setWriting(true)} />
    <//>
    <${Rows}
      caption=${say("handover.title")} columns=${columns} rows=${value?.notes ?? null} trouble=${trouble}
      keyOf=${(/** @type {Note} */ note) => note.note_id} onOpen=${setOpened}
      empty=${{ icon: "clipboard-text", title: say("handover.empty"), text: say("handover.empty.text") }}
    />
    ${isWriting && html`<${Writing} onClose=${close} />`}
    ${opened && html`<${Reading} note=${opened} onClose=${close} />`}
  `;
}

/** @param {{onClose: () => void}} props */
function Writing({ onClose }) {
  const [said, setSaid] = useState("");
  const [about, setAbout] = useState("");

  /** @param {Event} event */
  async function write(event) {
    event.preventDefault();
    const body = { text: said.trim(), ticket: about.trim() || null };
    if ((await change("/handover", body, { told: say("handover.written_told") })) === null) {
      onClose();
    }
  }

  return html`<${Dialog} title=${say("handover.write")} onClose=${onClose}>
    <form onSubmit=${write}>
      <${Field} label=${say("handover.text")} value=${said} onInput=${setSaid} lines=${5} isNeeded />
      <${Field} label=${say("handover.about")} hint=${say("handover.about.hint")} value=${about} onInput=${setAbout} />
      <${Button} words=${say("handover.save")} icon="check" tone="primary" sends isOff=${said.trim() === ""} />
    </form>
  <//>`;
}

/** @param {{note: Note, onClose: () => void}} props */
function Reading({ note, onClose }) {
  const isRead = note.reads.some(({ by }) => by.login === user.value?.login);

  /** @param {"read" | "done"} what */
  async function sign(what) {
    const told = what === "read" ? say("handover.read_told") : say("handover.done_told");
    if ((await change(`/handover/${note.note_id}/${what}`, undefined, { told })) === null) {
      onClose();
    }
  }

  const actions = html`
    ${note.ticket && html`<${Button} words=${say("case.open")} icon="file-text" keys="F4" onPress=${() => go(`/ticket/${note.ticket?.number}`)} />`}
    <${Button} words=${say("handover.read.do")} icon="eye" keys="F2" isOff=${isRead || !may("desk")} onPress=${() => sign("read")} />
    <${Button} words=${say("handover.done.do")} icon="checks" keys="F9" tone="primary" isOff=${note.done !== null || !may("desk")} onPress=${() => sign("done")} />
  `;
  return html`<${Dialog} title=${note.ticket ? say("ticket.title", { number: note.ticket.number }) : say("handover.line")} onClose=${onClose} actions=${actions} isWide>
    <p class="case-text">${note.text}</p>
    <dl class="facts">
      <div><dt>${say("handover.written")}</dt><dd>${signed(note.written)}</dd></div>
      ${note.reads.map((read) => html`<div key=${read.by.login}><dt>${say("handover.reads")}</dt><dd>${signed(read)}</dd></div>`)}
      ${note.done && html`<div><dt>${say("handover.done")}</dt><dd>${signed(note.done)}</dd></div>`}
    </dl>
  <//>`;
}

/** @param {Signature} signature */
function signed({ by, at }) {
  return `${by.name}, ${when(at)}`;
}

/** @param {Note} note */
function text(note) {
  return html`<span class="clipped">${note.text}</span>`;
}

/** @param {Note} note */
function ticket(note) {
  return note.ticket?.number ?? say("handover.line");
}

/** @param {Note} note */
function written(note) {
  return html`${note.written.by.name}<span class="under">${when(note.written.at)}</span>`;
}

/** @param {Note} note */
function reads(note) {
  return note.reads.map(({ by }) => by.name).join(", ") || say("handover.nobody");
}

/** @param {Note} note */
function standing(note) {
  return note.done
    ? html`<${Badge} tone="good">${say("handover.done")}<//>`
    : html`<${Badge} tone="warn" hasDot>${say("handover.open")}<//>`;
}
