"""Watches a page while hostile words stand on it."""

from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import Dialog, Page, Request

LINKED: Final = "https://rmis.example"
"""Where the links of the tests' site lead."""
STRANGE: Final = """(linked) => {
  const never = "iframe, object, embed, base, style, math, marquee, template, foreignObject, "
    + "animate, details, video, image, meta[http-equiv], body script, body link, [srcdoc], "
    + "[formaction], [style], [srcset], [autofocus][onfocus]";
  const places = ["href", "src", "action", "xlink:href", "data", "poster"];
  const isOurs = (value) => [location.origin, linked].includes(new URL(value, location).origin);
  const isStrange = (one) => one.matches(never)
    || [...one.attributes].some(({ name }) => name.startsWith("on"))
    || places.some((name) => one.hasAttribute(name) && !isOurs(one.getAttribute(name)));
  return [...document.querySelectorAll("*")].filter(isStrange).map((one) => one.outerHTML);
}"""
"""Returns the elements that no page of ours has."""

_WATCH: Final = """
window.__refused = [];
addEventListener("securitypolicyviolation",
  (event) => window.__refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
_SHOWN: Final = """() => [document.body.innerText,
  ...[...document.querySelectorAll("input, textarea")].map((one) => one.value)].join("\\n")"""


@dataclass
class Guard:
    """What a page must not do, noted while it is looked at."""

    page: Page
    address: str
    """Of the engine; a page asks nobody else for anything."""
    dialogs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    async def stand(self) -> None:
        """Watch the next page that is loaded, and all after it."""
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.context.on("page", lambda opened: self.foreign.append(opened.url))
        await self.page.add_init_script(_WATCH)

    async def look(self) -> None:
        """Take that all is well on the page as it is now."""
        where = self.page.url
        assert await self.page.evaluate("window.__hit") is None, where
        assert await self.page.evaluate("window.__refused") == [], where
        assert await self.page.evaluate(STRANGE, LINKED) == [], where
        assert (self.dialogs, self.foreign) == ([], []), where
        self.shown.append(await self.page.evaluate(_SHOWN))

    def has_shown(self, text: str) -> bool:
        """Tell whether a text has stood on some page, but for what browsers draw otherwise."""
        sought = _plain(text)
        return any(sought in _plain(page) for page in self.shown)

    async def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        await dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"))):
            self.foreign.append(request.url)


def _plain(text: str) -> str:
    """Return the letters of a text that every browser shows alike."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
