/**
 * What a supervisor does on the board: to an operator, to somebody who waits, to a number, to the
 * line. Each is one button in its row; the dialog behind it shows what it would change.
 */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Button } from "../parts/button.js";
import { may, user } from "../session.js";
import { hasWords, say } from "../words.js";
import { choices as known, learnChoices, MODES, stand } from "./deeds.js";
import { DeedDialog } from "./dialog.js";
import { JournalButton } from "./journal.js";
import { TopicsButton } from "./topics.js";

/**
 * @typedef {import("./dialog.js").Choice} Choice
 *
 * @typedef {import("../shapes.js").Member & Partial<Pick<import("../board/shape.js").Operator,
 *   "call_id" | "wish" | "paused_for" | "until">>} Member of the board, or of the team at a desk
 */

const board = part("board");
const MODE_ICONS = { listen: "ear", whisper: "headset", barge: "broadcast" };

/**
 * A button, and the dialog that it opens; nothing for whoever may not intervene.
 * @param {{words: string, title: string, lead?: string, icon?: string, keys?: string,
 *   isBare?: boolean, choices: () => Choice[]}} props
 */
function Act({ words, title, lead, icon = "adjustments", keys, isBare = true, choices }) {
  const [isOpen, setOpen] = useState(false);
  if (!may("supervise")) {
    return null;
  }
  return html`<${Button} words=${words} icon=${icon} keys=${keys} tone=${isBare ? "quiet" : "plain"} isBare=${isBare} onPress=${() => setOpen(true)} />
    ${isOpen && html`<${DeedDialog} title=${title} lead=${lead} choices=${choices()} onClose=${() => setOpen(false)} />`}`;
}

/**
 * On the board, and beside each operator where somebody works at a desk.
 * @param {string} account
 * @param {Member} operator
 */
export function operatorActions(account, operator) {
  const isOwn = account === user.value?.account;
  const isTalking = operator.activity === "talking" && !isOwn;
  /** @type {import("./deeds.js").Deed} */
  const talk = operator.call_id ? { call_id: operator.call_id } : { operator: account };
  return html`<${Act}
    words=${say("act.operator", { name: operator.name })} title=${operator.name}
    choices=${() => [
      ...(isTalking ? MODES.map((mode) => beside(talk, mode)) : []),
      ...presenceOf(account, operator),
    ]}
  />`;
}

/** @param {import("../board/shape.js").Entry} entry */
export function entryActions(entry) {
  const isHere = entry.state === "live" && entry.call_id !== null;
  const canBeFirst = entry.rank !== "urgent" && (isHere || entry.state === "due" || entry.state === "resting");
  if (!isHere && !canBeFirst) {
    return null;
  }
  const name = entry.tail ? `…${entry.tail}` : say("board.hidden");
  return html`<${Act}
    words=${say("act.person", { name })} title=${say("act.person.title", { name })}
    lead=${say("act.person.lead", { ticket: entry.ticket })}
    choices=${() => personChoices(entry, isHere, canBeFirst)}
  />`;
}

/** @param {import("../board/shape.js").Redialer} redialer */
export function numberActions(redialer) {
  const deed = { contact_id: redialer.contact_id };
  return html`<${Act}
    words=${say("act.number", { name: `…${redialer.tail}` })} title=${say("act.number.title", { name: `…${redialer.tail}` })}
    choices=${() => [
      { name: "silence", icon: "volume-off", deed: { do: "silence", ...deed }, note: "act.silence.note" },
      { name: "unsilence", icon: "volume", deed: { do: "unsilence", ...deed } },
      { name: "admit", icon: "shield-check", deed: { do: "admit", ...deed }, note: "act.admit.note" },
    ]}
  />`;
}

/** What is done to the line as a whole. */
export function LineActions() {
  useEffect(() => {
    if (may("supervise")) {
      learnChoices().catch(() => undefined);
    }
  }, []);
  return html`<${JournalButton} /><${TopicsButton} /><${Act}
    words=${say("act.line")} title=${say("act.line")} icon="adjustments" keys="Alt+J" isBare=${false}
    choices=${() => [
      {
        name: "storm",
        icon: "bolt",
        deed: { do: "storm" },
        pick: { name: "order", words: say("act.storm.pick"), values: stormOrders() },
        note: "act.storm.note",
      },
      ...serviceChoices(),
      { name: "resend", icon: "send", deed: { do: "resend" }, note: "act.resend.note" },
    ]}
  />`;
}

/**
 * @param {import("./deeds.js").Deed} talk
 * @param {"listen" | "whisper" | "barge"} mode
 * @returns {Choice}
 */
function beside(talk, mode) {
  return { name: mode, icon: MODE_ICONS[mode], note: `act.${mode}.note`, go: (why) => stand(talk, mode, why) };
}

/**
 * @param {string} account
 * @param {Member} operator
 * @returns {Choice[]}
 */
function presenceOf(account, { presence, wish, paused_for: paused, until }) {
  const declared = wish ?? presence;
  const isPaused = Boolean(paused && until);
  /** @type {Choice[]} */
  const all = [
    { name: "pause", icon: "player-pause", deed: { do: "pause", account } },
    { name: "release", icon: "phone-check", deed: { do: "release", account } },
    { name: "home", icon: "door-exit", deed: { do: "home", account }, note: "act.home.note" },
  ];
  return all.filter(({ name }) => name !== (declared === "available" && !isPaused ? "release" : "pause"));
}

/**
 * @param {import("../board/shape.js").Entry} entry
 * @param {boolean} isHere
 * @param {boolean} canBeFirst
 * @returns {Choice[]}
 */
function personChoices(entry, isHere, canBeFirst) {
  const call = { call_id: entry.call_id ?? "" };
  /** @type {Choice[]} */
  const all = [];
  if (isHere && user.value?.account) {
    all.push({ name: "take", icon: "phone-incoming", deed: { do: "give", ...call } });
  }
  const free = freeOperators();
  if (isHere && free.length > 0) {
    const pick = { name: "account", words: say("act.give.pick"), values: free };
    all.push({ name: "give", icon: "user-check", deed: { do: "give", ...call }, pick });
  }
  if (canBeFirst) {
    const who = isHere ? call : { contact_id: entry.contact_id };
    all.push({ name: "first", icon: "chevron-up", deed: { do: "first", ...who }, note: "act.first.note" });
  }
  const others = (known.value?.queues ?? []).filter((queue) => queue !== entry.queue);
  if (isHere && others.length > 0) {
    const values = others.map((value) => ({ value, words: queueName(value) }));
    const pick = { name: "queue", words: say("act.move.pick"), values };
    all.push({ name: "move", icon: "arrow-right", deed: { do: "move", ...call }, pick });
  }
  return all;
}

/** @returns {{value: string, words: string}[]} */
function freeOperators() {
  const now = /** @type {import("../board/shape.js").Board | null} */ (board.value);
  return Object.entries(now?.crew ?? {})
    .filter(([account, each]) => account !== user.value?.account && each.presence === "available" && each.activity === "idle" && !each.trouble)
    .map(([value, { name }]) => ({ value, words: name }));
}

/** @returns {{value: string, words: string}[]} what is not ordered yet */
function stormOrders() {
  return ["on", "off", "auto"]
    .filter((order) => order !== known.value?.storm)
    .map((value) => ({ value, words: say(`act.storm.${value}`) }));
}

/** @returns {Choice[]} */
function serviceChoices() {
  const services = known.value?.services ?? [];
  const values = services.map((value) => ({ value, words: value }));
  if (values.length === 0) {
    return [];
  }
  const pick = { name: "service", words: say("act.service.pick"), values };
  return [
    { name: "close", icon: "lock", deed: { do: "service", asked: "closed" }, pick, note: "act.close.note" },
    { name: "open", icon: "sun", deed: { do: "service", asked: "open" }, pick },
    { name: "as_planned", icon: "calendar-time", deed: { do: "service", asked: "as_planned" }, pick },
  ];
}

/** @param {string} queue */
function queueName(queue) {
  return hasWords(`board.queue.${queue}`) ? say(`board.queue.${queue}`) : queue;
}
