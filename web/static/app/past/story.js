/** The lines of a contact's past: each with its moment, its call, and what kind of thing it is. */

import { html } from "../../vendor/preact.js";
import { Card } from "../parts/card.js";
import { Icon } from "../parts/icon.js";
import { exactTime, say } from "../words.js";

/** @typedef {import("./contact.js").Line} Line */

/** @type {Record<string, {icon: string, tone: string}>} */
const LOOKS = {
  Called: { icon: "phone-incoming", tone: "calm" },
  Rang: { icon: "phone-outgoing", tone: "calm" },
  Decided: { icon: "adjustments", tone: "plain" },
  Said: { icon: "volume", tone: "plain" },
  Whispered: { icon: "ear", tone: "plain" },
  KeyPressed: { icon: "dialpad", tone: "plain" },
  KeyedIn: { icon: "dialpad", tone: "plain" },
  MenuKey: { icon: "dialpad", tone: "plain" },
  MenuKeyedIn: { icon: "dialpad", tone: "plain" },
  MenuSpoken: { icon: "microphone", tone: "plain" },
  MenuRequest: { icon: "clipboard-text", tone: "calm" },
  Promised: { icon: "calendar-time", tone: "warn" },
  Entered: { icon: "hourglass", tone: "plain" },
  PositionTold: { icon: "hourglass", tone: "plain" },
  AgentRung: { icon: "bell", tone: "plain" },
  RingOver: { icon: "phone-x", tone: "warn" },
  TalkBegan: { icon: "headset", tone: "good" },
  TalkEnded: { icon: "headset", tone: "good" },
  TransferWanted: { icon: "send", tone: "calm" },
  OutsideRung: { icon: "phone-outgoing", tone: "calm" },
  RecordingOver: { icon: "microphone", tone: "plain" },
  RecordingGone: { icon: "trash", tone: "plain" },
  MarkGiven: { icon: "star", tone: "calm" },
  CallOver: { icon: "phone-off", tone: "plain" },
  AttemptOver: { icon: "repeat", tone: "plain" },
  TicketOpened: { icon: "file-text", tone: "calm" },
  TicketWorked: { icon: "edit", tone: "plain" },
  VisitAsked: { icon: "home-heart", tone: "calm" },
  VisitReported: { icon: "home-heart", tone: "good" },
  TargetTold: { icon: "building-hospital", tone: "plain" },
  MessageWritten: { icon: "message", tone: "plain" },
  NumberSilenced: { icon: "volume-off", tone: "warn" },
  SupervisorCame: { icon: "ear", tone: "calm" },
  SupervisorTurned: { icon: "ear", tone: "calm" },
  SupervisorLeft: { icon: "ear", tone: "plain" },
  SteppedIn: { icon: "adjustments", tone: "calm" },
  ContactEnded: { icon: "circle-check", tone: "good" },
};
const OTHER = { icon: "info-circle", tone: "plain" };

/**
 * Return the lines by their local days, in words.
 * @param {Line[]} lines
 * @returns {[string, Line[]][]}
 */
export function daysOf(lines) {
  /** @type {Map<string, Line[]>} */
  const days = new Map();
  for (const line of lines) {
    const form = /** @type {const} */ ({ day: "numeric", month: "long", year: "numeric" });
    const day = new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(line.at));
    const known = days.get(day);
    if (known) {
      known.push(line);
    } else {
      days.set(day, [line]);
    }
  }
  return [...days];
}

/** @param {{day: string, lines: Line[]}} props */
export function Story({ day, lines }) {
  return html`<${Card} title=${day}>
    <ol class="story">
      ${lines.map((line, place) => html`<${Happening} key=${place} line=${line} isNewCall=${line.call !== lines[place - 1]?.call} />`)}
    </ol>
  <//>`;
}

/** @param {{line: Line, isNewCall: boolean}} props */
function Happening({ line, isNewCall }) {
  const { icon, tone } = LOOKS[line.what] ?? OTHER;
  return html`<li class="story-line tone-${tone} ${isNewCall ? "is-new" : ""}">
    <time class="story-time" datetime=${line.at}>${exactTime(line.at)}</time>
    <span class="story-call">${line.call !== null && isNewCall && say("past.call", { n: line.call })}</span>
    <span class="story-mark"><${Icon} name=${icon} size=${16} /></span>
    <p class="story-text ${line.what === "Said" ? "is-heard" : ""}">${line.text}</p>
  </li>`;
}
