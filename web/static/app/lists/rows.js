/** The table of a list: a place that stays where it was while lines come and go beneath it. */

import { html, useLayoutEffect, useRef } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Empty } from "../parts/empty.js";
import { Icon } from "../parts/icon.js";
import { Table } from "../parts/table.js";
import { say } from "../words.js";

/**
 * @template Row
 * @typedef {object} RowsProps
 * @property {string} caption
 * @property {import("../parts/table.js").Column<Row>[]} columns
 * @property {Row[] | null} rows none before the first answer
 * @property {string | null} trouble why what is shown may be old
 * @property {(row: Row) => string} keyOf
 * @property {(row: Row) => void} onOpen
 * @property {(() => void) | null} [more] asks for the lines behind these; none where there are none
 * @property {{icon: string, title: string, text: string}} empty what stands where nothing is
 */

/**
 * @template Row
 * @param {RowsProps<Row>} props
 */
export function Rows({ caption, columns, rows, trouble, keyOf, onOpen, empty, more = null }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const place = useRef(/** @type {{key: string, at: number} | null} */ (null));
  const keys = (rows ?? []).map(keyOf);

  function openers() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (frame.current?.querySelectorAll(".row-opener") ?? [])];
  }

  // The line under the cursor is gone: the cursor stands on what moved up into its place.
  useLayoutEffect(() => {
    const stood = place.current;
    if (stood && keys.includes(stood.key)) {
      place.current = { key: stood.key, at: keys.indexOf(stood.key) };
    } else if (stood && document.activeElement === document.body) {
      const left = openers();
      left[Math.min(stood.at, left.length - 1)]?.focus();
    }
  }, [keys.join(" ")]);

  useLayoutEffect(() => {
    /** @param {KeyboardEvent} event */
    function enter(event) {
      const stands = document.activeElement;
      const isAtTop = stands === document.body || stands?.id === "page-name";
      if (event.key === "ArrowDown" && isAtTop && openers().length > 0) {
        event.preventDefault();
        openers()[0]?.focus();
      }
    }
    addEventListener("keydown", enter);
    return () => removeEventListener("keydown", enter);
  }, []);

  /** @param {FocusEvent} event */
  function note(event) {
    const at = openers().indexOf(/** @type {HTMLElement} */ (event.target));
    const key = keys[at];
    place.current = key === undefined ? null : { key, at };
  }

  return html`<div class="card list" ref=${frame} onFocusIn=${note}>
    <div role="status">
      ${trouble && html`<p class="note tone-warn list-note"><${Icon} name="wifi-off" />${trouble}</p>`}
    </div>
    ${rows === null &&
    !trouble &&
    html`<p class="waiting">
      <span class="spinner-border" aria-hidden="true"></span>${say("list.loading")}
    </p>`}
    ${rows?.length === 0 && html`<${Empty} ...${empty} />`}
    ${rows &&
    rows.length > 0 &&
    html`<${Table} caption=${caption} columns=${columns} rows=${rows} keyOf=${keyOf} onOpen=${onOpen} />
      <div class="list-foot">
        <p>${say("list.keys")} · ${say("list.count", { n: rows.length })}</p>
        ${more && html`<${Button} words=${say("list.more")} icon="chevron-down" keys="Alt+Shift+M" onPress=${more} />`}
      </div>`}
  </div>`;
}
