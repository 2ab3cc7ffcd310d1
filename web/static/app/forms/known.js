/** What forms choose from, asked once: categories, clinics, the site's danger signs and links. */

import { signal } from "../../vendor/preact.js";
import { ask, Refusal } from "../session.js";

/**
 * @typedef {{code: string, parent: string | null, title: string, kind: string,
 *   is_in_scope: boolean, answer: string}} Category
 * @typedef {{code: string, name: string, phones: string[]}} Clinic
 * @typedef {{name: string, title: string, url: string}} Link
 */

const AGAIN_MS = 3000;

/** What tickets may be about. */
export const categories = signal(/** @type {Category[]} */ ([]));

/** Who sends doctors. */
export const clinics = signal(/** @type {Clinic[]} */ ([]));

/** What means 103 at once. */
export const dangerSigns = signal(/** @type {string[]} */ ([]));

/** Systems of the region that open at a patient. */
export const links = signal(/** @type {Link[]} */ ([]));

let isAsked = false;

/** Ask for all of it, unless that was done; while the engine is away, again and again. */
export async function learn() {
  if (isAsked) {
    return;
  }
  isAsked = true;
  try {
    const [desk, tree, region] = await Promise.all([
      ask("GET", "/desk"),
      ask("GET", "/categories"),
      ask("GET", "/clinics"),
    ]);
    dangerSigns.value = desk.danger_signs;
    links.value = desk.links;
    categories.value = tree.categories;
    clinics.value = region.clinics;
  } catch (refusal) {
    isAsked = false;
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    setTimeout(() => void learn(), AGAIN_MS);
  }
}
