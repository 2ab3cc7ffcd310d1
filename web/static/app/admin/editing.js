/** The dialog in which a thing is changed, added or taken away; a secret is shown in it once. */

import { html, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { DayField, shownDay } from "../parts/day.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { Icon } from "../parts/icon.js";
import { tell } from "../parts/toast.js";
import { ask, faultInWords, Refusal } from "../session.js";
import { hasWords, say } from "../words.js";
import { ROLES } from "./things.js";
import { meant, shown, typed } from "./written.js";

/**
 * @typedef {import("./things.js").Kind} Kind
 * @typedef {import("./things.js").Part} Part
 * @typedef {import("./written.js").Said} Said
 * @typedef {{subject: string, says: Said | null, planned: Said | null}} Thing
 */

/**
 * @param {{kind: Kind, thing: Thing | null, onClose: () => void, onHistory: () => void}} props
 *   a thing that is `null` is added
 */
export function Editing({ kind, thing, onClose, onHistory }) {
  const [subject, setSubject] = useState(thing?.subject ?? "");
  const [values, setValues] = useState(() => begun(kind, thing?.says ?? null));
  const [trouble, setTrouble] = useState("");
  const [faults, setFaults] = useState(/** @type {string[]} */ ([]));
  const [secret, setSecret] = useState("");

  /**
   * @param {string} method
   * @param {string} [behind]
   * @param {unknown} [body]
   */
  async function send(method, behind = "", body = undefined) {
    const path = `/admin/${kind.name}/${encodeURIComponent(subject.trim())}${behind}`;
    setTrouble("");
    try {
      const done = await ask(method, path, body);
      tell(say("admin.done"));
      if (done?.secret) {
        setSecret(done.secret);
      } else {
        onClose();
      }
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      setTrouble(inWords(refusal));
    }
  }

  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    const told = kind.parts.map((part) => /** @type {const} */ ([part, meant(part, values[part.name] ?? "")]));
    const wrong = told.filter(([part, value]) => isWrong(part, value)).map(([part]) => part.name);
    setFaults(subject.trim() === "" ? ["subject", ...wrong] : wrong);
    if (wrong.length === 0 && subject.trim() !== "") {
      const body = Object.fromEntries(told.map(([part, value]) => [part.name, value]));
      await send(thing === null && kind.opens ? "POST" : "PUT", "", body);
    }
  }

  if (secret !== "") {
    return html`<${Dialog} title=${say("admin.once")} onClose=${onClose}>
      <p>${say(`admin.once.${kind.opens}`, { subject })}</p>
      <p class="admin-secret"><code>${secret}</code></p>
      <${Button} words=${say("admin.once.kept")} icon="check" keys="F9" tone="primary" onPress=${onClose} />
    <//>`;
  }
  const mayGo = kind.mayGo && Boolean(thing?.says);
  return html`<${Dialog} title=${thing === null ? say(`admin.${kind.name}.add`) : name(thing)} onClose=${onClose} isWide>
    <form onSubmit=${save} class="admin-form" novalidate>
      ${thing === null &&
      html`<${kind.subject === "day" ? DayField : Field}
        label=${say(`admin.${kind.name}.subject`)} hint=${say(`admin.${kind.name}.subject.hint`)}
        value=${subject} onInput=${setSubject} isNeeded type=${kind.subject}
        error=${faults.includes("subject") ? say("admin.needed") : undefined}
      />`}
      ${kind.parts.map((part) => html`<${Input}
        key=${part.name} part=${part} value=${values[part.name] ?? ""} planned=${thing?.planned ?? null}
        isWrong=${faults.includes(part.name)}
        onInput=${(/** @type {string} */ value) => setValues({ ...values, [part.name]: value })}
      />`)}
      <div role="alert" class="admin-wide">
        ${trouble && html`<p class="note tone-bad"><${Icon} name="alert-circle" />${trouble}</p>`}
      </div>
      <div class="admin-does admin-wide">
        <${Button} words=${say("admin.save")} icon="check" tone="primary" sends />
        ${thing && html`<${Button} words=${say("admin.history")} icon="history" keys="F4" onPress=${onHistory} />`}
        ${thing && kind.opens && html`<${Button} words=${say(`admin.new.${kind.opens}`)} icon="lock" keys="F7" onPress=${() => send("POST", `/${kind.opens}`)} />`}
        ${mayGo && html`<${Button} words=${say(`admin.${kind.name}.away`)} icon="trash" keys="F8" tone="danger" onPress=${() => send("DELETE")} />`}
      </div>
    </form>
  <//>`;
}

/**
 * @param {{part: Part, value: string, planned: Said | null, isWrong: boolean,
 *   onInput: (value: string) => void}} props
 */
function Input({ part, value, planned, isWrong, onInput }) {
  if (part.is === "roles") {
    return html`<${Roles} value=${value} onInput=${onInput} isWrong=${isWrong} />`;
  }
  const was = planned?.[part.name];
  const hint = { skills: say("admin.hint.skills"), list: say("admin.hint.list"), time: say("admin.hint.time") };
  const told = was === undefined || was === null ? "" : say("admin.planned", { value: shown(part, was) });
  const choices = part.choices?.map((each) => ({ value: each, words: say(`admin.choice.${each}`) }));
  return html`<${Field}
    label=${say(`admin.field.${part.name}`)} value=${value} onInput=${onInput} isNeeded=${part.isNeeded}
    hint=${[told, /** @type {Record<string, string>} */ (hint)[part.is] ?? ""].filter(Boolean).join(" ") || undefined}
    error=${isWrong ? say("admin.wrong") : undefined} choices=${choices} type=${part.is === "tel" ? "tel" : "text"}
  />`;
}

/** @param {{value: string, isWrong: boolean, onInput: (value: string) => void}} props */
function Roles({ value, isWrong, onInput }) {
  const chosen = value.split(", ").filter(Boolean);
  /** @param {string} role */
  function turn(role) {
    const others = chosen.filter((each) => each !== role);
    onInput((others.length === chosen.length ? [...chosen, role] : others).join(", "));
  }
  return html`<fieldset class="admin-roles admin-wide">
    <legend class="form-label">${say("admin.field.roles")}</legend>
    ${ROLES.map((role) => html`<label class="form-check" key=${role}>
      <input class="form-check-input" type="checkbox" checked=${chosen.includes(role)} onChange=${() => turn(role)} />
      <span class="form-check-label">${say(`role.${role}`)}</span>
    </label>`)}
    ${isWrong && html`<div class="invalid-feedback d-block">${say("admin.needed")}</div>`}
  </fieldset>`;
}

/**
 * Return how a thing is called.
 * @param {Thing} thing
 */
export function name({ subject, says, planned }) {
  const title = says?.name ?? says?.title ?? planned?.title;
  return title ? `${title} (${subject})` : shownDay(subject);
}

/**
 * @param {Part} part
 * @param {unknown} value
 */
function isWrong(part, value) {
  const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
  return value === undefined || (isEmpty && part.isNeeded === true);
}

/**
 * @param {Kind} kind
 * @param {Said | null} says
 * @returns {Record<string, string>}
 */
function begun(kind, says) {
  return Object.fromEntries(
    kind.parts.map((part) => [part.name, typed(part, says?.[part.name] ?? part.choices?.[0])]),
  );
}

/**
 * Return why a step was not taken, in words of the page: the engine's sentences are for terminals.
 * @param {Refusal} refusal
 */
function inWords({ message, faults }) {
  const told = faults.map((fault) => {
    const field = `admin.field.${fault.where.split("/")[1] ?? ""}`;
    const general = hasWords(field) ? say("fault.field", { field: say(field) }) : say("fault.any");
    return (fault.where === "" && faultInWords(fault)) || general;
  });
  return [...new Set(told)].join(" ") || message;
}
