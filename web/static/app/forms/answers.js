/** Answers at hand: what is not ours and where it is helped, by words; and the six refusals. */

import { html, useState } from "../../vendor/preact.js";
import { shown } from "../drafts/open.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { say } from "../words.js";
import { categories } from "./known.js";
import { Refuse } from "./refuse.js";

/** The button, and the dialog that it opens. */
export function Answers() {
  const [isOpen, setOpen] = useState(false);
  const [isRefusing, setRefusing] = useState(false);
  return html`
    <${Button} words=${say("answers.title")} icon="help" keys="Alt+V" onPress=${() => setOpen(true)} />
    ${isOpen &&
    html`<${Tree}
      onClose=${() => setOpen(false)}
      onRefuse=${() => {
        setOpen(false);
        setRefusing(true);
      }}
    />`}
    ${isRefusing && html`<${Refuse} onClose=${() => setRefusing(false)} />`}
  `;
}

/** @param {{onClose: () => void, onRefuse: () => void}} props */
function Tree({ onClose, onRefuse }) {
  const [sought, setSought] = useState("");
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (/** @type {import("./known.js").Category} */ { title, answer, code }) =>
    words.every((word) => `${title} ${answer} ${code}`.toLowerCase().includes(word));
  const found = categories.value.filter((each) => !each.is_in_scope && fits(each));
  const draft = shown.value;

  /** @param {import("./known.js").Category} chosen */
  function choose(chosen) {
    draft?.set({ kind: chosen.kind, category: chosen.code });
    onClose();
  }

  const actions = html`<${Button} words=${say("refuse.title")} icon="ban" keys="Alt+O" onPress=${onRefuse} />`;
  return html`<${Dialog} title=${say("answers.title")} isWide onClose=${onClose} actions=${actions}>
    <${Field} label=${say("answers.search")} type="search" value=${sought} onInput=${setSought} />
    <ul class="answers">
      ${found.map((each) => html`<li key=${each.code}>
        <div>
          <strong>${each.title}</strong> <span class="quiet-line">${say(`kind.${each.kind}`)}</span>
          <p class="answer-text">${each.answer}</p>
        </div>
        ${draft &&
        html`<${Button} words=${say("answers.take")} icon="check" onPress=${() => choose(each)} />`}
      </li>`)}
    </ul>
    ${found.length === 0 && html`<p class="quiet-line">${say("answers.nothing")}</p>`}
  <//>`;
}
