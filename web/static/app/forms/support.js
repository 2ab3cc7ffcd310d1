/**
 * A request of an institution, in the order of the rules of such services: organisation, full
 * name, support code; the problem is taken when it is known who asks.
 *
 * Source: order 4228 of VOMIAC, Volgograd, 07.12.2015, 4.2.
 */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { ask, Refusal } from "../session.js";
import { say } from "../words.js";
import { Input, useWriting } from "./inputs.js";
import { CategoryChoice } from "./plain.js";
import { readPhone } from "./read.js";

/** @typedef {{code: string, name: string, support_code: string | null, address: string}} Institution */

const PAUSE_MS = 300;
/** Of fewer letters too many names are known. */
const LEAST_SAID = 3;

/** The form. */
export function SupportForm() {
  const { form, set } = useWriting();
  const byCode = useInstitutions("support_code", (form["support_code"] ?? "").trim());
  const byPhone = useInstitutions("phone", readPhone(form["called_from"] ?? "") ?? "");
  const said = (form["organisation"] ?? "").trim();
  const chosen = form["institution"] ?? "";
  const byName = useInstitutions("name", chosen === "" && said.length >= LEAST_SAID ? said : "");
  const found = [...new Map([...byCode, ...byPhone, ...byName].map((each) => [each.code, each])).values()];
  const isKnown = ["organisation", "person", "support_code"].every((name) => (form[name] ?? "").trim());
  return html`
    <${Input} name="organisation" isNeeded />
    <div class="inputs-row">
      <${Input} name="person" words=${say("form.full_name")} isNeeded />
      <${Input} name="support_code" isNeeded isShort />
    </div>
    <div class="institutions" role="status">
      ${found.map((each, place) => html`<div class="institution" key=${each.code}>
        <${Icon} name="building-hospital" />
        <span><strong>${each.name}</strong> ${each.address}</span>
        <${Button}
          words=${say(chosen === each.code ? "form.institution.chosen" : "form.institution.choose")}
          icon="check" isPressed=${chosen === each.code} keys=${place === 0 ? "Alt+I" : undefined}
          onPress=${() => set({
            institution: each.code,
            organisation: each.name,
            ...(each.support_code ? { support_code: each.support_code } : {}),
          })}
        />
      </div>`)}
    </div>
    ${!isKnown && html`<p class="note tone-calm"><${Icon} name="info-circle" />${say("form.support.first")}</p>`}
    <${CategoryChoice} />
    <${Input} name="text" words=${say("form.problem")} hint=${say("form.problem.hint")} lines=${5} isNeeded isOff=${!isKnown && !form["text"]} />
    <${Input} name="phone" type="tel" />
  `;
}

/**
 * Institutions that the directory knows by what was said.
 * @param {"support_code" | "phone" | "name"} by
 * @param {string} value
 */
function useInstitutions(by, value) {
  const [found, setFound] = useState(/** @type {Institution[]} */ ([]));
  const asked = useRef(0);
  useEffect(() => {
    asked.current += 1;
    const own = asked.current;
    if (value === "") {
      setFound([]);
      return undefined;
    }
    const soon = setTimeout(async () => {
      const answer = await institutionsBy(new URLSearchParams({ [by]: value, most: "3" }));
      if (own === asked.current) {
        setFound(answer);
      }
    }, PAUSE_MS);
    return () => clearTimeout(soon);
  }, [value]);
  return found;
}

/**
 * @param {URLSearchParams} query
 * @returns {Promise<Institution[]>}
 */
async function institutionsBy(query) {
  try {
    return (await ask("GET", `/institutions?${query}`)).institutions;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    return [];
  }
}
