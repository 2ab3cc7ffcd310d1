/** Where this page is: which loading of it, and whether its person works here or elsewhere. */

import { signal } from "../vendor/preact.js";

/** Names this loading of the page: by another name the engine knows that this one is gone. */
export const PAGE = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
  byte.toString(16).padStart(2, "0"),
).join("");

/**
 * `here`; `other`: they worked elsewhere when this page was opened; `moved`: they went on elsewhere.
 * @typedef {"here" | "other" | "moved"} Place
 */

/** Where the person works, of those who work at one page at a time. */
export const place = signal(/** @type {Place} */ ("here"));

/** Whether the person was asked, and said that they go on here. */
export const hasTakenOver = signal(false);
