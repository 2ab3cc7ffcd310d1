import { html, useContext, useId, useLayoutEffect, useRef } from "../../vendor/preact.js";
import { Layer, openLayer } from "../keys.js";
import { say } from "../words.js";
import { Button } from "./button.js";

const FIRST = /** @type {"button"} */ (
  ".dialog-body :is(input, select, textarea, button, a[href]):not(:disabled)"
);

/**
 * A dialog above the page. The browser keeps the focus inside and gives it back; Escape closes.
 * @param {{title: string, onClose: () => void, isWide?: boolean,
 *   actions?: import("../../vendor/preact.js").Children,
 *   children?: import("../../vendor/preact.js").Children}} props
 */
export function Dialog({ title, onClose, isWide = false, actions, children }) {
  const id = useId();
  const layer = useContext(Layer) + 1;
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const close = openLayer();
    element.current?.showModal();
    // The browser would choose the button that closes; whoever opened this came for what is in it.
    element.current?.querySelector(FIRST)?.focus();
    return close;
  }, []);
  return html`<${Layer.Provider} value=${layer}>
    <dialog
      ref=${element}
      class="dialog ${isWide ? "is-wide" : ""}"
      aria-labelledby=${id}
      onCancel=${(/** @type {Event} */ event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-head">
        <h2 class="dialog-name" id=${id}>${title}</h2>
        <${Button} words=${say("close")} icon="x" tone="quiet" isBare onPress=${onClose} />
      </div>
      <div class="dialog-body">${children}</div>
      ${actions && html`<div class="dialog-foot">${actions}</div>`}
    </dialog>
  <//>`;
}
