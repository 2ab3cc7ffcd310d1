/** What is alarming now, with what to do about it, and what was; the sound is tried here. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { useFeed } from "../lists/feed.js";
import { when } from "../lists/times.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { Empty } from "../parts/empty.js";
import { PageHeader } from "../parts/header.js";
import { Icon } from "../parts/icon.js";
import { Table } from "../parts/table.js";
import { Timer } from "../parts/timer.js";
import { ask, may } from "../session.js";
import { inWords, say } from "../words.js";
import { acknowledge, advice, openAlerts, sentence, toneOf } from "./open.js";
import { isWanted, mayBeHeard, testSound, turnSound } from "./sound.js";

/**
 * @typedef {object} Past as `GET /alerts` tells it
 * @property {string} alert_id
 * @property {string} kind
 * @property {string} subject
 * @property {string} severity
 * @property {string} raised_at
 * @property {number} worst
 * @property {string | null} acknowledged_by
 * @property {string | null} cleared_at
 */

const MOST = 30;
const CELLS = { at, what, how, lasted, by };

/** The page. */
export function Page() {
  return html`
    <${PageHeader} title=${say("alert.title")} lead=${say("alert.lead")}><${Sound} /><//>
    <div class="alert-page"><${Now} /><${History} /></div>
  `;
}

function Sound() {
  const isHeard = isWanted.value && mayBeHeard.value;
  const state = isHeard ? "on" : isWanted.value ? "mute" : "off";
  return html`<div class="alert-sound">
    <${Badge} tone=${isHeard ? "good" : "warn"} hasDot>${say(`alert.sound.${state}`)}<//>
    <${Button} words=${say(isHeard ? "alert.sound.turn_off" : "alert.sound.turn_on")} icon=${isHeard ? "volume-off" : "volume"} keys="Alt+S" onPress=${turnSound} />
    <${Button} words=${say("alert.sound.test")} icon="bell" keys="Alt+P" onPress=${() => void testSound()} />
  </div>`;
}

function Now() {
  const alerts = openAlerts.value;
  const first = alerts.find((alert) => !alert.acknowledged_by);
  return html`<${Card} title=${say("alert.now")}>
    ${alerts.length === 0 && html`<${Empty} icon="shield-check" title=${say("alert.none")} text=${say("alert.none.text")} />`}
    <ul class="alert-cards">
      ${alerts.map((alert) => html`<li class="alert-card tone-${alert.acknowledged_by ? "plain" : toneOf(alert.severity)}" key=${alert.id}>
        <${Icon} name=${alert.severity === "critical" ? "urgent" : "alert-triangle"} size=${24} />
        <div class="alert-words">
          <strong>${sentence(alert, alert.value)}</strong>
          <span>${advice(alert)}</span>
          <span class="alert-notes">
            ${say("alert.since", { at: when(alert.raised_at) })}
            ${alert.times_worse > 0 && html` · ${say("alert.worse")}`}
            ${alert.acknowledged_by && html` · ${say("alert.by", { by: alert.acknowledged_by })}`}
          </span>
        </div>
        <span class="alert-since"><${Timer} since=${alert.raised_at} /></span>
        ${!alert.acknowledged_by && may("supervise") && html`<${Button}
          words=${say("alert.acknowledge")} icon="check" tone="primary"
          keys=${alert === first ? "Alt+Shift+A" : undefined} onPress=${() => void acknowledge(alert.id)}
        />`}
      </li>`)}
    </ul>
  <//>`;
}

function History() {
  const [earlier, setEarlier] = useState(/** @type {Past[]} */ ([]));
  const [next, setNext] = useState(/** @type {string | null | undefined} */ (undefined));
  const open = openAlerts.value.map(({ id, acknowledged_by }) => `${id} ${acknowledged_by}`).join();
  const { value, trouble } = useFeed(() => ask("GET", `/alerts?most=${MOST}`), [open], true);
  useEffect(() => {
    setEarlier([]);
    setNext(undefined);
  }, [value]);
  const rows = /** @type {Past[]} */ ([...(value?.history ?? []), ...earlier]);
  const from = next === undefined ? value?.next : next;

  async function more() {
    const page = await ask("GET", `/alerts?most=${MOST}&after=${encodeURIComponent(from)}`);
    setEarlier([...earlier, ...page.history]);
    setNext(page.next);
  }

  const columns = Object.entries(CELLS).map(([name, cell]) => ({ title: say(`alert.column.${name}`), cell }));
  return html`<${Card} title=${say("alert.history")}>
    ${trouble && html`<${Empty} icon="wifi-off" title=${trouble} />`}
    ${value && rows.length === 0 && html`<${Empty} icon="history" title=${say("alert.history.none")} />`}
    ${rows.length > 0 && html`<${Table}
      caption=${say("alert.history")} columns=${columns} rows=${rows}
      keyOf=${(/** @type {Past} */ row) => row.alert_id}
    />`}
    ${from && html`<p class="alert-more"><${Button} words=${say("alert.earlier")} icon="chevron-down" onPress=${() => void more().catch(() => undefined)} /></p>`}
  <//>`;
}

/** @param {Past} row */
function at(row) {
  return when(row.raised_at);
}

/** @param {Past} row */
function what(row) {
  return sentence(row, row.worst);
}

/** @param {Past} row */
function how(row) {
  return html`<${Badge} tone=${toneOf(row.severity)}>${say(`alert.severity.${row.severity}`)}<//>`;
}

/** @param {Past} row */
function lasted(row) {
  if (row.cleared_at === null) {
    return html`<${Badge} tone="warn" hasDot>${say("alert.lasts")}<//>`;
  }
  return inWords((Date.parse(row.cleared_at) - Date.parse(row.raised_at)) / 1000);
}

/** @param {Past} row */
function by(row) {
  return row.acknowledged_by ?? "—";
}
