/** Something that is asked of the engine by a key: what came of it is told, never guessed. */

import { tell, tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";

/**
 * Ask for a change; tell what came of it.
 * @param {string} path
 * @param {unknown} body
 * @param {{told: string, seen?: number}} more what is said when it was done; the revision that was seen
 * @returns {Promise<Refusal | null>} why it was not done
 */
export async function change(path, body, { told, seen }) {
  try {
    await ask("POST", path, body, seen === undefined ? {} : { "If-Match": `"${seen}"` });
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    tellTrouble(refusal.message);
    return refusal;
  }
  tell(told);
  return null;
}
