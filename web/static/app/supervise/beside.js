/** Stands above every page while its supervisor stands beside a talk: who hears them, and the end. */

import { html, useEffect } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { may } from "../session.js";
import { say } from "../words.js";
import { leave, look, MODES, supervision, turn } from "./deeds.js";

const board = part("board");

/** The bar itself; nothing while nobody is stood beside. */
export function BesideBar() {
  useEffect(() => {
    if (may("supervise")) {
      look().catch(() => undefined);
    }
  }, []);
  const now = supervision.value;
  if (!now || now.phase === "over") {
    return null;
  }
  return html`<section class="beside is-${now.mode}" aria-label=${say("act.beside")}>
    <p class="beside-words" role="status">
      <${Icon} name=${now.mode === "listen" ? "microphone-off" : "microphone"} />
      <span><strong>${say(`act.phase.${now.phase}`, { name: nameOf(now.operator) })}</strong> ${say(`act.heard.${now.mode}`)}</span>
    </p>
    <div class="beside-keys" role="group" aria-label=${say("act.mode")}>
      ${MODES.map((mode, place) => html`<${Button}
        key=${mode} words=${say(`act.${mode}`)} keys="Alt+Shift+${place + 7}" isPressed=${mode === now.mode}
        onPress=${() => void turn(mode)}
      />`)}
      <${Button} words=${say("act.leave")} icon="phone-off" keys="Alt+Shift+0" tone="danger" onPress=${() => void leave()} />
    </div>
  </section>`;
}

/** @param {string | null} account */
function nameOf(account) {
  const crew = /** @type {import("../board/shape.js").Board | null} */ (board.value)?.crew ?? {};
  return account ? (crew[account]?.name ?? account) : "";
}
