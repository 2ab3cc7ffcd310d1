import { html, useState } from "../../vendor/preact.js";
import { say } from "../words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";

/**
 * @typedef {object} Difference
 * @property {string} field
 * @property {string} words what the field is called
 * @property {string} mine
 * @property {string} theirs
 */

/**
 * Two versions of the same, side by side; for each field one of both is kept. Nothing is chosen
 * by itself but one's own, and nothing is lost before the button is pressed.
 * @param {{title: string, text: string, differences: Difference[],
 *   onKeep: (kept: Record<string, string>) => void, onClose: () => void}} props
 */
export function Compare({ title, text, differences, onKeep, onClose }) {
  const [theirs, setTheirs] = useState(/** @type {string[]} */ ([]));
  const all = differences.map(({ field }) => field);

  function keep() {
    onKeep(Object.fromEntries(differences.map((each) => [
      each.field,
      theirs.includes(each.field) ? each.theirs : each.mine,
    ])));
  }

  const actions = html`
    <${Button} words=${say("compare.all_theirs")} keys="Alt+J" onPress=${() => setTheirs(all)} />
    <${Button} words=${say("compare.all_mine")} keys="Alt+M" onPress=${() => setTheirs([])} />
    <${Button} words=${say("compare.keep")} icon="check" keys="Ctrl+Enter" tone="primary" onPress=${keep} />
  `;
  return html`<${Dialog} title=${title} isWide onClose=${onClose} actions=${actions}>
    <p class="compare-text">${text}</p>
    ${differences.map((each) => html`<fieldset class="compare" key=${each.field}>
      <legend>${each.words}</legend>
      ${[false, true].map((isTheirs) => {
        const isChosen = theirs.includes(each.field) === isTheirs;
        return html`<label class=${isChosen ? "is-chosen" : ""}>
          <input
            type="radio" name="compare-${each.field}" checked=${isChosen}
            onChange=${() => setTheirs(isTheirs ? [...theirs, each.field] : theirs.filter((one) => one !== each.field))}
          />
          <span><em>${say(isTheirs ? "compare.theirs" : "compare.mine")}</em>
          ${(isTheirs ? each.theirs : each.mine) || say("compare.empty")}</span>
        </label>`;
      })}
    </fieldset>`)}
  <//>`;
}
