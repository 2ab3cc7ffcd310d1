/**
 * The wallboard: the line as it is, in one look. Three layouts of the same blocks: a wall that is
 * read from four metres, the desk of a supervisor, a telephone in a corridor.
 */

import { html, signal, useEffect, useMemo } from "../../vendor/preact.js";
import { engineTime, part, state } from "../live.js";
import { Button } from "../parts/button.js";
import { Empty } from "../parts/empty.js";
import { PageHeader } from "../parts/header.js";
import { entryActions, LineActions, numberActions, operatorActions } from "../supervise/actions.js";
import { user } from "../session.js";
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
  const layout = chosen.value ?? (isWallsOwn() ? "wall" : isNarrow.value ? "phone" : "desk");
  useEffect(() => {
    document.documentElement.dataset.board = layout;
    return () => {
      delete document.documentElement.dataset.board;
    };
  }, [layout]);
  const now = /** @type {import("./shape.js").Board | null} */ (board.value);
  return html`<${PageHeader} title=${say("board.title")} lead=${layout === "desk" ? say("board.lead") : undefined}>
      <time class="board-clock">${exactTime(engineTime.value)}</time>
      ${layout !== "wall" && html`<${LineActions} />`}
      ${layout !== "phone" && html`<${Layouts} layout=${layout} />`}
    <//>
    ${now && html`<${Blocks} board=${now} layout=${layout} />`}
    ${!now && html`<${Empty} icon="hourglass" title=${say(state.value ? "board.shut" : "board.nothing")} />`}`;
}

/**
 * Each block is drawn anew only when what it shows has changed, for something changes many times
 * a second; timers go on by themselves.
 * @param {{board: import("./shape.js").Board, layout: Layout}} props
 */
function Blocks({ board: now, layout }) {
  const isWall = layout === "wall";
  const visits = isWall ? now.visits : null;
  const storm = useMemo(() => html`<${StormNote} storm=${now.storm} visits=${visits} />`, [now.storm, visits]);
  const lamps = useMemo(() => html`<${Lamps} trunks=${now.trunks} />`, [now.trunks]);
  const waiting = useMemo(
    () => html`<${WaitingCard} waiting=${now.waiting} most=${MOST_WAITING[layout]} actions=${isWall ? undefined : entryActions} />`,
    [now.waiting, layout],
  );
  const crew = useMemo(
    () => html`<${CrewCard} crew=${now.crew} most=${MOST_CREW[layout]} actions=${isWall ? undefined : operatorActions} />`,
    [now.crew, layout],
  );
  const owed = useMemo(
    () => html`<${OwedCard} promises=${now.promises} visits=${now.visits} />`,
    [now.promises, now.visits],
  );
  const today = useMemo(() => html`<${TodayCard} today=${now.today} />`, [now.today]);
  const redialers = useMemo(
    () => html`<${RedialersCard} redialers=${now.redialers} actions=${numberActions} />`,
    [now.redialers],
  );
  const chart = useMemo(
    () => html`<${DayChart} last=${now.chart} isWall=${isWall} />`,
    [now.chart, isWall],
  );
  return html`<div class="board board-${layout}">
    ${storm}
    ${lamps}
    <${MainFigures} board=${now} />
    <div class="board-columns">
      <div class="board-column">${crew}${layout === "desk" && redialers}${!isWall && owed}</div>
      <div class="board-column">${waiting}${!isWall && today}</div>
      ${isWall && html`<div class="board-column">${chart}</div>`}
    </div>
    ${!isWall && chart}
  </div>`;
}

/** @param {{layout: Layout}} props */
function Layouts({ layout }) {
  const isWall = layout === "wall";
  return html`<${Button}
    words=${say(isWall ? "board.to_desk" : "board.to_wall")} icon=${isWall ? "x" : "external-link"}
    keys="Alt+W" tone="quiet" onPress=${() => choose(isWall ? "desk" : "wall")}
  />`;
}

/** Tell whether it is a screen that signed in, and nobody. */
function isWallsOwn() {
  return user.value?.roles.includes("wall") ?? false;
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
