/** What may be done to a ticket, each by a key; the engine decides whether it may be done now. */

/**
 * @typedef {object} Step
 * @property {string} name also of its words, `step.NAME`
 * @property {string} keys
 * @property {string} icon
 * @property {string[]} from states of a ticket in which it makes sense
 * @property {string} [asks] what must be typed for it, `step.asks.NAME`
 * @property {"refuse" | "link" | "file" | "elsewhere"} [opens] the dialog in which the rest is asked
 * @property {(typed: string) => Record<string, unknown>} send
 */

const OPEN = ["new", "owned", "in_progress", "waiting_for_citizen"];
const ENDED = ["resolved", "closed", "refused", "cancelled"];

/** Of steps whose dialog says what is sent. */
const nothing = () => ({});

/** @type {Step[]} */
export const STEPS = [
  { name: "own", keys: "F2", icon: "user-check", from: ["new", "owned", "in_progress", ...ENDED.slice(0, 1)], send: () => ({ do: "own" }) },
  { name: "begin", keys: "Alt+W", icon: "player-play", from: ["new", "owned"], send: () => ({ do: "begin" }) },
  { name: "note", keys: "Alt+N", icon: "notes", from: [...OPEN, ...ENDED], asks: "text", send: (text) => ({ do: "note", text }) },
  { name: "ask", keys: "Alt+A", icon: "help", from: ["owned", "in_progress"], asks: "question", send: (question) => ({ do: "ask_citizen", question }) },
  { name: "answer", keys: "Alt+U", icon: "message", from: ["waiting_for_citizen"], asks: "answer", send: (answer) => ({ do: "take_answer", answer }) },
  { name: "resolve", keys: "F9", icon: "check", from: OPEN, asks: "note", send: (note) => ({ do: "resolve", is_answered: true, is_solved: true, note }) },
  { name: "not_solvable", keys: "Alt+Shift+N", icon: "x", from: ["owned", "in_progress", "waiting_for_citizen"], asks: "why", send: (note) => ({ do: "tell_not_solvable", is_answered: true, note }) },
  { name: "refuse", keys: "Alt+Shift+R", icon: "shield-lock", from: OPEN, opens: "refuse", send: nothing },
  { name: "file", keys: "Alt+T", icon: "edit", from: OPEN, opens: "file", send: nothing },
  { name: "elsewhere", keys: "Alt+V", icon: "building-hospital", from: OPEN, opens: "elsewhere", send: nothing },
  { name: "link", keys: "Alt+J", icon: "bookmark", from: [...OPEN, ...ENDED], opens: "link", send: nothing },
  { name: "give_back", keys: "Alt+G", icon: "arrow-back-up", from: ["owned", "in_progress"], send: () => ({ do: "give_back" }) },
  { name: "urgent", keys: "Alt+X", icon: "urgent", from: OPEN, send: () => ({ do: "set_priority", priority: "urgent" }) },
  { name: "cancel", keys: "Alt+Shift+X", icon: "ban", from: OPEN, asks: "why", send: (why) => ({ do: "cancel", why }) },
  { name: "close", keys: "Alt+C", icon: "archive", from: ["resolved", "refused", "cancelled"], send: () => ({ do: "close" }) },
  { name: "reopen", keys: "Alt+O", icon: "repeat", from: ENDED, asks: "why", send: (why) => ({ do: "reopen", why }) },
];
