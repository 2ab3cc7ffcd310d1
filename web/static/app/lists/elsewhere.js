/** Sending a visit to another clinic: who would come, and when, is told before it is asked for. */

import { html, useState } from "../../vendor/preact.js";
import { Told } from "../forms/proposal.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { ask } from "../session.js";
import { say } from "../words.js";
import { useFeed } from "./feed.js";

/**
 * @typedef {import("./case.js").Ticket} Visit
 * @typedef {import("../forms/proposal.js").Named} Named
 */

const OVER = ["visited", "cancelled"];

/** @param {import("./stepping.js").Asking} props */
export function Elsewhere({ step, whole, note, onSend, onClose }) {
  const visits = /** @type {Visit[]} */ (whole.ticket.visits).filter(({ state }) => !OVER.includes(state));
  const [chosen, setChosen] = useState(visits[0]?.["visit_id"] ?? "");
  const visit = visits.find((each) => each["visit_id"] === chosen);
  return html`<${Dialog} title=${say(`step.${step.name}`)} isWide onClose=${onClose}>
    ${note}
    ${visits.length > 1 &&
    html`<${Field}
      label=${say("elsewhere.visit")} value=${chosen} onInput=${setChosen}
      choices=${visits.map((each) => ({ value: each["visit_id"], words: `${each["patient"].name || say("visit.nameless")} · ${each["address"].text}` }))}
    />`}
    ${visit
      ? html`<${Choosing} key=${chosen} visit=${visit} onSend=${onSend} />`
      : html`<p class="quiet-line">${say("elsewhere.none")}</p>`}
  <//>`;
}

/** @param {{visit: Visit, onSend: import("./stepping.js").Asking["onSend"]}} props */
function Choosing({ visit, onSend }) {
  const [clinic, setClinic] = useState("");
  const [why, setWhy] = useState("");
  const { value: region } = useFeed(() => ask("GET", "/clinics"), [], true);
  const { value: plan } = useFeed(() => planned(visit, clinic), [clinic], true);
  const all = /** @type {Named[]} */ (region?.clinics ?? []);
  const now = all.find(({ code }) => code === visit["clinic"]);
  const others = all.filter(({ code }) => code !== visit["clinic"]);

  /** @param {Event} event */
  function send(event) {
    event.preventDefault();
    void onSend({ clinic, why: why.trim() }, `/visits/${visit["visit_id"]}/changes`);
  }

  return html`<form onSubmit=${send}>
    <p class="note tone-calm">${say("elsewhere.now", { clinic: now?.name ?? visit["clinic"] ?? say("visits.no_clinic") })}</p>
    <${Field}
      label=${say("elsewhere.clinic")} value=${clinic} onInput=${setClinic} isNeeded
      choices=${[{ value: "", words: say("elsewhere.choose") }, ...others.map(({ code, name }) => ({ value: code, words: name }))]}
    />
    <div role="status">${clinic && plan && html`<${Told} found=${plan} />`}</div>
    <${Field} label=${say("visit.why_change")} value=${why} onInput=${setWhy} isNeeded />
    <${Button} words=${say("elsewhere.do")} icon="send" tone="primary" sends isOff=${clinic === "" || why.trim() === ""} />
  </form>`;
}

/**
 * @param {Visit} visit
 * @param {string} clinic
 * @returns {Promise<import("../forms/proposal.js").Proposal | null>}
 */
async function planned(visit, clinic) {
  if (clinic === "") {
    return null;
  }
  const { address, patient, danger_signs: signs } = visit;
  return ask("POST", "/visits/proposals", { address, patient, is_urgent: signs.length > 0, clinic });
}
