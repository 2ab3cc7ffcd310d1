/**
 * The keyboard: every action has a shortcut, shown beside it and in the overview (F1).
 *
 * A shortcut holds Alt or is a function key, so that it fights neither typing, nor a screen
 * reader's own keys, nor speech control (WCAG 2.2, 2.1.4); only what is saved is saved by Ctrl+Enter,
 * as everywhere. Keys are told by their place, not by
 * their letter: Alt+B works with Russian letters on the keyboard as well. While a dialog is open
 * only its own shortcuts work.
 */

import { createContext, signal, useContext, useLayoutEffect, useRef } from "../vendor/preact.js";

/**
 * @typedef {object} Shortcut
 * @property {string} keys as it is shown: `Alt+B`, `F2`, `Alt+Shift+3`
 * @property {string} words what it does
 * @property {() => void} act
 * @property {number} layer how many dialogs it lies under; 0 is the page
 */

/** How deep in dialogs a part stands; dialogs set it for what they hold. */
export const Layer = createContext(0);

const shortcuts = signal(/** @type {Shortcut[]} */ ([]));
const openDialogs = signal(0);

/**
 * Give an action a shortcut while the part is shown and the action may be done. A shortcut that
 * is taken already goes to the newest.
 * @param {string | undefined} keys none: the action has no shortcut
 * @param {string} words
 * @param {() => void} act
 * @param {boolean} [isOn]
 */
export function useShortcut(keys, words, act, isOn = true) {
  const layer = useContext(Layer);
  const latest = useRef(act);
  latest.current = act;
  // With the drawing, not after it: a button that looks off must not be pressed by its key.
  useLayoutEffect(() => {
    if (!keys || !isOn) {
      return undefined;
    }
    const own = { keys, words, act: () => latest.current?.(), layer };
    shortcuts.value = [...shortcuts.peek(), own];
    return () => {
      shortcuts.value = shortcuts.peek().filter((other) => other !== own);
    };
  }, [keys, words, isOn, layer]);
}

/** Keep what lies below a dialog silent until the returned function is called. */
export function openLayer() {
  openDialogs.value += 1;
  return () => {
    openDialogs.value -= 1;
  };
}

/** How many dialogs lie above each other now. */
export function topLayer() {
  return openDialogs.peek();
}

/** What can be pressed now, in the order in which it came. */
export function atHand() {
  return shortcuts.value.filter((shortcut) => shortcut.layer === openDialogs.value);
}

/** What the page itself offers, for the overview, which lies above it. */
export function onThePage() {
  return shortcuts.value.filter((shortcut) => shortcut.layer === 0);
}

/** @param {KeyboardEvent} event */
function press(event) {
  const pressed = keysOf(event);
  const found = pressed === null ? undefined : atHand().findLast(({ keys }) => keys === pressed);
  if (!found) {
    return;
  }
  event.preventDefault();
  if (!event.repeat) {
    found.act();
  }
}

/**
 * @param {KeyboardEvent} event
 * @returns {string | null} nothing for what is typed
 */
function keysOf(event) {
  if (event.ctrlKey && event.key === "Enter") {
    return "Ctrl+Enter";
  }
  const isFunction = /^F\d+$/.test(event.key);
  if ((!event.altKey && !isFunction) || event.ctrlKey || event.metaKey || event.isComposing) {
    return null;
  }
  const key = isFunction ? event.key : event.code.replace(/^(Key|Digit|Numpad)/, "");
  return `${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${key}`;
}

addEventListener("keydown", press);
