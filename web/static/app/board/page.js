/** The wallboard: the line as it is, in one look. */

import { html } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Card } from "../parts/card.js";
import { Empty } from "../parts/empty.js";
import { PageHeader } from "../parts/header.js";
import { say, timer } from "../words.js";

const line = part("line");

export function Page() {
  return html`<${PageHeader} title=${say("board.title")} />
    ${line.value ? html`<${Waiting} line=${line.value} />` : html`<${Empty} icon="hourglass" title=${say("board.nothing")} />`}`;
}

/** @param {{line: {waiting: number, oldest_wait_s: number, promised: number}}} props */
function Waiting({ line: { waiting, oldest_wait_s: oldest, promised } }) {
  return html`<${Card} title=${say("board.waiting")}>
    <p>${say("board.waiting.text", { waiting, oldest: timer(oldest), promised })}</p>
  <//>`;
}
