/** The operator's first page: what I do, whether my phone works, how the line is, who is here. */

import { html } from "../../vendor/preact.js";
import { LineFigures } from "../desk/line.js";
import { PhoneCard } from "../desk/phone.js";
import { PresenceCard } from "../desk/presence.js";
import { TeamCard } from "../desk/team.js";
import { WorkCard } from "../desk/work.js";
import { state } from "../live.js";
import { Empty } from "../parts/empty.js";
import { PageHeader } from "../parts/header.js";
import { BrowserPhoneCard } from "../phone/card.js";
import { say } from "../words.js";

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
  return html`
    <${PageHeader} title=${say("desk.title")} lead=${say("desk.lead")} />
    <${LineFigures} />
    <div class="desk">
      <div class="desk-main">
        <${PresenceCard} />
        <${WorkCard} />
      </div>
      <div class="desk-side">
        <${PhoneCard} />
        <${BrowserPhoneCard} />
        <${TeamCard} />
      </div>
    </div>
  `;
}
