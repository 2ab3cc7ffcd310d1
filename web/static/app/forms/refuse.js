/**
 * Refusing a request: one of six reasons, each with the evidence that it demands. The engine takes
 * no refusal without it; here it is asked for before it is sent.
 *
 * Source: order 4228 of VOMIAC, Volgograd, 07.12.2015, the list of reasons for refusal.
 */

import { html, useState } from "../../vendor/preact.js";
import { shown } from "../drafts/open.js";
import { part } from "../live.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { tell, tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";
import { say } from "../words.js";
import { saved } from "./saved.js";

const REASONS = /** @type {const} */ ([
  { reason: "facts_not_given", asks: ["missing"] },
  { reason: "too_little_told", asks: ["told", "at"] },
  { reason: "not_reproduced", asks: ["told", "at"] },
  { reason: "no_remote_access", asks: ["at"] },
  { reason: "disrespect", asks: ["call"] },
  { reason: "out_of_competence", asks: ["told"] },
]);
const FACTS = /** @type {const} */ (["organisation", "full_name", "support_code"]);

const call = part("call");

/** @param {{onClose: () => void}} props */
export function Refuse({ onClose }) {
  const now = /** @type {import("../shapes.js").Call | null} */ (call.value);
  const [ticket, setTicket] = useState(
    saved.value?.["number"] ?? now?.tickets[0]?.number ?? "",
  );
  const [reason, setReason] = useState(/** @type {string} */ (REASONS[0].reason));
  const [missing, setMissing] = useState(/** @type {string[]} */ ([]));
  const [told, setTold] = useState("");
  const [at, setAt] = useState("");
  const [wrong, setWrong] = useState("");
  const asks = /** @type {readonly string[]} */ (REASONS.find((each) => each.reason === reason)?.asks ?? []);
  const callId = now?.call_id ?? shown.value?.form.value["call"] ?? null;

  async function refuse() {
    const refusal = {
      reason,
      missing: asks.includes("missing") ? missing : [],
      told: asks.includes("told") ? told : "",
      at: asks.includes("at") && at ? new Date(at).toISOString() : null,
      call_id: asks.includes("call") ? callId : null,
    };
    try {
      await ask("POST", `/tickets/${encodeURIComponent(ticket.trim())}/changes`, { change: { do: "refuse", refusal } }, { "If-Match": "*" });
      tell(say("refuse.done", { number: ticket }));
      onClose();
    } catch (refused) {
      if (!(refused instanceof Refusal)) {
        throw refused;
      }
      if (refused.status === 409 || refused.status === 422) {
        setWrong(say("refuse.not_proved"));
      } else {
        tellTrouble(refused.message);
      }
    }
  }

  const lack =
    (asks.includes("missing") && missing.length === 0) ||
    (asks.includes("told") && told.trim() === "") ||
    (asks.includes("at") && at === "") ||
    (asks.includes("call") && callId === null);
  const actions = html`<${Button}
    words=${say("refuse.do")} icon="ban" keys="Ctrl+Enter" tone="danger"
    isOff=${lack || ticket.trim() === ""} onPress=${() => void refuse()}
  />`;
  return html`<${Dialog} title=${say("refuse.title")} isWide onClose=${onClose} actions=${actions}>
    <${Field}
      label=${say("refuse.reason")} value=${reason} onInput=${setReason}
      choices=${REASONS.map((each) => ({ value: each.reason, words: say(`refuse.${each.reason}`) }))}
    />
    <${Field} label=${say("refuse.ticket")} value=${ticket} onInput=${setTicket} isNeeded />
    <p class="note tone-calm">${say(`refuse.${reason}.needs`)}</p>
    ${asks.includes("missing") &&
    html`<fieldset class="refuse-facts">
      <legend>${say("refuse.missing")}</legend>
      ${FACTS.map((fact) => html`<label key=${fact}>
        <input
          type="checkbox" checked=${missing.includes(fact)}
          onChange=${() => setMissing(missing.includes(fact) ? missing.filter((one) => one !== fact) : [...missing, fact])}
        />${say(`refuse.fact.${fact}`)}
      </label>`)}
    </fieldset>`}
    ${asks.includes("told") && html`<${Field} label=${say(`refuse.${reason}.told`)} value=${told} lines=${3} onInput=${setTold} isNeeded />`}
    ${asks.includes("at") && html`<${Field} label=${say(`refuse.${reason}.at`)} value=${at} onInput=${setAt} isNeeded more=${{ type: "datetime-local" }} />`}
    ${asks.includes("call") && html`<p>${say(callId ? "refuse.call" : "refuse.no_call")}</p>`}
    <div role="alert">${wrong && html`<p class="note tone-bad">${wrong}</p>`}</div>
  <//>`;
}
