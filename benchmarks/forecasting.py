"""How far the forecast of 31 December is off, beside even pace, on generated years.

    .venv/bin/python benchmarks/forecasting.py [--years 200] [--seed 2026]

Years are even, heated, with leave and a thirteenth pay, paid by quarters, late, whatever, or re-profiled from some
month on; a third have a shock. Each is cut after every month from the third to the eleventh; a cut reads nothing later.
Prints the ratio of the chosen method's error to that of even pace, in the median, in the mean and by kind, how often
the 80 % interval held, and what somebody would reach who knows each month's level but neither noise nor shocks.
"""

import argparse
import random
import statistics
import sys
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from finance.forecasting import CodeHistory, even, forecast

KINDS = ("even", "heating", "pay", "quarters", "late", "whatever", "re-profiled")
# Of how far whoever knows each month's level goes from even pace.
DRAWN_BY = (0.1, 0.2, 1.0)


class GeneratedYear(NamedTuple):
    """`levels`: what each month is meant to be, in floats, before noise and shock."""

    history: CodeHistory
    levels: list[float]


def a_year(draw: random.Random, kind: str) -> GeneratedYear:
    base = draw.uniform(2e5, 5e7)
    noise = draw.uniform(0.02, 0.15)
    if kind in ("even", "re-profiled"):
        shape = [1.0] * 12
    elif kind == "heating":
        shape = [1.8, 1.7, 1.4, 1.0, 0.5, 0.3, 0.2, 0.2, 0.4, 1.0, 1.5, 1.9]
    elif kind == "pay":
        shape = [0.9, 0.95, 1, 1, 1, 1.35, 1.2, 0.75, 0.9, 1, 1, 1.3]
    elif kind == "quarters":
        shape = [0.2, 0.2, 2.6] * 4
    elif kind == "late":
        shape = [0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.7, 1.8]
    else:
        shape = [draw.uniform(0.6, 1.4) for _ in range(12)]
    level = draw.uniform(0.8, 1.2)
    last = [base * s * draw.gauss(1, noise) for s in shape]
    planned = shape
    if kind == "re-profiled":
        at, by = draw.randrange(3, 10), draw.choice((0.5, 0.7, 1.4, 1.8))
        shape = [1.0] * at + [by] * (12 - at)
        planned = shape if draw.random() < 0.5 else planned
    levels = [base * level * s for s in shape]
    now = [one * draw.gauss(1, noise) for one in levels]
    plan = [base * level * draw.uniform(0.9, 1.1) * (s if draw.random() < 0.7 else 1.0) for s in planned]
    if draw.random() < 0.3:
        now[draw.randrange(12)] += base * draw.uniform(1, 3)
    money = [tuple(Decimal(max(0, round(v * 100))).scaleb(-2) for v in one) for one in (now, plan, last)]
    return GeneratedYear(CodeHistory(money[0], money[1], money[2] if draw.random() < 0.7 else ()), levels)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--years", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    ours: dict[str, list[float]] = {kind: [] for kind in KINDS}
    paces: dict[str, list[float]] = {kind: [] for kind in KINDS}
    ratios, held, asked = [], 0, 0
    known_levels: dict[float, list[float]] = {by: [] for by in DRAWN_BY}
    for number in range(options.years):
        kind = KINDS[number % len(KINDS)]
        whole, levels = a_year(draw, kind)
        total = sum(whole.paid)
        mine = pace = 0.0
        drawn = dict.fromkeys(DRAWN_BY, 0.0)
        for known in range(3, 12):
            then = whole.until(known)
            found = forecast(then)
            at_pace = sum(then.paid) + sum(even(then) or [])
            mine += float(abs(found.total - total) / total)
            pace += float(abs(at_pace - total) / total)
            held += found.low <= total <= found.high
            asked += found.error is not None
            of_levels = float(sum(then.paid)) + sum(levels[known:])
            for by in DRAWN_BY:
                told = float(at_pace) + by * (of_levels - float(at_pace))
                drawn[by] += abs(told - float(total)) / float(total)
        ours[kind].append(mine)
        paces[kind].append(pace)
        ratios.append(mine / pace if pace else 1.0)
        for by in DRAWN_BY:
            known_levels[by].append(drawn[by] / pace if pace else 1.0)
    print(f"{options.years} years: error {statistics.median(ratios):.2f} x even pace in the median, "
          f"{sum(map(sum, ours.values())) / sum(map(sum, paces.values())):.2f} x in the mean")  # fmt: skip
    for kind in KINDS:
        print(f"  {kind}: {sum(ours[kind]) / sum(paces[kind]):.2f} x")
    print(_over(ratios))
    print(f"the 80 % interval held {100 * held / asked:.0f} % of {asked}")
    for by, of_level in known_levels.items():
        median = f"{statistics.median(of_level):.2f} x in the median"
        print(f"each month's level known, {by:.0%} of the way to it: {median}, {_over(of_level)}")


def _over(ratios: list[float]) -> str:
    worse = sum(one > 1.1 for one in ratios)
    return f"worse than even pace by over a tenth: {worse} of {len(ratios)}, at most {max(ratios):.2f} x"


if __name__ == "__main__":
    main()
