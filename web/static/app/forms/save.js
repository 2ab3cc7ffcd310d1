/**
 * Saving a form: one request makes the ticket and its visits.
 *
 * The ticket that the call opened is written down; a second need of the same call becomes a ticket
 * beside it, and a form without a call a ticket of its own. Each form has a key under which the
 * engine does it once, however often an answer is lost. What somebody else wrote meanwhile is
 * shown, and is overwritten by nobody but the person who has seen it.
 */

import { ask } from "../session.js";
import { ticketOf } from "./body.js";

/**
 * @typedef {import("../drafts/draft.js").Draft} Draft
 * @typedef {Record<string, any>} Ticket as the engine shows it
 */

/**
 * Save a form and return the ticket that it became.
 * @param {Draft} draft
 * @returns {Promise<Ticket>}
 * @throws {Refusal} its `present` is the ticket as somebody else has written it
 */
export async function save(draft) {
  const wayOf = draft.form.value["way"] ? {} : await way(draft);
  if (Object.keys(wayOf).length > 0) {
    draft.set(wayOf);
  }
  const form = draft.form.value;
  const what = ticketOf(form);
  const once = { "Idempotency-Key": form["ask_key"] ?? "" };
  return form["way"] === "own"
    ? ask("POST", `/tickets/${form["ticket"]}/changes`, { change: { do: "file", ticket: what } }, {
        ...once,
        "If-Match": `"${form["revision"]}"`,
      })
    : ask("POST", "/tickets", form["ticket"] ? { ...what, beside: form["ticket"] } : what, once);
}

/**
 * Return how a form is saved, which is kept with it: a repetition must ask for the same.
 * @param {Draft} draft
 * @returns {Promise<import("../drafts/local.js").Form>}
 */
async function way(draft) {
  const id = draft.form.value["ticket"];
  if (!id) {
    return { way: "alone" };
  }
  const { ticket } = await ask("GET", `/tickets/${id}`);
  return ticket.filed_at === null ? { way: "own", revision: String(ticket.revision) } : { way: "beside" };
}
