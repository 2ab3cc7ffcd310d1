/** Bars of attempts, and of the people behind them in front: a picture of the table beside it. */

import { html, useId } from "../../vendor/preact.js";
import { say } from "../words.js";
import { count, nameOf } from "./figures.js";

/** @typedef {import("./figures.js").Line} Line */

const WIDE = 1000;
const HIGH = 150;
const FOOT = 20;
const MOST_NAMES = 12;
const GAP = 0.28;

/**
 * @param {{lines: Line[], grouping: string}} props
 */
export function Bars({ lines, grouping }) {
  const id = useId();
  const most = Math.max(1, ...lines.map(({ counts }) => counts.attempts ?? 0));
  const step = WIDE / Math.max(lines.length, 1);
  const every = Math.ceil(lines.length / MOST_NAMES);
  const about = say("report.chart.about", { by: say(`report.by.${grouping}`), most: count(most) });
  return html`<figure class="bars">
    <svg viewBox="0 0 ${WIDE} ${HIGH + FOOT}" role="img" aria-labelledby=${id} preserveAspectRatio="none">
      <title id=${id}>${say("report.chart")}. ${about}</title>
      <line class="bars-ground" x1="0" x2=${WIDE} y1=${HIGH} y2=${HIGH} />
      ${lines.map((line, place) => html`<g key=${line.key}>
        <${Bar} x=${place * step} step=${step} share=${(line.counts.attempts ?? 0) / most} look="is-attempts" />
        <${Bar} x=${place * step} step=${step} share=${(line.counts.people ?? 0) / most} look="is-people" />
      </g>`)}
    </svg>
    <div class="bars-names" aria-hidden="true">
      ${lines.map((line, place) => html`<span key=${line.key}>${place % every === 0 && nameOf(line, grouping)}</span>`)}
    </div>
    <figcaption class="bars-legend">
      <span class="is-attempts">${say("report.count.attempts")}</span>
      <span class="is-people">${say("report.count.people")}</span>
      <span class="bars-most">${count(most)}</span>
    </figcaption>
  </figure>`;
}

/** @param {{x: number, step: number, share: number, look: string}} props */
function Bar({ x, step, share, look }) {
  const high = share * (HIGH - 4);
  return html`<rect
    class=${look} x=${x + (step * GAP) / 2} y=${HIGH - high} width=${step * (1 - GAP)} height=${high}
  />`;
}
