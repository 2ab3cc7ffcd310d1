/**
 * Steps of work on a case, each by a key.
 *
 * A step names the revision that was on the screen. When somebody was quicker, nothing is
 * overwritten: the page shows what is there now, says so, and keeps what was typed.
 */

import { html, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Card } from "../parts/card.js";
import { Icon } from "../parts/icon.js";
import { tell, tellTrouble } from "../parts/toast.js";
import { ask, may, Refusal } from "../session.js";
import { say } from "../words.js";
import { Filing } from "./filing.js";
import { Linking } from "./linking.js";
import { Elsewhere } from "./elsewhere.js";
import { Refusing } from "./refusing.js";
import { STEPS } from "./steps.js";
import { Telling } from "./telling.js";

/**
 * @typedef {import("./case.js").Ticket} Ticket
 * @typedef {import("./steps.js").Step} Step
 * @typedef {object} Asking what a dialog is given that asks for what a step needs
 * @property {Step} step
 * @property {import("./case.js").Whole} whole
 * @property {import("../../vendor/preact.js").Children} note why it could not be taken, if it was tried
 * @property {(body: unknown, path?: string) => Promise<void>} onSend
 * @property {() => void} onClose
 */

const DIALOGS = { refuse: Refusing, link: Linking, file: Filing, elsewhere: Elsewhere };

/**
 * @param {{whole: import("./case.js").Whole, isOff: boolean, reload: () => void}} props
 */
export function Steps({ whole, isOff, reload }) {
  const { ticket } = whole;
  const [chosen, setChosen] = useState(/** @type {Step | null} */ (null));
  const [hindered, setHindered] = useState("");

  /**
   * @param {unknown} body
   * @param {string} [path]
   */
  async function send(body, path = `/tickets/${ticket.ticket_id}/changes`) {
    try {
      await ask("POST", path, body, { "If-Match": `"${ticket.revision}"` });
      tell(say("step.done"));
      setChosen(null);
      setHindered("");
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      if (refusal.status !== 409) {
        setHindered("");
        tellTrouble(refusal.message);
        return;
      }
      const present = /** @type {Ticket | undefined} */ (refusal.present);
      setHindered(present?.["revision"] === ticket.revision ? refusal.message : say("step.newer"));
    }
    reload();
  }

  /** @param {Step} step */
  function choose(step) {
    setHindered("");
    if (step.asks || step.opens) {
      setChosen(step);
    } else {
      void send({ change: step.send("") });
    }
  }

  const steps = STEPS.filter((step) => step.from.includes(ticket.state) && isSensible(step, ticket));
  const Dialog = chosen?.opens ? DIALOGS[chosen.opens] : Telling;
  const note = html`<div role="alert">
    ${hindered && html`<p class="note tone-warn"><${Icon} name="refresh" />${hindered}</p>`}
  </div>`;
  return html`<${Card} title=${say("step.title")}>
    ${chosen === null && note}
    <div class="choice-list step-list">
      ${steps.map((step) => html`<${Button}
        key=${step.name} words=${say(`step.${step.name}`)} icon=${step.icon} keys=${step.keys} isOff=${isOff}
        onPress=${() => choose(step)}
      />`)}
    </div>
    ${chosen && html`<${Dialog} step=${chosen} whole=${whole} note=${note} onSend=${send} onClose=${() => setChosen(null)} />`}
  <//>`;
}

/**
 * @param {Step} step
 * @param {Ticket} ticket
 */
function isSensible({ opens }, ticket) {
  const isTask = ticket.kind === "follow_up";
  return (opens !== "elsewhere" || (ticket.visits.length > 0 && may("visits:write"))) && (opens !== "file" || !isTask);
}
