/**
 * Why a ticket is refused: one of six reasons, each with the evidence that it demands. The engine
 * takes no refusal without it; here it is asked for before it is sent.
 *
 * Source: order 4228 of VOMIAC, Volgograd, 07.12.2015, the list of reasons for refusal.
 */

import { html } from "../../vendor/preact.js";
import { DayField } from "../parts/day.js";
import { Field } from "../parts/field.js";
import { say } from "../words.js";

/**
 * @typedef {{reason: string, missing: string[], told: string, day: string, time: string, call: string}}
 *   Evidence as it stands in the fields
 * @typedef {{value: string, words: string}[]} Calls that may be named
 */

const REASONS = /** @type {const} */ ([
  { reason: "facts_not_given", asks: ["missing"] },
  { reason: "too_little_told", asks: ["told", "at"] },
  { reason: "not_reproduced", asks: ["told", "at"] },
  { reason: "no_remote_access", asks: ["at"] },
  { reason: "disrespect", asks: ["call"] },
  { reason: "out_of_competence", asks: ["told"] },
]);
const TIME = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/;
const FACTS = /** @type {const} */ (["organisation", "full_name", "support_code"]);

/**
 * Nothing proved yet, and the newest call at hand.
 * @param {Calls} calls
 * @returns {Evidence}
 */
export function noEvidence(calls) {
  return { reason: REASONS[0].reason, missing: [], told: "", day: "", time: "", call: calls[0]?.value ?? "" };
}

/** @param {Evidence} evidence */
export function isProved(evidence) {
  return asksOf(evidence).every((each) => {
    const proof = each === "at" ? momentOf(evidence) : evidence[each];
    return proof.length > 0 && String(proof).trim() !== "";
  });
}

/**
 * Return a refusal as the engine takes it: with what its reason asks for and nothing else.
 * @param {Evidence} evidence
 */
export function refusalOf(evidence) {
  const { reason, missing, told, call } = evidence;
  const asks = asksOf(evidence);
  return {
    reason,
    missing: asks.includes("missing") ? missing : [],
    told: asks.includes("told") ? told.trim() : "",
    at: asks.includes("at") ? momentOf(evidence) : null,
    call_id: asks.includes("call") && call ? call : null,
  };
}

/**
 * The reason, and fields for what proves it.
 * @param {{evidence: Evidence, onEvidence: (evidence: Evidence) => void, calls: Calls}} props
 */
export function EvidenceFields({ evidence, onEvidence, calls }) {
  const { reason, told, day, time } = evidence;
  const asks = asksOf(evidence);

  /** @param {Partial<Evidence>} changed */
  function set(changed) {
    onEvidence({ ...evidence, ...changed });
  }

  return html`
    <${Field}
      label=${say("refuse.reason")} value=${reason} onInput=${(/** @type {string} */ chosen) => set({ reason: chosen })}
      choices=${REASONS.map((each) => ({ value: each.reason, words: say(`refuse.${each.reason}`) }))}
    />
    <p class="note tone-calm">${say(`refuse.${reason}.needs`)}</p>
    ${asks.includes("missing") && html`<${Missing} missing=${evidence.missing} onMissing=${(/** @type {string[]} */ missing) => set({ missing })} />`}
    ${asks.includes("told") &&
    html`<${Field} label=${say(`refuse.${reason}.told`)} value=${told} lines=${3} isNeeded onInput=${(/** @type {string} */ typed) => set({ told: typed })} />`}
    ${asks.includes("at") &&
    html`<div class="refuse-at">
      <${DayField} label=${say(`refuse.${reason}.at`)} value=${day} isNeeded onInput=${(/** @type {string} */ typed) => set({ day: typed })} />
      <${Field}
        label=${say("refuse.time")} value=${time} isNeeded onInput=${(/** @type {string} */ typed) => set({ time: typed })}
        error=${time.length > 4 && !TIME.test(time.trim()) ? say("refuse.time.wrong") : undefined}
        more=${{ inputmode: "numeric", maxlength: 5, placeholder: say("refuse.time.form") }}
      />
    </div>`}
    ${asks.includes("call") && html`<${Heard} call=${evidence.call} calls=${calls} onCall=${(/** @type {string} */ call) => set({ call })} />`}
  `;
}

/** @param {{missing: string[], onMissing: (missing: string[]) => void}} props */
function Missing({ missing, onMissing }) {
  return html`<fieldset class="refuse-facts">
    <legend>${say("refuse.missing")}</legend>
    ${FACTS.map((fact) => html`<label key=${fact}>
      <input
        type="checkbox" checked=${missing.includes(fact)}
        onChange=${() => onMissing(missing.includes(fact) ? missing.filter((one) => one !== fact) : [...missing, fact])}
      />${say(`refuse.fact.${fact}`)}
    </label>`)}
  </fieldset>`;
}

/** @param {{call: string, calls: Calls, onCall: (call: string) => void}} props */
function Heard({ call, calls, onCall }) {
  if (calls.length < 2) {
    return html`<p>${say(calls.length === 1 ? "refuse.call" : "refuse.no_call")}</p>`;
  }
  return html`<${Field} label=${say("refuse.which_call")} value=${call} choices=${calls} onInput=${onCall} />`;
}

/**
 * Return the moment that was typed, by the clock on the wall; empty while it is none.
 * @param {Evidence} evidence
 */
function momentOf({ day, time }) {
  const found = TIME.exec(time.trim());
  if (!day || !found) {
    return "";
  }
  return new Date(`${day}T${found[1]?.padStart(2, "0")}:${found[2]}`).toISOString();
}

/** @param {Evidence} evidence */
function asksOf({ reason }) {
  return /** @type {readonly ("missing" | "told" | "at" | "call")[]} */ (
    REASONS.find((each) => each.reason === reason)?.asks ?? []
  );
}
