import { html, useId } from "../../vendor/preact.js";

/**
 * @typedef {object} FieldProps
 * @property {string} label
 * @property {string} value
 * @property {(value: string) => void} onInput
 * @property {string} [hint] what to type, where the label does not say it
 * @property {string | undefined} [error] what is wrong with it, and what is expected
 * @property {"text" | "password" | "tel" | "search"} [type]
 * @property {{value: string, words: string}[]} [choices] makes it a list to choose from
 * @property {number} [lines] more than one makes it a text of several lines
 * @property {string} [autocomplete] `off` unless a browser shall remember it
 * @property {boolean} [isNeeded]
 * @property {boolean} [isOff]
 * @property {boolean} [hasFocus] takes the focus when it first appears
 * @property {string} [name] by which its form finds it
 * @property {Record<string, unknown>} [more] attributes of the field itself
 */

/**
 * A field with its label, a hint and what is wrong with it, all told to screen readers as well.
 * @param {FieldProps} props
 */
export function Field(props) {
  const { label, hint, error, isNeeded = false } = props;
  const id = useId();
  const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`<div class="field">
    <label class="form-label" for=${id}>
      ${label}${isNeeded && html`<span class="needed" aria-hidden="true"> *</span>`}
    </label>
    ${input(props, id, told)}
    ${hint && html`<div class="form-hint" id="${id}-hint">${hint}</div>`}
    ${error && html`<div class="invalid-feedback d-block" id="${id}-error">${error}</div>`}
  </div>`;
}

/**
 * @param {FieldProps} props
 * @param {string} id
 * @param {string} told the ids of hint and error
 */
function input(props, id, told) {
  const { value, onInput, error, type = "text", choices, lines = 1 } = props;
  const shared = {
    id,
    value,
    required: props.isNeeded,
    disabled: props.isOff,
    autofocus: props.hasFocus,
    name: props.name,
    ...props.more,
    autocomplete: props.autocomplete ?? "off",
    "aria-invalid": error ? "true" : undefined,
    "aria-describedby": told || undefined,
    /** @param {{currentTarget: HTMLInputElement}} event */
    onInput: (event) => onInput(event.currentTarget.value),
  };
  const wrong = error ? "is-invalid" : "";
  if (choices) {
    return html`<select class="form-select ${wrong}" ...${shared}>
      ${choices.map((choice) => html`<option value=${choice.value}>${choice.words}</option>`)}
    </select>`;
  }
  if (lines > 1) {
    return html`<textarea class="form-control ${wrong}" rows=${lines} ...${shared}></textarea>`;
  }
  return html`<input class="form-control ${wrong}" type=${type} ...${shared} />`;
}
