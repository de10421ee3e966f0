"""A plot of seconds over entries, both by powers of ten, as one SVG."""

import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 380, 64, 150, 24, 48
COLOURS = ("#0b6e4f", "#b3541e", "#3b5b92", "#7a4988")


def drawn(lines: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """`lines`: (entries, seconds) by name."""
    points = [point for line in lines.values() for point in line]
    low_x, high_x = (math.log10(edge(size for size, _s in points)) for edge in (min, max))
    low_y, high_y = (
        math.floor(math.log10(min(s for _n, s in points))),
        math.ceil(math.log10(max(s for _n, s in points))),
    )

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - low_x) / max(high_x - low_x, 1) * (WIDTH - LEFT - RIGHT)

    def y(seconds: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(seconds) - low_y) / max(high_y - low_y, 1) * (HEIGHT - TOP - BOTTOM)

    frame = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13"'
    found = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low_y, high_y + 1):
        at = y(10**power)
        found.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>')
        label = f"{10**power:g} s" if power >= 0 else f"{10 ** (power + 3):g} ms"
        found.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#444444">{label}</text>')
    for power in range(round(low_x), round(high_x) + 1):
        words = f'text-anchor="middle" fill="#444444">10<tspan dy="-5" font-size="10">{power}</tspan>'
        found.append(f'<text x="{x(10**power):.1f}" y="{HEIGHT - BOTTOM + 22}" {words}</text>')
    found.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle" fill="#444444">entries</text>'
    )
    for colour, (name, line) in zip(COLOURS, lines.items(), strict=False):
        path = " ".join(f"{x(size):.1f},{y(seconds):.1f}" for size, seconds in line)
        found.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        found += [f'<circle cx="{x(size):.1f}" cy="{y(s):.1f}" r="3.5" fill="{colour}"/>' for size, s in line]
        size, seconds = line[-1]
        found.append(f'<text x="{x(size) + 10:.1f}" y="{y(seconds) + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*found, "</svg>", ""])
