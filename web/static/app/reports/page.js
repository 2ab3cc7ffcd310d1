/** Reports: a period, divided as one likes, with every number opening its list. */

import { html, useState } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { DayField } from "../parts/day.js";
import { Empty } from "../parts/empty.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { Icon } from "../parts/icon.js";
import { ask } from "../session.js";
import { say } from "../words.js";
import { Bars } from "./bars.js";
import { Clinics } from "./clinics.js";
import { addressOf, count, daysAgo, figure, parts, share, titleOf } from "./figures.js";
import { ListDialog } from "./list.js";
import { HOW_LONG, Lines, WHO } from "./lines.js";
import { Storm } from "./storm.js";

/**
 * @typedef {import("./figures.js").Asked} Asked
 * @typedef {import("./figures.js").Line} Line
 * @typedef {import("./list.js").Opened} Opened
 */

const GROUPINGS = [
  "day", "hour", "half_hour", "quarter_hour", "hour_of_day", "weekday", "month", "topic", "queue",
  "operator", "clinic", "dialled", "total",
];
/** Lines that follow one another in time have a picture. */
const IN_TIME = new Set(["day", "hour", "half_hour", "quarter_hour", "hour_of_day", "weekday", "month"]);
const VIEWS = ["figures", "clinics", "storm"];
const WEEK = 6;
const MONTH = 29;
const YEAR = 364;

/** The page. */
export function Page() {
  const [asked, setAsked] = useState(/** @type {Asked} */ ({ since: daysAgo(WEEK), until: daysAgo(0), grouping: "day" }));
  const [view, setView] = useState("figures");
  return html`
    <${PageHeader} title=${say("report.title")} lead=${say("report.lead")}>
      <a class="btn" href="/reports/day"><${Icon} name="file-text" /><span>${say("report.to_day")}</span></a>
    <//>
    <div class="reports">
      <${Period} asked=${asked} onAsk=${setAsked} />
      <div class="report-views" role="group" aria-label=${say("report.view")}>
        ${VIEWS.map((each) => html`<${Button}
          words=${say(`report.view.${each}`)} isPressed=${each === view} onPress=${() => setView(each)}
        />`)}
      </div>
      ${view === "figures" && html`<${Figures} asked=${asked} />`}
      ${view === "clinics" && html`<${Clinics} asked=${asked} />`}
      ${view === "storm" && html`<${Storm} asked=${asked} />`}
    </div>
  `;
}

/**
 * @param {{asked: Asked, onAsk: (asked: Asked) => void}} props
 */
function Period({ asked, onAsk }) {
  const [typed, setTyped] = useState(asked);
  const isWrong = typed.since === "" || typed.until === "" || typed.until < typed.since;

  /** @param {Event} event */
  function send(event) {
    event.preventDefault();
    onAsk(typed);
  }

  /** @param {number} since @param {number} until @param {string} grouping */
  function choose(since, until, grouping) {
    const chosen = { since: daysAgo(since), until: daysAgo(until), grouping };
    setTyped(chosen);
    onAsk(chosen);
  }

  return html`<form class="filters report-filters" role="search" onSubmit=${send}>
    <${DayField} label=${say("report.since")} value=${typed.since} onInput=${(/** @type {string} */ since) => setTyped({ ...typed, since })} />
    <${DayField} label=${say("report.until")} value=${typed.until} onInput=${(/** @type {string} */ until) => setTyped({ ...typed, until })} />
    <${Field}
      label=${say("report.grouping")} value=${typed.grouping}
      choices=${GROUPINGS.map((value) => ({ value, words: say(`report.by.${value}`) }))}
      onInput=${(/** @type {string} */ grouping) => setTyped({ ...typed, grouping })}
    />
    <${Button} words=${say("report.show")} icon="search" tone="primary" sends isOff=${isWrong} />
    <div class="report-quick" role="group" aria-label=${say("report.period")}>
      <${Button} words=${say("report.period.today")} tone="quiet" onPress=${() => choose(0, 0, "hour")} />
      <${Button} words=${say("report.period.yesterday")} tone="quiet" onPress=${() => choose(1, 1, "hour")} />
      <${Button} words=${say("report.period.week")} tone="quiet" onPress=${() => choose(WEEK, 0, "day")} />
      <${Button} words=${say("report.period.month")} tone="quiet" onPress=${() => choose(MONTH, 0, "day")} />
      <${Button} words=${say("report.period.year")} tone="quiet" onPress=${() => choose(YEAR, 0, "month")} />
    </div>
  </form>`;
}

/** @param {{asked: Asked}} props */
function Figures({ asked }) {
  const address = addressOf("lines", asked);
  const { value, trouble } = useFeed(
    () => /** @type {Promise<import("./figures.js").Report>} */ (ask("GET", address)), [address], true,
  );
  const [opened, setOpened] = useState(/** @type {Opened | null} */ (null));
  // The answer to another question is still there while the new one is asked.
  const report = value?.since === asked.since && value.until === asked.until && value.grouping === asked.grouping ? value : null;
  if (trouble) {
    return html`<${Empty} icon="wifi-off" title=${trouble} />`;
  }
  if (report && report.total.counts.attempts === 0) {
    return html`<${Empty} icon="phone-off" title=${say("report.nothing")} text=${say("report.nothing.text")} />`;
  }
  return report && html`
    ${!report.total.is_balanced && html`<p class="note tone-bad" role="alert">${say("report.unbalanced")}</p>`}
    <${Gist} total=${report.total} onOpen=${setOpened} />
    ${IN_TIME.has(asked.grouping) && report.lines.length > 1 && html`<${Card} title=${say("report.chart")}>
      <${Bars} lines=${report.lines} grouping=${asked.grouping} />
    <//>`}
    <${Lines}
      title=${say(`report.by.${asked.grouping}`)} groups=${WHO} report=${report} onOpen=${setOpened}
      beside=${html`<${Files} asked=${asked} />`}
    />
    <${Lines} title=${say("report.waits")} groups=${HOW_LONG} report=${report} onOpen=${setOpened} />
    ${opened && html`<${ListDialog} opened=${opened} asked=${asked} onClose=${() => setOpened(null)} />`}
  `;
}

/** @param {{asked: Asked}} props */
function Files({ asked }) {
  return html`<div class="report-files">
    ${["csv", "xlsx"].map((kind) => html`<a class="btn" href="/api/v1${addressOf(`lines.${kind}`, asked)}" download>
      <${Icon} name="download" /><span>${say(`report.save.${kind}`)}</span>
    </a>`)}
  </div>`;
}

/**
 * The figures that matter most.
 * @param {{total: Line, onOpen: (opened: Opened) => void}} props
 */
function Gist({ total, onOpen }) {
  const of = say("report.total");
  /** @param {string} counted */
  const open = (counted) => () => onOpen({ counted, key: null, value: total.counts[counted] ?? 0, of });
  const { counts, figures } = total;
  const promises = { broken: count(counts.promises_broken), promised: count(counts.promised) };
  return html`<dl class="report-gist">
    <${Figure} title=${say("report.count.people")} value=${count(counts.people)} note=${`${count(counts.needs)} ${say("report.count.needs").toLowerCase()}`} onOpen=${open("people")} />
    <${Figure} title=${say("report.count.attempts")} value=${count(counts.attempts)} note=${say("report.note.redial", { n: parts(figures.redial_factor) })} onOpen=${open("attempts")} />
    <${Figure} title=${say("report.figure.told_or_talking_60s")} value=${share(figures.told_or_talking_60s)} note=${say("report.note.first_dial")} onOpen=${open("untold")} opens=${say("report.count.untold")} />
    <${Figure} title=${say("report.figure.answered_20s")} value=${share(figures.answered_20s)} note=${say("report.note.first_dial")} onOpen=${open("met_20s")} />
    <${Figure} title=${say("report.figure.service_level_20s")} value=${share(figures.service_level_20s)} note=${say("report.note.norm_share")} onOpen=${open("within_20s")} />
    <${Figure} title=${titleOf("average_speed_of_answer_s", total)} value=${figure("average_speed_of_answer_s", total)} note=${say("report.note.norm_mean")} />
    <${Figure} title=${say("report.figure.promises_kept_rate")} value=${share(figures.promises_kept_rate)} note=${say("report.note.promises", promises)} onOpen=${open("promises_broken")} opens=${say("report.count.promises_broken")} />
    <${Figure} title=${say("report.figure.containment")} value=${share(figures.containment)} note=${`${count(counts.menu_served)} ${say("report.count.needs").toLowerCase()}`} onOpen=${open("menu_served")} />
  </dl>`;
}

/**
 * @param {{title: string, value: string, note: string, onOpen?: () => void, opens?: string}} props
 */
function Figure({ title, value, note, onOpen, opens = title }) {
  const name = say("report.list.open", { title: opens, n: value });
  return html`<div class="report-figure">
    <dt>${title}</dt>
    <dd>
      ${onOpen ? html`<button type="button" class="report-number" aria-label=${name} onClick=${onOpen}>${value}</button>` : html`<span>${value}</span>`}
      <small>${note}</small>
    </dd>
  </div>`;
}
