/** Tickets: by their deadlines, or found by number, telephone, name, address or text. */

import { html, useRef, useState } from "../../vendor/preact.js";
import { useShortcut } from "../keys.js";
import { StateBadge } from "../lists/case.js";
import { agentName, useAgents } from "../lists/crew.js";
import { TakenBy, useTaken } from "../lists/lease.js";
import { pagePath, usePages } from "../lists/paging.js";
import { Rows } from "../lists/rows.js";
import { withoutName } from "../lists/spoken.js";
import { deadline, isPast, when } from "../lists/times.js";
import { Badge } from "../parts/badge.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { go } from "../router.js";
import { ask } from "../session.js";
import { say } from "../words.js";

/**
 * @typedef {{ticket_id: string, number: string, opened_at: string | null, due_at: string | null,
 *   own_by: string | null, resolve_by: string | null, kind: string, category_title: string,
 *   state: string, priority: string, owner: string | null, name: string, text: string}} Line
 */

const WAYS = ["name", "phone", "number", "address", "text"];
const KINDS = ["home_visit", "appointment", "complaint", "reference", "support", "wish", "follow_up"];
const STATES = ["new", "owned", "in_progress", "waiting_for_citizen", "resolved", "closed", "refused", "cancelled"];
const CELLS = { number, who, about, due, owner, state: standing };
const AHEAD_MS = 86_400_000;
const PAUSE_MS = 300;

/** The page. */
export function Page() {
  useTaken();
  useAgents();
  const [sought, setSought] = useState({ way: "name", words: "", kind: "", state: "" });
  const { rows, trouble, more } = usePages(
    (after) => lines(sought, after), [sought.way, sought.words, sought.kind, sought.state],
  );
  const columns = Object.entries(CELLS).map(([name, cell]) => ({ title: say(`tickets.${name}`), cell }));
  return html`
    <${PageHeader} title=${say("tickets.title")} lead=${say(isSearch(sought) ? "tickets.found" : "tickets.by_deadline")} />
    <${Search} sought=${sought} onSought=${setSought} />
    <${Rows}
      caption=${say("tickets.title")} columns=${columns} rows=${rows} trouble=${trouble} more=${more}
      keyOf=${(/** @type {Line} */ row) => row.ticket_id}
      onOpen=${(/** @type {Line} */ row) => go(`/ticket/${row.number}`)}
      empty=${{
        icon: "list-check",
        title: say(isSearch(sought) ? "tickets.none_found" : "tickets.none_due"),
        text: say(isSearch(sought) ? "tickets.none_found.text" : "tickets.none_due.text"),
      }}
    />
  `;
}

/** @typedef {{way: string, words: string, kind: string, state: string}} Sought */

/**
 * @param {{sought: Sought, onSought: (sought: Sought) => void}} props
 */
function Search({ sought, onSought }) {
  const [words, setWords] = useState(sought.words);
  const place = useRef(/** @type {HTMLFormElement | null} */ (null));
  useShortcut("Alt+S", say("tickets.search"), () => place.current?.querySelector("input")?.focus());
  const [timer, setTimer] = useState(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));

  /** @param {string} typed */
  function type(typed) {
    setWords(typed);
    clearTimeout(timer);
    setTimer(setTimeout(() => onSought({ ...sought, words: typed.trim() }), PAUSE_MS));
  }

  /** @param {Event} event */
  function search(event) {
    event.preventDefault();
    clearTimeout(timer);
    onSought({ ...sought, words: words.trim() });
  }

  return html`<form class="filters" role="search" ref=${place} onSubmit=${search}>
    <${Field}
      label=${say("tickets.way")} value=${sought.way}
      choices=${WAYS.map((way) => ({ value: way, words: say(`tickets.way.${way}`) }))}
      onInput=${(/** @type {string} */ way) => onSought({ ...sought, way, words: words.trim() })}
    />
    <div class="wide"><${Field} label=${say("tickets.words")} type="search" value=${words} onInput=${type} hint=${say(`tickets.hint.${sought.way}`)} /></div>
    <${Field}
      label=${say("tickets.kind")} value=${sought.kind}
      choices=${[{ value: "", words: say("tickets.any") }, ...KINDS.map((kind) => ({ value: kind, words: say(`kind.${kind}`) }))]}
      onInput=${(/** @type {string} */ kind) => onSought({ ...sought, kind })}
    />
    <${Field}
      label=${say("tickets.state")} value=${sought.state}
      choices=${[{ value: "", words: say("tickets.any") }, ...STATES.map((state) => ({ value: state, words: say(`state.${state}`) }))]}
      onInput=${(/** @type {string} */ state) => onSought({ ...sought, state })}
    />
  </form>`;
}

/** @param {Sought} sought */
function isSearch({ words, kind, state }) {
  return words !== "" || kind !== "" || state !== "";
}

/**
 * @param {Sought} sought
 * @param {string | null} after
 * @returns {Promise<import("../lists/paging.js").Page<Line>>}
 */
async function lines(sought, after) {
  if (!isSearch(sought)) {
    const until = new Date(Date.now() + AHEAD_MS).toISOString();
    const { tickets, next } = await ask("GET", pagePath(`/deadlines?until=${encodeURIComponent(until)}`, after));
    return { next, rows: tickets.map((/** @type {Record<string, any>} */ line) => ({ ...line, number: line.ticket_number, text: "", opened_at: null })) };
  }
  const { way, words, kind, state } = sought;
  const said = way === "phone" ? e164(words) : words;
  const query = new URLSearchParams({ ...(said && { [way]: said }), ...(kind && { kind }), ...(state && { state }) });
  const { tickets, next } = await ask("GET", pagePath(`/tickets?${query}`, after));
  return { next, rows: tickets.map((/** @type {Record<string, any>} */ line) => ({ ...line, due_at: nearer(line) })) };
}

/**
 * Return a number as the engine reads it, from how people write it.
 * @param {string} typed
 */
function e164(typed) {
  const digits = typed.replace(/\D/g, "");
  return digits && `+${digits.length === 10 ? `7${digits}` : digits.replace(/^8(?=\d{10}$)/, "7")}`;
}

/** @param {Record<string, any>} line */
function nearer({ own_by, resolve_by, conclusion }) {
  return conclusion ? null : ([own_by, resolve_by].filter(Boolean).sort()[0] ?? null);
}

/** @param {Line} row */
function number(row) {
  return html`<span class="nowrap">${row.number}</span>`;
}

/** @param {Line} row */
function who(row) {
  return row.name || say("unknown");
}

/** @param {Line} row */
function about(row) {
  return html`${row.category_title || say(`kind.${row.kind}`)}${row.text && html`<span class="under clipped">${withoutName(row.text)}</span>`}`;
}

/** @param {Line} row */
function due(row) {
  if (row.due_at === null) {
    return "—";
  }
  return html`${when(row.due_at)} <span class=${isPast(row.due_at) ? "late" : "under"}>${deadline(row.due_at)}</span>`;
}

/** @param {Line} row */
function owner(row) {
  return row.owner ? agentName(row.owner) : "—";
}

/** @param {Line} row */
function standing(row) {
  return html`<span class="tags">
    ${row.priority !== "normal" && html`<${Badge} tone="bad" hasDot>${say(`priority.${row.priority}`)}<//>`}
    <${StateBadge} state=${row.state} />
    <${TakenBy} item=${row.ticket_id} />
  </span>`;
}
