/** The start: words first, then who is here, then their page. */

import { effect, html, render, untracked } from "../vendor/preact.js";
import { listen, stopListening } from "./live.js";
import { fetchOversight, isOpen, landing, oversight, pageAt } from "./pages.js";
import { Empty } from "./parts/empty.js";
import { Toasts } from "./parts/toast.js";
import { PhoneBar } from "./phone/bar.js";
import { forgetPhone, recallPhone } from "./phone/phone.js";
import { SignIn } from "./pages/sign-in.js";
import { go, path } from "./router.js";
import { recall, session } from "./session.js";
import { Shell } from "./shell.js";
import { loadWords, say } from "./words.js";

const AGAIN_MS = 2000;

/** What is shown: nothing yet, the sign-in, or the pages. */
function App() {
  const known = session.value;
  return html`
    ${known === undefined && html`<div class="cover"><${Empty} icon="wifi-off" title=${say("away.title")} text=${say("away.text")} /></div>`}
    ${known === null && html`<${SignIn} />`}
    ${known && oversight.value !== undefined && html`<${Shell} /><${PhoneBar} />`}
    <${Toasts} />
  `;
}

/** Ask who is here until the engine answers. */
async function begin() {
  await loadWords();
  const place = /** @type {HTMLElement} */ (document.getElementById("app"));
  for (;;) {
    try {
      await recall();
      break;
    } catch {
      render(html`<${App} />`, place);
      await new Promise((resume) => setTimeout(resume, AGAIN_MS));
    }
  }
  render(html`<${App} />`, place);
}

// Whoever signs out, or is signed out, leaves nothing of the line in this browser's memory.
effect(() => {
  const isHere = Boolean(session.value);
  untracked(() => {
    if (isHere) {
      void fetchOversight();
      listen();
      void recallPhone();
    } else {
      stopListening();
      oversight.value = undefined;
      if (session.value === null) {
        forgetPhone();
      }
    }
  });
});

// Whoever signs in stands where they can work: an address that is shut to them was another's.
let isAtDoor = false;
effect(() => {
  const isHere = Boolean(session.value);
  const address = path.value;
  const areKnown = oversight.value !== undefined;
  untracked(() => {
    const entry = pageAt(address)?.entry;
    const isShut = isAtDoor && (!entry || !isOpen(entry));
    if (isHere && areKnown && (isShut || address === "/" || address === "/sign-in")) {
      go(landing());
    }
    isAtDoor = isHere ? isAtDoor && !areKnown : session.value === null;
  });
});

await begin();
