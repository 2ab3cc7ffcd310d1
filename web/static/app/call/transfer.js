/** Whom the call goes on to: colleagues with what they do now, the clinics' phone book, a number. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { toneOf, wordFor } from "../desk/doing.js";
import { clinics, learn } from "../forms/known.js";
import { part } from "../live.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { say } from "../words.js";
import { act } from "./acts.js";

/**
 * @typedef {import("../shapes.js").Member} Member
 * @typedef {{key: string, name: string, beside: import("../../vendor/preact.js").Children,
 *   to: Record<string, string>, rank: number}} Target
 */

const team = part("team");
const me = part("me");
const KINDS = /** @type {const} */ (["consult", "blind", "conference"]);
const MOST = 12;

/** @param {{callId: string, first: "people" | "book", onClose: () => void}} props */
export function Transfer({ callId, first, onClose }) {
  const [sought, setSought] = useState("");
  const [kind, setKind] = useState(/** @type {string} */ (KINDS[0]));
  useEffect(() => void learn(), []);
  const all = first === "book" ? fromBook() : [...colleagues(), ...fromBook()];
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const number = sought.replace(/[\s()-]/g, "");
  const isNumber = /^\+?\d{2,15}$/.test(number);

  /** @param {Record<string, string>} to */
  async function go(to) {
    const deed = kind === "conference" ? "conference" : "transfer";
    if (await act(callId, deed, { kind, ...to })) {
      onClose();
    }
  }

  return html`<${Dialog} title=${say(first === "book" ? "call.book" : "call.transfer")} isWide onClose=${onClose}>
    <form class="transfer" onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      void (isNumber ? go({ number }) : found[0] && go(found[0].to));
    }}>
      <${Field} label=${say("transfer.search")} hint=${say("transfer.hint")} type="search" value=${sought} onInput=${setSought} />
      <div class="transfer-kinds" role="group" aria-label=${say("transfer.kind")}>
        ${KINDS.map((each, place) => html`<${Button}
          key=${each} words=${say(`transfer.${each}`)} keys="Alt+${place + 1}" isPressed=${kind === each}
          onPress=${() => setKind(each)}
        />`)}
      </div>
      <ul class="transfer-list">
        ${isNumber && html`<li><${Button} words=${say("transfer.number", { number })} icon="phone" tone="primary" onPress=${() => void go({ number })} /></li>`}
        ${found.slice(0, MOST).map((target) => html`<li key=${target.key}>
          <button type="button" class="btn" onClick=${() => void go(target.to)}>
            <span>${target.name}</span>${target.beside}
          </button>
        </li>`)}
      </ul>
      ${found.length === 0 && !isNumber && html`<p class="quiet-line">${say("transfer.nobody")}</p>`}
    </form>
  <//>`;
}

/** @returns {Target[]} those who can take it first */
function colleagues() {
  const members = Object.entries(/** @type {Record<string, Member>} */ (team.value ?? {}));
  const own = me.value?.["account"];
  const targets = members
    .filter(([account, member]) => account !== own && member.presence !== "offline")
    .map(([account, member]) => ({
      key: account,
      name: member.name,
      beside: html`<${Badge} tone=${toneOf(member)} hasDot>${wordFor(member)}<//>`,
      to: { account },
      rank: member.presence === "available" && member.activity === "idle" ? 0 : 1,
    }));
  return targets.sort((one, other) => one.rank - other.rank || one.name.localeCompare(other.name, "ru"));
}

/** @returns {Target[]} */
function fromBook() {
  return clinics.value.map(({ code, name, phones }) => ({
    key: `clinic ${code}`,
    name,
    beside: html`<span class="quiet-line">${phones[0] ?? ""}</span>`,
    to: { clinic: code },
    rank: 2,
  }));
}
