/** The list behind a number: the calls, needs or people that it counts. Each look at it stands in the audit. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Empty } from "../parts/empty.js";
import { Table } from "../parts/table.js";
import { go } from "../router.js";
import { ask, may } from "../session.js";
import { dayAndTime, hasWords, say } from "../words.js";
import { addressOf, count, seconds } from "./figures.js";

/**
 * @typedef {object} Opened a number that somebody opened
 * @property {string} counted
 * @property {string | null} key of its line; of the whole report `null`
 * @property {number} value
 * @property {string} of what its line is of, in words
 * @property {string} [beginning] only of numbers that begin so
 * @property {string} [caller_of] only of whoever this call was from
 * @property {string} [often] only people who dialled so often
 */

/**
 * @typedef {{call_id: string, ticket_number: string, direction: string, number: string | null,
 *   arrived_at: string, wait_s: number | null, talk_s: number | null, hold_s: number | null,
 *   queue: string | null,
 *   outcome: string | null}} Call
 * @typedef {{contact_id: string, ticket_number: string, number: string | null,
 *   first_dial_at: string, attempts: number, served_at: string | null,
 *   promised_for: string | null, end_reason: string | null}} Need
 * @typedef {{call_id: string, ticket_number: string, number: string | null, attempts: number,
 *   answered: number, first_at: string, last_at: string}} Person
 */

/** Counts of needs; all others are of calls. Some have another name as a count of calls. */
const OF_NEEDS = new Set([
  "needs", "served", "met_20s", "met_90s", "told_or_talking", "untold", "first_timers",
  "first_lost_seen", "promised", "promises_kept", "promises_broken", "menu_served", "repeats",
  "not_contained",
]);

/** What a list holds, by its place in the API. @type {Record<string, () => object[]>} */
const COLUMNS = { people: personColumns, contacts: needColumns, calls: callColumns };

/**
 * @param {{opened: Opened, asked: import("./figures.js").Asked, onClose: () => void}} props
 */
export function ListDialog({ opened, asked, onClose }) {
  const { key, beginning, caller_of, often } = opened;
  const list = listOf(opened.counted);
  const counted = opened.counted === "menu_served" ? "self_served" : opened.counted;
  const address = addressOf(list, {
    since: asked.since, until: asked.until, grouping: asked.grouping, key,
    counted: list === "people" ? null : counted, beginning, caller_of, often,
  });
  const [more, setMore] = useState(/** @type {(Call | Need | Person)[]} */ ([]));
  const [next, setNext] = useState(/** @type {string | null} */ (null));
  const { value, trouble } = useFeed(() => ask("GET", address), [address], true);
  useEffect(() => {
    setNext(value?.next ?? null);
  }, [value]);
  const rows = [...(value?.[list] ?? []), ...more];

  async function goOn() {
    const page = await ask("GET", `${address}&after=${encodeURIComponent(next ?? "")}`);
    setMore([...more, ...page[list]]);
    setNext(page.next);
  }

  const title = `${say(`report.count.${opened.counted}`)}: ${count(opened.value)} · ${opened.of}`;
  const actions = html`
    ${next && html`<${Button} words=${say("report.list.more")} icon="chevron-down" onPress=${() => void goOn()} />`}
    <${Button} words=${say("close")} onPress=${onClose} />
  `;
  return html`<${Dialog} title=${title} onClose=${onClose} actions=${actions} isWide>
    <p class="report-audited">${say("report.list.audited")}</p>
    ${trouble && html`<${Empty} icon="wifi-off" title=${trouble} />`}
    ${value && rows.length === 0 && html`<${Empty} icon="users" title=${say("report.list.nobody")} />`}
    ${rows.length > 0 && html`<div class="report-list"><${Table}
      caption=${title} columns=${COLUMNS[list]?.()} rows=${rows}
      keyOf=${(/** @type {Call & Need} */ row) => row.call_id ?? row.contact_id}
      onOpen=${may("calls:read") ? (/** @type {Call} */ row) => go(`/contacts/${row.ticket_number}`) : undefined}
    /></div>`}
  <//>`;
}

/** Return which list a count opens. @param {string} counted */
function listOf(counted) {
  return counted === "people" ? "people" : OF_NEEDS.has(counted) ? "contacts" : "calls";
}

function personColumns() {
  return [
    { title: say("report.list.last"), cell: (/** @type {Person} */ row) => dayAndTime(row.last_at) },
    { title: say("report.list.first"), cell: (/** @type {Person} */ row) => dayAndTime(row.first_at) },
    { title: say("report.list.number"), cell: whose },
    { title: say("report.list.ticket"), cell: ticket },
    { title: say("report.list.attempts"), cell: (/** @type {Person} */ row) => count(row.attempts), isNumber: true },
    { title: say("report.list.answered"), cell: (/** @type {Person} */ row) => count(row.answered), isNumber: true },
  ];
}

function callColumns() {
  return [
    { title: say("report.list.at"), cell: (/** @type {Call} */ row) => dayAndTime(row.arrived_at) },
    { title: say("report.list.number"), cell: whose },
    { title: say("report.list.ticket"), cell: ticket },
    { title: say("report.list.queue"), cell: (/** @type {Call} */ row) => queueInWords(row.queue) },
    { title: say("report.list.outcome"), cell: outcome },
    { title: say("report.list.wait"), cell: (/** @type {Call} */ row) => seconds(row.wait_s), isNumber: true },
    { title: say("report.list.talk"), cell: (/** @type {Call} */ row) => seconds(row.talk_s), isNumber: true },
    { title: say("report.list.hold"), cell: (/** @type {Call} */ row) => (row.hold_s ? seconds(row.hold_s) : "—"), isNumber: true },
  ];
}

function needColumns() {
  return [
    { title: say("report.list.at"), cell: (/** @type {Need} */ row) => dayAndTime(row.first_dial_at) },
    { title: say("report.list.number"), cell: whose },
    { title: say("report.list.ticket"), cell: ticket },
    { title: say("report.list.attempts"), cell: (/** @type {Need} */ row) => count(row.attempts), isNumber: true },
    { title: say("report.list.served"), cell: servedAfter, isNumber: true },
    { title: say("report.list.promised"), cell: (/** @type {Need} */ row) => (row.promised_for ? dayAndTime(row.promised_for) : "—") },
    { title: say("report.list.ended"), cell: (/** @type {Need} */ row) => say(`report.end.${row.end_reason ?? "open"}`) },
  ];
}

/** @param {{number: string | null}} row */
function whose({ number }) {
  return number ?? say("report.list.hidden");
}

/** @param {{ticket_number: string}} row */
function ticket(row) {
  return row.ticket_number;
}

/** Return the words of a queue, where there are some. @param {string | null} queue */
export function queueInWords(queue) {
  const words = `board.queue.${queue}`;
  return queue === null ? "—" : hasWords(words) ? say(words) : queue;
}

/** @param {Call} row */
function outcome(row) {
  return row.outcome === null ? say("report.outcome.inbound") : say(`outcome.${row.outcome}`);
}

/** @param {Need} row */
function servedAfter(row) {
  return row.served_at ? seconds((Date.parse(row.served_at) - Date.parse(row.first_dial_at)) / 1000) : "—";
}
