/**
 * The pages: where each lives, who sees it, by which key it is reached, and its file.
 *
 * To add one: a line here, a file in pages/ that exports `Page`, its words in words/*.json. A page
 * is fetched when it is first opened, and with it the words that the desk does not say (`worded`).
 * Pages of supervisors stand in supervise/frame.js, which operators never fetch.
 */

import { signal } from "../vendor/preact.js";
import { may } from "./session.js";
import { loadMoreWords } from "./words.js";

/**
 * @typedef {object} PageEntry
 * @property {string} path an address; `*` at its end stands for one more part, the page's `at`
 * @property {string} title a key of the words
 * @property {string} icon
 * @property {string | null} scope what its reader must be allowed; `null`: every signed-in person
 * @property {string} [group] a key of the words: its part of a menu that has parts
 * @property {string} [keys] its shortcut; without one it stands in no menu
 * @property {() => Promise<{Page: (props: {at: string}) => unknown}>} load
 */

/** @type {PageEntry[]} */
const PAGES = [
  {
    path: "/desk",
    title: "desk.title",
    icon: "headset",
    scope: "desk",
    keys: "Alt+1",
    load: () => import("./pages/desk.js"),
  },
  {
    path: "/callbacks",
    title: "callbacks.title",
    icon: "phone-outgoing",
    scope: "calls:read",
    keys: "Alt+2",
    load: () => worded("lists", import("./pages/callbacks.js")),
  },
  {
    path: "/morning",
    title: "morning.title",
    icon: "moon-stars",
    scope: "tickets:read",
    keys: "Alt+3",
    load: () => worded("lists", import("./pages/morning.js")),
  },
  {
    path: "/visits",
    title: "visits.title",
    icon: "home-heart",
    scope: "visits:read",
    keys: "Alt+4",
    load: () => worded("lists", import("./pages/visits.js")),
  },
  {
    path: "/tickets",
    title: "tickets.title",
    icon: "list-check",
    scope: "tickets:read",
    keys: "Alt+5",
    load: () => worded("lists", import("./pages/tickets.js")),
  },
  {
    path: "/unreachable",
    title: "unreachable.title",
    icon: "phone-off",
    scope: "calls:read",
    keys: "Alt+6",
    load: () => worded("lists", import("./pages/unreachable.js")),
  },
  {
    path: "/handover",
    title: "handover.title",
    icon: "clipboard-text",
    scope: "tickets:read",
    keys: "Alt+7",
    load: () => worded("lists", import("./pages/handover.js")),
  },
  {
    path: "/admin",
    title: "admin.title",
    icon: "settings",
    scope: "orders:write",
    keys: "Alt+9",
    load: () => worded("admin", import("./pages/admin.js")),
  },
  {
    path: "/admin/*",
    title: "admin.title",
    icon: "settings",
    scope: "orders:write",
    load: () => worded("admin", import("./pages/admin.js")),
  },
  {
    path: "/audit",
    title: "audit.title",
    icon: "eye",
    scope: "audit:read",
    keys: "Alt+8",
    load: () => import("./pages/audit.js"),
  },
  {
    path: "/audit/*",
    title: "audit.title",
    icon: "eye",
    scope: "audit:read",
    load: () => import("./pages/audit.js"),
  },
  {
    path: "/ticket/*",
    title: "ticket.page",
    icon: "file-text",
    scope: "tickets:read",
    load: () => worded("lists", import("./pages/ticket.js")),
  },
];

const AGAIN_MS = 2000;

/**
 * Return a page that is fetched, once its words are here.
 * @template Loaded
 * @param {string} name of the file of words
 * @param {Promise<Loaded>} page
 * @returns {Promise<Loaded>}
 */
async function worded(name, page) {
  const [loaded] = await Promise.all([page, loadMoreWords(name)]);
  return loaded;
}

/** Who has one of these fetches what supervisors see. */
const OVERSEEING = ["board:read", "supervise", "reports:read", "recordings:read"];

/** What supervisors see besides; `null` for everybody else, `undefined` until it is known. */
export const oversight = signal(/** @type {typeof import("./supervise/frame.js") | null | undefined} */ (undefined));

/** Fetch what supervisors see, if the person is one; it is tried until it is there. */
export async function fetchOversight() {
  if (!OVERSEEING.some(may)) {
    oversight.value = null;
    return;
  }
  try {
    const frame = await import("./supervise/frame.js");
    await frame.prepare();
    oversight.value = frame;
  } catch {
    setTimeout(() => void fetchOversight(), AGAIN_MS);
  }
}

/** Every page that there is for the person's rights. */
export function allPages() {
  return [...(oversight.value?.PAGES ?? []), ...PAGES];
}

/** Where people come when they sign in: the first line whose right they have. */
const LANDINGS = [
  { scope: "supervise", path: "/wallboard" },
  { scope: "desk", path: "/desk" },
  { scope: "administration", path: "/admin" },
  { scope: "visits:read", path: "/visits" },
  { scope: "audit:read", path: "/audit" },
  { scope: "board:read", path: "/wallboard" },
];

/** Return the address of the page on which the person begins. */
export function landing() {
  return LANDINGS.find(({ scope }) => may(scope))?.path ?? "/nowhere";
}

/** Tell whether the person may see a page. @param {PageEntry} page */
export function isOpen({ scope }) {
  return scope === null || may(scope);
}

/**
 * Return the page of an address, and what stands for its `*`.
 * @param {string} path
 * @returns {{entry: PageEntry, at: string} | null}
 */
export function pageAt(path) {
  for (const entry of allPages()) {
    const stem = entry.path.replace(/\*$/, "");
    if (path === entry.path || (stem !== entry.path && path.startsWith(stem))) {
      return { entry, at: decoded(path.slice(stem.length)) };
    }
  }
  return null;
}

/**
 * Return what an address says; one that somebody has mistyped is taken as it is.
 * @param {string} part
 */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
