"""Exact money: tenge as `Decimal` with two decimals. No Django, no float.

Texts are read by `finance.amounts.parse_amount`, since an amount is settled by its whole column.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TypeVar

from moneyed import KZT, Money

TIYN = Decimal("0.01")
ZERO = Decimal("0.00")
LIMIT = Decimal(10) ** 13
THOUSAND = Decimal(1000)
SIGNS = {"KZT": "₸"}
# 28 digits, the default, are too few for the largest filings.
WIDE = Context(prec=100)

K = TypeVar("K", bound=Hashable)
Number = int | Decimal | Fraction


class MoneyError(ValueError):
    """An amount that cannot be kept exactly: more than two decimals, or 10¹³ tenge and over."""


def tenge(value: int | str | Decimal) -> Decimal:
    """Return `value` as tenge with two decimals; raises MoneyError where that would change it.

    Floats are refused by type: an amount from Excel goes through `from_excel`.
    """
    if isinstance(value, float):
        raise MoneyError("a float is no money; use from_excel")
    amount = Decimal(value)
    if not amount.is_finite() or abs(amount) >= LIMIT:
        raise MoneyError(f"{value} is outside ±10 trillion tenge")
    exact = amount.quantize(TIYN)
    if exact != amount:
        raise MoneyError(f"{value} has more than two decimals")
    return exact


def from_excel(value: float) -> Decimal:
    """Exact tenge from a workbook's binary number: the shortest decimal that reads back as it, to the tiyn."""
    return Decimal(repr(value)).quantize(TIYN, rounding=ROUND_HALF_UP)


def round_half_up(value: Number, decimals: int = 2) -> Decimal:
    """Round half away from zero, fractions exactly; nothing is ever minus zero.

    `decimals` may be negative (−4 = ten thousands).
    """
    step = Decimal(1).scaleb(-decimals)
    if isinstance(value, Fraction):
        scaled = abs(value) * Fraction(10) ** decimals
        units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        rounded = Decimal(-units if value < 0 else units).scaleb(-decimals, WIDE)
    else:
        rounded = Decimal(value).quantize(step, ROUND_HALF_UP, WIDE)
    if decimals < 0:
        rounded = rounded.quantize(Decimal(1), context=WIDE)
    return rounded or rounded.copy_abs()


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Exact sum, 0.00 for nothing."""
    return sum(amounts, ZERO)


def totals(pairs: Iterable[tuple[K, Decimal]]) -> defaultdict[K, Decimal]:
    """Exact sums by key; a key that does not come amounts to 0.00."""
    found: defaultdict[K, Decimal] = defaultdict(lambda: ZERO)
    for key, amount in pairs:
        found[key] += amount
    return found


def split(amount: Decimal, weights: Sequence[Number], decimals: int = 2) -> list[Decimal]:
    """Split `amount` by `weights` into parts that add up to it exactly.

    Each part is rounded half up to `decimals`; the residual goes to the largest part, the first on a tie.
    A zero weight gets zero. Raises MoneyError for negative weights or weights that add up to zero.
    Source: the rule of residuals that replays 500 filed cost reports (docs/allocation.md).
    """
    shares = [Fraction(w) for w in weights]
    base = sum(shares, Fraction(0))
    if any(s < 0 for s in shares) or base <= 0:
        raise MoneyError("weights must be zero or more and add up to more than zero")
    whole = Fraction(amount)
    parts = [round_half_up(whole * s / base, decimals) for s in shares]
    residual = amount - sum(parts, ZERO)
    if residual:
        largest = max(range(len(parts)), key=lambda i: (abs(parts[i]), shares[i], -i))
        parts[largest] += residual
    return parts


def as_text(amount: Number | None) -> str | None:
    """The machine form: `"321443000.00"`, `None` stays `None`."""
    return None if amount is None else format(round_half_up(amount), "f")


def display(amount: Number | None, language: str = "ru", decimals: int = 2, empty: str = "") -> str:
    """The form people read: `1 234 567,50` in ru and kk (no-break spaces), `1,234,567.50` in en."""
    if amount is None:
        return empty
    text = format(round_half_up(amount, decimals), ",f")
    if language != "en":
        text = text.replace(",", "\xa0").replace(".", ",")
    return text.replace("-", "\N{MINUS SIGN}")


def display_tenge(amount: Number, language: str = "ru") -> str:
    """An amount in a sentence where others stand in thousands: `1 234 567,50 ₸`."""
    return f"{display(amount, language)}\xa0{SIGNS['KZT']}"


def as_money(amount: Decimal) -> Money:
    """`amount` as KZT for the edges of services; quantized first, since Money keeps whatever digits it is given."""
    return Money(tenge(amount), KZT)


def display_money(money: Money, language: str = "ru") -> str:
    """An amount that stands alone, with the sign of its currency: `1 234,50 ₸`."""
    return f"{display(money.amount, language)}\xa0{SIGNS[money.currency.code]}"
