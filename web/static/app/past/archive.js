/** The archive of recordings: found by everything, heard here, each hearing kept in the audit. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { Rows } from "../lists/rows.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { DayField } from "../parts/day.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { go } from "../router.js";
import { ask, may } from "../session.js";
import { dayAndTime, phoneInWords, say, timer } from "../words.js";
import { nameOf } from "./contact.js";
import { Player } from "./player.js";

/**
 * @typedef {import("./player.js").Recording} Recording
 * @typedef {{since: string, until: string, kind: string, agent: string, number: string,
 *   ticket: string, topic: string, clinic: string, text: string, least: string}} Sought
 */

/** @type {Sought} */
const ALL = { since: "", until: "", kind: "", agent: "", number: "", ticket: "", topic: "", clinic: "", text: "", least: "" };
const KINDS = ["talk", "request", "message"];
const MINUTE_S = 60;
const DAY_MS = 86_400_000;
const CELLS = { begun, kind, whose, agent, length, standing };

/** The page. */
export function Page() {
  const [typed, setTyped] = useState(ALL);
  const [sought, setSought] = useState(ALL);
  const [more, setMore] = useState(/** @type {Recording[]} */ ([]));
  const [next, setNext] = useState(/** @type {string | null} */ (null));
  const [opened, setOpened] = useState(/** @type {Recording | null} */ (null));
  const asked = addressOf(sought);
  const { value, trouble } = useFeed(
    () => /** @type {Promise<{recordings: Recording[], next: string | null}>} */ (ask("GET", asked)),
    [asked],
    true,
  );
  useEffect(() => {
    setMore([]);
    setNext(value?.next ?? null);
  }, [value]);

  /** @param {Event} event */
  function look(event) {
    event.preventDefault();
    setSought(typed);
  }

  async function goOn() {
    const page = await ask("GET", `${asked}${asked.includes("?") ? "&" : "?"}after=${encodeURIComponent(next ?? "")}`);
    setMore([...more, ...page.recordings]);
    setNext(page.next);
  }

  const columns = Object.entries(CELLS).map(([name, cell]) => ({ title: say(`past.col.${name}`), cell, isNumber: name === "length" }));
  return html`
    <${PageHeader} title=${say("past.archive")} lead=${say("past.archive.lead")} />
    <form class="filters archive-filters" role="search" onSubmit=${look}>
      <${Filters} typed=${typed} setTyped=${setTyped} />
      <div class="filters-do">
        <${Button} words=${say("past.look")} icon="search" tone="primary" sends />
        <${Button} words=${say("past.all")} icon="x" tone="quiet" onPress=${() => (setTyped(ALL), setSought(ALL))} />
      </div>
    </form>
    <${Rows}
      caption=${say("past.archive")} columns=${columns} rows=${value ? [...value.recordings, ...more] : null} trouble=${trouble}
      keyOf=${(/** @type {Recording} */ row) => row.name} onOpen=${setOpened}
      empty=${{ icon: "archive", title: say("past.none"), text: say("past.none.text") }}
    />
    ${next && html`<p class="archive-more"><${Button} words=${say("past.more")} icon="chevron-down" onPress=${() => void goOn()} /></p>`}
    ${opened && html`<${Heard} recording=${opened} onClose=${() => setOpened(null)} />`}
  `;
}

/**
 * @param {{typed: Sought, setTyped: (typed: Sought) => void}} props
 */
function Filters({ typed, setTyped }) {
  const { value } = useFeed(() => ask("GET", "/clinics"), [], true);
  const clinics = /** @type {{code: string, name: string}[]} */ (value?.clinics ?? []);

  /**
   * @param {keyof Sought} name
   * @param {Record<string, unknown>} [more]
   */
  function field(name, more = {}) {
    return html`<${Field}
      label=${say(`past.by.${name}`)} name=${name} value=${typed[name]} ...${more}
      onInput=${(/** @type {string} */ text) => setTyped({ ...typed, [name]: text })}
    />`;
  }

  /** @param {"since" | "until"} name */
  function day(name) {
    return html`<${DayField}
      label=${say(`past.by.${name}`)} name=${name} value=${typed[name]}
      onInput=${(/** @type {string} */ to) => setTyped({ ...typed, [name]: to })}
    />`;
  }

  const any = { value: "", words: say("past.any") };
  return html`
    ${day("since")}
    ${day("until")}
    ${field("kind", { choices: [any, ...KINDS.map((each) => ({ value: each, words: say(`past.kind.${each}`) }))] })}
    ${field("number", { type: "tel" })}
    ${field("ticket")}
    ${field("agent")}
    ${field("least")}
    ${field("topic")}
    ${field("clinic", { choices: [any, ...clinics.map(({ code, name }) => ({ value: code, words: name }))] })}
    ${field("text", { type: "search" })}
  `;
}

/**
 * One recording: whose it is, and the player.
 * @param {{recording: Recording, onClose: () => void}} props
 */
function Heard({ recording, onClose }) {
  const actions = html`
    ${may("calls:read") && html`<${Button} words=${say("past.open")} icon="history" keys="F4" onPress=${() => go(`/contacts/${recording.ticket_number}`)} />`}
    <${Button} words=${say("close")} onPress=${onClose} />
  `;
  return html`<${Dialog} title=${nameOf(recording)} onClose=${onClose} actions=${actions} isWide>
    <dl class="facts archive-facts">
      <div><dt>${say("past.col.begun")}</dt><dd>${dayAndTime(recording.begun_at)}</dd></div>
      <div><dt>${say("past.by.ticket")}</dt><dd>${recording.ticket_number}</dd></div>
      <div><dt>${say("past.by.number")}</dt><dd>${recording.number ? phoneInWords(recording.number) : say("case.hidden")}</dd></div>
      <div><dt>${say("past.col.agent")}</dt><dd>${recording.agent_name || "—"}</dd></div>
    </dl>
    ${recording.state === "missing" ? html`<p class="note tone-warn">${say("past.no_file")}</p>` : html`<${Player} pieces=${[recording]} hasFocus />`}
  <//>`;
}

/** @param {Sought} sought */
function addressOf(sought) {
  const midnight = (/** @type {string} */ day, /** @type {number} */ later) =>
    day && new Date(new Date(`${day}T00:00`).getTime() + later).toISOString();
  const least = Number(sought.least.replace(",", ".")) * MINUTE_S;
  const words = Object.entries({
    since: midnight(sought.since, 0),
    until: midnight(sought.until, DAY_MS),
    kind: sought.kind,
    agent: sought.agent.trim(),
    number: sought.number.replace(/[\s()-]/g, "").replace(/^8(?=\d{10}$)/, "+7"),
    ticket: sought.ticket.trim(),
    least_s: least > 0 ? String(least) : "",
    topic: sought.topic.trim(),
    clinic: sought.clinic,
    text: sought.text.trim(),
  }).filter(([, word]) => word);
  const query = new URLSearchParams(/** @type {[string, string][]} */ (words)).toString();
  return query ? `/recordings?${query}` : "/recordings";
}

/** @param {Recording} row */
function begun(row) {
  return html`<span class="nowrap">${dayAndTime(row.begun_at)}</span>`;
}

/** @param {Recording} row */
function kind(row) {
  return nameOf(row);
}

/** @param {Recording} row */
function whose(row) {
  return html`${row.number ? phoneInWords(row.number) : say("case.hidden")}<span class="under">${row.ticket_number}</span>`;
}

/** @param {Recording} row */
function agent(row) {
  return row.agent_name || "—";
}

/** @param {Recording} row */
function length(row) {
  return timer(row.duration_s);
}

/** @param {Recording} row */
function standing(row) {
  return html`<span class="tags">
    ${row.state !== "ok" && html`<${Badge} tone="bad" hasDot>${say(`past.state.${row.state}`)}<//>`}
    ${row.is_held && html`<${Badge} tone="warn">${say("past.held")}<//>`}
    ${row.state === "ok" && !row.is_held && html`<span class="quiet-line">${say("past.state.ok")}</span>`}
  </span>`;
}
