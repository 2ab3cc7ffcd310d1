/** Promises of a call: the line of those who wait, and those whom no machine reaches. */

import { html, useState } from "../../vendor/preact.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { PageHeader } from "../parts/header.js";
import { go } from "../router.js";
import { ask, may } from "../session.js";
import { phoneInWords, say, timeOfDay } from "../words.js";
import { CaseCard, useCase } from "./case.js";
import { change } from "./doing.js";
import { useFeed } from "./feed.js";
import { pagePath, usePages } from "./paging.js";
import { HeldNote, TakenBy, useHold, useTaken } from "./lease.js";
import { Rows } from "./rows.js";
import { withoutName } from "./spoken.js";
import { deadline, isPast, when } from "./times.js";

/**
 * @typedef {{contact_id: string, ticket_id: string | null, ticket_number: string | null,
 *   number: string, queue: string, placed_at: string, promised_for: string | null, state: string,
 *   tries: number, next_at: string | null, is_urgent: boolean, chosen_at: string | null,
 *   missed_at: string | null, name: string, category_title: string, text: string}} Callback
 */

const CELLS = { person, about, promised, tries, state: standing };

/**
 * The page of one of the two lists.
 * @param {{list: "callbacks" | "unreachable"}} props
 */
export function Promises({ list }) {
  useTaken();
  const [opened, setOpened] = useState(/** @type {Callback | null} */ (null));
  const { rows: all, trouble, reload, more } = usePages(async (after) => {
    const { callbacks, next } = await ask("GET", pagePath("/callbacks", after));
    return { rows: /** @type {Callback[]} */ (callbacks), next };
  }, []);
  const isWanted = (/** @type {Callback} */ each) => (each.state === "unreachable") === (list === "unreachable");
  const rows = all && all.filter(isWanted);
  function close() {
    setOpened(null);
    reload();
  }
  return html`
    <${PageHeader} title=${say(`${list}.title`)} lead=${say(`${list}.lead`)} />
    <${Rows}
      caption=${say(`${list}.title`)} columns=${columns()} rows=${rows} trouble=${trouble} more=${more}
      keyOf=${(/** @type {Callback} */ row) => row.contact_id} onOpen=${setOpened}
      empty=${{ icon: "phone-check", title: say(`${list}.empty`), text: say(`${list}.empty.text`) }}
    />
    ${opened && html`<${Preview} row=${opened} list=${list} onClose=${close} />`}
  `;
}

/**
 * The person, before the call.
 * @param {{row: Callback, list: "callbacks" | "unreachable", onClose: () => void}} props
 */
function Preview({ row, list, onClose }) {
  const { held, takeOver } = useHold(list, row.contact_id);
  const { value: whole } = useCase(row.ticket_number);
  const { value: past } = useFeed(() => ask("GET", `/callbacks/${row.contact_id}/tries`), [], true);
  const made = /** @type {{call_id: string, started_at: string, outcome: string | null}[]} */ (past?.tries ?? []);

  async function call() {
    const refusal = await change("/me/call", { contact_id: row.contact_id }, { told: say("callbacks.ringing") });
    if (refusal === null) {
      onClose();
      go("/desk");
    }
  }

  const actions = html`
    ${row.ticket_number &&
    html`<${Button} words=${say("case.open")} icon="file-text" keys="F4" onPress=${() => go(`/ticket/${row.ticket_number}`)} />`}
    <${Button}
      words=${say("callbacks.call")} icon="phone-outgoing" keys="F2" tone="primary"
      isOff=${held !== null || !may("desk")} onPress=${call}
    />
  `;
  return html`<${Dialog} title=${row.name || phoneInWords(row.number)} onClose=${onClose} actions=${actions} isWide>
    <${HeldNote} held=${held} takeOver=${takeOver} />
    <dl class="facts promise">
      <div><dt>${say("callbacks.number")}</dt><dd>${row.number}</dd></div>
      <div><dt>${say("callbacks.since")}</dt><dd>${when(row.placed_at)}</dd></div>
      <div><dt>${say("callbacks.promised")}</dt><dd>${promised(row)}</dd></div>
      ${row.chosen_at && html`<div><dt>${say("callbacks.chosen")}</dt><dd>${when(row.chosen_at)}</dd></div>`}
    </dl>
    <h3 class="part-name">${say("callbacks.tried")}</h3>
    ${made.length === 0 && html`<p class="quiet-line">${say("callbacks.never")}</p>`}
    <ul class="tries">
      ${made.map((each) => html`<li key=${each.call_id}>
        <span>${when(each.started_at)}</span>
        <strong>${say(`tried.${each.outcome ?? "now"}`)}</strong>
      </li>`)}
    </ul>
    <h3 class="part-name">${say("callbacks.case")}</h3>
    <${CaseCard} whole=${whole} />
  <//>`;
}

/** The columns; made when they are shown, since words come after scripts. */
function columns() {
  return Object.entries(CELLS).map(([name, cell]) => ({ title: say(`callbacks.${name}`), cell }));
}

/** @param {Callback} row */
function person(row) {
  const number = phoneInWords(row.number);
  return html`${row.name || number}${row.name && html`<span class="under">${number}</span>`}`;
}

/** @param {Callback} row */
function about(row) {
  const words = withoutName(row.text) || row.category_title || say("callbacks.unknown");
  return html`<span class="clipped">${words}</span>`;
}

/** @param {Callback} row */
function promised(row) {
  const { promised_for: at } = row;
  if (at === null) {
    return say("callbacks.unpromised");
  }
  return html`${when(at)} <span class=${isPast(at) ? "late" : "under"}>${deadline(at)}</span>`;
}

/** @param {Callback} row */
function tries(row) {
  const missed = row.missed_at && say("callbacks.missed", { at: timeOfDay(row.missed_at) });
  return html`${say("callbacks.count", { n: row.tries })}${missed && html`<span class="under">${missed}</span>`}`;
}

/** @param {Callback} row */
function standing(row) {
  const next = row.state === "resting" && row.next_at;
  return html`<span class="tags">
    ${row.is_urgent && html`<${Badge} tone="bad" hasDot>${say("list.urgent")}<//>`}
    <${Badge} tone=${row.state === "in_flight" ? "calm" : "plain"}>
      ${next ? say("callbacks.next", { at: when(next) }) : say(`promise.${row.state}`)}
    <//>
    <${TakenBy} item=${row.contact_id} />
  </span>`;
}
