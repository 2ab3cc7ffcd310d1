/**
 * Who works on what. Whoever opens an item takes it; the page keeps it while it is open, and gives
 * it back. What somebody else has is shown with their name, and taken over only by a key.
 */

import { html, signal, useEffect, useState } from "../../vendor/preact.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { tellTrouble } from "../parts/toast.js";
import { ask, may, Refusal, user } from "../session.js";
import { say, timeOfDay } from "../words.js";

/**
 * @typedef {{item: string, worklist: string, holder: {login: string, name: string}, since: string,
 *   until: string}} Lease
 * @typedef {"callbacks" | "morning" | "visits" | "tickets" | "unreachable"} Worklist
 */

const RENEW_MS = 30_000;
const LOOK_MS = 4_000;
const SENIORS = ["senior", "supervisor"];

const taken = signal(/** @type {Map<string, Lease>} */ (new Map()));

/** Keep an eye on what others work on, while the part is shown. */
export function useTaken() {
  useEffect(() => {
    const look = () => void lookAround();
    look();
    const again = setInterval(look, LOOK_MS);
    return () => clearInterval(again);
  }, []);
}

async function lookAround() {
  try {
    const answer = await ask("GET", "/worklists");
    const entries = answer.taken.map((/** @type {Lease} */ lease) => [lease.item, lease]);
    taken.value = new Map(entries);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
  }
}

/**
 * Who has an item, unless nobody or oneself does.
 * @param {{item: string}} props
 */
export function TakenBy({ item }) {
  const lease = taken.value.get(item);
  if (!lease || lease.holder.login === user.value?.login) {
    return null;
  }
  return html`<${Badge} tone="warn">${sentence(lease)}<//>`;
}

/**
 * Have an item while the part is shown.
 * @param {Worklist} worklist
 * @param {string | null} item none: nothing is taken yet
 * @returns {{held: Lease | null, takeOver: () => void}} who else has it
 */
export function useHold(worklist, item) {
  const [held, setHeld] = useState(/** @type {Lease | null} */ (null));

  /** @param {boolean} takesOver */
  async function take(takesOver) {
    try {
      await ask("POST", `/worklists/${worklist}/${item}/take`, { takes_over: takesOver });
      setHeld(null);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      if (refusal.status === 409 && refusal.present) {
        setHeld(/** @type {Lease} */ (refusal.present));
      } else if (takesOver) {
        tellTrouble(refusal.message);
      }
    }
  }

  useEffect(() => {
    if (item === null || !may("desk")) {
      return undefined;
    }
    void take(false);
    const again = setInterval(() => void take(false), RENEW_MS);
    return () => {
      clearInterval(again);
      // A page that cannot give it back lets it end by itself.
      ask("POST", `/worklists/${worklist}/${item}/release`).catch(() => undefined);
      void lookAround();
    };
  }, [worklist, item]);
  return { held, takeOver: () => void take(true) };
}

/**
 * Says above an item that somebody else has it, and lets a senior take it over.
 * @param {{held: Lease | null, takeOver: () => void}} props
 */
export function HeldNote({ held, takeOver }) {
  const isSenior = user.value?.roles.some((role) => SENIORS.includes(role));
  return html`<div role="status">
    ${held &&
    html`<div class="note tone-warn held-note">
      <${Icon} name="user" />
      <p>${sentence(held)}. ${say("lease.ask")}</p>
      ${isSenior &&
      html`<${Button} words=${say("lease.take_over")} keys="Alt+Shift+T" onPress=${takeOver} />`}
    </div>`}
  </div>`;
}

/** @param {Lease} lease */
function sentence(lease) {
  return say("lease.taken", { name: lease.holder.name, at: timeOfDay(lease.since) });
}
