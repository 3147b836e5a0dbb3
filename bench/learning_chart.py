"""The learning curve as a picture that reads on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import log1p
from typing import NamedTuple

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 48, 190, 36, 44
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.grid { stroke: #d0d7de; stroke-width: 1; }
.line { fill: none; stroke-width: 2.5; }
.band { opacity: .18; }
.s0 { stroke: #0b6bcb; } .b0, .d0 { fill: #0b6bcb; }
.s1 { stroke: #b35900; } .b1, .d1 { fill: #b35900; }
.s2 { stroke: #1a7f37; } .b2, .d2 { fill: #1a7f37; }
.s3 { stroke: #8250df; } .b3, .d3 { fill: #8250df; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .grid { stroke: #3d444d; }
  .s0 { stroke: #6cb6ff; } .b0, .d0 { fill: #6cb6ff; }
  .s1 { stroke: #f0a45d; } .b1, .d1 { fill: #f0a45d; }
  .s2 { stroke: #56d364; } .b2, .d2 { fill: #56d364; }
  .s3 { stroke: #c297ff; } .b3, .d3 { fill: #c297ff; }
}
"""


class Point(NamedTuple):
    """F1, of 100, after learning from so many articles, with its interval."""

    articles: float
    f1: float
    low: float
    high: float


def drawn(curves: Sequence[tuple[str, Sequence[Point]]], *, title: str) -> str:
    """The SVG. The axis of articles grows with their logarithm, so that the first ones can be told apart."""
    points = [point for _, curve in curves for point in curve]
    most = max(point.articles for point in points)
    low = 10 * int(min(point.low for point in points) // 10)
    high = min(100, 10 * int(max(point.high for point in points) // 10 + 1))
    plot = Plot(most, low, high)
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        *plot.grid(sorted({point.articles for point in points})),
    ]
    ends = plot.labels([curve[-1].f1 for _, curve in curves])
    for number, (name, curve) in enumerate(curves):
        lines += plot.curve(number, curve)
        lines.append(f'<text x="{WIDTH - RIGHT + 10}" y="{ends[number]:.1f}" class="d{number}">{escape(name)}</text>')
    return "\n".join([*lines, "</svg>", ""])


class Plot:
    """Where numbers of articles and F1 lie in the picture."""

    def __init__(self, most: float, low: float, high: float) -> None:
        self.most, self.low, self.high = most, low, high

    def x(self, articles: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * log1p(articles) / log1p(self.most)

    def y(self, f1: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - f1) / (self.high - self.low)

    def grid(self, sizes: Sequence[float]) -> Iterator[str]:
        for f1 in range(int(self.low), int(self.high) + 1, 10):
            y = self.y(f1)
            yield f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{f1}</text>'
        last = -100.0
        for size in sizes:
            if self.x(size) - last >= 24:
                last = self.x(size)
                yield f'<text x="{last:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size:.0f}</text>'
        yield f'<text x="{LEFT}" y="{HEIGHT - 6}">checked articles</text>'
        yield f'<text x="6" y="{TOP - 18}">F1 of quotes</text>'

    def curve(self, number: int, points: Sequence[Point]) -> Iterator[str]:
        upper = [(self.x(point.articles), self.y(point.high)) for point in points]
        lower = [(self.x(point.articles), self.y(point.low)) for point in reversed(points)]
        yield f'<polygon class="band b{number}" points="{places(upper + lower)}"/>'
        middle = [(self.x(point.articles), self.y(point.f1)) for point in points]
        yield f'<polyline class="line s{number}" points="{places(middle)}"/>'
        for x, y in middle:
            yield f'<circle class="d{number}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'

    def labels(self, ends: Sequence[float]) -> list[float]:
        """Where the names of the curves stand, beside their ends and not on each other."""
        found = [self.y(end) + 4 for end in ends]
        last = 0.0
        for number in sorted(range(len(found)), key=found.__getitem__):
            last = found[number] = max(found[number], last + 17)
        return found


def places(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
