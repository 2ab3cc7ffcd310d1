/** Who made the attempts: how often, after what pauses, from which numbers. */

import { html, useState } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { Card } from "../parts/card.js";
import { Empty } from "../parts/empty.js";
import { Table } from "../parts/table.js";
import { ask } from "../session.js";
import { say } from "../words.js";
import { addressOf, count, long, parts, seconds, share } from "./figures.js";
import { ListDialog } from "./list.js";

/**
 * @typedef {{number: string, attempts: number, gap_s: number | null, channel_s: number,
 *   answered: number, refused: number}} Seen
 * @typedef {{prefix: string, people: number, attempts: number}} Range
 * @typedef {{people: number, attempts: number, attempts_of_top_10: number,
 *   attempts_of_top_50: number, hidden_attempts: number, gaps: Record<string, number>,
 *   people_by_attempts: Record<string, number>, numbers: Seen[], ranges: Range[]}} Diagnosis
 */

/** @param {{asked: import("./figures.js").Asked}} props */
export function Storm({ asked }) {
  const address = addressOf("storm", { since: asked.since, until: asked.until });
  const { value, trouble } = useFeed(
    () => /** @type {Promise<Diagnosis>} */ (ask("GET", address)), [address], true,
  );
  const [isOpened, setOpened] = useState(false);
  if (trouble) {
    return html`<${Empty} icon="wifi-off" title=${trouble} />`;
  }
  if (value?.attempts === 0) {
    return html`<${Empty} icon="phone-off" title=${say("report.nothing")} text=${say("report.nothing.text")} />`;
  }
  return value && html`
    <dl class="report-gist is-few">
      <${Told} title=${say("report.storm.attempts")} value=${count(value.attempts)} onOpen=${() => setOpened(true)} />
      <${Told} title=${say("report.storm.people")} value=${count(value.people)} />
      <${Told} title=${say("report.figure.redial_factor")} value=${parts(value.attempts / value.people)} />
      <${Told} title=${say("report.storm.top_10")} value=${share(value.attempts_of_top_10 / value.attempts)} />
      <${Told} title=${say("report.storm.top_50")} value=${share(value.attempts_of_top_50 / value.attempts)} />
      <${Told} title=${say("report.storm.hidden")} value=${share(value.hidden_attempts / value.attempts)} />
    </dl>
    <div class="report-pair">
      <${Card} title=${say("report.storm.gaps")}><${Shares} name="gap" of=${value.gaps} /><//>
      <${Card} title=${say("report.storm.often")}><${Shares} name="often" of=${value.people_by_attempts} /><//>
    </div>
    <${Card} title=${say("report.storm.numbers")}>
      <${Table}
        caption=${say("report.storm.numbers")} columns=${numberColumns()} rows=${value.numbers}
        keyOf=${(/** @type {Seen} */ row) => `${row.number} ${row.attempts} ${row.channel_s}`}
      />
    <//>
    <${Card} title=${say("report.storm.ranges")}>
      <${Table}
        caption=${say("report.storm.ranges")} columns=${rangeColumns()} rows=${value.ranges}
        keyOf=${(/** @type {Range} */ row) => row.prefix}
      />
    <//>
    ${isOpened && html`<${ListDialog}
      opened=${{ counted: "attempts", key: null, value: value.attempts, of: say("report.total") }}
      asked=${{ ...asked, grouping: "total" }} onClose=${() => setOpened(false)}
    />`}
  `;
}

/** @param {{title: string, value: string, onOpen?: () => void}} props */
function Told({ title, value, onOpen }) {
  const name = say("report.list.open", { title, n: value });
  return html`<div class="report-figure"><dt>${title}</dt><dd>${onOpen
    ? html`<button type="button" class="report-number" aria-label=${name} onClick=${onOpen}>${value}</button>`
    : html`<span>${value}</span>`}</dd></div>`;
}

/**
 * Counts by their class, each with a bar of its share.
 * @param {{name: string, of: Record<string, number>}} props
 */
export function Shares({ name, of }) {
  const all = Object.values(of).reduce((sum, each) => sum + each, 0) || 1;
  return html`<table class="table report-shares">
    <tbody>
      ${Object.entries(of).map(([key, value]) => html`<tr key=${key}>
        <th scope="row">${say(`report.storm.${name}.${key}`)}</th>
        <td class="report-share-bar"><meter min="0" max="1" value=${value / all} aria-hidden="true"></meter></td>
        <td>${count(value)}</td>
        <td>${share(value / all)}</td>
      </tr>`)}
    </tbody>
  </table>`;
}

function numberColumns() {
  return [
    { title: say("report.list.number"), cell: (/** @type {Seen} */ row) => (row.number || say("report.list.hidden")) },
    { title: say("report.count.attempts"), cell: (/** @type {Seen} */ row) => count(row.attempts), isNumber: true },
    { title: say("report.storm.gap"), cell: (/** @type {Seen} */ row) => seconds(row.gap_s), isNumber: true },
    { title: say("report.storm.channel"), cell: (/** @type {Seen} */ row) => long(row.channel_s), isNumber: true },
    { title: say("report.storm.answered"), cell: (/** @type {Seen} */ row) => count(row.answered), isNumber: true },
    { title: say("report.storm.refused"), cell: (/** @type {Seen} */ row) => count(row.refused), isNumber: true },
  ];
}

function rangeColumns() {
  return [
    { title: say("report.storm.range"), cell: (/** @type {Range} */ row) => `${row.prefix}…` },
    { title: say("report.storm.people"), cell: (/** @type {Range} */ row) => count(row.people), isNumber: true },
    { title: say("report.count.attempts"), cell: (/** @type {Range} */ row) => count(row.attempts), isNumber: true },
  ];
}
