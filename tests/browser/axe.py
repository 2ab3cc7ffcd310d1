"""What axe-core finds broken on a page."""

from typing import Final

from playwright.async_api import Page

from tests.browser.settled import letters_have_come

_VIOLATIONS: Final = """async (rules) => {
  const found = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return found.violations;
}"""
"""Of all that is right, axe has words for every element: they took three times as long."""
_REST: Final = """async () => {
  // What stands at a lower edge lies over something wherever one has not gone to the end.
  for (const one of [document.scrollingElement, ...document.querySelectorAll("dialog")]) {
    one.scrollTop = one.scrollHeight;
  }
  const fading = () => document.getAnimations()
    .filter((one) => one.effect.getTiming().iterations !== Infinity);
  // What is drawn anew meanwhile breaks its fading off.
  while (fading().length > 0) {
    await Promise.allSettled(fading().map((one) => one.finished));
  }
}"""


async def violations(page: Page, rules: dict[str, str | list[str]]) -> list[str]:
    """Return a line for each element that breaks one of the rules, as soon as nothing moves."""
    await _come_to_rest(page)
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in await page.evaluate(_VIOLATIONS, rules)
        for node in rule["nodes"]
    ]


async def _come_to_rest(page: Page) -> None:
    """Let letters and colours arrive: what is read before is neither what was nor what will be."""
    await letters_have_come(page)
    await page.evaluate(_REST)
