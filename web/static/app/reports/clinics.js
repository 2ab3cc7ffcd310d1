/** Doctors' visits by clinic and day, against how many the clinic can make. */

import { html } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { Card } from "../parts/card.js";
import { Empty } from "../parts/empty.js";
import { Table } from "../parts/table.js";
import { go } from "../router.js";
import { ask, may } from "../session.js";
import { dayInWords, say } from "../words.js";
import { addressOf, count } from "./figures.js";

/**
 * @typedef {{clinic: string, name: string, day: string, booked_district: number,
 *   booked_duty: number, waiting_list: number, acknowledged: number, visited: number,
 *   refused: number, cancelled: number, capacity: number | null}} Clinic
 */

/** @param {{asked: import("./figures.js").Asked}} props */
export function Clinics({ asked }) {
  const address = addressOf("clinics", { since: asked.since, until: asked.until });
  const { value, trouble } = useFeed(
    () => /** @type {Promise<{clinics: Clinic[]}>} */ (ask("GET", address)), [address], true,
  );
  if (trouble) {
    return html`<${Empty} icon="wifi-off" title=${trouble} />`;
  }
  return value && html`<${Card} title=${say("report.clinics")}>
    ${value.clinics.length === 0
      ? html`<${Empty} icon="home-heart" title=${say("report.clinic.none")} />`
      : html`<${Table}
          caption=${say("report.clinics")} columns=${columns()} rows=${value.clinics}
          keyOf=${(/** @type {Clinic} */ row) => `${row.day} ${row.clinic}`}
          onOpen=${may("visits:read") ? toVisits : undefined}
        />`}
  <//>`;
}

/** Open the list behind a clinic's numbers. @param {Clinic} row */
function toVisits({ clinic, day }) {
  go(`/visits?${new URLSearchParams({ clinic, day })}`);
}

function columns() {
  return [
    { title: say("report.clinic.name"), cell: clinicName },
    { title: say("report.clinic.day"), cell: (/** @type {Clinic} */ row) => dayInWords(row.day) },
    { title: say("report.clinic.booked"), cell: (/** @type {Clinic} */ row) => count(booked(row)), isNumber: true },
    { title: say("report.clinic.capacity"), cell: capacity, isNumber: true },
    { title: say("report.clinic.filled"), cell: filled },
    { title: say("report.clinic.waiting"), cell: (/** @type {Clinic} */ row) => count(row.waiting_list), isNumber: true },
    { title: say("report.clinic.acknowledged"), cell: (/** @type {Clinic} */ row) => count(row.acknowledged), isNumber: true },
    { title: say("report.clinic.visited"), cell: (/** @type {Clinic} */ row) => count(row.visited), isNumber: true },
    { title: say("report.clinic.refused"), cell: (/** @type {Clinic} */ row) => count(row.refused), isNumber: true },
  ];
}

/** @param {Clinic} row */
export function clinicName(row) {
  return row.name || row.clinic || say("report.clinic.unknown");
}

/** @param {Clinic} row */
export function booked(row) {
  return row.booked_district + row.booked_duty;
}

/** @param {Clinic} row */
function capacity(row) {
  return row.capacity === null ? say("report.clinic.no_limit") : count(row.capacity);
}

/** How full its day is, as a bar that is told in numbers beside it. @param {Clinic} row */
function filled(row) {
  return row.capacity === null
    ? ""
    : html`<meter class="report-meter" min="0" max=${row.capacity || 1} high=${row.capacity * 0.9} value=${booked(row)} aria-label=${say("report.clinic.filled")}></meter>`;
}
