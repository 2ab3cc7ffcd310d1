/** Hot topics: what everybody is told before they ask; what came of each, and a new one. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { engineTime } from "../live.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { Field } from "../parts/field.js";
import { Icon } from "../parts/icon.js";
import { ask, may } from "../session.js";
import { dayAndTime, say } from "../words.js";
import { preview, put } from "./deeds.js";
import { DeedDialog } from "./dialog.js";
import { readSound } from "./sound-file.js";
import { momentOf } from "./topic-time.js";

/**
 * @typedef {{topic_id: string, text: string, place: string, starts_at: string, expires_at: string,
 *   is_on_air: boolean, author: string, heard: number, contained: number}} Topic
 *
 * @typedef {{text: string, place: string, starts: string, expires: string, why: string}} Typed
 */

const PLACES = ["greeting", "reference"];
const LONGEST_TEXT = 300;
const LONGEST_S = 30;
const NEW = { text: "", place: "greeting", starts: "", expires: "20:00", why: "" };

/** The button, and the dialog that it opens. */
export function TopicsButton() {
  const [isOpen, setOpen] = useState(false);
  if (!may("supervise")) {
    return null;
  }
  return html`<${Button} words=${say("topic.title")} icon="message" keys="Alt+Shift+H" tone="quiet" isBare onPress=${() => setOpen(true)} />
    ${isOpen && html`<${Topics} onClose=${() => setOpen(false)} />`}`;
}

/** @param {{onClose: () => void}} props */
function Topics({ onClose }) {
  const [topics, setTopics] = useState(/** @type {Topic[] | null} */ (null));
  const [ending, setEnding] = useState(/** @type {Topic | null} */ (null));
  const [code, setCode] = useState(/** @type {string | null} */ (null));
  const look = () => void ask("GET", "/topics").then((told) => setTopics(told.topics), () => setTopics([]));
  useEffect(look, []);
  return html`<${Dialog} title=${say("topic.title")} isWide onClose=${onClose}>
    <div class="act">
      ${code && html`<p class="note tone-good" role="status"><${Icon} name="phone-check" /><span>${say("topic.dial", { code })}</span></p>`}
      ${topics?.length === 0 && html`<p class="quiet-line">${say("topic.nothing")}</p>`}
      <ul class="topics" aria-label=${say("topic.on_line")}>
        ${(topics ?? []).map((topic) => html`<${Line} key=${topic.topic_id} topic=${topic} onEnd=${() => setEnding(topic)} />`)}
      </ul>
      <${NewTopic} onPut=${(/** @type {string} */ dialled) => {
        setCode(dialled || null);
        look();
      }} />
    </div>
    ${ending && html`<${DeedDialog}
      title=${say("act.topic_off")} lead=${ending.text}
      choices=${[{ name: "topic_off", icon: "volume-off", deed: { do: "topic_off", topic_id: ending.topic_id }, note: "act.topic_off.note" }]}
      onClose=${() => {
        setEnding(null);
        look();
      }}
    />`}
  <//>`;
}

/** @param {{topic: Topic, onEnd: () => void}} props */
function Line({ topic, onEnd }) {
  const span = { since: dayAndTime(topic.starts_at), until: dayAndTime(topic.expires_at), author: topic.author };
  return html`<li>
    <span>
      <strong>${topic.text}</strong>
      <span class="board-soft">${say(`topic.place.${topic.place}`)}, ${say(topic.is_on_air ? "topic.span" : "topic.awaited", span)}</span>
    </span>
    <span class="topic-effect">
      <strong>${say("topic.heard", { n: topic.heard })}</strong>
      <span class="board-soft">${say("topic.contained", { n: topic.contained })}</span>
    </span>
    <${Button} words=${say("topic.stop", { text: topic.text })} icon="volume-off" tone="quiet" isBare onPress=${onEnd} />
  </li>`;
}

/** @param {{onPut: (code: string) => void}} props `code` to be dialled by who speaks it, if any */
function NewTopic({ onPut }) {
  const [typed, setTyped] = useState(/** @type {Typed} */ (NEW));
  const [sound, setSound] = useState(/** @type {{wav: string, seconds: number} | null} */ (null));
  const [file, setFile] = useState(/** @type {File | undefined} */ (undefined));
  const chooser = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [fault, setFault] = useState(/** @type {string | undefined} */ (undefined));
  const [isBusy, setBusy] = useState(false);
  const starts = typed.starts.trim() ? momentOf(typed.starts) : "";
  const expires = momentOf(typed.expires);
  const isReady = Boolean(typed.text.trim() && typed.why.trim() && expires) && starts !== null && !fault;

  /** @param {keyof Typed} name */
  const into = (name) => (/** @type {string} */ value) => setTyped({ ...typed, [name]: value });

  /** @param {File | undefined} chosen */
  async function take(chosen) {
    const read = chosen ? await readSound(chosen) : null;
    setFile(chosen);
    setSound(read);
    setFault(chosen && !read ? say("topic.file.unreadable") : read && read.seconds > LONGEST_S ? say("topic.file.long") : undefined);
  }

  async function go() {
    setBusy(true);
    const done = await put(
      {
        do: "topic",
        topic_id: `board-${new Date(engineTime.value).toISOString().replace(/\D/g, "").slice(0, 14)}`,
        text: typed.text.trim(),
        place: typed.place,
        expires: expires ?? "",
        ...(starts ? { starts } : {}),
        ...(sound ? { wav: sound.wav } : {}),
      },
      typed.why.trim(),
    );
    setBusy(false);
    if (done) {
      setTyped(NEW);
      setSound(null);
      setFile(undefined);
      onPut(done.detail);
    }
  }

  return html`<form class="act topic-new" aria-label=${say("topic.new")} onSubmit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    if (isReady) {
      void go();
    }
  }}>
    <h3 class="topic-name">${say("topic.new")}</h3>
    <${Field} label=${say("topic.text")} lines=${2} value=${typed.text} isNeeded more=${{ maxlength: LONGEST_TEXT }} onInput=${into("text")} />
    <div class="topic-row">
      <${Field} label=${say("topic.place")} value=${typed.place} choices=${PLACES.map((value) => ({ value, words: say(`topic.place.${value}`) }))} onInput=${into("place")} />
      <${Field} label=${say("topic.starts")} hint=${say("topic.starts.hint")} value=${typed.starts} error=${starts === null ? say("topic.time.wrong") : undefined} onInput=${into("starts")} />
      <${Field} label=${say("topic.expires")} hint=${say("topic.expires.hint")} value=${typed.expires} isNeeded error=${typed.expires && !expires ? say("topic.time.wrong") : undefined} onInput=${into("expires")} />
    </div>
    <div class="topic-file">
      <${Button} words=${say("topic.file")} icon="microphone" onPress=${() => chooser.current?.click()} />
      <p role="status" class=${fault ? "tone-bad topic-fault" : "board-soft"}>${fault ?? (file ? say("topic.file.taken", { name: file.name }) : say("topic.file.hint"))}</p>
      <input ref=${chooser} type="file" accept="audio/*" hidden onChange=${(/** @type {{currentTarget: HTMLInputElement}} */ event) => void take(event.currentTarget.files?.[0])} />
    </div>
    <${Hearers} place=${typed.place} />
    <${Field} label=${say("act.why")} hint=${say("act.why.hint")} value=${typed.why} isNeeded onInput=${into("why")} />
    <div class="act-foot">
      <${Button} words=${say(sound ? "topic.put" : "topic.announce")} tone="primary" keys="Alt+Enter" isBusy=${isBusy} isOff=${!isReady} onPress=${() => void go()} />
    </div>
  </form>`;
}

/**
 * Who would hear it, as far as that can be told beforehand.
 * @param {{place: string}} props
 */
function Hearers({ place }) {
  const [people, setPeople] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    // The words change nothing of who hears them.
    preview({ do: "topic", topic_id: "board", text: "…", expires: "23:59" }).then(
      ({ hearers }) => setPeople(hearers),
      () => setPeople(null),
    );
  }, []);
  return html`<section class="act-effect" role="status" aria-label=${say("act.effect")}>
    <h3 class="act-effect-name">${say("act.effect")}</h3>
    ${people === null
      ? html`<p class="quiet-line">${say("act.effect.asked")}</p>`
      : html`<p>${say("topic.hearers", { n: people })} ${say(`topic.hearers.${place}`)}</p>`}
  </section>`;
}
