/** One's own password, changed from any page: the session goes on, all others of the person end. */

import { html, useState } from "../vendor/preact.js";
import { Button } from "./parts/button.js";
import { Dialog } from "./parts/dialog.js";
import { Field } from "./parts/field.js";
import { tell } from "./parts/toast.js";
import { changePassword, Refusal } from "./session.js";
import { say } from "./words.js";

/** @typedef {{old?: string, fresh?: string, again?: string, whole?: string}} Faults */

/** @type {Record<number, Faults>} */
const FAULTS = { 401: { old: "password.wrong" }, 422: { fresh: "password.weak" } };

/** @param {{onClose: () => void}} props */
export function PasswordDialog({ onClose }) {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const [faults, setFaults] = useState(/** @type {Faults} */ ({}));
  const [isBusy, setBusy] = useState(false);

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    if (fresh !== again) {
      setFaults({ again: say("password.differs") });
      return;
    }
    setBusy(true);
    const found = await faultsOf(old, fresh);
    setBusy(false);
    if (found === null) {
      tell(say("password.done"));
      onClose();
    } else {
      setFaults(found);
    }
  }

  const isWhole = old !== "" && fresh !== "" && again !== "";
  return html`<${Dialog} title=${say("password.title")} onClose=${onClose}>
    <form onSubmit=${send}>
      <${Field}
        label=${say("password.old")} type="password" value=${old} onInput=${setOld} error=${faults.old}
        autocomplete="current-password" isNeeded
      />
      <${Field}
        label=${say("password.new")} type="password" value=${fresh} onInput=${setFresh}
        hint=${say("password.hint")} error=${faults.fresh} autocomplete="new-password" isNeeded
      />
      <${Field}
        label=${say("password.again")} type="password" value=${again} onInput=${setAgain}
        error=${faults.again} autocomplete="new-password" isNeeded
      />
      <div role="alert">${faults.whole && html`<p class="note tone-bad">${faults.whole}</p>`}</div>
      <${Button} words=${say("password.do")} icon="check" tone="primary" sends isOff=${!isWhole} isBusy=${isBusy} />
    </form>
  <//>`;
}

/**
 * Change it, and return what is wrong, each in words at its field; `null` when it was changed.
 * @param {string} old
 * @param {string} fresh
 * @returns {Promise<Faults | null>}
 */
async function faultsOf(old, fresh) {
  try {
    await changePassword(old, fresh);
    return null;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    const { old: atOld, fresh: atFresh } = FAULTS[refusal.status] ?? {};
    return atOld || atFresh
      ? { ...(atOld && { old: say(atOld) }), ...(atFresh && { fresh: say(atFresh) }) }
      : { whole: refusal.message };
  }
}
