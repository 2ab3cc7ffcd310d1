/** Home visits: first those for which no clinic has answered; a clinic's dispatcher sees their own. */

import { html, useState } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { TakenBy, useTaken } from "../lists/lease.js";
import { pagePath, usePages } from "../lists/paging.js";
import { Rows } from "../lists/rows.js";
import { withoutName } from "../lists/spoken.js";
import { dayOnly, when } from "../lists/times.js";
import { VisitDialog, VisitState } from "../lists/visit.js";
import { Button } from "../parts/button.js";
import { DayField } from "../parts/day.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { ask, may } from "../session.js";
import { say } from "../words.js";

/** @typedef {import("../lists/visit.js").Visit} Visit */

const UNANSWERED = ["requested", "delivered"];
const STATES = ["requested", "delivered", "accepted", "doctor_assigned", "visited", "refused", "cancelled"];
const CELLS = { patient, complaint, address, clinic, day, state: standing };

/** The page. */
export function Page() {
  return may("tickets:read") ? html`<${Watched} />` : html`<${Listed} />`;
}

/** With an eye on what colleagues work on, which a clinic's dispatcher does not see. */
function Watched() {
  useTaken();
  return html`<${Listed} />`;
}

function Listed() {
  const [wanted, setWanted] = useState(wantedAtFirst);
  const [opened, setOpened] = useState(/** @type {Visit | null} */ (null));
  const { value: region } = useFeed(() => ask("GET", "/clinics"), [], true);
  const { rows, trouble, reload, more } = usePages(
    (after) => visits(wanted, after), [wanted.clinic, wanted.day, wanted.state],
  );
  const clinics = /** @type {{code: string, name: string}[]} */ (region?.clinics ?? []);
  const named = new Map(clinics.map(({ code, name }) => [code, name]));
  const columns = Object.entries(CELLS).map(([name, cell]) => ({
    title: say(`visits.${name}`),
    cell: (/** @type {Visit} */ row) => cell(row, named),
  }));
  function close() {
    setOpened(null);
    reload();
  }
  return html`
    <${PageHeader} title=${say("visits.title")} lead=${say("visits.lead")}>
      <${Button} words=${say("visits.print")} icon="file-text" keys="Alt+P" onPress=${() => print()} />
    <//>
    <form class="filters" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Field}
        label=${say("visits.state")} value=${wanted.state} choices=${choices("visits.first", STATES.map((state) => ({ value: state, words: say(`visit.${state}`) })))}
        onInput=${(/** @type {string} */ state) => setWanted({ ...wanted, state })}
      />
      <${Field}
        label=${say("visits.clinic")} value=${wanted.clinic} choices=${choices("visits.any_clinic", clinics.map(({ code, name }) => ({ value: code, words: name })))}
        onInput=${(/** @type {string} */ clinic) => setWanted({ ...wanted, clinic })}
      />
      <${DayField} label=${say("visits.day")} value=${wanted.day} onInput=${(/** @type {string} */ day) => setWanted({ ...wanted, day })} />
    </form>
    <${Rows}
      caption=${say("visits.title")} columns=${columns} rows=${rows} trouble=${trouble} more=${more}
      keyOf=${(/** @type {Visit} */ row) => row.visit_id} onOpen=${setOpened}
      empty=${{ icon: "home-heart", title: say("visits.empty"), text: say("visits.empty.text") }}
    />
    ${opened && html`<${VisitDialog} row=${opened} clinic=${named.get(opened.clinic ?? "")} onClose=${close} />`}
  `;
}

/** Return what a link to the page asks for: a report's number leads to its clinic and day. */
function wantedAtFirst() {
  const asked = new URLSearchParams(location.search);
  return { clinic: asked.get("clinic") ?? "", day: asked.get("day") ?? "", state: "" };
}

/**
 * Return a page of visits; those that nobody has answered for stand before all others.
 * @param {{clinic: string, day: string, state: string}} wanted
 * @param {string | null} after begins with the part of the list that it is in
 * @returns {Promise<import("../lists/paging.js").Page<Visit>>}
 */
async function visits(wanted, after) {
  const { clinic, day, state } = wanted;
  const parts = state ? [[state]] : [UNANSWERED, STATES.filter((each) => !UNANSWERED.includes(each))];
  const at = Number(after?.[0] ?? 0);
  const query = new URLSearchParams({ ...(clinic && { clinic }), ...(day && { day }) });
  parts[at]?.forEach((each) => query.append("state", each));
  const page = await ask("GET", pagePath(`/visits?${query}`, after?.slice(1) || null));
  if (page.next !== null || at + 1 === parts.length) {
    return { rows: page.visits, next: page.next && `${at}${page.next}` };
  }
  const others = await visits(wanted, String(at + 1));
  return { rows: [...page.visits, ...others.rows], next: others.next };
}

/**
 * @param {string} all a key of the words for no choice
 * @param {{value: string, words: string}[]} others
 */
function choices(all, others) {
  return [{ value: "", words: all === "visits.first" ? say("visits.first") : say("visits.any_clinic") }, ...others];
}

/** @param {Visit} row */
function patient(row) {
  return html`${row.patient_name || say("unknown")}
    ${row.born_on && html`<span class="under">${say("visits.born", { year: row.born_on.slice(0, 4) })}</span>`}`;
}

/** @param {Visit} row */
function complaint(row) {
  return html`<span class="clipped">${withoutName(row.complaint)}</span>
    ${row.danger_signs.length > 0 && html`<span class="late">${row.danger_signs.join(", ")}</span>`}`;
}

/** @param {Visit} row */
function address(row) {
  return html`<span class="clipped">${withoutName(row.address)}</span>`;
}

/**
 * @param {Visit} row
 * @param {Map<string, string>} named
 */
function clinic(row, named) {
  return row.clinic ? (named.get(row.clinic) ?? row.clinic) : say("visits.no_clinic");
}

/** @param {Visit} row */
function day(row) {
  return html`${dayOnly(row.day)}<span class="under">${say("visits.asked", { at: when(row.requested_at) })}</span>`;
}

/** @param {Visit} row */
function standing(row) {
  return html`<span class="tags">
    <${VisitState} state=${row.state} />
    <${TakenBy} item=${row.visit_id} />
  </span>`;
}
