import { createContext, html, useContext } from "../../vendor/preact.js";
import { Field } from "../parts/field.js";
import { say } from "../words.js";

/**
 * @typedef {object} Writing a form that is being written
 * @property {import("../drafts/local.js").Form} form
 * @property {import("./body.js").Faults} faults
 * @property {(typed: import("../drafts/local.js").Form) => void} set
 */

/** The form that the fields below belong to. */
export const Writing = createContext(/** @type {Writing | null} */ (null));

/** The form that a part stands in. */
export function useWriting() {
  const writing = useContext(Writing);
  if (writing === null) {
    throw new Error("a field of a form stands in no form");
  }
  return writing;
}

/**
 * One field of the form, by its name; its words are `form.NAME` unless they are given.
 * @param {{name: string, words?: string, hint?: string | undefined, lines?: number,
 *   type?: "text" | "tel", isNeeded?: boolean, isShort?: boolean, isOff?: boolean,
 *   choices?: {value: string, words: string}[]}} props
 */
export function Input({ name, words, isShort = false, ...more }) {
  const { form, faults, set } = useWriting();
  const last = name.replace(/^p\d+\./, "");
  return html`<div class=${isShort ? "input is-short" : "input"}>
    <${Field}
      ...${more} name=${name} label=${words ?? say(`form.${last}`)} value=${form[name] ?? ""}
      error=${faults[name]} onInput=${(/** @type {string} */ value) => set({ [name]: value })}
    />
  </div>`;
}
