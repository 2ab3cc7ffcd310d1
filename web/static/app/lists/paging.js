/**
 * A list that may be longer than what the engine tells at once: whoever walks it asks for more.
 *
 * What was asked for is asked again with each refresh, a page behind the other, so that no line is
 * shown twice or missed where lines come and go.
 */

import { useState } from "../../vendor/preact.js";
import { useFeed } from "./feed.js";

/** So many lines are told at once. */
export const MOST = 100;

/**
 * @template Row
 * @typedef {{rows: Row[], next: string | null}} Page `next` is the place behind which the next one begins
 */

/**
 * Return the lines that were asked for so far.
 * @template Row
 * @param {(after: string | null) => Promise<Page<Row>>} load
 * @param {unknown[]} by what the question depends on
 * @returns {{rows: Row[] | null, trouble: string | null, reload: () => void, more: (() => void) | null}}
 */
export function usePages(load, by) {
  const asked = by.join("\n");
  const [wanted, setWanted] = useState({ asked, pages: 1 });
  const pages = wanted.asked === asked ? wanted.pages : 1;
  const { value, trouble, reload } = useFeed(() => together(load, pages), [asked, pages]);
  const more = () => setWanted({ asked, pages: pages + 1 });
  return { rows: value?.rows ?? null, trouble, reload, more: value?.next ? more : null };
}

/**
 * Return the path of a page of a list.
 * @param {string} path
 * @param {string | null} after
 */
export function pagePath(path, after) {
  const begun = `${path}${path.includes("?") ? "&" : "?"}most=${MOST}`;
  return after ? `${begun}&after=${encodeURIComponent(after)}` : begun;
}

/**
 * @template Row
 * @param {(after: string | null) => Promise<Page<Row>>} load
 * @param {number} pages
 * @returns {Promise<Page<Row>>}
 */
async function together(load, pages) {
  let told = await load(null);
  for (let page = 1; page < pages && told.next; page += 1) {
    const { rows, next } = await load(told.next);
    told = { rows: [...told.rows, ...rows], next };
  }
  return told;
}
