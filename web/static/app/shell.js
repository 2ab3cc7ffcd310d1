/** What stands around every page: the menu by rights, the state of the connection, the keys. */

import { html, signal, useEffect, useLayoutEffect, useState } from "../vendor/preact.js";
import { onThePage, useShortcut } from "./keys.js";
import { staleSince, state } from "./live.js";
import { allPages, isOpen, landing, oversight, pageAt } from "./pages.js";
import { Button } from "./parts/button.js";
import { Dialog } from "./parts/dialog.js";
import { Empty } from "./parts/empty.js";
import { PageHeader } from "./parts/header.js";
import { KeyHint } from "./parts/hint.js";
import { Icon } from "./parts/icon.js";
import { PasswordDialog } from "./password.js";
import { go, path } from "./router.js";
import { lock, signOut, user } from "./session.js";
import { theme, turnTheme } from "./theme.js";
import { exactTime, say } from "./words.js";

const isOverviewOpen = signal(false);
const isPasswordOpen = signal(false);

/** The frame, with the page of the address in it. */
export function Shell() {
  return html`<div class="shell ${staleSince.value ? "is-stale" : ""}">
    <a class="skip" href="#page">${say("shell.skip")}</a>
    <aside class="side">
      <div class="brand">
        <img src="/static/style/mark.svg" width="34" height="34" alt="" />
        <div><strong>${say("product")}</strong><span>${say("product.lead")}</span></div>
      </div>
      <nav aria-label=${say("shell.menu")}><${Menu} /></nav>
      <div class="side-foot"><${Who} /></div>
    </aside>
    <main class="main" id="page">
      <${Stale} />
      ${oversight.value && html`<${oversight.value.Banner} />`}
      <${Present} />
    </main>
    ${isOverviewOpen.value && html`<${Overview} />`}
    ${isPasswordOpen.value && html`<${PasswordDialog} onClose=${() => (isPasswordOpen.value = false)} />`}
  </div>`;
}

function Menu() {
  const shown = allPages().filter((page) => page.keys && isOpen(page));
  return html`<ul class="menu">
    ${shown.map((page, place) => html`
      ${oversight.value && page.group !== shown[place - 1]?.group && html`<${oversight.value.MenuHead} group=${page.group} />`}
      <${MenuLine} key=${page.path} page=${page} />
    `)}
  </ul>`;
}

/** @param {{page: import("./pages.js").PageEntry}} props */
function MenuLine({ page }) {
  const words = say(page.title);
  const isHere = `${path.value}/`.startsWith(`${page.path}/`);
  useShortcut(page.keys, words, () => go(page.path));
  return html`<li>
    <a href=${page.path} aria-current=${isHere ? "page" : undefined} aria-keyshortcuts=${page.keys}>
      <${Icon} name=${page.icon} /><span>${words}</span><${KeyHint} keys=${page.keys} />
    </a>
  </li>`;
}

function Who() {
  const icons = { system: "contrast", light: "sun", dark: "moon" };
  return html`
    <div class="who">
      <span class="who-mark" aria-hidden="true">${initials(user.value?.name ?? "")}</span>
      <div class="who-name">
        <strong>${user.value?.name}</strong>
        <span>${(user.value?.roles ?? []).map((role) => say(`role.${role}`)).join(", ")}</span>
      </div>
    </div>
    <div class="side-tools">
      <${Button}
        words=${say("keys.title")} icon="keyboard" keys="F1" tone="quiet" isBare
        onPress=${() => (isOverviewOpen.value = true)}
      />
      <${Button}
        words=${say(`theme.${theme.value}`)} icon=${icons[theme.value]} keys="Alt+L" tone="quiet"
        isBare onPress=${turnTheme}
      />
      <${Button}
        words=${say("password.title")} icon="lock" keys="Alt+Y" tone="quiet" isBare
        onPress=${() => (isPasswordOpen.value = true)}
      />
      <${Button}
        words=${say("lock.do")} icon="shield-lock" keys="Alt+0" tone="quiet" isBare
        onPress=${() => void lock()}
      />
      <${Button}
        words=${say("sign_out")} icon="logout" keys="Alt+Shift+Q" tone="quiet" isBare
        onPress=${() => void signOut().catch(() => undefined)}
      />
    </div>
  `;
}

/** @param {string} name */
function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  return parts.slice(0, 2).map((part) => part[0]).join("");
}

/** Says that the figures are old. It is always there, so that its words are spoken. */
function Stale() {
  const since = staleSince.value;
  return html`<div role="alert" class="stale-place">
    ${since &&
    html`<div class="stale tone-warn">
      <${Icon} name="wifi-off" />
      <p>
        <strong>${say(state.value ? "stale.since" : "stale.never", { at: exactTime(since) })}</strong>
        ${" "}${say("stale.text")}
      </p>
    </div>`}
  </div>`;
}

/** The page of the address, fetched when it is opened for the first time. */
function Present() {
  const found = pageAt(path.value);
  const entry = found && isOpen(found.entry) ? found.entry : null;
  const [page, setPage] = useState(
    /** @type {{entry: unknown, Page: ((props: {at: string}) => unknown) | null} | null} */ (null),
  );
  useEffect(() => {
    let isStill = true;
    entry?.load().then(
      ({ Page }) => isStill && setPage({ entry, Page }),
      () => isStill && setPage({ entry, Page: null }),
    );
    return () => {
      isStill = false;
    };
  }, [entry]);
  // With the page, not after it: a key that comes at once has moved the cursor by then.
  useLayoutEffect(() => {
    document.getElementById("page-name")?.focus({ preventScroll: true });
  }, [page]);
  if (!entry) {
    return html`<${PageHeader} title=${say("nowhere.title")} />
      <${Empty} icon="lock" title=${say("nowhere.text")} />
      <p class="nowhere-way"><a class="btn" href=${landing()}>${say("nowhere.back")}</a></p>`;
  }
  if (page?.entry !== entry) {
    return null;
  }
  if (page.Page === null) {
    return html`<${PageHeader} title=${say("away.title")} />
      <${Empty} icon="wifi-off" title=${say("away.page")} />`;
  }
  return html`<${page.Page} at=${found?.at ?? ""} />`;
}

/** Every shortcut that works on this page. */
function Overview() {
  return html`<${Dialog} title=${say("keys.title")} onClose=${() => (isOverviewOpen.value = false)}>
    <dl class="key-list">
      ${onThePage().map(({ keys, words }) => html`<div>
        <dt><kbd>${keys}</kbd></dt>
        <dd>${words}</dd>
      </div>`)}
      <div><dt><kbd>Tab</kbd></dt><dd>${say("keys.tab")}</dd></div>
      <div><dt><kbd>↑ ↓ Enter</kbd></dt><dd>${say("keys.rows")}</dd></div>
      <div><dt><kbd>Esc</kbd></dt><dd>${say("keys.escape")}</dd></div>
    </dl>
  <//>`;
}
