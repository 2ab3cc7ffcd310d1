/** The strip of open alerts above every page of a supervisor. */

import { html } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { Timer } from "../parts/timer.js";
import { path } from "../router.js";
import { may } from "../session.js";
import { say } from "../words.js";
import { acknowledge, loudAlerts, openAlerts, sentence, toneOf } from "./open.js";
import { isWanted, mayBeHeard, turnSound } from "./sound.js";

const AT_MOST = 3;

/** It is always there, so that what comes into it is spoken. */
export function AlertStrip() {
  const isHere = path.value === "/alerts";
  const loud = isHere ? [] : loudAlerts.value;
  const more = loud.length - AT_MOST;
  const seen = openAlerts.value.length - loudAlerts.value.length;
  const hasRest = !isHere && (more > 0 || seen > 0);
  const isMute = loud.length > 0 && isWanted.value && !mayBeHeard.value;
  return html`<div class="alert-strip" role="region" aria-label=${say("alert.strip")}>
    <div role="alert" class="alert-lines">
      ${loud.slice(0, AT_MOST).map((alert, place) => html`<${Line} key=${alert.id} alert=${alert} isFirst=${place === 0} />`)}
    </div>
    ${(hasRest || isMute) && html`<p class="alert-rest">
      ${hasRest && html`<a href="/alerts">${more > 0 ? say("alert.more", { n: more }) : say("alert.seen", { n: seen })}</a>`}
      ${isMute && html`<${Button} words=${say("alert.sound.allow")} icon="volume" tone="quiet" onPress=${turnSound} />`}
    </p>`}
  </div>`;
}

/** @param {{alert: import("./open.js").Alert, isFirst: boolean}} props */
function Line({ alert, isFirst }) {
  return html`<div class="alert-line tone-${toneOf(alert.severity)}">
    <${Icon} name=${alert.severity === "critical" ? "urgent" : "alert-triangle"} />
    <p>
      <a href="/alerts"><strong>${sentence(alert, alert.value)}</strong></a>
      ${alert.times_worse > 0 && html`<span class="alert-worse">${say("alert.worse")}</span>`}
    </p>
    <span class="alert-since"><${Timer} since=${alert.raised_at} /></span>
    ${may("supervise") && html`<${Button}
      words=${say("alert.acknowledge")} icon="check" keys=${isFirst ? "Alt+Shift+A" : undefined}
      onPress=${() => void acknowledge(alert.id)}
    />`}
  </div>`;
}
