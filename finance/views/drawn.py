"""Charts as SVG: bars side by side or stacked, lines over them. The table beside them holds the figures.

Places across are shares of the width, so a chart fills a telephone as it fills a desk; heights are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import Any

from finance.languages import active_language
from finance.money import ZERO, display

HEIGHT, TOP, BOTTOM = 250, 12, 46
DESK = 686  # pixels of the plot on a desk, by which names are wrapped
COLOURS = 6
LABEL_LETTERS = 17
SHORT_LETTERS = 4
TICKS = 4
WHOLE = Decimal(100)
WIDEST = Decimal(9)


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: int
    width: str
    height: int
    colour: int
    spoken: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Label:
    """A category's name: wrapped for a desk, whole for a narrow screen, where it is written downwards."""

    x: str
    lines: list[str]
    whole: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: int
    spoken: str


@dataclass(frozen=True, slots=True)
class Curve:
    colour: int
    dots: list[Dot]
    is_joined: bool = True

    @property
    def pieces(self) -> list[tuple[Dot, Dot]]:
        return list(pairwise(self.dots)) if self.is_joined else []


@dataclass(frozen=True, slots=True)
class Drawn:
    title: str
    legend: list[tuple[int, str, bool]]
    bars: list[Bar]
    lines: list[Curve]
    ticks: list[Tick]
    labels: list[Label]
    ground: int
    has_links: bool
    is_short: bool  # its names fit side by side on a telephone too


@dataclass(frozen=True, slots=True)
class _Scale:
    low: Decimal
    high: Decimal

    def y(self, value: Decimal) -> int:
        return TOP + round((self.high - value) / (self.high - self.low) * HEIGHT)


TREND_WIDTH, TREND_HEIGHT = 60, 12


def drawn_trend(amounts: Sequence[Decimal]) -> str:
    """Points of a line through months, small beside a figure: from the lowest, or zero, to the highest."""
    low, high = min(*amounts, ZERO), max(*amounts, ZERO)
    step, span = Decimal(TREND_WIDTH) / (len(amounts) - 1), (high - low) or Decimal(1)
    points = [(round(step * place), round((high - one) / span * TREND_HEIGHT) + 1) for place, one in enumerate(amounts)]
    return " ".join(f"{x},{y}" for x, y in points)


def draw(chart: dict[str, Any]) -> Drawn | None:
    """Lay out what `finance.reporting.drawing` gives; None where there is nothing to draw.

    Shares need an axis of their own and are left to the table. A line joins months; over bars of anything else it is a
    mark at each bar, since codes and profiles follow no order that a line could show.
    """
    series = [s for s in chart["series"] if not s["is_share"]]
    names = chart["categories"]
    under = chart.get("short") or names
    values = [[None if v is None else Decimal(v) for v in s["values"]] for s in series]
    if not names or not any(v for one in values for v in one):
        return None
    is_bar = [s["drawn_as"] == "bar" for s in series]
    is_joined = chart.get("is_trend", True) or not any(is_bar)
    scale = _scale(values, is_bar, is_stacked=chart["is_stacked"])
    step = WHOLE / len(names)
    links = [s.get("links") or [""] * len(names) for s in series]
    spoken = [[_spoken(s["name"], name, v) for name, v in zip(names, one, strict=True)]
              for s, one in zip(series, values, strict=True)]  # fmt: skip
    bars = _bars(values, is_bar, spoken, links, scale=scale, step=step, is_stacked=chart["is_stacked"])
    lines = [
        line
        for number, (one, said, bar) in enumerate(zip(values, spoken, is_bar, strict=True))
        if not bar
        for line in _lines(one, said, number, scale=scale, step=step, is_joined=is_joined)
    ]
    return Drawn(
        title=chart["title"],
        legend=[(i % COLOURS, s["name"], not is_bar[i]) for i, s in enumerate(series)],
        bars=bars,
        lines=lines,
        ticks=[Tick(scale.y(at), display(at, active_language(), _decimals(scale))) for at in _ticks(scale)],
        labels=[Label(_share(step * i + step / 2), _wrapped(name, len(names)), name) for i, name in enumerate(under)],
        ground=scale.y(ZERO),
        has_links=any(bar.link for bar in bars),
        is_short=all(len(name) <= SHORT_LETTERS for name in under),
    )


def _scale(values: Sequence[Sequence[Decimal | None]], is_bar: Sequence[bool], *, is_stacked: bool) -> _Scale:
    """From zero or the lowest value to a round figure over the highest."""
    seen = [v for one in values for v in one if v is not None]
    if is_stacked:
        for column in zip(*(one for one, bar in zip(values, is_bar, strict=True) if bar), strict=True):
            seen.append(sum((v for v in column if v is not None and v > 0), ZERO))
            seen.append(sum((v for v in column if v is not None and v < 0), ZERO))
    high, low = max(*seen, ZERO), min(*seen, ZERO)
    unit = _round_step((high - low) / TICKS)
    return _Scale(
        (low / unit).to_integral_value(rounding="ROUND_FLOOR") * unit,
        (high / unit).to_integral_value(rounding=ROUND_CEILING) * unit,
    )


def _round_step(rough: Decimal) -> Decimal:
    """1, 2 or 5 times a power of ten, not less than `rough`."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


def _decimals(scale: _Scale) -> int:
    """As many as tell neighbouring ticks apart: small sums in thousands have ticks of 0,2."""
    return max(0, -_apart(scale).adjusted())


def _apart(scale: _Scale) -> Decimal:
    return _round_step((scale.high - scale.low) / (TICKS + 1))


def _ticks(scale: _Scale) -> list[Decimal]:
    unit = _apart(scale)
    at, found = (scale.low / unit).to_integral_value(rounding=ROUND_CEILING) * unit, []
    while at <= scale.high:
        found.append(at)
        at += unit
    return found


def _bars(
    values: Sequence[Sequence[Decimal | None]],
    is_bar: Sequence[bool],
    spoken: Sequence[Sequence[str]],
    links: Sequence[Sequence[str]],
    *,
    scale: _Scale,
    step: Decimal,
    is_stacked: bool,
) -> list[Bar]:
    drawn = [number for number, bar in enumerate(is_bar) if bar]
    beside = 1 if is_stacked else max(len(drawn), 1)
    width = min(WIDEST, step * 7 / 10 / beside)
    bars = []
    for place in range(len(values[0])):
        left = step * place + (step - width * beside) / 2
        above, below = ZERO, ZERO
        for order, number in enumerate(drawn):
            value = values[number][place]
            if not value:
                continue
            base = (above if value > 0 else below) if is_stacked else ZERO
            top, bottom = sorted((scale.y(base), scale.y(base + value)))
            x = left if is_stacked else left + width * order
            said, link = spoken[number][place], links[number][place]
            height = max(1, bottom - top)
            bars.append(Bar(_share(x), top, _share(width * 94 / 100), height, number % COLOURS, said, link))
            above, below = (above + value, below) if value > 0 else (above, below + value)
    return bars


def _lines(
    one: Sequence[Decimal | None], said: Sequence[str], number: int, *, scale: _Scale, step: Decimal, is_joined: bool
) -> list[Curve]:
    """A line for each unbroken run: what has no figure is not drawn through."""
    runs: list[list[Dot]] = [[]]
    for place, value in enumerate(one):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(Dot(_share(step * place + step / 2), scale.y(value), said[place]))
    return [Curve(number % COLOURS, run, is_joined) for run in runs if run]


def _share(percent: Decimal) -> str:
    return f"{percent:.2f}%"


def _spoken(series: str, category: str, value: Decimal | None) -> str:
    return f"{category}, {series}: {display(value, active_language())}"


def _wrapped(name: str, names: int) -> list[str]:
    """A category's name on at most two lines, shortened to what fits among `names`."""
    letters = max(4, min(LABEL_LETTERS, DESK // names // 7))
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    short = [line if len(line) <= letters else f"{line[: letters - 1]}…" for line in lines]
    return short if len(short) <= 2 else [short[0], f"{short[1][: letters - 1]}…"]
