"""What is refused, in the user's language: what is wrong and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance.amounts import Refusal


class LedgerError(Exception):
    """What the books cannot take; the message is for the user."""


AMOUNT_REASONS: dict[str, str | Promise] = {
    "empty": _("The amount is missing. Enter it; write 0 where nothing was paid."),
    "not-a-number": _("“%(value)s” is not an amount. Write it as 1 234,50."),
    "exponent": _("“%(value)s” is written with an exponent. Write the amount in full, as 100 000,00."),
    "point-groups": _("“%(value)s” has points between thousands, which could be decimals. Write it as 1 234 567,89."),
    "boolean": _("“%(value)s” is a yes or no, not an amount."),
    "date": _("“%(value)s” is a date or time, not an amount. Format the cell as a number."),
    "too-large": _("“%(value)s” is ten trillion tenge or more, which no budget of a facility holds. Check the unit."),
    "fraction-of-tiyn": _("“%(value)s” has a fraction of a tiyn. Round it to two decimals in the source."),
    "three-digits": _("“%(value)s” could be thousands or a fraction. Write it with two decimals, as 1 234,00."),
    "brackets": _("“%(value)s” stands in brackets, which may or may not mean minus here. Write −1 234,50."),
    "comma-groups": _("“%(value)s” has commas that could part thousands or decimals. Write it as 1 234,50."),
    "line-break": _("“%(value)s” has a line break and could be two amounts. Write one amount on one line."),
}


def explain(refusal: Refusal) -> str:
    """One sentence in the active language."""
    return in_words(AMOUNT_REASONS.get(refusal.reason, AMOUNT_REASONS["not-a-number"]), value=shown(refusal.value))


def shown(value: object) -> str:
    """The value as the user knows it, on one line and no longer than a message bears."""
    text = " ".join(str("" if value is None else value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def in_words(template: str | Promise, **values: object) -> str:
    """`template` in the active language with `values` put in."""
    return str(template) % values
