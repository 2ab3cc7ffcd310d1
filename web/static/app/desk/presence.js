/** What I do, since when, and the keys that change it. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { Disposition } from "../call/disposition.js";
import { engineTime, part } from "../live.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Icon } from "../parts/icon.js";
import { Timer } from "../parts/timer.js";
import { tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";
import { inWords, say, timeOfDay } from "../words.js";
import { toneOf, wordFor } from "./doing.js";
import { allowedFor, learnReasons, reasons } from "./reasons.js";

/** @typedef {import("../shapes.js").Me} Me */

const me = part("me");
const call = part("call");

/** The four things that can be declared, in the order of a shift. */
const CHOICES = /** @type {const} */ ([
  { presence: "available", icon: "phone-check", keys: "Alt+R" },
  { presence: "break", icon: "coffee", keys: "Alt+B" },
  { presence: "aside", icon: "notes", keys: "Alt+O" },
  { presence: "offline", icon: "door-exit", keys: "Alt+Q" },
]);

/** The block itself. */
export function PresenceCard() {
  const [isChoosing, setChoosing] = useState(false);
  const own = /** @type {Me} */ (me.value);
  const declared = own.wish ?? own.presence;
  useEffect(() => {
    learnReasons().catch(() => undefined);
  }, []);

  /** @param {import("../shapes.js").Presence} presence */
  async function choose(presence) {
    if (presence === "break") {
      // Whoever is quicker than the engine's answer is asked for the reason all the same.
      await learnReasons().catch(() => undefined);
    }
    if (presence === "break" && reasons.value.length > 0) {
      setChoosing(true);
    } else {
      void send("/me/presence", { presence, reason: null });
    }
  }

  return html`<section class="card presence tone-${toneOf(own)}" aria-labelledby="presence-name">
    <div class="presence-now">
      <div>
        <h2 class="presence-label" id="presence-name">${say("presence.title")}</h2>
        <p class="presence-word" role="status">${wordFor(own)}</p>
      </div>
      <div class="presence-clock">
        <${Timer} since=${own.since} until=${own.until} />
        <span>${say(own.until ? "presence.left" : "presence.since", { at: timeOfDay(own.since) })}</span>
      </div>
    </div>
    <${Notes} own=${own} />
    ${own.activity === "wrap_up" && !call.value && (own.owes_of
      ? html`<${Disposition} callId=${own.owes_of} />`
      : html`<${WrapUp} own=${own} />`)}
    <div class="presence-choices" role="group" aria-label=${say("presence.change")}>
      ${CHOICES.map(({ presence, icon, keys }) => html`<${Button}
        key=${presence} words=${say(`presence.do.${presence}`)} icon=${icon} keys=${keys}
        isPressed=${declared === presence} onPress=${() => void choose(presence)}
      />`)}
    </div>
    ${isChoosing && html`<${Breaks} onClose=${() => setChoosing(false)} />`}
  </section>`;
}

/**
 * What the person must know before they wonder: a wish that waits, a pause of the engine's.
 * @param {{own: Me}} props
 */
function Notes({ own }) {
  const { wish, paused_until: pausedUntil, paused_for: pausedFor, missed } = own;
  const why = pausedFor === "missed" ? say("presence.missed", { n: missed }) : say("presence.not_rung");
  const allowedS = own.presence === "break" ? allowedFor(own.reason) : null;
  const lastsMs = engineTime.value - Date.parse(own.since);
  return html`<div class="presence-notes" role="status">
    ${allowedS !== null &&
    lastsMs > allowedS * 1000 &&
    html`<p class="note tone-warn">
      <${Icon} name="hourglass" />${say("presence.overdue", { allowed: inWords(allowedS) })}
    </p>`}
    ${wish &&
    wish !== own.presence &&
    html`<p class="note tone-calm">
      <${Icon} name="hourglass" />${say("presence.wish", { what: say(`presence.${wish}`) })}
    </p>`}
    ${pausedUntil &&
    html`<p class="note tone-warn">
      <${Icon} name="clock-pause" />
      ${why} ${say("presence.paused", { at: timeOfDay(pausedUntil) })}
    </p>`}
  </div>`;
}

/** @param {{own: Me}} props */
function WrapUp({ own }) {
  return html`<div class="presence-choices">
    <${Button}
      words=${say("wrap_up.end")} icon="check" keys="F8" tone="primary"
      onPress=${() => void send("/me/wrap-up", { do: "end" })}
    />
    <${Button}
      words=${say("wrap_up.extend")} icon="plus" keys="F9" isOff=${!own.may_extend}
      onPress=${() => void send("/me/wrap-up", { do: "extend" })}
    />
  </div>`;
}

/** @param {{onClose: () => void}} props */
function Breaks({ onClose }) {
  /** @param {string} reason */
  function take(reason) {
    onClose();
    void send("/me/presence", { presence: "break", reason });
  }
  return html`<${Dialog} title=${say("break.title")} onClose=${onClose}>
    <div class="choice-list">
      ${reasons.value.map(({ reason, title }, place) => html`<${Button}
        key=${reason} words=${title} keys=${place < 9 ? `Alt+${place + 1}` : undefined}
        onPress=${() => take(reason)}
      />`)}
    </div>
  <//>`;
}

/**
 * @param {string} path
 * @param {unknown} body
 */
async function send(path, body) {
  try {
    await ask("POST", path, body);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    tellTrouble(refusal.message);
  }
}
