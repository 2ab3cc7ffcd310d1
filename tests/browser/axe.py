"""What axe-core finds broken on a page."""

from typing import Final

from playwright.async_api import Page

_VIOLATIONS: Final = """async (rules) => {
  const found = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return found.violations;
}"""
"""Of all that is right, axe has words for every element: they took three times as long."""


async def violations(page: Page, rules: dict[str, str | list[str]]) -> list[str]:
    """Return a line for each element that breaks one of the rules, as soon as nothing moves."""
    await _come_to_rest(page)
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in await page.evaluate(_VIOLATIONS, rules)
        for node in rule["nodes"]
    ]


async def _come_to_rest(page: Page) -> None:
    """Let colours arrive where they fade to: what is read in between is neither of the two."""
    await page.evaluate(
        "Promise.all(document.getAnimations().filter(one => one.effect.getTiming().iterations"
        " !== Infinity).map(one => one.finished))"
    )
