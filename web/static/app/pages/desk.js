/**
 * The operator's first page: what I do, whether my phone works, how the line is, who is here. With
 * a call or a form it becomes the call's page: who calls at the left, what is written at the right.
 */

import { html, useState } from "../../vendor/preact.js";
import { Emergency } from "../call/emergency.js";
import { CallPanel, stageInWords } from "../call/panel.js";
import { LineFigures } from "../desk/line.js";
import { PhoneCard } from "../desk/phone.js";
import { PresenceCard } from "../desk/presence.js";
import { TeamCard } from "../desk/team.js";
import { WorkCard } from "../desk/work.js";
import { drafts, shown } from "../drafts/open.js";
import { Forms } from "../forms/area.js";
import { saved } from "../forms/saved.js";
import { part, state } from "../live.js";
import { Empty } from "../parts/empty.js";
import { PageHeader } from "../parts/header.js";
import { BrowserPhoneCard } from "../phone/card.js";
import { say } from "../words.js";

const call = part("call");

/** The page. */
export function Page() {
  if (state.value === null) {
    return html`<${PageHeader} title=${say("desk.title")} />
      <div class="waiting" role="status">
        <span class="spinner-border" aria-hidden="true"></span>${say("desk.waiting")}
      </div>`;
  }
  if (!state.value.me) {
    return html`<${PageHeader} title=${say("desk.title")} />
      <${Empty} icon="headset" title=${say("desk.no_account")} text=${say("desk.no_account.text")} />`;
  }
  return html`<${AtWork} />`;
}

/** One tree for both, so that a form keeps its focus when the call comes and goes. */
function AtWork() {
  const [isEmergency, setEmergency] = useState(false);
  const now = /** @type {import("../shapes.js").Call | null} */ (call.value);
  const isBusy = now !== null || drafts.value.length > 0 || saved.value !== null;
  const isTalking = now !== null && now.state !== "ringing" && now.state !== "wrap_up";
  const onEmergency = isTalking ? () => setEmergency(true) : null;
  return html`
    <${PageHeader} title=${say("desk.title")} lead=${isBusy ? undefined : say("desk.lead")} />
    <div role="status" class="visually-hidden">${now && stageInWords(now)}</div>
    ${!isBusy && html`<${LineFigures} />`}
    <div class="desk ${isBusy ? "is-busy" : ""}">
      <div class="desk-main">
        ${now && html`<${CallPanel} key=${now.call_id} call=${now} onEmergency=${() => setEmergency(true)} />`}
        <${PresenceCard} />
        ${!isBusy && html`<${WorkCard} />`}
        ${isBusy && !now && html`<${PhoneCard} /><${BrowserPhoneCard} />`}
      </div>
      <div class="desk-side">
        <${Forms} onEmergency=${onEmergency} />
        ${!isBusy && html`<${PhoneCard} /><${BrowserPhoneCard} /><${TeamCard} />`}
      </div>
    </div>
    ${isEmergency && now &&
    html`<${Emergency} call=${now} form=${shown.value?.form.value ?? null} onClose=${() => setEmergency(false)} />`}
  `;
}
