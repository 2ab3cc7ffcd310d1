/** 103 or 112: the service is called while the person stays with us, and the card is read out. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { addressOf, patientsOf, signsOf } from "../forms/body.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Icon } from "../parts/icon.js";
import { ask, Refusal } from "../session.js";
import { say } from "../words.js";
import { act } from "./acts.js";

/** @typedef {import("../shapes.js").Call} Call */

const SERVICES = ["103", "112"];

/**
 * What is read out: the form as it is typed now, since an ambulance does not wait for a saving;
 * of a call without a form, the ticket as the engine has it.
 * @param {{call: Call, form: import("../drafts/local.js").Form | null, onClose: () => void}} props
 */
export function Emergency({ call, form, onClose }) {
  const [told, setTold] = useState(/** @type {string[]} */ ([]));
  const [called, setCalled] = useState("");
  const ticket = call.tickets[0]?.number;
  useEffect(() => {
    if (!form && ticket) {
      void cardOf(ticket).then(setTold);
    }
  }, [ticket]);
  const lines = form ? typedLines(form, call) : told;

  /** @param {string} number */
  async function reach(number) {
    if (await act(call.call_id, "transfer", { kind: "warm", number })) {
      setCalled(number);
    }
  }

  return html`<${Dialog} title=${say("emergency.title")} isWide onClose=${onClose}>
    <p class="note tone-bad"><${Icon} name="ambulance" />${say(called ? "emergency.called" : "emergency.text", { number: called })}</p>
    <div class="emergency-services">
      ${SERVICES.map((number, place) => html`<${Button}
        key=${number} words=${say("emergency.call", { number })} icon="phone-outgoing" keys="Alt+${place + 1}"
        tone="danger" isPressed=${called === number} onPress=${() => void reach(number)}
      />`)}
    </div>
    <section class="read-card" aria-label=${say("emergency.card")}>
      <h3>${say("emergency.card")}</h3>
      ${lines.map((line) => html`<p key=${line}>${line}</p>`)}
      ${lines.length === 0 && html`<p class="quiet-line">${say("emergency.empty")}</p>`}
    </section>
  <//>`;
}

/**
 * @param {import("../drafts/local.js").Form} form
 * @param {Call} call
 */
function typedLines(form, call) {
  const address = addressOf(form);
  const where = [address.text, ...["flat", "entrance", "floor", "intercom", "landmark"]
    .filter((name) => form[name]?.trim())
    .map((name) => `${say(`form.${name}`).toLowerCase()} ${form[name]}`)];
  const patients = Array.from({ length: patientsOf(form) }, (_, place) => [
    say("emergency.what", { what: form[`p${place}.complaint`] || form["text"] || "—" }),
    ...(signsOf(form, place).length ? [say("emergency.signs", { signs: signsOf(form, place).join(", ") })] : []),
    say("emergency.who", { who: [form[`p${place}.name`], form[`p${place}.birth`]].filter(Boolean).join(", ") || "—" }),
  ]);
  return [
    say("emergency.where", { where: where.filter(Boolean).join(", ") || "—" }),
    ...patients.flat(),
    say("emergency.phone", { phone: form["phone"] || call.number.shown || "—" }),
  ];
}

/**
 * @param {string} ticket
 * @returns {Promise<string[]>}
 */
async function cardOf(ticket) {
  try {
    return (await ask("GET", `/tickets/${ticket}/card`)).lines;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    return [];
  }
}
