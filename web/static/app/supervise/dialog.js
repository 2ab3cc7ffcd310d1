/** A dialog in which a supervisor chooses a deed, sees what it would change, and says why. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { Icon } from "../parts/icon.js";
import { Refusal } from "../session.js";
import { say } from "../words.js";
import { carryOut, preview } from "./deeds.js";
import { effectLines } from "./effect.js";

/**
 * @typedef {object} Choice
 * @property {string} name its words are `act.NAME`
 * @property {string} icon
 * @property {import("./deeds.js").Deed} [deed] what it does; without one `go` does it
 * @property {{name: string, words: string, values: {value: string, words: string}[]}} [pick]
 *   something more to choose, and under which name it is sent
 * @property {(why: string) => Promise<boolean>} [go]
 * @property {string} [note] the key of a sentence that says what to know beforehand
 */

/**
 * @param {{title: string, lead?: string, choices: Choice[], onClose: () => void}} props
 */
export function DeedDialog({ title, lead, choices, onClose }) {
  const [place, setPlace] = useState(0);
  const [picked, setPicked] = useState(/** @type {Record<string, string>} */ ({}));
  const [why, setWhy] = useState("");
  const [isBusy, setBusy] = useState(false);
  const choice = /** @type {Choice} */ (choices[place]);
  const deed = deedOf(choice, picked);

  async function go() {
    setBusy(true);
    const isDone = await (choice.go ? choice.go(why.trim()) : carryOut(deed ?? {}, why.trim()));
    setBusy(false);
    if (isDone) {
      onClose();
    }
  }

  return html`<${Dialog} title=${title} isWide onClose=${onClose}>
    <form class="act" onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      void go();
    }}>
      ${lead && html`<p class="act-lead">${lead}</p>`}
      <div class="act-choices" role="group" aria-label=${say("act.what")}>
        ${choices.map((each, index) => html`<${Button}
          key=${each.name} words=${say(`act.${each.name}`)} icon=${each.icon} keys="Alt+${index + 1}"
          isPressed=${index === place} onPress=${() => setPlace(index)}
        />`)}
      </div>
      ${choice.pick && html`<${Field}
        key=${choice.name} label=${choice.pick.words} choices=${choice.pick.values}
        value=${picked[choice.name] ?? choice.pick.values[0]?.value ?? ""}
        onInput=${(/** @type {string} */ value) => setPicked({ ...picked, [choice.name]: value })}
      />`}
      ${choice.note && html`<p class="note tone-calm"><${Icon} name="info-circle" /><span>${say(choice.note)}</span></p>`}
      ${!choice.go && deed && html`<${Beforehand} deed=${deed} />`}
      <${Field} label=${say("act.why")} hint=${say("act.why.hint")} value=${why} isNeeded onInput=${setWhy} />
      <div class="act-foot">
        <${Button} words=${say("act.go", { what: say(`act.${choice.name}`) })} tone="primary" keys="Alt+Enter"
          isBusy=${isBusy} isOff=${!why.trim() || (!choice.go && !deed)} onPress=${() => void go()} />
        <${Button} words=${say("act.not")} onPress=${onClose} />
      </div>
    </form>
  <//>`;
}

/**
 * What it would change; while that is asked for, and where it cannot be told, it says so.
 * @param {{deed: import("./deeds.js").Deed}} props
 */
function Beforehand({ deed }) {
  const [lines, setLines] = useState(/** @type {string[] | null} */ (null));
  const asked = JSON.stringify(deed);
  useEffect(() => {
    let isWanted = true;
    preview(deed).then(
      (effect) => isWanted && setLines(effectLines(deed, effect)),
      (refusal) => {
        if (!(refusal instanceof Refusal)) {
          throw refusal;
        }
        return isWanted && setLines([]);
      },
    );
    return () => {
      isWanted = false;
    };
  }, [asked]);
  return html`<section class="act-effect" role="status" aria-label=${say("act.effect")}>
    <h3 class="act-effect-name">${say("act.effect")}</h3>
    ${lines === null && html`<p class="quiet-line">${say("act.effect.asked")}</p>`}
    ${lines?.length === 0 && html`<p class="quiet-line">${say("act.effect.unknown")}</p>`}
    ${lines?.map((line) => html`<p key=${line}>${line}</p>`)}
  </section>`;
}

/**
 * @param {Choice} choice
 * @param {Record<string, string>} picked
 * @returns {import("./deeds.js").Deed | null} `null` while something is still to be chosen
 */
function deedOf({ name, deed, pick }, picked) {
  if (!deed) {
    return null;
  }
  if (!pick) {
    return deed;
  }
  const value = picked[name] ?? pick.values[0]?.value;
  return value ? { ...deed, [pick.name]: value } : null;
}
