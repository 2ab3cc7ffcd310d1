import { html } from "../../vendor/preact.js";
import { useShortcut } from "../keys.js";
import { KeyHint } from "./hint.js";
import { Icon } from "./icon.js";

/**
 * @typedef {object} ButtonProps
 * @property {string} words what it does
 * @property {() => void} [onPress] left out for the button that sends a form
 * @property {string} [icon]
 * @property {string} [keys] its shortcut
 * @property {"primary" | "danger" | "quiet" | "plain"} [tone]
 * @property {boolean} [isOff] it may not be pressed now
 * @property {boolean} [isBusy] it was pressed and is not done
 * @property {boolean} [isPressed] for what stays chosen
 * @property {boolean} [isBare] shows its icon and keys only; the words are for screen readers
 * @property {boolean} [sends] sends the form that it stands in
 */

/**
 * A button with its shortcut beside its words.
 * @param {ButtonProps} props
 */
export function Button(props) {
  const { words, onPress, icon, keys, tone = "plain" } = props;
  const { isOff = false, isBusy = false, isPressed, isBare = false, sends = false } = props;
  const mayPress = !isOff && !isBusy;
  useShortcut(keys, words, () => onPress?.(), mayPress && onPress !== undefined);
  const look = {
    primary: "btn btn-primary",
    danger: "btn btn-danger",
    quiet: "btn btn-quiet",
    plain: "btn",
  };
  return html`<button
    type=${sends ? "submit" : "button"}
    class="${look[tone]} ${isBare ? "btn-bare" : ""} ${isPressed ? "is-pressed" : ""}"
    aria-pressed=${isPressed}
    aria-keyshortcuts=${keys}
    aria-busy=${isBusy || undefined}
    title=${isBare ? `${words}${keys ? ` (${keys})` : ""}` : undefined}
    disabled=${!mayPress}
    onClick=${onPress}
  >
    ${isBusy
      ? html`<span class="spinner-border spinner-border-sm" aria-hidden="true"></span>`
      : icon && html`<${Icon} name=${icon} />`}
    <span class=${isBare ? "visually-hidden" : ""}>${words}</span>
    <${KeyHint} keys=${keys} />
  </button>`;
}
