/** The address as it is told: free text always, with streets of the region suggested under it. */

import { html, useEffect, useId, useRef, useState } from "../../vendor/preact.js";
import { Field } from "../parts/field.js";
import { ask, Refusal } from "../session.js";
import { say } from "../words.js";
import { Input, useWriting } from "./inputs.js";

/** @typedef {{settlement: string, street: string, likeness: number}} Street */

const PAUSE_MS = 200;
const SHORTEST = 3;
const MOST = 6;

/** All that helps to find the door. */
export function Address() {
  return html`
    <${AddressLine} />
    <div class="inputs-row">
      <${Input} name="flat" isShort />
      <${Input} name="entrance" isShort />
      <${Input} name="floor" isShort />
      <${Input} name="intercom" isShort />
      <${Input} name="landmark" />
    </div>
  `;
}

function AddressLine() {
  const { form, faults, set } = useWriting();
  const [streets, setStreets] = useState(/** @type {Street[]} */ ([]));
  const [at, setAt] = useState(-1);
  const asked = useRef(0);
  const id = useId();
  const typed = form["address"] ?? "";
  /** @type {{current: ReturnType<typeof setTimeout> | undefined}} */
  const pause = useRef(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);

  /** @param {string} text */
  async function suggest(text) {
    asked.current += 1;
    const own = asked.current;
    const found = text.trim().length < SHORTEST ? [] : await streetsLike(text);
    if (own === asked.current) {
      setStreets(found);
      setAt(-1);
    }
  }

  /** @param {string} text */
  function take(text) {
    set({ address: text });
    clearTimeout(pause.current);
    pause.current = setTimeout(() => void suggest(text), PAUSE_MS);
  }

  function close() {
    asked.current += 1;
    clearTimeout(pause.current);
    setStreets([]);
    setAt(-1);
  }

  /** @param {Street} street */
  function choose(street) {
    set({ address: withStreet(typed, street) });
    close();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const chosen = streets[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (streets.length === 0) {
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((at + step + streets.length) % streets.length);
    } else if (event.key === "Enter" && !event.ctrlKey && chosen) {
      choose(chosen);
    } else if (event.key === "Escape" && streets.length > 0) {
      close();
    } else {
      return;
    }
    event.preventDefault();
  }

  const isOpen = streets.length > 0;
  return html`<div class="input suggest" onKeyDown=${press} onFocusOut=${close}>
    <${Field}
      name="address" label=${say("form.address")} value=${typed}
      error=${faults["address"]} isNeeded onInput=${take}
      more=${{
        role: "combobox",
        "aria-expanded": isOpen ? "true" : "false",
        "aria-controls": `${id}-streets`,
        "aria-autocomplete": "list",
        "aria-activedescendant": at >= 0 ? `${id}-${at}` : undefined,
      }}
    />
    <ul class="suggest-list" id="${id}-streets" role="listbox" aria-label=${say("form.streets")} hidden=${!isOpen}>
      ${streets.map((street, place) => html`<li
        key=${`${street.settlement}/${street.street}`} id="${id}-${place}" role="option"
        aria-selected=${place === at ? "true" : "false"}
        onMouseDown=${(/** @type {Event} */ event) => {
          event.preventDefault();
          choose(street);
        }}
      ><strong>${street.street}</strong><span>${street.settlement}</span></li>`)}
    </ul>
  </div>`;
}

/**
 * @param {string} text
 * @returns {Promise<Street[]>}
 */
async function streetsLike(text) {
  try {
    const query = new URLSearchParams({ text: text.slice(0, 200), most: String(MOST) });
    return (await ask("GET", `/streets?${query}`)).streets;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    // Suggestions are a help: without them the address is typed as it is told.
    return [];
  }
}

/**
 * Return the address with its street as the catalogue writes it; house and flat stay as typed.
 * @param {string} typed
 * @param {Street} street
 */
export function withStreet(typed, { settlement, street }) {
  // What stands behind the name of the street, which may begin with a number: 8 Марта.
  const rest = typed.replace(/^\s*\d*\D*/, "");
  return `${settlement}, ${street}, ${rest}`;
}
