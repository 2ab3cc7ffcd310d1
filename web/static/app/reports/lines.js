/** The lines of a report: people, calls, waits, each column under its head. */

import { html } from "../../vendor/preact.js";
import { Card } from "../parts/card.js";
import { say } from "../words.js";
import { count, figure, nameOf, titleOf } from "./figures.js";
import { queueInWords } from "./list.js";

/**
 * @typedef {import("./figures.js").Line} Line
 * @typedef {import("./list.js").Opened} Opened
 */

const PEOPLE = ["people", "needs", "told_or_talking_60s", "answered_20s", "answered_90s", "promises_broken"];
const CALLS = ["attempts", "answered", "abandoned", "blocked", "told", "self_served"];
const WAITS = [
  "service_level_20s", "service_level_15s", "average_speed_of_answer_s", "wait_from_first_dial_s",
  "abandonment_rate",
];
const WORK = ["average_talk_time_s", "average_hold_time_s", "average_handling_time_s", "occupancy", "placed", "called_back"];

/** @typedef {Record<string, string[]>} Groups */

/** Who called, and what became of it. @type {Groups} */
export const WHO = { people: PEOPLE, calls: CALLS };
/** How long they waited, and how much work it was. @type {Groups} */
export const HOW_LONG = { waits: WAITS, work: WORK };

/**
 * @param {{title: string, groups: Groups, report: import("./figures.js").Report,
 *   onOpen: (opened: Opened) => void, beside?: import("../../vendor/preact.js").Children}} props
 */
export function Lines({ title, groups, report, onOpen, beside }) {
  const { grouping, lines, total } = report;
  return html`<${Card} title=${title} beside=${beside}>
    <div class="table-frame" tabindex="0">
      <table class="table report-lines">
        <caption class="visually-hidden">${title}</caption>
        <thead>
          <tr>
            <td></td>
            ${Object.entries(groups).map(([group, names]) => html`<th scope="colgroup" colspan=${names.length}>${say(`report.group.${group}`)}</th>`)}
          </tr>
          <tr>
            <td></td>
            ${Object.values(groups).map((names) => names.map((name, place) => html`<th scope="col" class=${place === 0 ? "begins" : ""}>${titleOf(name, total)}</th>`))}
          </tr>
        </thead>
        <tbody>
          ${grouping !== "total" && lines.map((line) => html`<${Row} key=${line.key} line=${line} of=${rowName(line, grouping)} lineKey=${line.key} onOpen=${onOpen} groups=${groups} />`)}
        </tbody>
        <tfoot>
          <${Row} line=${total} of=${say("report.total")} lineKey=${null} onOpen=${onOpen} groups=${groups} />
        </tfoot>
      </table>
    </div>
    <p class="report-hint">${say("report.lines.note")}</p>
  <//>`;
}

/**
 * @param {{line: Line, of: string, lineKey: string | null, groups: Groups,
 *   onOpen: (opened: Opened) => void}} props
 */
function Row({ line, of, lineKey, groups, onOpen }) {
  return html`<tr>
    <th scope="row">${of}</th>
    ${Object.values(groups).map((names) => names.map((name, place) => html`<td class=${place === 0 ? "begins" : ""}>
      ${name in line.counts ? html`<${Number} name=${name} line=${line} of=${of} lineKey=${lineKey} onOpen=${onOpen} />` : figure(name, line)}
    </td>`))}
  </tr>`;
}

/**
 * @param {{name: string, line: Line, of: string, lineKey: string | null, onOpen: (opened: Opened) => void}} props
 */
function Number({ name, line, of, lineKey, onOpen }) {
  const value = line.counts[name] ?? 0;
  if (value === 0) {
    return count(value);
  }
  const label = say("report.list.open", { title: `${of}, ${say(`report.count.${name}`)}`, n: count(value) });
  return html`<button
    type="button" class="report-number" aria-label=${label}
    onClick=${() => onOpen({ counted: name, key: lineKey, value, of })}
  >${count(value)}</button>`;
}

/** @param {Line} line @param {string} grouping */
function rowName(line, grouping) {
  return grouping === "queue" && line.key !== "" ? queueInWords(line.key) : nameOf(line, grouping);
}
