/** Writing anew what a case is about: its category, and what was said. */

import { html, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { ask } from "../session.js";
import { say } from "../words.js";
import { useFeed } from "./feed.js";

/** @typedef {import("../forms/known.js").Category} Category */

const KINDS = ["home_visit", "appointment", "complaint", "reference", "support", "wish"];

/** @param {import("./stepping.js").Asking} props */
export function Filing({ step, whole, note, onSend, onClose }) {
  const { ticket } = whole;
  const { value } = useFeed(() => ask("GET", "/categories"), [], true);
  const [about, setAbout] = useState(`${ticket.kind}/${ticket.category ?? ""}`);
  const [text, setText] = useState(/** @type {string} */ (ticket.text));
  const choices = choicesOf(ticket, /** @type {Category[]} */ (value?.categories ?? []));
  const [kind = "", category = ""] = about.split("/");
  const isChanged = about !== `${ticket.kind}/${ticket.category ?? ""}` || text !== ticket.text;

  /** @param {Event} event */
  function send(event) {
    event.preventDefault();
    const { name, phone, institution, region_number } = ticket.person;
    const written = { kind, category: category || null, person: { name, phone, institution, region_number }, text, priority: ticket.priority };
    void onSend({ change: { do: "file", ticket: written } });
  }

  return html`<${Dialog} title=${say(`step.${step.name}`)} isWide onClose=${onClose}>
    ${note}
    <form onSubmit=${send}>
      <${Field} label=${say("file.about")} value=${about} onInput=${setAbout} choices=${choices} />
      <${Field} label=${say("ticket.about")} value=${text} onInput=${setText} lines=${5} />
      <${Button}
        words=${say("file.do")} icon="device-floppy" tone="primary" sends
        isOff=${!value || !KINDS.includes(kind) || !isChanged}
      />
    </form>
  <//>`;
}

/**
 * What it may be about. A case with visits stays one of visits.
 * @param {import("./case.js").Ticket} ticket
 * @param {Category[]} categories
 */
function choicesOf(ticket, categories) {
  const kinds = ticket.visits.length > 0 ? KINDS.slice(0, 1) : KINDS;
  const choices = kinds.flatMap((kind) => [
    { value: `${kind}/`, words: say(`kind.${kind}`) },
    ...categories
      .filter((each) => each.kind === kind)
      .map(({ code, title }) => ({ value: `${kind}/${code}`, words: `${say(`kind.${kind}`)} · ${title}` })),
  ]);
  const now = `${ticket.kind}/${ticket.category ?? ""}`;
  const isKnown = choices.some(({ value }) => value === now);
  return isKnown ? choices : [{ value: now, words: ticket.category_title || say(`kind.${ticket.kind}`) }, ...choices];
}
