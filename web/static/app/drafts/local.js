/**
 * What was typed, kept in this browser with every key: it outlives the page, the engine and the
 * network. It is a person's case, so it goes when it is saved and when somebody signs out.
 */

const PREFIX = "line122.draft.";

/**
 * @typedef {Record<string, string>} Form what was typed, by field
 *
 * @typedef {object} Kept
 * @property {string} key
 * @property {Form} form
 * @property {number} seen the engine's revision that it was typed upon; 0 for none
 * @property {boolean} isSent whether the engine has it
 * @property {string} page which page typed it last
 * @property {Form | null} [asked] what was sent, while nobody knows whether the engine took it
 */

/**
 * Keep a draft.
 * @param {string} login
 * @param {Kept} kept
 */
export function keepLocally(login, kept) {
  try {
    localStorage.setItem(nameOf(login, kept.key), JSON.stringify(kept));
  } catch {
    // A full or forbidden store costs the second copy; the engine keeps the first.
  }
}

/**
 * Return a draft; `null` where there is none.
 * @param {string} login
 * @param {string} key
 * @returns {Kept | null}
 */
export function keptLocally(login, key) {
  return read(nameOf(login, key));
}

/**
 * Return all drafts of a person, and forget those of anybody else.
 * @param {string} login
 * @returns {Kept[]}
 */
export function allKeptLocally(login) {
  const own = [];
  for (const name of names()) {
    const kept = name.startsWith(nameOf(login, "")) ? read(name) : null;
    if (kept) {
      own.push(kept);
    } else {
      localStorage.removeItem(name);
    }
  }
  return own;
}

/**
 * Forget a draft.
 * @param {string} login
 * @param {string} key
 */
export function dropLocally(login, key) {
  localStorage.removeItem(nameOf(login, key));
}

/** Forget all drafts of everybody. */
export function forgetLocally() {
  for (const name of names()) {
    localStorage.removeItem(name);
  }
}

/**
 * @param {string} login
 * @param {string} key
 */
function nameOf(login, key) {
  return `${PREFIX}${login}/${key}`;
}

function names() {
  return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
}

/**
 * @param {string} name
 * @returns {Kept | null}
 */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}
