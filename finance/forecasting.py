"""What a code will have paid by 31 December, by the methods that did best on its own months. Pure.

Each method tells the months ahead from the months paid, the plan by month and last year's months. Tried at every
earlier month of the same year as if the later ones were not there, each shows by how much it would have been off. Those
clearly less off than even pace are weighed by it, and drawn towards even pace while the trials are few. The interval
comes from the same errors, so that it is as wide as the forecast is poor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from finance.money import ZERO, round_half_up

MONTHS = 12
FIRST_TRIED = 2  # one month alone tells nothing
# Student's t for 80 % by the number of trials less one: few trials tell little of how far the next will be off.
_T80 = (
    Fraction(308, 100), Fraction(189, 100), Fraction(164, 100), Fraction(153, 100), Fraction(148, 100),
    Fraction(144, 100), Fraction(142, 100), Fraction(140, 100), Fraction(138, 100),
)  # fmt: skip
# Another method than even pace must be off by this share of it or less, and by so much less of what was paid, since a
# few trials may favour any by chance. These and the two below were measured on generated years
# (benchmarks/forecasting.py).
CLEARLY_BETTER, BETTER_BY = Fraction(9, 10), Fraction(3, 100)
# As many trials as even pace is worth beside a method that is not much better; a method hardly ever off is worth more.
EVEN_IS_WORTH, LEAST_WORTH, MUCH_BETTER = Fraction(2), Fraction(1), Fraction(6)
# A sum out of the common run comes on top and never below: who foretells less than even pace is believed less.
FORETELLS_LESS = Fraction(8, 10)
# In fewer months the middle one says nothing of payments that come by quarters.
LEAST_FOR_USUAL = 6
# What is chosen by its trials looks better on them than it is.
CHOSEN = Fraction(3, 2)
Series = Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class CodeHistory:
    """Tenge by month from January: `paid` of the months known, `plan` of all twelve, `last_year` of twelve or none."""

    paid: tuple[Decimal, ...]
    plan: tuple[Decimal, ...] = (ZERO,) * MONTHS
    last_year: tuple[Decimal, ...] = ()

    def until(self, months: int) -> CodeHistory:
        """As it was known after `months` months: nothing later can be read."""
        return CodeHistory(self.paid[:months], self.plan, self.last_year)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Tenge of the whole year. `months` are those ahead; `error` the mean absolute share of its trials.

    `method` is the one that weighs most beside even pace, `share` (0 to 1) what is not left to even pace. `runs_out` is
    the number of the month in which the plan of the year is used up, None where it is not.
    """

    method: str
    total: Decimal
    low: Decimal
    high: Decimal
    months: tuple[Decimal, ...]
    error: Fraction | None
    runs_out: int | None
    share: Fraction = Fraction(0)


def even(history: CodeHistory) -> Series | None:
    """As much a month as on average so far."""
    known = len(history.paid)
    return [_sum(history.paid) / known] * (MONTHS - known) if known else None


def by_plan(history: CodeHistory) -> Series | None:
    """The months ahead as the plan has them, by as much more or less as was paid of the plan so far."""
    return _scaled(history, history.plan)


def as_planned(history: CodeHistory) -> Series | None:
    """The months ahead as the plan has them."""
    ahead = [Fraction(one) for one in history.plan[len(history.paid) :]]
    return ahead if any(ahead) else None


def as_last_year(history: CodeHistory) -> Series | None:
    """The months ahead as last year had them, by as much more or less as was paid so far."""
    return _scaled(history, history.last_year) if len(history.last_year) == MONTHS else None


def recent(history: CodeHistory) -> Series | None:
    """As much a month as in the last three."""
    last = history.paid[-3:]
    return [_sum(last) / len(last)] * (MONTHS - len(history.paid)) if last else None


def usual(history: CodeHistory) -> Series | None:
    """The middle month so far: one payment out of the common run does not change the year."""
    ordered, known = sorted(map(Fraction, history.paid)), len(history.paid)
    if not known:
        return None
    middle = (ordered[(known - 1) // 2] + ordered[known // 2]) / 2
    return [middle] * (MONTHS - known)


def blended(history: CodeHistory) -> Series | None:
    """Half by the plan's or last year's months, half evenly: two poor witnesses are better than one."""
    shaped = as_last_year(history) or by_plan(history)
    flat = even(history)
    return [(one + other) / 2 for one, other in zip(shaped, flat, strict=True)] if shaped and flat else None


# In this order where two did equally well: the plainest first.
METHODS: dict[str, Callable[[CodeHistory], Series | None]] = {
    "even": even, "by-plan": by_plan, "as-last-year": as_last_year, "blended": blended, "recent": recent,
    "usual": usual, "as-planned": as_planned,
}  # fmt: skip


def forecast(history: CodeHistory) -> Forecast:
    """The year of one code. With twelve months known it is what was paid, and nothing is foretold."""
    known, paid = len(history.paid), sum(history.paid, ZERO)
    if known >= MONTHS:
        return Forecast("known", paid, paid, paid, (), None, _runs_out(history, ()))
    weights = _weights(history)
    errors = _weighed({name: errors_of(name, history) for name in weights}, weights)
    months = _in_tenge(_weighed({name: METHODS[name](history) or _nothing(history) for name in weights}, weights))
    rest = sum(months, ZERO)
    width = _tenge(abs(Fraction(rest)) * _spread(errors)) if errors else None
    low, high = (paid + rest, paid + rest) if width is None else (paid + rest - width, paid + rest + width)
    if all(one >= 0 for one in history.paid):
        low = max(low, paid)
    error = sum(map(abs, errors), Fraction(0)) / len(errors) if errors else None
    method = max(weights, key=lambda name: (name != "even", weights[name]))
    share = 1 - weights.get("even", Fraction(0))
    return Forecast(method, paid + rest, low, high, months, error, _runs_out(history, months), share)


def errors_of(method: str, history: CodeHistory) -> list[Fraction]:
    """By which share of what was then paid the method was off, tried after each month but the last."""
    found = []
    for known in range(FIRST_TRIED, len(history.paid)):
        then = history.until(known)
        ahead = METHODS[method](then)
        came = _sum(history.paid[known:])
        if ahead is None or not came:
            continue
        told = sum(ahead[: len(history.paid) - known], Fraction(0))
        found.append((told - came) / abs(came))
    return found


def _weights(history: CodeHistory) -> dict[str, Fraction]:
    """Method → its weight, together 1; even pace alone where nothing can be tried or nothing was clearly better."""
    tried = {name: errors_of(name, history) for name in METHODS if METHODS[name](history) is not None}
    trials = max((len(errors) for errors in tried.values()), default=0)
    off = {name: _mean_error(errors) for name, errors in tried.items() if trials and len(errors) == trials}
    pace = off.get("even", Fraction(0))
    if len(history.paid) < LEAST_FOR_USUAL:
        off.pop("usual", None)
    better = {name: error for name, error in off.items() if error <= pace * CLEARLY_BETTER and pace - error > BETTER_BY}
    if not better:
        return {"even": Fraction(1)}
    never_off = [name for name, error in better.items() if not error]
    by_error = {name: 1 / (error + Fraction(1, 50)) ** 2 for name, error in better.items()}
    weights = {never_off[0]: Fraction(1)} if never_off else {
        name: (weight / _whole(list(by_error.values()))).limit_denominator(10**4) for name, weight in by_error.items()
    }  # fmt: skip
    left = _whole([better[name] * weight for name, weight in weights.items()]) / pace
    if not left:
        return weights  # never off on any trial
    even_is_worth = max(EVEN_IS_WORTH * min(Fraction(1), left * MUCH_BETTER), LEAST_WORTH)
    share = (1 - left) * trials / (trials + even_is_worth)
    if _foretold(weights, history) < _foretold({"even": Fraction(1)}, history):
        share *= FORETELLS_LESS
    share = share.limit_denominator(10**4)
    weights = {name: weight * share for name, weight in weights.items()}
    return {**weights, "even": 1 - _whole(list(weights.values()))}


def _foretold(weights: Mapping[str, Fraction], history: CodeHistory) -> Fraction:
    """Of the months ahead."""
    return _whole([_whole(METHODS[name](history) or _nothing(history)) * weight for name, weight in weights.items()])


def _nothing(history: CodeHistory) -> Series:
    return [Fraction(0)] * (MONTHS - len(history.paid))


def _weighed(of_methods: Mapping[str, Series], weights: Mapping[str, Fraction]) -> list[Fraction]:
    """The weighted mean, place by place."""
    return [_whole([one * weights[name] for name, one in zip(of_methods, ones, strict=True)])
            for ones in zip(*of_methods.values(), strict=True)]  # fmt: skip


def _mean_error(errors: list[Fraction]) -> Fraction:
    return sum(map(abs, errors), Fraction(0)) / len(errors)


def _spread(errors: list[Fraction]) -> Fraction:
    """Half the 80 % interval as a share of what is foretold: the root of the mean square, by t."""
    square = sum((one * one for one in errors), Fraction(0)) / len(errors)
    root = Fraction(isqrt(int(square * 10**12)), 10**6)
    return root * _T80[min(len(errors), len(_T80)) - 1] * CHOSEN


def _scaled(history: CodeHistory, shape: Sequence[Decimal]) -> Series | None:
    known = len(history.paid)
    so_far = _sum(shape[:known])
    if not so_far:
        return None
    return [one * _sum(history.paid) / so_far for one in map(Fraction, shape[known:])]


def _runs_out(history: CodeHistory, months: Sequence[Decimal]) -> int | None:
    plan, used = sum(history.plan, ZERO), ZERO
    for number, amount in enumerate([*history.paid, *months], 1):
        used += amount
        if used > plan:
            return number
    return None


def _sum(amounts: Sequence[Decimal]) -> Fraction:
    return Fraction(sum(amounts, ZERO))


def _in_tenge(exact: Series) -> tuple[Decimal, ...]:
    """Months to the tiyn whose sum is the exact sum to the tiyn."""
    sums = [_tenge(_whole(exact[: at + 1])) for at in range(len(exact))]
    return tuple(after - before for before, after in pairwise([ZERO, *sums]))


def _whole(exact: Series) -> Fraction:
    return sum(exact, Fraction(0))


def _tenge(exact: Fraction) -> Decimal:
    return round_half_up(Decimal(exact.numerator) / Decimal(exact.denominator), 2)


def spread_of_sum(forecasts: Iterable[Forecast]) -> Decimal:
    """Half the interval of a sum of forecasts whose errors are independent: the root of the sum of squares."""
    square = sum(((Fraction(one.high - one.total)) ** 2 for one in forecasts), Fraction(0))
    return Decimal(isqrt(int(square * 10**4))) / 100
