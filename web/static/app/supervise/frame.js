/**
 * What only supervisors see around and beside the pages of everybody: their pages, and what stands
 * above each page. Operators never fetch this file, nor anything that it names.
 */

import { html } from "../../vendor/preact.js";
import { may } from "../session.js";
import { loadMoreWords, say } from "../words.js";
import { sound } from "../alerts/sound.js";
import { AlertStrip } from "../alerts/strip.js";
import { rowActions } from "../desk/team.js";
import { operatorActions } from "./actions.js";
import { BesideBar } from "./beside.js";
import { addStyle } from "./style.js";

const STYLES = ["act", "board", "past", "alerts", "reports"];

/** @type {import("../pages.js").PageEntry[]} */
export const PAGES = [
  {
    path: "/wallboard",
    title: "board.title",
    icon: "activity",
    scope: "board:read",
    group: "supervise.group",
    keys: "Alt+Shift+W",
    load: () => import("../board/page.js"),
  },
  {
    path: "/alerts",
    title: "alert.title",
    icon: "alarm",
    scope: "board:read",
    group: "supervise.group",
    keys: "Alt+Shift+L",
    load: () => import("../alerts/page.js"),
  },
  {
    path: "/reports",
    title: "report.title",
    icon: "notes",
    scope: "reports:read",
    group: "supervise.group",
    keys: "Alt+Shift+P",
    load: () => import("../reports/page.js"),
  },
  {
    path: "/reports/day",
    title: "report.day.title",
    icon: "notes",
    scope: "reports:read",
    load: () => import("../reports/day.js"),
  },
  {
    path: "/reports/day/*",
    title: "report.day.title",
    icon: "notes",
    scope: "reports:read",
    load: () => import("../reports/day.js"),
  },
  {
    path: "/recordings",
    title: "past.archive",
    icon: "microphone",
    scope: "recordings:read",
    group: "supervise.group",
    keys: "Alt+Shift+D",
    load: () => import("../past/archive.js"),
  },
  {
    path: "/contacts",
    title: "past.menu",
    icon: "history",
    scope: "calls:read",
    group: "supervise.group",
    keys: "Alt+Shift+C",
    load: () => import("../past/contact.js"),
  },
  {
    path: "/contacts/*",
    title: "past.title",
    icon: "history",
    scope: "calls:read",
    load: () => import("../past/contact.js"),
  },
];

/** Stands above whatever page a supervisor reads. */
export function Banner() {
  return may("board:read") ? html`<${AlertStrip} /><${BesideBar} />` : null;
}

/**
 * The head of a part of the menu.
 * @param {{group: string | undefined}} props
 */
export function MenuHead({ group }) {
  return html`<li class="menu-head">${say(group ?? "supervise.shift")}</li>`;
}

/** Fetch the words and the styles; nothing is shown before the words are here. */
export async function prepare() {
  for (const name of STYLES) {
    addStyle(`/static/style/${name}.css`);
  }
  await loadMoreWords("supervisor");
  if (may("supervise")) {
    rowActions.value = operatorActions;
  }
  if (may("board:read")) {
    sound();
  }
}
