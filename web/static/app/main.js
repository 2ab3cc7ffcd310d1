/** The start: words first, then who is here, then their page. */

import { computed, effect, html, render, untracked } from "../vendor/preact.js";
import { Curtain } from "./curtain.js";
import { listen, state, stopListening } from "./live.js";
import { watchOver } from "./lock.js";
import { fetchOversight, isOpen, landing, oversight, pageAt } from "./pages.js";
import { Empty } from "./parts/empty.js";
import { Toasts } from "./parts/toast.js";
import { PhoneBar } from "./phone/bar.js";
import { forgetPhone, recallPhone } from "./phone/phone.js";
import { EnrolFirst, SignIn } from "./pages/sign-in.js";
import { place } from "./place.js";
import { go, path } from "./router.js";
import { isLetIn, recall, session } from "./session.js";
import { Shell } from "./shell.js";
import { loadWords, say } from "./words.js";

const AGAIN_MS = 2000;

/** Whether the page knows that its person works here, and not at another one. */
const isAtWork = computed(() => isLetIn.value && place.value === "here" && state.value !== null);

/** What is shown: nothing yet, the sign-in, or the pages, which a curtain may hide. */
function App() {
  const known = session.value;
  const isHidden = Boolean(known?.is_locked) || place.value !== "here";
  return html`
    ${known === undefined && html`<div class="cover"><${Empty} icon="wifi-off" title=${say("away.title")} text=${say("away.text")} /></div>`}
    ${known === null && html`<${SignIn} />`}
    ${known && !known.is_locked && known.must_enrol && html`<${EnrolFirst} />`}
    ${known && isLetIn.value && oversight.value !== undefined &&
    html`<div class="behind" inert=${isHidden}><${Shell} /></div>`}
    ${known && (isHidden ? html`<${Curtain} />` : html`<${PhoneBar} />`)}
    <${Toasts} />
  `;
}

/** Ask who is here until the engine answers. */
async function begin() {
  await loadWords();
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  for (;;) {
    try {
      await recall();
      break;
    } catch {
      render(html`<${App} />`, root);
      await new Promise((resume) => setTimeout(resume, AGAIN_MS));
    }
  }
  render(html`<${App} />`, root);
  watchOver();
}

// Whoever signs out, or is signed out, leaves nothing of the line in this browser's memory.
effect(() => {
  const isHere = isLetIn.value;
  untracked(() => {
    if (isHere) {
      void fetchOversight();
      listen();
    } else {
      stopListening();
      oversight.value = undefined;
      if (session.value === null) {
        forgetPhone();
      }
    }
  });
});

// A telephone is asked for where its person works, not by every page that they open.
effect(() => {
  if (isAtWork.value) {
    void untracked(recallPhone);
  }
});

// Whoever signs in stands where they can work: an address that is shut to them was another's.
let isAtDoor = false;
effect(() => {
  const isHere = isLetIn.value;
  const address = path.value;
  const areKnown = oversight.value !== undefined;
  const isNobody = session.value === null;
  untracked(() => {
    const entry = pageAt(address)?.entry;
    const isShut = isAtDoor && (!entry || !isOpen(entry));
    if (isHere && areKnown && (isShut || address === "/" || address === "/sign-in")) {
      go(landing());
    }
    isAtDoor = isHere ? isAtDoor && !areKnown : isNobody;
  });
});

await begin();
