/** Calls of which their operators never said what they were: somebody looks after them. */

import { html } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { Table } from "../parts/table.js";
import { go } from "../router.js";
import { ask } from "../session.js";
import { phoneInWords, say } from "../words.js";
import { pagePath, usePages } from "./paging.js";
import { when } from "./times.js";

/**
 * @typedef {{call_id: string, ticket_number: string, operator: string, at: string,
 *   why: string, called_from: string | null}} Undisposed
 */

const CELLS = {
  number: (/** @type {Undisposed} */ row) => html`<span class="nowrap">${row.ticket_number}</span>`,
  operator: (/** @type {Undisposed} */ row) => row.operator,
  at: (/** @type {Undisposed} */ row) => when(row.at),
  phone: (/** @type {Undisposed} */ row) => row.called_from ? phoneInWords(row.called_from) : say("case.hidden"),
  why: (/** @type {Undisposed} */ row) => say(`morning.unsaid.why.${row.why}`),
};

/** The block; nothing where every call was spoken for. */
export function UndisposedCard() {
  const { rows, more } = usePages(async (after) => {
    const { calls, next } = await ask("GET", pagePath("/calls/not-stated", after));
    return { rows: /** @type {Undisposed[]} */ (calls), next };
  }, []);
  const columns = Object.entries(CELLS).map(([name, cell]) => ({ title: say(`morning.unsaid.${name}`), cell }));
  return rows !== null && rows.length > 0 && html`<${Card} title=${say("morning.unsaid")}>
    <p class="quiet-line">${say("morning.unsaid.lead")}</p>
    <${Table}
      caption=${say("morning.unsaid")} columns=${columns} rows=${rows}
      keyOf=${(/** @type {Undisposed} */ row) => `${row.call_id} ${row.operator}`}
      onOpen=${(/** @type {Undisposed} */ row) => go(`/ticket/${row.ticket_number}`)}
    />
    ${more && html`<div class="list-foot">
      <p>${say("list.count", { n: rows.length })}</p>
      <${Button} words=${say("list.more")} icon="chevron-down" onPress=${more} />
    </div>`}
  <//>`;
}
