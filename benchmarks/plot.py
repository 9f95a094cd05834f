"""A small log-log plot as SVG, by hand: nothing to install for one picture."""

import math
from collections.abc import Sequence

from benchmarks.measure import Point

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 860, 440, 70, 30, 240, 60
COLOURS = ("#0b6e99", "#b5460f", "#4d7c0f", "#6d28d9", "#9f1239", "#475569")


def plot(points: Sequence[Point]) -> str:
    """Milliseconds against facts, one line a curve."""
    low_x, high_x = _decades([point.size for point in points])
    low_y, high_y = _decades([point.seconds * 1000 for point in points])

    def place(size: float, millis: float) -> tuple[float, float]:
        across = (math.log10(size) - low_x) / (high_x - low_x)
        up = (math.log10(millis) - low_y) / (high_y - low_y)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (
            HEIGHT - TOP - BOTTOM
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>Cost of a posture against the size of the history</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low_x, high_x + 1):
        x, _ = place(10**power, 10**low_y)
        parts.append(_line(x, TOP, x, HEIGHT - BOTTOM))
        parts.append(_text(x, HEIGHT - BOTTOM + 18, f"{10**power:,}", "middle"))
    for power in range(low_y, high_y + 1):
        _, y = place(10**low_x, 10**power)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y))
        parts.append(_text(LEFT - 8, y + 4, f"{10.0**power:g} ms", "end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, "facts", "middle"))
    for number, curve in enumerate(dict.fromkeys(point.curve for point in points)):
        colour = COLOURS[number % len(COLOURS)]
        corners = [place(p.size, p.seconds * 1000) for p in points if p.curve == curve]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in corners]
        y = TOP + 14 + 20 * number
        parts.append(_line(WIDTH - RIGHT + 16, y - 4, WIDTH - RIGHT + 40, y - 4, colour, 2))
        parts.append(_text(WIDTH - RIGHT + 46, y, curve, "start"))
    return "\n".join([*parts, "</svg>", ""])


def _decades(numbers: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
    return low, max(high, low + 1)


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str = "#d4d4d8", width: int = 1
) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#27272a">{words}</text>'
