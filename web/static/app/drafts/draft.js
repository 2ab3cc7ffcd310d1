/**
 * One form as it is typed: kept here with every key, and at the engine at every pause.
 *
 * The rule: nothing that was typed is ever overwritten. The engine takes a draft only upon the
 * revision that this page has seen; where another page of the same person was quicker, both are
 * shown side by side and typing goes on. While the engine is away, it is said that the draft is
 * kept only here, and it is sent as soon as the engine answers. What was sent and not answered may
 * have been taken all the same: the very same is sent again before anything newer, also by the next
 * page, so that nobody is shown a version of their own as another page's.
 */

import { batch, signal } from "../../vendor/preact.js";
import { PAGE } from "../place.js";
import { ask, Refusal } from "../session.js";
import { dropLocally, keepLocally, keptLocally } from "./local.js";

/**
 * @typedef {import("./local.js").Form} Form
 *
 * `kept`: the engine has it; `typing`: it will, at the next pause; `here`: the engine does not
 * answer; `conflict`: another page has written otherwise; `gone`: another page saved it or threw
 * it away.
 * @typedef {"kept" | "typing" | "here" | "conflict" | "gone"} Stage
 */

const PAUSE_MS = 400;
const AGAIN_MS = 2000;

/** A form that somebody has begun. */
export class Draft {
  /**
   * @param {string} login whose it is
   * @param {string} key
   * @param {Form} form
   * @param {number} seen
   */
  constructor(login, key, form, seen = 0) {
    this.login = login;
    this.key = key;
    this.seen = seen;
    this.form = signal(form);
    this.stage = signal(/** @type {Stage} */ ("kept"));
    /** What another page has made of it, in a conflict. */
    this.other = signal(/** @type {{revision: number, form: Form} | null} */ (null));
    this.isOver = false;
    this.isDropped = false;
    this.isSending = false;
    /** What was sent, while nobody knows whether the engine took it. */
    this.asked = /** @type {Form | null} */ (null);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.next = undefined;
  }

  /** Whether the engine lacks something that was typed. */
  get isUnsent() {
    return this.stage.value !== "kept";
  }

  /**
   * Take what was typed.
   * @param {Form} typed by field
   */
  set(typed) {
    const before = keptLocally(this.login, this.key);
    const isOthers = before !== null && before.page !== PAGE && !before.isSent;
    if (isOthers && !isSame(before.form, this.form.value) && this.other.value === null) {
      this.clash({ revision: before.seen, form: before.form });
    }
    this.form.value = { ...this.form.value, ...typed };
    if (this.stage.value === "kept") {
      this.stage.value = "typing";
    }
    this.#keep(false);
    this.sendLater(PAUSE_MS);
  }

  /**
   * Show what another page has made of it.
   * @param {{revision: number, form: Form}} other
   */
  clash(other) {
    batch(() => {
      this.other.value = other;
      this.stage.value = "conflict";
    });
  }

  /**
   * Go on with what was chosen of both.
   * @param {Form} form
   */
  settle(form) {
    this.seen = this.other.value?.revision ?? 0;
    batch(() => {
      this.other.value = null;
      this.form.value = form;
      this.stage.value = "typing";
    });
    this.#keep(false);
    this.sendLater(0);
  }

  /**
   * Show what another page has typed, where nothing was typed here since.
   * @param {{revision: number, form: Form}} newer
   */
  adopt({ revision, form }) {
    this.seen = revision;
    this.form.value = form;
    this.stage.value = "kept";
    this.#keep(true);
  }

  /**
   * Send it after a while.
   * @param {number} afterMs
   */
  sendLater(afterMs) {
    clearTimeout(this.next);
    if (!this.isOver) {
      this.next = setTimeout(() => void this.send(), afterMs);
    }
  }

  /** Send what was typed, if nothing is in the way. */
  async send() {
    const mayNot = this.isOver || this.isSending || !this.isUnsent;
    if (mayNot || this.stage.value === "conflict" || this.stage.value === "gone") {
      return;
    }
    this.isSending = true;
    const sent = this.asked ?? this.form.value;
    this.asked = sent;
    if (keptLocally(this.login, this.key)?.page === PAGE) {
      this.#keep(false);
    }
    try {
      const kept = await ask("PUT", this.#path, { seen: this.seen, form: sent });
      this.seen = kept.revision;
      this.#taken(sent);
    } catch (refusal) {
      this.#notTaken(refusal, sent);
    } finally {
      this.isSending = false;
    }
  }

  /** Touch it no more; what is kept here and at the engine stays. */
  leave() {
    this.isOver = true;
    clearTimeout(this.next);
  }

  /** Forget it: it is saved, or nobody wants it. */
  async drop() {
    this.isOver = true;
    this.isDropped = true;
    clearTimeout(this.next);
    dropLocally(this.login, this.key);
    try {
      await ask("DELETE", this.#path);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }
      // Whoever finds it again throws it away again; the engine does so by itself in the end.
    }
  }

  get #path() {
    return `/drafts/${encodeURIComponent(this.key)}`;
  }

  /** @param {Form} sent */
  #taken(sent) {
    this.asked = null;
    if (this.isOver) {
      // What was dropped while it was on its way must not come back.
      if (this.isDropped) {
        void this.drop();
      }
      return;
    }
    const isAll = sent === this.form.value;
    this.stage.value = isAll ? "kept" : "typing";
    this.#keep(isAll);
    if (!isAll) {
      this.sendLater(PAUSE_MS);
    }
  }

  /**
   * @param {unknown} refusal
   * @param {Form} sent
   */
  #notTaken(refusal, sent) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    const isUnknown = refusal.status === 0 || refusal.status >= 500;
    this.asked = isUnknown ? sent : null;
    if (refusal.status !== 409) {
      this.stage.value = "here";
      this.sendLater(AGAIN_MS);
      return;
    }
    const present = /** @type {{revision: number, form: Form} | undefined} */ (refusal.present);
    if (!present) {
      this.stage.value = "gone";
    } else if (isSame(present.form, sent)) {
      // Its answer was lost, or both pages wrote the same.
      this.seen = present.revision;
      this.#taken(sent);
    } else {
      this.clash(present);
    }
  }

  /** @param {boolean} isSent */
  #keep(isSent) {
    if (!this.isOver) {
      const { key, seen, asked } = this;
      keepLocally(this.login, { key, seen, form: this.form.value, isSent, page: PAGE, asked });
    }
  }
}

/**
 * Tell whether two forms say the same; what is empty is as good as absent.
 * @param {Form} one
 * @param {Form} other
 */
export function isSame(one, other) {
  return differences(one, other).length === 0;
}

/**
 * Return the fields in which two forms differ.
 * @param {Form} one
 * @param {Form} other
 */
export function differences(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => (one[name] ?? "") !== (other[name] ?? ""));
}
