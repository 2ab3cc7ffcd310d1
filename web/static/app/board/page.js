/**
 * The wallboard: the line as it is, in one look. Three layouts of the same blocks: a wall that is
 * read from four metres, the desk of a supervisor, a telephone in a corridor.
 */

import { html, signal, useEffect } from "../../vendor/preact.js";
import { engineTime, part, state } from "../live.js";
import { Button } from "../parts/button.js";
import { Empty } from "../parts/empty.js";
import { PageHeader } from "../parts/header.js";
import { exactTime, say } from "../words.js";
import { DayChart } from "./chart.js";
import { CrewCard } from "./crew.js";
import { MainFigures } from "./figures.js";
import { Lamps } from "./lamps.js";
import { OwedCard, RedialersCard, StormNote, TodayCard } from "./today.js";
import { WaitingCard } from "./waiting.js";

/** @typedef {"wall" | "desk" | "phone"} Layout */

const PHONE_WIDTH = "(max-width: 640px)";
const MOST_WAITING = { wall: 7, desk: 24, phone: 8 };
const MOST_CREW = { wall: 7, desk: 99, phone: 99 };

const board = part("board");
const chosen = signal(asked());
const isNarrow = signal(matchMedia(PHONE_WIDTH).matches);
matchMedia(PHONE_WIDTH).addEventListener("change", ({ matches }) => {
  isNarrow.value = matches;
});

/** The page. */
export function Page() {
  const layout = chosen.value ?? (isNarrow.value ? "phone" : "desk");
  useEffect(() => {
    document.documentElement.dataset.board = layout;
    return () => {
      delete document.documentElement.dataset.board;
    };
  }, [layout]);
  const now = /** @type {import("./shape.js").Board | null} */ (board.value);
  return html`<${PageHeader} title=${say("board.title")} lead=${layout === "desk" ? say("board.lead") : undefined}>
      <time class="board-clock">${exactTime(engineTime.value)}</time>
      ${layout !== "phone" && html`<${Layouts} layout=${layout} />`}
    <//>
    ${now && html`<${Blocks} board=${now} layout=${layout} />`}
    ${!now && html`<${Empty} icon="hourglass" title=${say(state.value ? "board.shut" : "board.nothing")} />`}`;
}

/** @param {{board: import("./shape.js").Board, layout: Layout}} props */
function Blocks({ board: now, layout }) {
  const waiting = html`<${WaitingCard} waiting=${now.waiting} most=${MOST_WAITING[layout]} />`;
  const crew = html`<${CrewCard} crew=${now.crew} most=${MOST_CREW[layout]} />`;
  const owed = html`<${OwedCard} promises=${now.promises} visits=${now.visits} />`;
  const chart = html`<${DayChart} last=${now.chart} isWall=${layout === "wall"} />`;
  return html`<div class="board board-${layout}">
    <${StormNote} storm=${now.storm} visits=${layout === "wall" ? now.visits : null} />
    <${Lamps} trunks=${now.trunks} />
    <${MainFigures} board=${now} />
    <div class="board-columns">
      <div class="board-column">${crew}${layout !== "wall" && owed}</div>
      <div class="board-column">${waiting}</div>
      <div class="board-column">
        ${layout !== "wall" && html`<${TodayCard} today=${now.today} />`}
        ${layout === "desk" && html`<${RedialersCard} redialers=${now.redialers} />`}
        ${layout === "wall" && chart}
      </div>
    </div>
    ${layout !== "wall" && chart}
  </div>`;
}

/** @param {{layout: Layout}} props */
function Layouts({ layout }) {
  const isWall = layout === "wall";
  return html`<${Button}
    words=${say(isWall ? "board.to_desk" : "board.to_wall")} icon=${isWall ? "x" : "external-link"}
    keys="Alt+W" tone="quiet" onPress=${() => choose(isWall ? null : "wall")}
  />`;
}

/** @returns {Layout | null} */
function asked() {
  const named = new URLSearchParams(location.search).get("layout");
  return named === "wall" || named === "desk" || named === "phone" ? named : null;
}

/**
 * Keep the layout in the address: a wall's browser is set up once, by its start page.
 * @param {Layout | null} layout
 */
function choose(layout) {
  chosen.value = layout;
  history.replaceState(null, "", layout ? `/wallboard?layout=${layout}` : "/wallboard");
}
