/** Numbers as a wall shows them: grouped, shares in percent, and a dash for what nobody knows. */

const UNKNOWN = "—";

/**
 * Return a number with its thousands apart.
 * @param {number | null | undefined} figure
 * @param {number} [digits] behind the comma at most
 */
export function counted(figure, digits = 0) {
  if (figure === null || figure === undefined) {
    return UNKNOWN;
  }
  const language = document.documentElement.lang;
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(figure);
}

/**
 * Return a share of 0 to 1 in percent. What is not whole is never shown as 100.
 * @param {number | null | undefined} share
 */
export function percent(share) {
  if (share === null || share === undefined) {
    return UNKNOWN;
  }
  const shown = share < 1 ? Math.min(share, 0.999) : share;
  const digits = shown > 0.99 && shown < 1 ? 1 : 0;
  const language = document.documentElement.lang;
  const form = /** @type {const} */ ({ style: "percent", maximumFractionDigits: digits });
  return new Intl.NumberFormat(language, form).format(shown);
}
