/**
 * Light or dark: as the system, until the person chooses; the choice stays with the browser.
 */

import { signal } from "../vendor/preact.js";

/** @typedef {"system" | "light" | "dark"} Theme */

const KEPT_AS = "line122.theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

/** What the person chose. */
export const theme = signal(/** @type {Theme} */ (kept()));

/**
 * Follow a choice at once and keep it.
 * @param {Theme} chosen
 */
export function chooseTheme(chosen) {
  if (chosen === "system") {
    localStorage.removeItem(KEPT_AS);
  } else {
    localStorage.setItem(KEPT_AS, chosen);
  }
  theme.value = chosen;
  show();
}

/** Go on to the next of the three, for a single button. */
export function turnTheme() {
  /** @type {Record<Theme, Theme>} */
  const next = { system: "light", light: "dark", dark: "system" };
  chooseTheme(next[theme.value]);
}

/** @returns {Theme} */
function kept() {
  const value = localStorage.getItem(KEPT_AS);
  return value === "light" || value === "dark" ? value : "system";
}

function show() {
  const isDark = theme.value === "system" ? systemIsDark.matches : theme.value === "dark";
  document.documentElement.dataset.bsTheme = isDark ? "dark" : "light";
}

systemIsDark.addEventListener("change", show);
