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
 *   answered: number, refused: number, newest_call_id: string}} Seen
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
  const [opened, setOpened] = useState(/** @type {import("./list.js").Opened | null} */ (null));
  /** @param {string} counted @param {number} number */
  const open = (counted, number) => () => setOpened({ counted, key: null, value: number, of: say("report.total") });
  if (trouble) {
    return html`<${Empty} icon="wifi-off" title=${trouble} />`;
  }
  if (value?.attempts === 0) {
    return html`<${Empty} icon="phone-off" title=${say("report.nothing")} text=${say("report.nothing.text")} />`;
  }
  return value && html`
    <dl class="report-gist is-few">
      <${Counts} title=${say("report.storm.attempts")} value=${value.attempts} onOpen=${open("attempts", value.attempts)} />
      <${Counts} title=${say("report.storm.people")} value=${value.people} onOpen=${open("people", value.people)} />
      <${Told} title=${say("report.figure.redial_factor")} value=${parts(value.attempts / value.people)} />
      <${Told} title=${say("report.storm.top_10")} value=${share(value.attempts_of_top_10 / value.attempts)} />
      <${Told} title=${say("report.storm.top_50")} value=${share(value.attempts_of_top_50 / value.attempts)} />
      <${Told} title=${say("report.storm.hidden")} value=${share(value.hidden_attempts / value.attempts)} />
    </dl>
    <div class="report-pair">
      <${Card} title=${say("report.storm.gaps")}><${Shares} name="gap" of=${value.gaps} /><//>
      <${Card} title=${say("report.storm.often")}><${Shares}
        name="often" of=${value.people_by_attempts}
        onOpen=${(/** @type {string} */ often, /** @type {number} */ people) => setOpened({
          counted: "people", key: null, value: people, of: say(`report.storm.often.${often}`), often,
        })}
      /><//>
    </div>
    <${Card} title=${say("report.storm.numbers")}>
      <${Table}
        caption=${say("report.storm.numbers")} columns=${numberColumns(setOpened)} rows=${value.numbers}
        keyOf=${(/** @type {Seen} */ row) => row.newest_call_id}
      />
    <//>
    <${Card} title=${say("report.storm.ranges")}>
      <${Table}
        caption=${say("report.storm.ranges")} columns=${rangeColumns(setOpened)} rows=${value.ranges}
        keyOf=${(/** @type {Range} */ row) => row.prefix}
      />
    <//>
    ${opened && html`<${ListDialog}
      opened=${opened} asked=${{ ...asked, grouping: "total" }} onClose=${() => setOpened(null)}
    />`}
  `;
}

/** @param {{title: string, value: string}} props */
function Told({ title, value }) {
  return html`<div class="report-figure"><dt>${title}</dt><dd><span>${value}</span></dd></div>`;
}

/** @param {{title: string, value: number, onOpen: () => void}} props */
function Counts({ title, value, onOpen }) {
  return html`<div class="report-figure">
    <dt>${title}</dt>
    <dd><${Opener} title=${title} value=${value} onOpen=${onOpen} /></dd>
  </div>`;
}

/**
 * A number that opens its list, if anything is in it.
 * @param {{title: string, value: number, onOpen: () => void}} props
 */
function Opener({ title, value, onOpen }) {
  if (value === 0) {
    return count(value);
  }
  const name = say("report.list.open", { title, n: count(value) });
  return html`<button type="button" class="report-number" aria-label=${name} onClick=${onOpen}>${count(value)}</button>`;
}

/**
 * Counts by their class, each with a bar of its share; what is counted may open its list.
 * @param {{name: string, of: Record<string, number>, onOpen?: (key: string, value: number) => void}} props
 */
function Shares({ name, of, onOpen }) {
  const all = Object.values(of).reduce((sum, each) => sum + each, 0) || 1;
  return html`<table class="table report-shares">
    <tbody>
      ${Object.entries(of).map(([key, value]) => html`<tr key=${key}>
        <th scope="row">${say(`report.storm.${name}.${key}`)}</th>
        <td class="report-share-bar"><meter min="0" max="1" value=${value / all} aria-hidden="true"></meter></td>
        <td>${onOpen
          ? html`<${Opener} title=${say(`report.storm.${name}.${key}`)} value=${value} onOpen=${() => onOpen(key, value)} />`
          : count(value)}</td>
        <td>${share(value / all)}</td>
      </tr>`)}
    </tbody>
  </table>`;
}

/** @param {(opened: import("./list.js").Opened) => void} onOpen */
function numberColumns(onOpen) {
  /** @param {"attempts" | "answered" | "refused"} name of the count in the row @param {string} counted */
  const opener = (name, counted) => (/** @type {Seen} */ row) => {
    const of = row.number || say("report.list.hidden");
    return html`<${Opener}
      title=${`${of}, ${say(`report.count.${counted}`)}`} value=${row[name]}
      onOpen=${() => onOpen({ counted, key: null, value: row[name], of, caller_of: row.newest_call_id })}
    />`;
  };
  return [
    { title: say("report.list.number"), cell: (/** @type {Seen} */ row) => (row.number || say("report.list.hidden")) },
    { title: say("report.count.attempts"), cell: opener("attempts", "attempts"), isNumber: true },
    { title: say("report.storm.gap"), cell: (/** @type {Seen} */ row) => seconds(row.gap_s), isNumber: true },
    { title: say("report.storm.channel"), cell: (/** @type {Seen} */ row) => long(row.channel_s), isNumber: true },
    { title: say("report.storm.answered"), cell: opener("answered", "answered"), isNumber: true },
    { title: say("report.storm.refused"), cell: opener("refused", "blocked"), isNumber: true },
  ];
}

/** @param {(opened: import("./list.js").Opened) => void} onOpen */
function rangeColumns(onOpen) {
  /** @param {"people" | "attempts"} counted */
  const opener = (counted) => (/** @type {Range} */ row) => {
    const of = `${row.prefix}…`;
    const opened = { counted, key: null, value: row[counted], of, beginning: row.prefix };
    return html`<${Opener}
      title=${`${of}, ${say(`report.count.${counted}`)}`} value=${row[counted]} onOpen=${() => onOpen(opened)}
    />`;
  };
  return [
    { title: say("report.storm.range"), cell: (/** @type {Range} */ row) => `${row.prefix}…` },
    { title: say("report.storm.people"), cell: opener("people"), isNumber: true },
    { title: say("report.count.attempts"), cell: opener("attempts"), isNumber: true },
  ];
}
