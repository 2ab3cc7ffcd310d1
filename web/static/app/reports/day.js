/** A day on one sheet of paper, for those who read it in the morning; on the screen the same. */

import { html } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { Button } from "../parts/button.js";
import { DayField } from "../parts/day.js";
import { Empty } from "../parts/empty.js";
import { PageHeader } from "../parts/header.js";
import { go } from "../router.js";
import { ask } from "../session.js";
import { dayAndTime, say } from "../words.js";
import { Bars } from "./bars.js";
import { booked, clinicName } from "./clinics.js";
import { addressOf, count, dayAfter, daysAgo, figure, fullDay, parts, seconds, share, shortDay, titleOf, topic } from "./figures.js";

/**
 * @typedef {import("./figures.js").Line} Line
 * @typedef {{name: string, value: number, usual: number | null, record: number,
 *   record_day: string}} Beside
 * @typedef {{day: string, asked_at: string, total: Line, hours: Line[], topics: Line[],
 *   first_lost_unseen: number | null, beside: Beside[],
 *   clinics: import("./clinics.js").Clinic[], storm: import("./storm.js").Diagnosis}} Day
 */

const ENDS = ["answered", "told", "self_served", "abandoned", "short_abandoned", "blocked", "diverted", "overflowed", "failed", "open"];
const MOST_TOPICS = 6;
const MOST_CLINICS = 8;
const MOST_NUMBERS = 3;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The page; `at` is a day, today where there is none. @param {{at: string}} props */
export function Page({ at }) {
  const today = daysAgo(0);
  const day = DAY.test(at) ? at : today;
  const address = addressOf("day", { day });
  const { value, trouble } = useFeed(() => /** @type {Promise<Day>} */ (ask("GET", address)), [address], true);
  const shown = value?.day === day ? value : null;
  /** @param {string} to */
  const open = (to) => go(`/reports/day/${to}`);
  return html`<div class="day-page">
    <${PageHeader} title=${say("report.day.title")}>
      <div class="day-tools">
        <${Button} words=${say("report.day.before")} icon="chevron-left" keys="Alt+Z" isBare onPress=${() => open(dayAfter(day, -1))} />
        <${DayField} label=${say("report.day.choose")} value=${day} onInput=${(/** @type {string} */ to) => DAY.test(to) && open(to)} />
        <${Button} words=${say("report.day.after")} icon="chevron-right" keys="Alt+X" isBare isOff=${day >= today} onPress=${() => open(dayAfter(day, 1))} />
        <${Button} words=${say("report.day.print")} icon="file-text" tone="primary" keys="Alt+P" onPress=${() => print()} />
      </div>
    <//>
    ${trouble && html`<${Empty} icon="wifi-off" title=${trouble} />`}
    ${shown && html`<${Sheet} report=${shown} />`}
  </div>`;
}

/** @param {{report: Day}} props */
function Sheet({ report }) {
  const { total, hours, topics, clinics, storm } = report;
  return html`<article class="card sheet" aria-label=${say("report.day.of", { day: fullDay(report.day) })}>
    <header class="sheet-head">
      <h2>${say("report.day.of", { day: fullDay(report.day) })}</h2>
      <p>${say("report.day.made", { at: dayAndTime(report.asked_at) })}</p>
    </header>
    <${Figures} report=${report} />
    <section>
      <h3>${say("report.day.hours")}</h3>
      <${Bars} lines=${withoutGaps(hours)} grouping="hour" />
    </section>
    <div class="sheet-pair">
      <section><h3>${say("report.day.beside")}</h3><${BesideOthers} of=${report.beside} /></section>
      <section><h3>${say("report.day.ends")}</h3><${Ends} total=${total} /></section>
    </div>
    <div class="sheet-pair">
      <section><h3>${say("report.day.norms")}</h3><${Norms} total=${total} /></section>
      <section><h3>${say("report.day.storm")}</h3><${Callers} storm=${storm} /></section>
    </div>
    <div class="sheet-pair">
      <section><h3>${say("report.day.topics")}</h3><${Topics} lines=${topics} /></section>
      <section><h3>${say("report.day.clinics")}</h3><${Visits} clinics=${clinics} /></section>
    </div>
  </article>`;
}

/**
 * Return the hours from the first with an attempt to the last, with those in which nobody called.
 * @param {Line[]} hours
 */
function withoutGaps(hours) {
  const called = hours.filter(({ counts }) => (counts.attempts ?? 0) > 0);
  const [first] = called;
  const last = called.at(-1);
  if (!first || !last) {
    return [];
  }
  const known = new Map(called.map((line) => [line.key, line]));
  const day = first.key.slice(0, -5);
  const numbers = Array.from({ length: hourOf(last) - hourOf(first) + 1 }, (_, later) => hourOf(first) + later);
  return numbers.map((hour) => {
    const begins = `${day}${String(hour).padStart(2, "0")}:00`;
    return known.get(begins) ?? { ...first, key: begins, counts: {} };
  });
}

/** @param {Line} line */
function hourOf({ key }) {
  return Number(key.slice(-5, -3));
}

/** @param {{report: Day}} props */
function Figures({ report }) {
  const { total, first_lost_unseen: unseen } = report;
  const { counts, figures } = total;
  const seen = figures.first_attempt_lost;
  const lost = seen === null && unseen === null ? null : Math.min(1, (seen ?? 0) + (unseen ?? 0));
  const promises = { broken: count(counts.promises_broken), promised: count(counts.promised) };
  const told = [
    [titleOf("people", total), count(counts.people), `${count(counts.needs)} ${titleOf("needs", total).toLowerCase()}`],
    [titleOf("attempts", total), count(counts.attempts), say("report.note.redial", { n: parts(figures.redial_factor) })],
    [titleOf("told_or_talking_60s", total), share(figures.told_or_talking_60s), say("report.note.first_dial")],
    [titleOf("answered_20s", total), share(figures.answered_20s), say("report.note.first_dial")],
    [titleOf("wait_from_first_dial_s", total), seconds(figures.wait_from_first_dial_s), say("report.note.mean")],
    [say("report.day.lost"), share(lost), say("report.day.lost.note", { seen: share(seen), unseen: share(unseen) })],
    [titleOf("promises_kept_rate", total), share(figures.promises_kept_rate), say("report.note.promises", promises)],
    [titleOf("occupancy", total), share(figures.occupancy), `${titleOf("average_handling_time_s", total)} ${figure("average_handling_time_s", total)}`],
  ];
  return html`<dl class="report-gist">
    ${told.map(([title, value, note]) => html`<div class="report-figure" key=${title}>
      <dt>${title}</dt>
      <dd><span>${value}</span><small>${note}</small></dd>
    </div>`)}
  </dl>`;
}

/** @param {{of: Beside[]}} props */
function BesideOthers({ of }) {
  return html`<table class="table">
    <thead><tr>
      <td></td>
      <th scope="col">${say("report.day.today")}</th>
      <th scope="col">${say("report.day.usual")}</th>
      <th scope="col">${say("report.day.record")}</th>
    </tr></thead>
    <tbody>${of.map((each) => html`<tr key=${each.name}>
      <th scope="row">${say(`report.count.${each.name}`)}</th>
      <td>${count(each.value)}</td>
      <td>${count(each.usual)}</td>
      <td>${count(each.record)} <small>${shortDay(each.record_day)}</small></td>
    </tr>`)}</tbody>
  </table>`;
}

/** @param {{total: Line}} props */
function Ends({ total }) {
  const { counts } = total;
  const shown = ENDS.filter((name) => (counts[name] ?? 0) > 0);
  return html`<table class="table">
    <tbody>${shown.map((name) => html`<tr key=${name}>
      <th scope="row">${say(`report.count.${name}`)}</th>
      <td>${count(counts[name])}</td>
      <td>${share((counts[name] ?? 0) / (counts.attempts || 1))}</td>
    </tr>`)}</tbody>
    <tfoot><tr><th scope="row">${say("report.count.attempts")}</th><td>${count(counts.attempts)}</td><td></td></tr></tfoot>
  </table>`;
}

/** @param {{total: Line}} props */
function Norms({ total }) {
  const values = [
    ["112_98_in_20s", figure("service_level_20s", total)],
    ["112_mean_8s", figure("average_speed_of_answer_s", total)],
    ["90_in_15s", figure("service_level_15s", total)],
    ["80_in_20s", figure("service_level_20s", total)],
  ];
  return html`<table class="table">
    <tbody>${values.map(([name, value]) => html`<tr key=${name}>
      <th scope="row">${say(`report.norm.${name}`)}</th>
      <td>${value}</td>
      <td>${verdict(total.norms[name ?? ""])}</td>
    </tr>`)}</tbody>
  </table>`;
}

/** @param {boolean | null | undefined} isMet */
function verdict(isMet) {
  const word = isMet ? "met" : isMet === false ? "unmet" : "unjudged";
  return html`<span class="norm ${{ met: "tone-good", unmet: "tone-bad", unjudged: "tone-plain" }[word]}">${say(`report.day.${word}`)}</span>`;
}

/** @param {{storm: import("./storm.js").Diagnosis}} props */
function Callers({ storm }) {
  const all = storm.attempts || 1;
  return html`<table class="table">
    <tbody>
      <tr><th scope="row">${say("report.storm.top_10")}</th><td>${count(storm.attempts_of_top_10)}</td><td>${share(storm.attempts_of_top_10 / all)}</td></tr>
      ${storm.numbers.slice(0, MOST_NUMBERS).map((each) => html`<tr key=${`${each.number} ${each.attempts}`}>
        <th scope="row">${each.number || say("report.list.hidden")}</th>
        <td>${count(each.attempts)}</td>
        <td><small>${say("report.day.gap", { gap: seconds(each.gap_s) })}</small></td>
      </tr>`)}
    </tbody>
  </table>`;
}

/** @param {{lines: Line[]}} props */
function Topics({ lines }) {
  const sorted = [...lines].sort((one, other) => (other.counts.attempts ?? 0) - (one.counts.attempts ?? 0));
  return html`<table class="table">
    <tbody>${sorted.slice(0, MOST_TOPICS).map((line) => html`<tr key=${line.key}>
      <th scope="row">${line.key === "" ? say("report.none") : topic(line.key)}</th>
      <td>${count(line.counts.attempts)}</td>
      <td>${count(line.counts.answered)} <small>${say("report.count.answered").toLowerCase()}</small></td>
    </tr>`)}</tbody>
  </table>`;
}

/** @param {{clinics: import("./clinics.js").Clinic[]}} props */
function Visits({ clinics }) {
  if (clinics.length === 0) {
    return html`<p class="report-hint">${say("report.clinic.none")}</p>`;
  }
  const sorted = [...clinics].sort((one, other) => booked(other) - booked(one));
  return html`<table class="table">
    <tbody>${sorted.slice(0, MOST_CLINICS).map((each) => html`<tr key=${each.clinic}>
      <th scope="row">${clinicName(each)}</th>
      <td>${count(booked(each))}${each.capacity !== null && html` <small>${say("board.of", { part: "", all: count(each.capacity) }).trim()}</small>`}</td>
      <td>${each.waiting_list > 0 && html`<small>${say("report.clinic.waiting").toLowerCase()} ${count(each.waiting_list)}</small>`}</td>
    </tr>`)}</tbody>
  </table>`;
}
