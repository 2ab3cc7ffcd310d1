/** Who has read a case, by the number of its ticket; nothing of the case itself is shown. */

import { html, useRef, useState } from "../../vendor/preact.js";
import { useShortcut } from "../keys.js";
import { useFeed } from "../lists/feed.js";
import { when } from "../lists/times.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { Empty } from "../parts/empty.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { Table } from "../parts/table.js";
import { go } from "../router.js";
import { ask, Refusal } from "../session.js";
import { hasWords, say } from "../words.js";

/** @typedef {{at: string, role: string, reader: string, operation: string}} Read */

const MOST = 200;
const CELLS = { reader, operation, at };

/** The page; `at` is the number that was asked for, if any. @param {{at: string}} props */
export function Page({ at: number }) {
  const [typed, setTyped] = useState(number);
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useShortcut("Alt+S", say("audit.search"), () => form.current?.querySelector("input")?.focus());

  /** @param {Event} event */
  function look(event) {
    event.preventDefault();
    go(`/audit/${encodeURIComponent(typed.trim())}`);
  }

  return html`
    <${PageHeader} title=${say("audit.title")} lead=${say("audit.lead")} />
    <form class="filters is-one" role="search" ref=${form} onSubmit=${look}>
      <${Field} label=${say("audit.number")} value=${typed} onInput=${setTyped} isNeeded />
      <${Button} words=${say("audit.do")} icon="search" tone="primary" sends isOff=${typed.trim() === ""} />
    </form>
    ${number && html`<${Reads} key=${number} number=${number} />`}
  `;
}

/** @param {{number: string}} props */
function Reads({ number }) {
  const { value, trouble } = useFeed(() => readsOf(number), [number], true);
  const columns = Object.entries(CELLS).map(([name, cell]) => ({ title: say(`audit.${name}`), cell }));
  return html`<${Card} title=${say("audit.of", { number })}>
    <div role="status">
      ${trouble && html`<${Empty} icon="wifi-off" title=${trouble} />`}
      ${value === "nowhere" && html`<${Empty} icon="search" title=${say("link.nothing")} />`}
      ${value?.length === 0 && html`<${Empty} icon="eye-off" title=${say("audit.none")} text=${say("audit.none.text")} />`}
    </div>
    ${Array.isArray(value) && value.length > 0 &&
    html`<${Table}
      caption=${say("audit.of", { number })} columns=${columns} rows=${value}
      keyOf=${(/** @type {Read} */ row) => `${row.at} ${row.reader} ${row.operation}`}
    />`}
  <//>`;
}

/**
 * @param {string} number
 * @returns {Promise<Read[] | "nowhere">}
 */
async function readsOf(number) {
  try {
    return (await ask("GET", `/tickets/${encodeURIComponent(number)}/reads?most=${MOST}`)).reads;
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 404) {
      return "nowhere";
    }
    throw refusal;
  }
}

/** @param {Read} row */
function reader(row) {
  return html`${row.reader} ${row.role === "partner" && html`<${Badge} tone="calm">${say("audit.partner")}<//>`}`;
}

/** @param {Read} row */
function operation(row) {
  const key = `audit.read.${row.operation}`;
  return hasWords(key) ? say(key) : row.operation;
}

/** @param {Read} row */
function at(row) {
  return when(row.at);
}
