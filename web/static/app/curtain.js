/** What hides a page: that it is locked, or that its person works at another one. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { Layer, openLayer, topLayer } from "./keys.js";
import { part, takeOver } from "./live.js";
import { Button } from "./parts/button.js";
import { Field } from "./parts/field.js";
import { Icon } from "./parts/icon.js";
import { PhoneBar } from "./phone/bar.js";
import { place } from "./place.js";
import { Refusal, session, signOut, unlock, user } from "./session.js";
import { say } from "./words.js";

const call = part("call");

/** The curtain; what lies behind it stays as it is, and a call that rings can be answered. */
export function Curtain() {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [layer] = useState(() => topLayer() + 1);
  useLayoutEffect(() => {
    const open = openLayer();
    element.current?.showModal();
    return open;
  }, []);
  return html`<${Layer.Provider} value=${layer}>
    <dialog
      ref=${element} class="curtain door" aria-labelledby="curtain-title"
      onCancel=${(/** @type {Event} */ event) => event.preventDefault()}
    >
      <div class="door-card">
        ${session.value?.is_locked ? html`<${Locked} />` : html`<${Elsewhere} />`}
      </div>
      <${PhoneBar} />
    </dialog>
  <//>`;
}

function Locked() {
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const form = useFocus();

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    setBusy(true);
    setTrouble("");
    try {
      await unlock(password);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      setTrouble(refusal.status === 401 ? say("password.wrong") : refusal.message);
      setPassword("");
      setBusy(false);
      form.current?.querySelector("input")?.focus();
    }
  }

  return html`
    <${Head} icon="lock" title=${say("lock.title")} text=${user.value?.name ?? ""} />
    ${call.value?.state === "ringing" &&
    html`<p class="door-trouble tone-warn" role="status"><${Icon} name="phone-incoming" />${say("lock.rings")}</p>`}
    <form ref=${form} onSubmit=${send} novalidate>
      <${Field}
        label=${say("sign_in.password")} type="password" value=${password} onInput=${setPassword}
        autocomplete="current-password" isNeeded
      />
      <${Trouble} text=${trouble} />
      <${Button} words=${say("lock.open")} icon="login" tone="primary" sends isBusy=${isBusy} isOff=${password === ""} />
    </form>
    <p class="door-foot">${say("lock.text")}</p>
    <${Leave} />
  `;
}

function Elsewhere() {
  const form = useFocus();
  return html`
    <${Head} icon="external-link" title=${say(`place.${place.value}.title`)} text=${user.value?.name ?? ""} />
    <p class="door-text">${say(`place.${place.value}.text`)}</p>
    <form
      ref=${form}
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        takeOver();
      }}
    >
      <${Button} words=${say("place.do")} icon="login" tone="primary" sends />
    </form>
    <${Leave} />
  `;
}

/** @param {{icon: string, title: string, text: string}} props */
function Head({ icon, title, text }) {
  return html`<div class="door-brand">
    <span class="door-mark"><${Icon} name=${icon} /></span>
    <div><h1 id="curtain-title">${title}</h1><p>${text}</p></div>
  </div>`;
}

/** @param {{text: string}} props */
export function Trouble({ text }) {
  return html`<div role="alert">
    ${text && html`<p class="door-trouble tone-bad"><${Icon} name="alert-circle" />${text}</p>`}
  </div>`;
}

function Leave() {
  return html`<p class="door-leave">
    <${Button}
      words=${say("sign_out")} icon="logout" keys="Alt+Shift+Q" tone="quiet"
      onPress=${() => void signOut().catch(() => undefined)}
    />
  </p>`;
}

/** Let the first field, or the only button, have the focus. */
function useFocus() {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => {
    /** @type {HTMLElement | null | undefined} */
    const first = form.current?.querySelector("input, button");
    first?.focus();
  }, []);
  return form;
}
