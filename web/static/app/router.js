/** Where the person is. Links within the pages change the address and fetch nothing anew. */

import { signal } from "../vendor/preact.js";

/** The path of the address. */
export const path = signal(location.pathname);

/**
 * Go to another page.
 * @param {string} to
 */
export function go(to) {
  if (to !== location.pathname + location.search) {
    history.pushState(null, "", to);
  }
  path.value = location.pathname;
}

/** @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const isOurs =
    link?.origin === location.origin && !link.target && !link.hasAttribute("download");
  const isPage = isOurs && !/^\/(api|static)\//.test(link.pathname);
  if (isPlain && isPage && link.hash === "") {
    event.preventDefault();
    go(link.pathname + link.search);
  }
}

addEventListener("popstate", () => {
  path.value = location.pathname;
});
addEventListener("click", follow);
