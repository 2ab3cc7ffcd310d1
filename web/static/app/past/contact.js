/** All that happened to a contact, from the first call to the doctor at the door; printable. */

import { html, useState } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { Empty } from "../parts/empty.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { go } from "../router.js";
import { ask, may } from "../session.js";
import { dayAndTime, hasWords, phoneInWords, say, timer } from "../words.js";
import { Player } from "./player.js";
import { daysOf, Story } from "./story.js";

/**
 * @typedef {import("./player.js").Recording} Recording
 * @typedef {{at: string, what: string, call: number | null, text: string}} Line
 * @typedef {{call_id: string, call: number, arrived_at: string, verdict: string,
 *   differences: string[]}} Call
 * @typedef {{contact_id: string, number: string | null, gist: string, waited_s: number | null,
 *   tickets: {ticket_id: string, number: string, opened_at: string}[], lines: Line[],
 *   now: string[], calls: Call[], recordings: Recording[] | null, made_at: string}} Timeline
 * @typedef {{at: string, role: string, reader: string, operation: string,
 *   recording: string | null}} Read
 */

const MOST_READS = 50;

/** The page of `/contacts/NUMBER`. @param {{at: string}} props */
export function Page({ at }) {
  return at === "" ? html`<${Asked} />` : html`<${Past} key=${at} named=${at} />`;
}

/** Whose past is asked for. */
function Asked() {
  const [typed, setTyped] = useState("");

  /** @param {Event} event */
  function look(event) {
    event.preventDefault();
    go(`/contacts/${encodeURIComponent(typed.trim())}`);
  }

  return html`
    <${PageHeader} title=${say("past.title")} lead=${say("past.lead")} />
    <form class="filters is-one" role="search" onSubmit=${look}>
      <${Field} label=${say("past.number")} value=${typed} onInput=${setTyped} isNeeded hasFocus />
      <${Button} words=${say("past.look")} icon="search" tone="primary" sends isOff=${typed.trim() === ""} />
    </form>
  `;
}

/** @param {{named: string}} props */
function Past({ named }) {
  const { value, trouble } = useFeed(
    () => /** @type {Promise<Timeline>} */ (ask("GET", `/contacts/${encodeURIComponent(named)}/timeline`)),
    [named],
    true,
  );
  if (value === null) {
    return html`<${PageHeader} title=${say("past.of", { number: named })} />
      <div role="status">
        ${trouble
          ? html`<${Empty} icon="search" title=${trouble} text=${say("ticket.look")} />`
          : html`<p class="waiting"><span class="spinner-border" aria-hidden="true"></span>${say("past.living")}</p>`}
      </div>`;
  }
  return html`<${Told} timeline=${value} />`;
}

/** @param {{timeline: Timeline}} props */
function Told({ timeline }) {
  const [first] = timeline.tickets;
  return html`
    <${PageHeader}
      title=${say("past.of", { number: first?.number ?? timeline.contact_id.slice(0, 8) })}
      lead=${timeline.number ? phoneInWords(timeline.number) : say("case.hidden")}
    >
      <span class="past-tools">
        ${timeline.tickets.map(({ number }) => may("tickets:read") && html`<a class="btn" key=${number} href="/ticket/${number}">${say("past.ticket", { number })}</a>`)}
        <${Button} words=${say("past.print")} icon="file-text" keys="Alt+P" onPress=${() => print()} />
      </span>
    <//>
    <div class="desk past">
      <div class="desk-main">
        <${Card} title=${say("past.gist")}>
          <p class="past-gist">${timeline.gist}</p>
          ${timeline.now.map((text) => html`<p class="past-now" key=${text}><${Badge} tone="calm" hasDot>${say("past.now")}<//> ${text}</p>`)}
        <//>
        ${(timeline.recordings ?? []).length > 0 && html`<${Heard} recordings=${timeline.recordings ?? []} calls=${timeline.calls} />`}
        ${daysOf(timeline.lines).map(([day, lines]) => html`<${Story} key=${day} day=${day} lines=${lines} />`)}
      </div>
      <div class="desk-side">
        ${timeline.calls.length > 0 && html`<${Calls} timeline=${timeline} />`}
        ${may("audit:read") && first && html`<${Reads} ticket=${first.number} />`}
      </div>
    </div>
    <p class="print-foot">${say("past.made", { at: onPaper(timeline.made_at) })}</p>
  `;
}

/**
 * What can be heard: the pieces of one call's talks as one.
 * @param {{recordings: Recording[], calls: Call[]}} props
 */
function Heard({ recordings, calls }) {
  const [opened, setOpened] = useState(/** @type {string | null} */ (null));
  const numbers = new Map(calls.map(({ call_id, call }) => [call_id, call]));
  return html`<${Card} title=${say("past.recordings")}>
    <ul class="past-recordings">
      ${piecesOf(recordings).map((pieces) => {
        const [one] = pieces;
        const isOpen = one.name === opened;
        const whole = pieces.reduce((sum, { duration_s }) => sum + duration_s, 0);
        return html`<li key=${one.name}>
          <div class="past-recording">
            <${Button}
              words=${nameOf(one)} icon=${isOpen ? "chevron-up" : "chevron-down"} tone="quiet"
              isPressed=${isOpen} onPress=${() => setOpened(isOpen ? null : one.name)}
            />
            <span class="quiet-line">
              ${[callOf(numbers.get(one.call_id)), dayAndTime(one.begun_at), timer(whole), one.agent_name].filter(Boolean).join(" · ")}
            </span>
            <span class="tags">
              ${pieces.length > 1 && html`<${Badge}>${say("past.pieces", { n: pieces.length })}<//>`}
              ${one.is_held && html`<${Badge} tone="warn">${say("past.held")}<//>`}
            </span>
          </div>
          ${isOpen && html`<${Player} pieces=${pieces} hasFocus />`}
        </li>`;
      })}
    </ul>
  <//>`;
}

/**
 * @param {Recording[]} recordings
 * @returns {[Recording, ...Recording[]][]}
 */
export function piecesOf(recordings) {
  /** @type {Map<string, [Recording, ...Recording[]]>} */
  const found = new Map();
  for (const recording of recordings.filter(({ state }) => state !== "missing")) {
    const key = recording.kind === "talk" ? recording.call_id : recording.name;
    const pieces = found.get(key);
    if (pieces) {
      pieces.push(recording);
    } else {
      found.set(key, [recording]);
    }
  }
  return [...found.values()];
}

/** @param {Recording} recording */
export function nameOf({ kind, field }) {
  const key = `recordings.of.${field}`;
  return field !== null && hasWords(key) ? say(key) : say(`past.kind.${kind}`);
}

/**
 * A moment as paper needs it, which is read on other days.
 * @param {string} moment
 */
function onPaper(moment) {
  const form = /** @type {const} */ ({ dateStyle: "long", timeStyle: "short" });
  return new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(moment));
}

/** @param {number | undefined} number */
function callOf(number) {
  return number === undefined ? "" : say("past.call", { n: number });
}

/** @param {{timeline: Timeline}} props */
function Calls({ timeline }) {
  return html`<${Card} title=${say("past.calls")}>
    <dl class="facts">
      <div><dt>${say("past.waited")}</dt><dd>${timeline.waited_s === null ? "—" : timer(timeline.waited_s)}</dd></div>
    </dl>
    <ul class="past-calls">
      ${timeline.calls.map((call) => html`<li key=${call.call_id}>
        <strong>${say("past.call", { n: call.call })}</strong>
        <span class="quiet-line">${dayAndTime(call.arrived_at)}</span>
        <${Badge} tone=${call.verdict === "same" ? "good" : "warn"}>${say(`past.verdict.${call.verdict}`)}<//>
        ${call.differences.map((text) => html`<span class="under" key=${text}>${text}</span>`)}
      </li>`)}
    </ul>
    <p class="quiet-line">${say("past.verdict.text")}</p>
  <//>`;
}

/** @param {{ticket: string}} props */
function Reads({ ticket }) {
  const { value } = useFeed(
    () => /** @type {Promise<{reads: Read[]}>} */ (ask("GET", `/tickets/${encodeURIComponent(ticket)}/reads?most=${MOST_READS}`)),
    [ticket],
    true,
  );
  return html`<${Card} title=${say("past.reads")}>
    <ul class="past-reads">
      ${(value?.reads ?? []).map((read) => html`<li key=${`${read.at} ${read.reader} ${read.operation}`}>
        <strong>${read.reader}</strong> ${deed(read)}
        <span class="under">${dayAndTime(read.at)}</span>
      </li>`)}
    </ul>
    ${value?.reads.length === 0 && html`<p class="quiet-line">${say("audit.none")}</p>`}
  <//>`;
}

/** @param {Read} read */
function deed({ operation }) {
  const key = `audit.read.${operation}`;
  return hasWords(key) ? say(key) : operation;
}
