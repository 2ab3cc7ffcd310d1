/** Administration: a page for each kind of thing, and the history of all. */

import { html, useState } from "../../vendor/preact.js";
import { Editing, name } from "../admin/editing.js";
import { History } from "../admin/history.js";
import { Hours } from "../admin/hours.js";
import { KINDS } from "../admin/things.js";
import { shown } from "../admin/written.js";
import { useFeed } from "../lists/feed.js";
import { Rows } from "../lists/rows.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { PageHeader } from "../parts/header.js";
import { Icon } from "../parts/icon.js";
import { ask, may } from "../session.js";
import { say } from "../words.js";

/**
 * @typedef {import("../admin/things.js").Kind} Kind
 * @typedef {import("../admin/editing.js").Thing} Thing
 */

const SHOWN_PARTS = 3;

/** The page; `at` is the name of a kind, `hours` or `history`. @param {{at: string}} props */
export function Page({ at }) {
  const kinds = KINDS.filter(({ scope }) => may(scope));
  const tabs = [
    ...kinds.map((kind) => ({ name: kind.name, icon: kind.icon })),
    { name: "hours", icon: "clock" },
    { name: "history", icon: "history" },
  ];
  const tab = tabs.find((each) => each.name === at) ?? tabs[0];
  const kind = kinds.find((each) => each.name === tab?.name);
  return html`
    <nav class="admin-tabs" aria-label=${say("admin.title")}>
      ${tabs.map((each) => html`<a
        key=${each.name} href="/admin/${each.name}" class="admin-tab ${each === tab ? "is-here" : ""}"
        aria-current=${each === tab ? "page" : undefined}
      ><${Icon} name=${each.icon} />${say(`admin.${each.name}`)}</a>`)}
    </nav>
    ${kind && html`<${Things} key=${kind.name} kind=${kind} />`}
    ${tab?.name === "hours" && html`<${Hours} />`}
    ${tab?.name === "history" &&
    html`<${PageHeader} title=${say("admin.history")} lead=${say("admin.history.lead")} /><${History} />`}
  `;
}

/** @param {{kind: Kind}} props */
function Things({ kind }) {
  const [opened, setOpened] = useState(/** @type {Thing | null} */ (null));
  const [isAdding, setAdding] = useState(false);
  const [past, setPast] = useState("");
  const { value, trouble, reload } = useFeed(() => ask("GET", `/admin/${kind.name}`), [kind.name]);
  function close() {
    setOpened(null);
    setAdding(false);
    reload();
  }
  const columns = [
    { title: say("admin.thing"), cell: titled },
    ...kind.parts.filter(({ name: each }) => each !== "name" && each !== "title").slice(0, SHOWN_PARTS).map((part) => ({
      title: say(`admin.field.${part.name}`),
      cell: (/** @type {Thing} */ thing) => shown(part, thing.says?.[part.name] ?? thing.planned?.[part.name]),
    })),
  ];
  return html`
    <${PageHeader} title=${say(`admin.${kind.name}`)} lead=${say(`admin.${kind.name}.lead`)}>
      ${kind.subject && html`<${Button} words=${say(`admin.${kind.name}.add`)} icon="plus" keys="Alt+N" tone="primary" onPress=${() => setAdding(true)} />`}
    <//>
    <${Rows}
      caption=${say(`admin.${kind.name}`)} columns=${columns} rows=${value?.things ?? null} trouble=${trouble}
      keyOf=${(/** @type {Thing} */ thing) => thing.subject} onOpen=${setOpened}
      empty=${{ icon: kind.icon, title: say("admin.empty"), text: say("admin.empty.text") }}
    />
    ${(isAdding || opened) &&
    html`<${Editing} kind=${kind} thing=${opened} onClose=${close} onHistory=${() => {
      setPast(`?kind=${kind.kind}&subject=${encodeURIComponent(opened?.subject ?? "")}`);
      close();
    }} />`}
    ${past && html`<${Dialog} title=${say("admin.history")} isWide onClose=${() => setPast("")}><${History} asked=${past} /><//>`}
  `;
}

/** @param {Thing} thing */
function titled(thing) {
  const isOther = thing.says !== null && thing.planned !== null;
  return html`${name(thing)} ${isOther && html`<${Badge} tone="calm">${say("admin.changed")}<//>`}`;
}
