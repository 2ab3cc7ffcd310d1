import { html, useRef } from "../../vendor/preact.js";

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: Row) => import("../../vendor/preact.js").Children} cell
 * @property {boolean} [isNumber] stands to the right, digit under digit
 */

/**
 * A table whose rows are walked with the arrow keys and opened with Enter. The first cell of a
 * row is its button, so that a screen reader finds in it what a mouse finds in the whole row.
 * @template Row
 * @param {{caption: string, columns: Column<Row>[], rows: Row[], keyOf: (row: Row) => string,
 *   onOpen?: (row: Row) => void}} props
 */
export function Table({ caption, columns, rows, keyOf, onOpen }) {
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  return html`<div class="table-frame">
    <table class="table rows">
      <caption class="visually-hidden">${caption}</caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class=${align(column)}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody
        ref=${body}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => walk(event, body.current)}
      >
        ${rows.map((row) => html`<tr key=${keyOf(row)} onClick=${onOpen && (() => onOpen(row))}>
          ${columns.map((column, place) => cell(column, row, place === 0, onOpen))}
        </tr>`)}
      </tbody>
    </table>
  </div>`;
}

/**
 * @template Row
 * @param {Column<Row>} column
 * @param {Row} row
 * @param {boolean} isFirst
 * @param {((row: Row) => void) | undefined} onOpen
 */
function cell(column, row, isFirst, onOpen) {
  const shown = column.cell(row);
  if (!isFirst) {
    return html`<td class=${align(column)}>${shown}</td>`;
  }
  const opener = html`<button type="button" class="row-opener">${shown}</button>`;
  return html`<th scope="row" class=${align(column)}>${onOpen ? opener : shown}</th>`;
}

/** @param {{isNumber?: boolean}} column */
function align({ isNumber }) {
  return isNumber ? "is-number" : "";
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement | null} body
 */
function walk(event, body) {
  const openers = [.../** @type {NodeListOf<HTMLElement>} */ (body?.querySelectorAll(".row-opener"))];
  const at = openers.indexOf(/** @type {HTMLElement} */ (event.target));
  /** @type {Record<string, number>} */
  const goes = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: openers.length - 1 };
  const to = goes[event.key];
  if (at >= 0 && to !== undefined && openers[to]) {
    event.preventDefault();
    openers[to].focus();
  }
}
