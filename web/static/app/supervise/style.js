/** Styles that come with a page instead of the shell: those of pages that few people open. */

/**
 * Fetch a style, once.
 * @param {string} address
 */
export function addStyle(address) {
  if (document.querySelector(`link[href="${address}"]`)) {
    return;
  }
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}
