/** A second factor: the picture for the telephone, its digits as a proof, the codes to keep. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { Trouble } from "../curtain.js";
import { Button } from "../parts/button.js";
import { Field } from "../parts/field.js";
import { ask, recall, Refusal, signOut } from "../session.js";
import { say } from "../words.js";

/** @typedef {{secret: string, picture: string, modules: number}} Shown */

/** The page of somebody whose role asks for a second factor, and who has none. */
export function Enrolment() {
  const [shown, setShown] = useState(/** @type {Shown | null} */ (null));
  const [codes, setCodes] = useState(/** @type {string[] | null} */ (null));
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    document.title = `${say("factor.title")} · ${say("product")}`;
    ask("POST", "/session/second-factor", {}).then(setShown, (refusal) => {
      setTrouble(sentenceOf(refusal));
    });
  }, []);
  return html`<main class="door">
    <div class="door-card is-wide">
      <h1 class="door-title">${say(codes ? "factor.codes" : "factor.title")}</h1>
      <${Trouble} text=${trouble} />
      ${codes
        ? html`<${Codes} codes=${codes} />`
        : shown && html`<${Proof} shown=${shown} onCodes=${setCodes} />`}
    </div>
  </main>`;
}

/** @param {{shown: Shown, onCodes: (codes: string[]) => void}} props */
function Proof({ shown, onCodes }) {
  const [code, setCode] = useState("");
  const [fault, setFault] = useState("");
  const [isBusy, setBusy] = useState(false);

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    setBusy(true);
    try {
      onCodes((await ask("POST", "/session/second-factor/confirmation", { code })).codes);
    } catch (refusal) {
      const isWrong = refusal instanceof Refusal && refusal.status === 422;
      setFault(isWrong ? say("factor.unproved") : sentenceOf(refusal));
      setCode("");
      setBusy(false);
    }
  }

  return html`
    <p class="door-text">${say("factor.why")}</p>
    <div class="factor">
      <svg
        class="factor-picture" viewBox="0 0 ${shown.modules} ${shown.modules}" role="img"
        aria-label=${say("factor.picture")} shape-rendering="crispEdges"
      ><path d=${shown.picture} /></svg>
      <div>
        <ol class="factor-steps">
          <li>${say("factor.step.app")}</li>
          <li>${say("factor.step.picture")}</li>
          <li>${say("factor.step.code")}</li>
        </ol>
        <p class="form-hint">${say("factor.by_hand")}</p>
        <code class="factor-secret">${grouped(shown.secret)}</code>
      </div>
    </div>
    <form onSubmit=${send} novalidate>
      <${Field}
        label=${say("factor.code")} value=${code} onInput=${setCode} error=${fault || undefined}
        autocomplete="one-time-code" more=${{ inputmode: "numeric", maxlength: 7 }} hasFocus isNeeded
      />
      <${Button} words=${say("factor.do")} icon="shield-check" tone="primary" sends isBusy=${isBusy} isOff=${code.trim() === ""} />
    </form>
    <p class="door-leave">
      <${Button} words=${say("sign_out")} icon="logout" keys="Alt+Shift+Q" tone="quiet" onPress=${() => void signOut().catch(() => undefined)} />
    </p>
  `;
}

/** @param {{codes: string[]}} props */
function Codes({ codes }) {
  return html`
    <p class="door-text">${say("factor.codes.text")}</p>
    <ol class="factor-codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
    <form
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void recall().catch(() => undefined);
      }}
    >
      <${Button} words=${say("factor.codes.do")} icon="check" tone="primary" sends />
    </form>
  `;
}

/** @param {string} secret */
function grouped(secret) {
  return (secret.match(/.{1,4}/g) ?? []).join(" ");
}

/** @param {unknown} refusal */
function sentenceOf(refusal) {
  if (!(refusal instanceof Refusal)) {
    throw refusal;
  }
  return refusal.message;
}
