"""Pictures as text: the few shapes of SVG that a chart needs, legible on light and on dark pages.

Pure functions from figures to markup. Colours are told apart by those who see few of them
(M. Okabe and K. Ito, "Color Universal Design", 2008), and every picture says in words what it
shows, for those who do not see it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil, floor, log10
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_STEPS: Final = (1, 2, 2.5, 5, 10)
_TICKS: Final = 4
"""About so many lines across a panel."""
_LINE_PX: Final = 16

_STYLE: Final = """
.page { fill: #ffffff } text { fill: #1a1a1a; font: 12px system-ui, sans-serif }
.title { font-size: 17px; font-weight: 600 } .head { font-size: 13px; font-weight: 600 }
.small { font-size: 11px } .middle { text-anchor: middle } .end { text-anchor: end }
.grid { stroke: #d9d9d9; stroke-width: 1; fill: none }
.axis { stroke: #737373; stroke-width: 1; fill: none }
.line { stroke-width: 2; stroke-linejoin: round } .plain { fill: none; stroke: #1a1a1a }
.dashed { stroke-dasharray: 5 4; stroke-width: 1.5 }
.blue { fill: #0072b2 } .orange { fill: #e69f00 } .green { fill: #009e73 }
.red { fill: #d55e00 } .pink { fill: #cc79a7 } .grey { fill: #999999 }
.line.blue { fill: none; stroke: #0072b2 } .line.orange { fill: none; stroke: #e69f00 }
.line.green { fill: none; stroke: #009e73 } .line.red { fill: none; stroke: #d55e00 }
@media (prefers-color-scheme: dark) {
.page { fill: #14171a } text { fill: #ececec } .plain { stroke: #ececec }
.grid { stroke: #33383d } .axis { stroke: #8c9399 }
.blue { fill: #3d9fd9 } .line.blue { fill: none; stroke: #3d9fd9 } }
"""


def element(name: str, *inside: str, **attributes: str | float) -> str:
    """Return one element; `class_` is written as `class`, other underscores as dashes."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_number(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def text(words: str, x: float, y: float, class_: str = "small") -> str:
    """Return words at a place."""
    return element("text", escape(words), x=x, y=y, class_=class_)


def document(
    body: Sequence[str], *, width: float, height: float, title: str, description: str
) -> str:
    """Return a whole picture; the description says in words what is to be seen."""
    return (
        element(
            "svg",
            element("title", escape(title), id="title"),
            element("desc", escape(description), id="desc"),
            element("style", _STYLE),
            element("rect", width="100%", height="100%", class_="page"),
            *body,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_number(width)} {_number(height)}",
            role="img",
            aria_labelledby="title desc",
        )
        + "\n"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A rectangle in which values are drawn, from 0 to their largest."""

    left: float
    top: float
    width: float
    height: float
    from_x: float = 0.0
    until_x: float
    until_y: float

    def x(self, value: float) -> float:
        """Return where a value lies across the picture."""
        return self.left + self.width * (value - self.from_x) / (self.until_x - self.from_x)

    def y(self, value: float) -> float:
        """Return where a value lies down the picture."""
        return self.top + self.height * (1 - min(value, self.until_y) / self.until_y)

    def frame(self, marks: Sequence[tuple[float, str]]) -> Iterator[str]:
        """Yield the lines and their figures; `marks` are what stands below the panel."""
        right, bottom = self.left + self.width, self.top + self.height
        for value in ticks(self.until_y):
            y = self.y(value)
            yield element("path", d=_path([(self.left, y), (right, y)]), class_="grid")
            yield text(f"{value:g}", self.left - 6, y + 4, "small end")
        yield element("path", d=_path([(self.left, bottom), (right, bottom)]), class_="axis")
        for value, word in marks:
            yield text(word, self.x(value), bottom + _LINE_PX, "small middle")

    def line(self, points: Sequence[tuple[float, float | None]], class_: str) -> Iterator[str]:
        """Yield a line through the values; it has a gap where there is none."""
        piece: list[tuple[float, float]] = []
        for x, y in chain(points, [(0.0, None)]):
            if y is not None:
                piece.append((self.x(x), self.y(y)))
            elif piece:
                yield element("path", d=_path(piece), class_=f"line {class_}")
                piece = []

    def stacks(
        self, layers: Sequence[Sequence[float]], step: float, classes: Sequence[str]
    ) -> Iterator[str]:
        """Yield bars of equal width, one layer upon the other; each layer is one element."""
        floors = [0.0] * len(layers[0])
        for layer, class_ in zip(layers, classes, strict=True):
            bars = []
            for place, value in enumerate(layer):
                if value > 0:
                    low, high = self.y(floors[place]), self.y(floors[place] + value)
                    left, right = self.x(place * step), self.x((place + 1) * step)
                    corners = [(left, low), (left, high), (right - 1, high), (right - 1, low)]
                    bars.append(_path(corners) + "Z")
                floors[place] += value
            if bars:
                yield element("path", d="".join(bars), class_=class_)


def ticks(largest: float) -> list[float]:
    """Return round values from 0 to the largest."""
    raw = max(largest, 1e-9) / _TICKS
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in _STEPS if power * factor >= raw * (1 - 1e-9))
    return [step * number for number in range(floor(largest / step + 1e-9) + 1)]


def rounded_up(largest: float) -> float:
    """Return where an axis may end so that the largest value is on it."""
    step = ticks(max(largest, 1e-9))[1]
    return step * max(1, ceil(largest / step - 1e-9))


def legend(names: Sequence[tuple[str, str]], x: float, y: float) -> Iterator[str]:
    """Yield what the colours mean, from left to right."""
    for class_, words in names:
        if class_.startswith("line"):
            yield element("path", d=_path([(x, y - 4), (x + 14, y - 4)]), class_=class_)
        else:
            yield element("rect", x=x, y=y - 10, width=12, height=12, class_=class_)
        yield text(words, x + 18, y)
        x += 32 + 6.2 * len(words)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
