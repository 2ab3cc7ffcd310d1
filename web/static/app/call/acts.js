/** What is done with the call on the line; what comes of it is told by the live page. */

import { tellTrouble } from "../parts/toast.js";
import { ask, Refusal } from "../session.js";

/**
 * Ask the engine for one deed, and tell the person when it may not be.
 * @param {string} callId
 * @param {string} deed
 * @param {unknown} [body]
 * @returns {Promise<boolean>} whether it was taken
 */
export async function act(callId, deed, body) {
  try {
    await ask("POST", `/calls/${callId}/${deed}`, body);
    return true;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    tellTrouble(refusal.message);
    return false;
  }
}
