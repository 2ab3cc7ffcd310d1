/** Saying that another case belongs to this one; who that is, is seen before it is said. */

import { html, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { say } from "../words.js";
import { StateBadge, useCase } from "./case.js";

const NUMBER = /^\d{6}-\d{4,}-\d$/;
const WAYS = /** @type {const} */ (["same_patient", "same_matter", "again", "cause"]);

/** @param {import("./stepping.js").Asking} props */
export function Linking({ step, whole, note, onSend, onClose }) {
  const [typed, setTyped] = useState("");
  const [how, setHow] = useState(say(`link.${WAYS[0]}`));
  const number = typed.trim();
  const isItself = number === whole.ticket.number;
  const { value, trouble } = useCase(NUMBER.test(number) && !isItself ? number : null);
  const other = value?.ticket.number === number ? value.ticket : null;

  /** @param {Event} event */
  function send(event) {
    event.preventDefault();
    void onSend({ change: { do: "link", other: other?.ticket_id, how } });
  }

  return html`<${Dialog} title=${say(`step.${step.name}`)} onClose=${onClose}>
    ${note}
    <form onSubmit=${send}>
      <${Field}
        label=${say("link.number")} value=${typed} onInput=${setTyped} isNeeded hint=${say("link.number.hint")}
        error=${isItself ? say("link.itself") : NUMBER.test(number) && trouble ? say("link.nothing") : undefined}
      />
      <div role="status">
        ${other && html`<p class="note tone-calm"><span><strong>${other.person.name || say("unknown")}</strong>${" · "}${other.category_title || say(`kind.${other.kind}`)}${" "}<${StateBadge} state=${other.state} /></span></p>`}
      </div>
      <${Field}
        label=${say("link.how")} value=${how} onInput=${setHow}
        choices=${WAYS.map((way) => ({ value: say(`link.${way}`), words: say(`link.${way}`) }))}
      />
      <${Button} words=${say("link.do")} icon="check" tone="primary" sends isOff=${other === null} />
    </form>
  <//>`;
}
