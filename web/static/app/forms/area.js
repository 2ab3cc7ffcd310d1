/** The forms beside the call: those that are open, the one that is written, and its saving. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { differences } from "../drafts/draft.js";
import { DraftNote, DraftTrouble, fieldInWords } from "../drafts/note.js";
import { drafts, end, shown, shownKey } from "../drafts/open.js";
import { Button } from "../parts/button.js";
import { Compare } from "../parts/compare.js";
import { Dialog } from "../parts/dialog.js";
import { Icon } from "../parts/icon.js";
import { tellTrouble } from "../parts/toast.js";
import { Refusal } from "../session.js";
import { say } from "../words.js";
import { Answers } from "./answers.js";
import { beginForm, KINDS } from "./begin.js";
import { faultsOf, lacks } from "./body.js";
import { Input, Writing } from "./inputs.js";
import { learn } from "./known.js";
import { PatientLinks } from "./links.js";
import { PlainForm } from "./plain.js";
import { Saved, saved } from "./saved.js";
import { save } from "./save.js";
import { SupportForm } from "./support.js";
import { formOf } from "./theirs.js";
import { AddPatient, focusSoon, VisitForm } from "./visit.js";

/** @typedef {import("../drafts/draft.js").Draft} Draft */

/** @param {{onEmergency: (() => void) | null}} props */
export function Forms({ onEmergency }) {
  const draft = shown.value;
  useEffect(() => void learn(), []);
  return html`<section class="forms" aria-label=${say("forms.title")}>
    <${Saved} />
    <${Tabs} />
    ${draft && html`<${One} key=${draft.key} draft=${draft} onEmergency=${onEmergency} />`}
  </section>`;
}

/** The forms that are open, and how another begins. */
function Tabs() {
  const [isChoosing, setChoosing] = useState(false);
  return html`<div class="form-tabs">
    ${drafts.value.length > 0 && html`<ul>
      ${drafts.value.map((draft) => html`<li key=${draft.key}>
        <button
          type="button" class="form-tab" aria-current=${draft === shown.value ? "true" : undefined}
          onClick=${() => (shownKey.value = draft.key)}
        >${say(`kind.${draft.form.value["kind"]}`)}
          ${(draft.form.value["p0.name"] || draft.form.value["person"]) &&
          html`<span>${draft.form.value["p0.name"] || draft.form.value["person"]}</span>`}</button>
      </li>`)}
    </ul>`}
    <${Button}
      words=${say("forms.visit")} icon="home-heart" keys="F2"
      tone=${drafts.value.length ? "plain" : "primary"} onPress=${() => beginForm("home_visit")}
    />
    <${Button} words=${say("forms.another")} icon="plus" keys="Alt+N" onPress=${() => setChoosing(true)} />
    <${Answers} />
    ${isChoosing && html`<${Kinds} onClose=${() => setChoosing(false)} />`}
  </div>`;
}

/** @param {{onClose: () => void}} props */
function Kinds({ onClose }) {
  return html`<${Dialog} title=${say("forms.which")} onClose=${onClose}>
    <div class="choice-list">
      ${KINDS.map(({ kind, icon }, place) => html`<${Button}
        key=${kind} words=${say(`kind.${kind}`)} icon=${icon} keys="Alt+${place + 1}"
        onPress=${() => {
          onClose();
          beginForm(kind);
        }}
      />`)}
    </div>
  <//>`;
}

/** @param {{draft: Draft, onEmergency: (() => void) | null}} props */
function One({ draft, onEmergency }) {
  const form = draft.form.value;
  const [faults, setFaults] = useState(/** @type {import("./body.js").Faults} */ ({}));
  const [isBusy, setBusy] = useState(false);
  const [present, setPresent] = useState(/** @type {Record<string, any> | null} */ (null));
  const [isDropping, setDropping] = useState(false);
  const element = useRef(/** @type {HTMLElement | null} */ (null));

  /** @param {import("./body.js").Faults} found */
  function blame(found) {
    setFaults(found);
    const [first] = Object.keys(found).filter(Boolean);
    if (first) {
      focusSoon(first);
    }
  }

  async function send() {
    const lacking = lacks(form);
    blame(lacking);
    if (Object.keys(lacking).length > 0) {
      return;
    }
    setBusy(true);
    try {
      saved.value = await save(draft);
      await end(draft);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      refused(refusal);
    } finally {
      setBusy(false);
    }
  }

  /** @param {Refusal} refusal */
  function refused({ status, message, faults: told, present: now }) {
    const ticket = /** @type {Record<string, any> | undefined} */ (now);
    if (status === 409 && ticket && String(ticket["revision"]) !== form["revision"]) {
      setPresent(ticket);
    } else if (status === 422) {
      blame(faultsOf(told));
      tellTrouble(say("form.fault.some"));
    } else {
      tellTrouble(message);
    }
  }

  const writing = {
    form,
    faults,
    set: (/** @type {Record<string, string>} */ typed) => draft.set(typed),
  };
  const kind = form["kind"] ?? "home_visit";
  return html`<${Writing.Provider} value=${writing}>
    <article class="card form" ref=${element} aria-label=${say(`kind.${kind}`)}>
      <header class="form-head">
        <h2>${say(`kind.${kind}`)}</h2>
        <${DraftNote} draft=${draft} />
      </header>
      <${DraftTrouble} draft=${draft} />
      ${faults[""] && html`<p class="note tone-bad" role="alert"><${Icon} name="alert-circle" />${faults[""]}</p>`}
      ${kind === "home_visit" && html`<${VisitForm} onEmergency=${onEmergency} />`}
      ${kind === "support" && html`<${SupportForm} />`}
      ${kind !== "home_visit" && kind !== "support" && html`<${PlainForm} />`}
      <div class="form-links">
        <${PatientLinks} form=${form} />
        <${Input} name="external" />
      </div>
      <footer class="form-foot">
        <${Button}
          words=${say("form.save")} icon="device-floppy" keys="Ctrl+Enter" tone="primary"
          isBusy=${isBusy} onPress=${() => void send()}
        />
        ${kind === "home_visit" && html`<${AddPatient} />`}
        <${Button} words=${say("form.drop")} icon="trash" tone="quiet" onPress=${() => setDropping(true)} />
      </footer>
    </article>
    ${present && html`<${Conflict} draft=${draft} present=${present} onClose=${() => setPresent(null)} />`}
    ${isDropping &&
    html`<${Dialog} title=${say("form.drop.sure")} onClose=${() => setDropping(false)}>
      <div class="choice-list">
        <${Button} words=${say("form.drop.keep")} onPress=${() => setDropping(false)} />
        <${Button} words=${say("form.drop.do")} tone="danger" onPress=${() => void end(draft)} />
      </div>
    <//>`}
  <//>`;
}

/**
 * The ticket as somebody else has written it, beside what is written here.
 * @param {{draft: Draft, present: Record<string, any>, onClose: () => void}} props
 */
function Conflict({ draft, present, onClose }) {
  const mine = draft.form.value;
  const theirs = { ...mine, ...formOf(present) };
  const apart = differences(mine, theirs).map((field) => ({
    field,
    words: fieldInWords(field),
    mine: mine[field] ?? "",
    theirs: theirs[field] ?? "",
  }));
  return html`<${Compare}
    title=${say("conflict.title", { number: present["number"] })} text=${say("conflict.text")}
    differences=${apart} onClose=${onClose}
    onKeep=${(/** @type {Record<string, string>} */ kept) => {
      draft.set({ ...kept, revision: String(present["revision"]) });
      onClose();
    }}
  />`;
}
