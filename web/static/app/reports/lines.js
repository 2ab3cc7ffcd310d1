/** The lines of a report: people, calls, waits, each column under its head. */

import { html } from "../../vendor/preact.js";
import { Card } from "../parts/card.js";
import { say } from "../words.js";
import { count, figure, nameOf } from "./figures.js";
import { queueInWords, opens } from "./list.js";

/**
 * @typedef {import("./figures.js").Line} Line
 * @typedef {import("./list.js").Opened} Opened
 */

const PEOPLE = ["people", "needs", "told_or_talking_60s", "answered_20s", "answered_90s", "promises_broken"];
const CALLS = ["attempts", "answered", "abandoned", "blocked", "told", "self_served", "failed", "open"];
const WAITS = ["service_level_20s", "average_speed_of_answer_s", "abandonment_rate", "average_handling_time_s", "occupancy"];
const GROUPS = { people: PEOPLE, calls: CALLS, waits: WAITS };

/**
 * @param {{report: import("./figures.js").Report, onOpen: (opened: Opened) => void,
 *   beside: import("../../vendor/preact.js").Children}} props
 */
export function Lines({ report, onOpen, beside }) {
  const { grouping, lines, total } = report;
  const title = say(`report.by.${grouping}`);
  return html`<${Card} title=${title} beside=${beside}>
    <div class="table-frame" tabindex="0" role="region" aria-label=${say("report.lines")}>
      <table class="table report-lines">
        <caption class="visually-hidden">${say("report.lines")}: ${title}</caption>
        <thead>
          <tr>
            <td></td>
            ${Object.entries(GROUPS).map(([group, names]) => html`<th scope="colgroup" colspan=${names.length}>${say(`report.group.${group}`)}</th>`)}
          </tr>
          <tr>
            <td></td>
            ${Object.values(GROUPS).map((names) => names.map((name, place) => html`<th scope="col" class=${place === 0 ? "begins" : ""}>${titleOf(name, total)}</th>`))}
          </tr>
        </thead>
        <tbody>
          ${grouping !== "total" && lines.map((line) => html`<${Row} key=${line.key} line=${line} of=${rowName(line, grouping)} lineKey=${line.key} onOpen=${onOpen} />`)}
        </tbody>
        <tfoot>
          <${Row} line=${total} of=${say("report.total")} lineKey=${null} onOpen=${onOpen} />
        </tfoot>
      </table>
    </div>
    <p class="report-hint">${say("report.lines.note")}</p>
  <//>`;
}

/**
 * @param {{line: Line, of: string, lineKey: string | null, onOpen: (opened: Opened) => void}} props
 */
function Row({ line, of, lineKey, onOpen }) {
  return html`<tr>
    <th scope="row">${of}</th>
    ${Object.values(GROUPS).map((names) => names.map((name, place) => html`<td class=${place === 0 ? "begins" : ""}>
      ${name in line.counts ? html`<${Number} name=${name} line=${line} of=${of} lineKey=${lineKey} onOpen=${onOpen} />` : figure(name, line)}
    </td>`))}
  </tr>`;
}

/**
 * @param {{name: string, line: Line, of: string, lineKey: string | null, onOpen: (opened: Opened) => void}} props
 */
function Number({ name, line, of, lineKey, onOpen }) {
  const value = line.counts[name] ?? 0;
  if (value === 0 || !opens(name)) {
    return count(value);
  }
  const label = say("report.list.open", { title: `${of}, ${say(`report.count.${name}`)}`, n: count(value) });
  return html`<button
    type="button" class="report-number" aria-label=${label}
    onClick=${() => onOpen({ counted: name, key: lineKey, value, of })}
  >${count(value)}</button>`;
}

/** @param {string} name @param {Line} line */
function titleOf(name, line) {
  return say(name in line.counts ? `report.count.${name}` : `report.figure.${name}`);
}

/** @param {Line} line @param {string} grouping */
function rowName(line, grouping) {
  return grouping === "queue" && line.key !== "" ? queueInWords(line.key) : nameOf(line, grouping);
}
