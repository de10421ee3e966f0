"""What a code will have paid by 31 December, by the methods that did best on its own months. Pure.

Each method tells the months ahead from the months paid, the plan by month and last year's months. Tried at every
earlier month of the same year as if the later ones were not there, each shows by how much it would have been off. Those
clearly less off than even pace are weighed by it, and drawn towards even pace while the trials are few. The interval
comes from the same errors, so that it is as wide as the forecast is poor. Shares have 28 digits; what they lead to is
rounded to the tiyn once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from finance.money import ZERO, round_half_up

MONTHS = 12
FIRST_TRIED = 2  # one month alone tells nothing
# Student's t for 80 % by the number of trials less one: few trials tell little of how far the next will be off.
_T80 = tuple(map(Decimal, ("3.08", "1.89", "1.64", "1.53", "1.48", "1.44", "1.42", "1.40", "1.38")))
# Another method than even pace must be off by this share of it or less, and by so much less of what was paid, since a
# few trials may favour any by chance. These and the two below were measured on generated years
# (benchmarks/forecasting.py).
CLEARLY_BETTER, BETTER_BY = Decimal("0.9"), Decimal("0.03")
# As many trials as even pace is worth beside a method that is not much better; a method hardly ever off is worth more.
EVEN_IS_WORTH, LEAST_WORTH, MUCH_BETTER = Decimal(2), Decimal(1), Decimal(6)
# A sum out of the common run comes on top and never below: who foretells less than even pace is believed less.
FORETELLS_LESS = Decimal("0.8")
# In fewer months the middle one says nothing of payments that come by quarters.
LEAST_FOR_USUAL = 6
# What is chosen by its trials looks better on them than it is.
CHOSEN = Decimal("1.5")
# what is added to an error before its inverse weighs, so that none weighs without end
LEAST_ERROR = Decimal("0.02")
ONE = Decimal(1)
Series = Sequence[Decimal]


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
    error: Decimal | None
    runs_out: int | None
    share: Decimal = ZERO


def even(history: CodeHistory) -> Series | None:
    """As much a month as on average so far."""
    known = len(history.paid)
    return [sum(history.paid, ZERO) / known] * (MONTHS - known) if known else None


def by_plan(history: CodeHistory) -> Series | None:
    """The months ahead as the plan has them, by as much more or less as was paid of the plan so far."""
    return _scaled(history, history.plan)


def as_planned(history: CodeHistory) -> Series | None:
    """The months ahead as the plan has them."""
    ahead = history.plan[len(history.paid) :]
    return ahead if any(ahead) else None


def as_last_year(history: CodeHistory) -> Series | None:
    """The months ahead as last year had them, by as much more or less as was paid so far."""
    return _scaled(history, history.last_year) if len(history.last_year) == MONTHS else None


def recent(history: CodeHistory) -> Series | None:
    """As much a month as in the last three."""
    last = history.paid[-3:]
    return [sum(last, ZERO) / len(last)] * (MONTHS - len(history.paid)) if last else None


def usual(history: CodeHistory) -> Series | None:
    """The middle month so far: one payment out of the common run does not change the year."""
    ordered, known = sorted(history.paid), len(history.paid)
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
    width = _tenge(abs(rest) * _spread(errors)) if errors else None
    low, high = (paid + rest, paid + rest) if width is None else (paid + rest - width, paid + rest + width)
    if all(one >= 0 for one in history.paid):
        low = max(low, paid)
    error = _mean_error(errors) if errors else None
    method = max(weights, key=lambda name: (name != "even", weights[name]))
    share = ONE - weights.get("even", ZERO)
    return Forecast(method, paid + rest, low, high, months, error, _runs_out(history, months), share)


def errors_of(method: str, history: CodeHistory) -> list[Decimal]:
    """By which share of what was then paid the method was off, tried after each month but the last."""
    found = []
    for known in range(FIRST_TRIED, len(history.paid)):
        then = history.until(known)
        ahead = METHODS[method](then)
        came = sum(history.paid[known:], ZERO)
        if ahead is None or not came:
            continue
        told = sum(ahead[: len(history.paid) - known], ZERO)
        found.append((told - came) / abs(came))
    return found


def _weights(history: CodeHistory) -> dict[str, Decimal]:
    """Method → its weight, together 1; even pace alone where nothing can be tried or nothing was clearly better."""
    tried = {name: errors_of(name, history) for name in METHODS if METHODS[name](history) is not None}
    trials = max((len(errors) for errors in tried.values()), default=0)
    off = {name: _mean_error(errors) for name, errors in tried.items() if trials and len(errors) == trials}
    pace = off.get("even", ZERO)
    if len(history.paid) < LEAST_FOR_USUAL:
        off.pop("usual", None)
    better = {name: error for name, error in off.items() if error <= pace * CLEARLY_BETTER and pace - error > BETTER_BY}
    if not better:
        return {"even": ONE}
    never_off = [name for name, error in better.items() if not error]
    if never_off:
        return {never_off[0]: ONE}
    by_error = {name: (error + LEAST_ERROR) ** -2 for name, error in better.items()}
    whole = sum(by_error.values(), ZERO)
    weights = {name: weight / whole for name, weight in by_error.items()}
    left = sum((better[name] * weight for name, weight in weights.items()), ZERO) / pace
    even_is_worth = max(EVEN_IS_WORTH * min(ONE, left * MUCH_BETTER), LEAST_WORTH)
    share = (ONE - left) * trials / (trials + even_is_worth)
    if _foretold(weights, history) < _foretold({"even": ONE}, history):
        share *= FORETELLS_LESS
    weights = {name: weight * share for name, weight in weights.items()}
    return {**weights, "even": ONE - sum(weights.values(), ZERO)}


def _foretold(weights: Mapping[str, Decimal], history: CodeHistory) -> Decimal:
    """Of the months ahead."""
    return sum(
        (sum(METHODS[name](history) or _nothing(history), ZERO) * weight for name, weight in weights.items()), ZERO
    )


def _nothing(history: CodeHistory) -> Series:
    return [ZERO] * (MONTHS - len(history.paid))


def _weighed(of_methods: Mapping[str, Series], weights: Mapping[str, Decimal]) -> list[Decimal]:
    """The weighted mean, place by place."""
    return [sum((one * weights[name] for name, one in zip(of_methods, ones, strict=True)), ZERO)
            for ones in zip(*of_methods.values(), strict=True)]  # fmt: skip


def _mean_error(errors: list[Decimal]) -> Decimal:
    return sum(map(abs, errors), ZERO) / len(errors)


def _spread(errors: list[Decimal]) -> Decimal:
    """Half the 80 % interval as a share of what is foretold: the root of the mean square, by t."""
    root = (sum((one * one for one in errors), ZERO) / len(errors)).sqrt()
    return root * _T80[min(len(errors), len(_T80)) - 1] * CHOSEN


def _scaled(history: CodeHistory, shape: Sequence[Decimal]) -> Series | None:
    known = len(history.paid)
    so_far = sum(shape[:known], ZERO)
    if not so_far:
        return None
    by = sum(history.paid, ZERO) / so_far
    return [one * by for one in shape[known:]]


def _runs_out(history: CodeHistory, months: Sequence[Decimal]) -> int | None:
    plan, used = sum(history.plan, ZERO), ZERO
    for number, amount in enumerate([*history.paid, *months], 1):
        used += amount
        if used > plan:
            return number
    return None


def _in_tenge(exact: Series) -> tuple[Decimal, ...]:
    """Months to the tiyn whose sum is the whole sum to the tiyn."""
    sums = [_tenge(sum(exact[: at + 1], ZERO)) for at in range(len(exact))]
    return tuple(after - before for before, after in pairwise([ZERO, *sums]))


def _tenge(amount: Decimal) -> Decimal:
    return round_half_up(amount, 2)


def spread_of_sum(forecasts: Iterable[Forecast]) -> Decimal:
    """Half the interval of a sum of forecasts whose errors are independent: the root of the sum of squares."""
    return round_half_up(sum(((one.high - one.total) ** 2 for one in forecasts), ZERO).sqrt(), 2)
