/** Who would come and when, told while the form is typed; a full day is a warning, no refusal. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { Icon } from "../parts/icon.js";
import { ask, Refusal } from "../session.js";
import { dayInWords, hasWords, say } from "../words.js";
import { addressOf, patientOf, signsOf } from "./body.js";
import { useWriting } from "./inputs.js";
import { clinics } from "./known.js";

/**
 * @typedef {{code: string, name: string}} Named
 * @typedef {object} Proposal
 * @property {Named | null} clinic
 * @property {string | null} clinic_because
 * @property {string | null} clinic_warning
 * @property {string | null} undecided_because
 * @property {Named[]} candidates
 * @property {string | null} day
 * @property {string | null} shift
 * @property {string[]} day_warnings
 * @property {boolean} is_on_waiting_list
 * @property {number | null} ahead
 * @property {number | null} places_left
 * @property {{day: string, shift: string} | null} free
 */

const PAUSE_MS = 350;

/**
 * What is proposed for one patient, and the keys to choose otherwise.
 * @param {{place: number}} props
 */
export function Proposed({ place }) {
  const { form } = useWriting();
  const found = useProposal(place);
  return html`<div class="proposal" role="group" aria-label=${say("form.proposal")}>
    <div class="inputs-row">
      <${Clinic} place=${place} found=${found} /><${Day} place=${place} found=${found} />
    </div>
    <div role="status">${(form["address"] ?? "").trim() !== "" && found && html`<${Told} found=${found} />`}</div>
  </div>`;
}

/**
 * The answer to what is typed now; the last one stays until the next has come.
 * @param {number} place
 */
function useProposal(place) {
  const { form } = useWriting();
  const [found, setFound] = useState(/** @type {Proposal | null} */ (null));
  const asked = useRef(0);
  const wanted = JSON.stringify({
    address: addressOf(form),
    patient: patientOf(form, place),
    is_urgent: signsOf(form, place).length > 0,
    clinic: form[`p${place}.clinic`] || null,
    day: form[`p${place}.day`] || null,
  });
  const hasAddress = addressOf(form).text !== "";
  useEffect(() => {
    asked.current += 1;
    const own = asked.current;
    if (!hasAddress) {
      setFound(null);
      return undefined;
    }
    const soon = setTimeout(async () => {
      const answer = await proposalFor(JSON.parse(wanted));
      if (own === asked.current && answer) {
        setFound(answer);
      }
    }, PAUSE_MS);
    return () => clearTimeout(soon);
  }, [wanted]);
  return found;
}

/**
 * @param {unknown} wanted
 * @returns {Promise<Proposal | null>}
 */
async function proposalFor(wanted) {
  try {
    return await ask("POST", "/visits/proposals", wanted);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    // The engine plans when the form is saved as well; what was proposed last stays.
    return null;
  }
}

/** @param {{place: number, found: Proposal | null}} props */
function Clinic({ place, found }) {
  const { form, faults, set } = useWriting();
  const name = `p${place}.clinic`;
  const first = found?.candidates ?? [];
  const rest = clinics.value.filter(({ code }) => !first.some((each) => each.code === code));
  const planned = found?.clinic && !form[name] ? found.clinic.name : say("form.clinic.open");
  const choices = [...first, ...rest].map((each) => ({ value: each.code, words: each.name }));
  return html`<label class="input">
    <span class="form-label">${say("form.clinic")}</span>
    <select
      class="form-select ${faults[name] ? "is-invalid" : ""}" name=${name} value=${form[name] ?? ""}
      onInput=${(/** @type {{currentTarget: HTMLSelectElement}} */ event) =>
        set({ [name]: event.currentTarget.value })}
    >
      <option value="">${planned}</option>
      ${choices.map(({ value, words }) => html`<option key=${value} value=${value}>${words}</option>`)}
    </select>
  </label>`;
}

/** @param {{place: number, found: Proposal | null}} props */
function Day({ place, found }) {
  const { form, set } = useWriting();
  const chosen = form[`p${place}.day`] ?? "";
  const shift = form[`p${place}.shift`] ?? "";
  const now = chosen && shift ? `${chosen}/${shift}` : "";
  const planned = found?.day && now === "" ? slotInWords(found.day, found.shift) : say("form.day.open");
  const free = found?.free ? `${found.free.day}/${found.free.shift}` : "";
  const choices = daysAhead().flatMap((day) => ["district", "duty"].map((each) => `${day}/${each}`));
  const all = [...new Set([free, now, ...choices].filter(Boolean))];

  /** @param {string} value */
  function choose(value) {
    const [day = "", of = ""] = value.split("/");
    set({ [`p${place}.day`]: day, [`p${place}.shift`]: of });
  }

  return html`<label class="input">
    <span class="form-label">${say("form.day")}</span>
    <select
      class="form-select" name="p${place}.day" value=${now}
      onInput=${(/** @type {{currentTarget: HTMLSelectElement}} */ event) =>
        choose(event.currentTarget.value)}
    >
      <option value="">${planned}</option>
      ${all.map((value) => {
        const [day = "", of = ""] = value.split("/");
        return html`<option key=${value} value=${value}>${slotInWords(day, of)}</option>`;
      })}
    </select>
  </label>`;
}

/** Who would come and when, and what speaks against it. @param {{found: Proposal}} props */
export function Told({ found }) {
  const warnings = [found.clinic_warning, ...found.day_warnings].filter(Boolean);
  const because = found.undecided_because ?? found.clinic_because ?? "";
  const isFull = found.is_on_waiting_list;
  return html`<p class="note tone-${found.clinic ? (isFull || warnings.length ? "warn" : "good") : "warn"} proposal-told">
    <${Icon} name=${found.clinic ? "home-heart" : "help"} />
    <span>
      <strong>${found.clinic ? found.clinic.name : say("form.clinic.undecided")}</strong>
      ${found.day && html`, ${slotInWords(found.day, found.shift)}`}${". "}
      ${spoken("plan", because)}${" "}
      ${isFull && `${say("form.waits", { n: found.ahead ?? 0 })} `}
      ${found.places_left !== null && `${say("form.left", { n: found.places_left })} `}
      ${warnings.map((code) => `${spoken("plan", code ?? "")} `)}
      ${isFull && found.free && say("form.free", { when: slotInWords(found.free.day, found.free.shift) })}
    </span>
  </p>`;
}

/**
 * Return a day and a shift as they are said.
 * @param {string} day
 * @param {string | null} shift
 */
export function slotInWords(day, shift) {
  return shift ? `${dayInWords(day)}, ${say(`shift.${shift}`)}` : dayInWords(day);
}

/**
 * @param {string} stem
 * @param {string} code
 */
function spoken(stem, code) {
  const key = `${stem}.${code}`;
  return hasWords(key) ? say(key) : "";
}

/** The days that can be promised from memory: today and four more, by the workstation's clock. */
function daysAhead() {
  return [0, 1, 2, 3, 4].map((ahead) => {
    const day = new Date();
    day.setDate(day.getDate() + ahead);
    const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
    return `${day.getFullYear()}-${month}-${date}`;
  });
}
