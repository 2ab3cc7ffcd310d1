/** All forms that somebody has begun: found again after a reload, a crash, at another page. */

import { computed, effect, signal, untracked } from "../../vendor/preact.js";
import { PAGE } from "../place.js";
import { ask, Refusal, session } from "../session.js";
import { Draft, isSame } from "./draft.js";
import { allKeptLocally, keepLocally } from "./local.js";

/** @typedef {import("./local.js").Kept} Kept */
/** @typedef {{key: string, revision: number, form: import("./local.js").Form}} AtEngine */

const AGAIN_MS = 2000;

/** The forms that are open, in the order in which they were begun. */
export const drafts = signal(/** @type {Draft[]} */ ([]));

/** Which of them is shown. */
export const shownKey = signal(/** @type {string | null} */ (null));

/** The form that is shown. */
export const shown = computed(
  () => drafts.value.find(({ key }) => key === shownKey.value) ?? drafts.value[0] ?? null,
);

/** Whose forms these are. */
let owner = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let nextTry;

/**
 * Begin a form, or show the one of that key.
 * @param {string} key
 * @param {import("./local.js").Form} form
 */
export function begin(key, form) {
  if (!drafts.value.some((draft) => draft.key === key)) {
    drafts.value = [...drafts.value, new Draft(owner, key, form)];
  }
  shownKey.value = key;
}

/**
 * Put a form away for good.
 * @param {Draft} draft
 */
export async function end(draft) {
  drafts.value = drafts.value.filter((other) => other !== draft);
  await draft.drop();
}

/** Take up what this person left; what is kept here is there at once, the rest as it is told. */
export async function recallDrafts() {
  clearTimeout(nextTry);
  const login = owner;
  if (drafts.value.length === 0) {
    drafts.value = allKeptLocally(login).map((kept) => revived(login, kept));
  }
  try {
    // What the engine takes after this moment may be missing in its answer.
    const knew = new Map(drafts.value.map((draft) => [draft, draft.seen]));
    const { drafts: told } = await ask("GET", "/drafts");
    if (login === owner) {
      join(told, knew);
    }
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    if (refusal.status !== 401 && refusal.status !== 403) {
      nextTry = setTimeout(() => void recallDrafts(), AGAIN_MS);
    }
  }
}

/**
 * @param {string} login
 * @param {Kept} kept
 */
function revived(login, kept) {
  const draft = new Draft(login, kept.key, kept.form, kept.seen);
  keepLocally(login, { ...kept, page: PAGE });
  draft.asked = kept.asked ?? null;
  draft.stage.value = kept.isSent ? "kept" : "typing";
  draft.sendLater(0);
  return draft;
}

/**
 * @param {AtEngine[]} told
 * @param {Map<Draft, number>} knew which revisions were seen when it was asked
 */
function join(told, knew) {
  for (const draft of drafts.value) {
    const atEngine = told.find(({ key }) => key === draft.key);
    if (atEngine) {
      meet(draft, atEngine);
    } else if (draft.seen > 0 && draft.seen === knew.get(draft) && !draft.isSending) {
      leftAlone(draft);
    }
  }
  const known = new Set(drafts.value.map(({ key }) => key));
  const others = told.filter(({ key }) => !known.has(key));
  drafts.value = [
    ...drafts.value.filter((draft) => !draft.isOver),
    ...others.map(({ key, form, revision }) => new Draft(owner, key, form, revision)).reverse(),
  ];
}

/**
 * @param {Draft} draft
 * @param {AtEngine} atEngine
 */
function meet(draft, atEngine) {
  if (draft.isSending || atEngine.revision <= draft.seen) {
    return;
  }
  if (!draft.isUnsent || isSame(draft.form.value, atEngine.form)) {
    draft.adopt(atEngine);
  } else {
    draft.clash(atEngine);
  }
}

/** @param {Draft} draft */
function leftAlone(draft) {
  if (draft.isUnsent) {
    draft.stage.value = "gone";
  } else {
    // Saved or thrown away at another page, and nothing was typed here since.
    draft.isOver = true;
    void draft.drop();
  }
}

// Whoever signs in again finds theirs in the browser and at the engine; signing out empties both.
effect(() => {
  const known = session.value;
  const login = known && !known.must_enrol ? known.user.login : "";
  untracked(() => {
    if (login === owner) {
      return;
    }
    owner = login;
    clearTimeout(nextTry);
    drafts.value.forEach((draft) => draft.leave());
    drafts.value = [];
    if (login !== "") {
      void recallDrafts();
    }
  });
});

addEventListener("focus", () => {
  if (owner !== "" && session.value && !session.value.is_locked) {
    void recallDrafts();
  }
});
