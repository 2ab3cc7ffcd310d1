/** Services that are open or closed by somebody's word, and hot topics on the line. */

import { html, useState } from "../../vendor/preact.js";
import { change } from "../lists/doing.js";
import { useFeed } from "../lists/feed.js";
import { Rows } from "../lists/rows.js";
import { when } from "../lists/times.js";
import { Badge } from "../parts/badge.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { PageHeader } from "../parts/header.js";
import { ask } from "../session.js";
import { say } from "../words.js";

/**
 * @typedef {{service: string, is_open: boolean, changes_at: string | null, forced: string,
 *   until: string | null, author: string}} Service
 * @typedef {{topic_id: string, text: string, expires_at: string, is_on_air: boolean,
 *   author: string, heard: number}} Topic
 */

/** The page. */
export function Hours() {
  const [service, setService] = useState(/** @type {Service | null} */ (null));
  const [topic, setTopic] = useState(/** @type {Topic | null} */ (null));
  const hours = useFeed(() => ask("GET", "/hours"), []);
  const topics = useFeed(() => ask("GET", "/topics"), []);
  function close() {
    setService(null);
    setTopic(null);
    hours.reload();
    topics.reload();
  }
  const ofServices = Object.entries({ service: named, state: standing, by: ordered });
  const ofTopics = Object.entries({ topic: told, until: over, heard });
  return html`
    <${PageHeader} title=${say("admin.hours")} lead=${say("admin.hours.lead")} />
    <${Rows}
      caption=${say("admin.hours")} rows=${hours.value?.services ?? null} trouble=${hours.trouble}
      columns=${ofServices.map(([name, cell]) => ({ title: say(`admin.hours.${name}`), cell }))}
      keyOf=${named} onOpen=${setService}
      empty=${{ icon: "clock", title: say("admin.empty"), text: say("admin.empty.text") }}
    />
    <h2 class="admin-under">${say("admin.topics")}</h2>
    <${Rows}
      caption=${say("admin.topics")} rows=${topics.value?.topics ?? null} trouble=${topics.trouble}
      columns=${ofTopics.map(([name, cell]) => ({ title: say(`admin.topics.${name}`), cell }))}
      keyOf=${(/** @type {Topic} */ each) => each.topic_id} onOpen=${setTopic}
      empty=${{ icon: "broadcast", title: say("admin.topics.empty"), text: say("admin.topics.empty.text") }}
    />
    ${service && html`<${Ordering} service=${service} onClose=${close} />`}
    ${topic && html`<${Stopping} topic=${topic} onClose=${close} />`}
  `;
}

/** @param {{service: Service, onClose: () => void}} props */
function Ordering({ service, onClose }) {
  const [asked, setAsked] = useState("closed");
  const [until, setUntil] = useState("");

  /** @param {Event} event */
  async function order(event) {
    event.preventDefault();
    const body = { service: service.service, asked, until: until.trim() || null };
    if ((await change("/hours", body, { told: say("admin.done") })) === null) {
      onClose();
    }
  }

  const choices = ["closed", "open", "as_planned"].map((value) => ({ value, words: say(`admin.choice.${value}`) }));
  return html`<${Dialog} title=${service.service} onClose=${onClose}>
    <form onSubmit=${order} class="admin-form">
      <${Field} label=${say("admin.field.asked")} value=${asked} onInput=${setAsked} choices=${choices} />
      <${Field} label=${say("admin.field.until")} hint=${say("admin.hours.hint")} value=${until} onInput=${setUntil} />
      <div class="admin-does admin-wide"><${Button} words=${say("admin.save")} icon="check" tone="primary" sends /></div>
    </form>
  <//>`;
}

/** @param {{topic: Topic, onClose: () => void}} props */
function Stopping({ topic, onClose }) {
  async function stop() {
    const path = `/topics/${encodeURIComponent(topic.topic_id)}/stop`;
    if ((await change(path, undefined, { told: say("admin.done") })) === null) {
      onClose();
    }
  }
  const actions = html`<${Button} words=${say("admin.topics.stop")} icon="trash" keys="F8" tone="danger" onPress=${stop} />`;
  return html`<${Dialog} title=${topic.topic_id} onClose=${onClose} actions=${actions}><p>${topic.text}</p><//>`;
}

/** @param {Service} service */
function named({ service }) {
  return service;
}

/** @param {Service} service */
function standing({ is_open: isOpen }) {
  return isOpen
    ? html`<${Badge} tone="good">${say("admin.choice.open")}<//>`
    : html`<${Badge} tone="warn">${say("admin.choice.closed")}<//>`;
}

/** @param {Service} service */
function ordered({ forced, author, until }) {
  return forced === "" ? say("admin.choice.as_planned") : html`${author}<span class="under">${when(until)}</span>`;
}

/** @param {Topic} topic */
function told({ text }) {
  return html`<span class="clipped">${text}</span>`;
}

/** @param {Topic} topic */
function over({ expires_at: at }) {
  return when(at);
}

/** @param {Topic} topic */
function heard({ heard: count }) {
  return String(count);
}
