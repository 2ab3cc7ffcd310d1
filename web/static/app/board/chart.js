/**
 * The chart of the day: who called, what channels were used for, how long people waited.
 *
 * The day so far is asked for once, and again when the connection was lost; its last five minutes
 * come with the live state. uPlot draws on a canvas, which says nothing to a screen reader, so each
 * drawing is told in a sentence.
 */

import { html, signal, useEffect, useRef } from "../../vendor/preact.js";
import uPlot from "../../vendor/uplot.js";
import { staleSince } from "../live.js";
import { Card } from "../parts/card.js";
import { ask } from "../session.js";
import { addStyle } from "../supervise/style.js";
import { theme } from "../theme.js";
import { say, timeOfDay } from "../words.js";
import { counted } from "./numbers.js";

/** @typedef {import("./shape.js").ChartSlot} ChartSlot */
/** @typedef {{begins_at: string, slot_s: number, channels: number, slots: ChartSlot[]}} Day */

/** Below one another in the stack. */
const PURPOSES = ["talk", "hold", "callback", "menu", "announcement", "emergency"];
const DAY_S = 86400;
const HEIGHT = 168;
const WALL_HEIGHT = 132;

addStyle("/static/vendor/uplot.css");

const day = signal(/** @type {Day | null} */ (null));

/** @param {{last: ChartSlot, isWall?: boolean}} props a wall shows no waits: they stand beside it */
export function DayChart({ last, isWall = false }) {
  const isStale = staleSince.value !== null;
  useEffect(() => {
    if (!isStale) {
      void ask("GET", "/board/day").then(
        (told) => (day.value = told),
        () => undefined,
      );
    }
  }, [isStale]);
  const known = day.value;
  if (!known) {
    return html`<${Card} title=${say("board.chart")} tone="board-card"><p class="quiet-line">${say("board.chart.none")}</p><//>`;
  }
  const slots = withLast(known.slots, last);
  const height = isWall ? WALL_HEIGHT : HEIGHT;
  return html`<${Card} title=${say("board.chart")} tone="board-card">
    <${Plot} name="calls" height=${height} lines=${callLines()} rows=${callRows(slots)}
      told=${say("board.chart.calls.told", { attempts: counted(sum(slots, "attempts")), now: counted(last.attempts) })} />
    <${Plot} name="channels" height=${height} lines=${channelLines()} rows=${channelRows(slots)} top=${known.channels}
      told=${say("board.chart.channels.told", { channels: known.channels })} />
    ${!isWall && html`<${Plot} name="waits" height=${height * 0.75} lines=${waitLines()} rows=${waitRows(slots)}
      told=${say("board.chart.waits.told", { longest: counted(Math.max(0, ...slots.map((slot) => slot.longest_wait_s)) / 60, 1) })} />`}
  <//>`;
}

/**
 * @param {ChartSlot[]} slots
 * @param {ChartSlot} last
 */
function withLast(slots, last) {
  const before = slots.filter((slot) => Date.parse(slot.at) < Date.parse(last.at));
  const known = slots.find((slot) => Date.parse(slot.at) === Date.parse(last.at));
  const usual = known ?? slots.at(-1);
  return [
    ...before,
    { ...last, usual_attempts: usual?.usual_attempts ?? null, usual_people: usual?.usual_people ?? null },
  ];
}

/** @typedef {{word: string, tone: string, isArea?: boolean, isDashed?: boolean}} Line */

/** @returns {Line[]} */
function callLines() {
  return [
    { word: "attempts", tone: "--chart-attempts", isArea: true },
    { word: "people", tone: "--chart-people" },
    { word: "usual", tone: "--chart-usual", isDashed: true },
  ];
}

/** @param {ChartSlot[]} slots */
function callRows(slots) {
  return [
    moments(slots),
    slots.map((slot) => slot.attempts),
    slots.map((slot) => slot.people),
    slots.map((slot) => slot.usual_attempts ?? null),
  ];
}

/** The highest of the stack is drawn first, and what lies below it over it. @returns {Line[]} */
function channelLines() {
  return [...PURPOSES].reverse().map((purpose) => ({
    word: `purpose.${purpose}`,
    tone: `--lamp-${purpose}`,
    isArea: true,
  }));
}

/** @param {ChartSlot[]} slots */
function channelRows(slots) {
  const stacked = PURPOSES.map((_, upTo) =>
    slots.map((slot) =>
      PURPOSES.slice(0, upTo + 1).reduce((sum, purpose) => sum + (slot.channels[purpose] ?? 0), 0),
    ),
  );
  return [moments(slots), ...stacked.reverse()];
}

/** @returns {Line[]} */
function waitLines() {
  return [
    { word: "waiting", tone: "--chart-attempts", isArea: true },
    { word: "longest", tone: "--chart-longest" },
  ];
}

/** @param {ChartSlot[]} slots */
function waitRows(slots) {
  return [moments(slots), slots.map((slot) => slot.waiting), slots.map((slot) => slot.longest_wait_s / 60)];
}

/** @param {ChartSlot[]} slots */
function moments(slots) {
  return slots.map((slot) => Date.parse(slot.at) / 1000);
}

/**
 * @param {ChartSlot[]} slots
 * @param {"attempts" | "people"} of
 */
function sum(slots, of) {
  return slots.reduce((before, slot) => before + slot[of], 0);
}

/**
 * @param {{name: string, height: number, lines: Line[], rows: (number | null)[][], told: string,
 *   top?: number}} props
 */
function Plot({ name, height, lines, rows, told, top }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const drawn = useRef(/** @type {uPlot | null} */ (null));
  const tones = theme.value;
  useEffect(() => {
    const frame = /** @type {HTMLElement} */ (place.current);
    const plot = new uPlot(optionsOf(lines, frame, height, top), /** @type {any} */ (rows), frame);
    drawn.current = plot;
    const resized = new ResizeObserver(() => plot.setSize({ width: frame.clientWidth, height }));
    resized.observe(frame);
    return () => {
      resized.disconnect();
      plot.destroy();
      drawn.current = null;
    };
  }, [tones, height, top]);
  useEffect(() => {
    drawn.current?.setData(/** @type {any} */ (rows));
  });
  return html`<figure class="board-plot">
    <figcaption>
      <span class="board-plot-name">${say(`board.chart.${name}`)}</span>
      <span class="board-keys" aria-hidden="true">
        ${[...lines].reverse().map(({ word, tone }) => html`<span key=${word} class="board-key key${tone.slice(1)}">${say(`board.chart.line.${word}`)}</span>`)}
      </span>
    </figcaption>
    <div ref=${place} role="img" aria-label=${told}></div>
  </figure>`;
}

/**
 * @param {Line[]} lines
 * @param {HTMLElement} frame
 * @param {number} height
 * @param {number | undefined} top
 */
function optionsOf(lines, frame, height, top) {
  const ink = toneOf(frame, "--ink-soft");
  const edge = toneOf(frame, "--edge");
  const axis = { stroke: ink, grid: { stroke: edge, width: 1 }, ticks: { show: false }, font: `12px ${getComputedStyle(frame).fontFamily}` };
  return {
    width: Math.max(200, frame.clientWidth),
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: /** @type {[number, number, number, number]} */ ([8, 8, 0, 0]),
    scales: {
      x: { time: true, range: (/** @type {uPlot} */ _plot, /** @type {number} */ from, /** @type {number} */ to) => spanOf(from, to) },
      y: { range: (/** @type {uPlot} */ _plot, /** @type {number} */ _from, /** @type {number} */ to) => /** @type {[number, number]} */ ([0, Math.max(top ?? 1, to * 1.08, 1)]) },
    },
    axes: [
      { ...axis, size: 26, space: 70, values: (/** @type {uPlot} */ _plot, /** @type {number[]} */ splits) => splits.map((at) => timeOfDay(at * 1000)) },
      { ...axis, size: 42, space: 28, values: (/** @type {uPlot} */ _plot, /** @type {number[]} */ splits) => splits.map((at) => counted(at, 1)) },
    ],
    series: [
      {},
      ...lines.map(({ tone, isArea, isDashed }) => {
        const colour = toneOf(frame, tone);
        return {
          stroke: colour,
          width: isArea ? 1 : 2,
          points: { show: false },
          ...(isDashed ? { dash: [5, 5] } : {}),
          ...(isArea ? { fill: colour } : {}),
        };
      }),
    ],
  };
}

/**
 * At least two hours are shown, so that a morning's first minutes are no wall of colour.
 * @param {number} from
 * @param {number} to
 * @returns {[number, number]}
 */
function spanOf(from, to) {
  const ends = to || Date.now() / 1000;
  return [Math.max(Math.min(from || ends, ends - 7200), ends - DAY_S), ends];
}

/**
 * Return a colour of the theme as the canvas takes it.
 * @param {HTMLElement} frame
 * @param {string} name
 */
function toneOf(frame, name) {
  const probe = document.createElement("i");
  probe.className = `probe probe${name.slice(1)}`;
  frame.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
