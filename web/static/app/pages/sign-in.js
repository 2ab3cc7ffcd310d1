/** The door: name and password, and a sentence when they are not right. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { Trouble } from "../curtain.js";
import { Button } from "../parts/button.js";
import { Field } from "../parts/field.js";
import { Refusal, session, signIn } from "../session.js";
import { theme, turnTheme } from "../theme.js";
import { say } from "../words.js";

/** The page for whoever is not signed in, whatever the address; after it that address is shown. */
export function SignIn() {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => {
    document.title = `${say("sign_in.title")} · ${say("product")}`;
    form.current?.querySelector("input")?.focus();
  }, []);

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    if (login.trim() === "" || password === "") {
      setTrouble(say("sign_in.both"));
      return;
    }
    setBusy(true);
    setTrouble("");
    try {
      await signIn(login.trim(), password, code.trim());
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      setBusy(false);
      setCode("");
      const isCodeAsked = refusal.faults.some(({ where }) => where === "/code");
      setNeedsCode(isCodeAsked);
      if (isCodeAsked) {
        setTrouble(code === "" ? "" : say("factor.wrong"));
      } else {
        setTrouble(refusal.status === 401 ? say("sign_in.wrong") : refusal.message);
        setPassword("");
      }
    }
  }
  useEffect(() => {
    /** @type {HTMLInputElement | null | undefined} */
    const next = form.current?.querySelector(needsCode ? "input[name=code]" : "input[type=password]");
    if (!isBusy && (trouble !== "" || needsCode)) {
      next?.focus();
    }
  }, [isBusy, needsCode]);

  return html`<main class="door">
    <div class="door-card">
      <div class="door-brand">
        <img src="/static/style/mark.svg" width="52" height="52" alt="" />
        <div>
          <h1>${say("product")}</h1>
          <p>${say("product.lead")}</p>
        </div>
      </div>
      <form ref=${form} onSubmit=${send} novalidate>
        <${Field}
          label=${say("sign_in.login")} value=${login} onInput=${setLogin} autocomplete="username"
          isNeeded
        />
        <${Field}
          label=${say("sign_in.password")} value=${password} onInput=${setPassword}
          type="password" autocomplete="current-password" isNeeded
        />
        ${needsCode &&
        html`<${Field}
          label=${say("factor.code")} hint=${say("factor.code.hint")} value=${code} onInput=${setCode}
          name="code" autocomplete="one-time-code" isNeeded
        />`}
        <${Trouble} text=${trouble} />
        <${Button}
          words=${say("sign_in.do")} icon="login" tone="primary" sends isBusy=${isBusy}
        />
      </form>
      <p class="door-foot">${say("sign_in.help")}</p>
    </div>
    <div class="door-theme">
      <${Button}
        words=${say(`theme.${theme.value}`)} icon="contrast" keys="Alt+L" tone="quiet"
        onPress=${turnTheme}
      />
    </div>
  </main>`;
}

/** The page for whoever must take a second factor first; it is seldom seen, so fetched then. */
export function EnrolFirst() {
  const [Page, setPage] = useState(/** @type {{Enrolment: () => unknown} | null} */ (null));
  useEffect(() => {
    let isStill = true;
    import("./second-factor.js").then(
      (loaded) => isStill && setPage(loaded),
      () => isStill && (session.value = undefined),
    );
    return () => {
      isStill = false;
    };
  }, []);
  return Page && html`<${Page.Enrolment} />`;
}
