"""Changes written without a sign: in a column of increases and one of decreases, or beside a word that says which.

The plan before and after a change, where both stand beside it, prove its sign and its sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.money import ZERO
from imports.columns.column import AMOUNT, Column
from imports.columns.typed import Columns
from imports.recognise.row_words import LESS, MORE, operations_of

AMBIGUOUS = "ambiguous-amount"
INCREASE, DECREASE, WAY = "increase", "decrease", "kind"
APART = (INCREASE, DECREASE)
BEFORE, AFTER = "before", "after"


def says_increase(header: str) -> bool:
    """Whether a folded header is that of increases alone: `сумма увеличения`, `+`."""
    return _ways(header) == {MORE}


def says_decrease(header: str) -> bool:
    return _ways(header) == {LESS}


def _ways(header: str) -> set[str]:
    return operations_of(header) & {MORE, LESS}


COLUMNS = (
    Column(INCREASE, _("increase"), (), AMOUNT, test=says_increase, blank=ZERO),
    Column(DECREASE, _("decrease"), (), AMOUNT, test=says_decrease, blank=ZERO),
    Column(WAY, _("increase or decrease"),
           ("вид изменения", "характер изменения", "изменение увеличение уменьшение", "увеличение уменьшение",
            "тип изменения", "знак", "направление изменения", "өзгеріс түрі", "өзгерістің түрі", "өзгерту түрі",
            "көбейту азайту", "ұлғайту азайту", "таңба", "kind of change", "type of change", "sign"), blank=""),
    Column(BEFORE, _("plan before the change"),
           ("утвержден*", "было", "действующ*", "первоначальн*", "план", "план до*", "до изменен*", "до внесен*",
            "бекітілген*", "болған", "өзгеріске дейін*", "before*"), AMOUNT, blank=ZERO),
    Column(AFTER, _("plan after the change"),
           ("с учетом*", "с изменен*", "план с учетом*", "уточнен*", "уточненный план*", "стало", "после измен*",
            "план после*", "скорректирован*", "нақтылан*", "өзгерістен кейін*", "болды", "after*"), AMOUNT, blank=ZERO),
)  # fmt: skip


def signed(columns: Columns, key: str, amounts: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Changes with their sign. A minus among increases, or among decreases without one, is refused."""
    if key == DECREASE:
        return _fallen(columns, amounts)
    if key == INCREASE:
        return [_positive(columns, at, key, amount) for at, amount in enumerate(amounts)]
    if not columns.table.has(WAY):
        return list(amounts)
    pairs = enumerate(zip(amounts, columns[WAY], strict=True))
    return [_by_word(columns, at, key, amount, word) for at, (amount, word) in pairs]


def check_net(columns: Columns) -> None:
    """A change that stands beside its rise and fall is the one less the other."""
    if not columns.table.has("amount"):
        return
    keys = [key for key in APART if columns.table.has(key)]
    found = [signed(columns, key, columns[key]) for key in keys]
    for at, amount in enumerate(columns.of(columns.rows, columns.reading, ())["amount"]):
        parts = [amounts[at] for amounts in found]
        if amount is not None and None not in parts and amount != sum(part or ZERO for part in parts):
            message = gettext("The change is not the increase less the decrease. Correct one of them.")
            columns.refuse(at, "amount", AMBIGUOUS, message, str(amount))


def check_steps(columns: Columns, changes: Sequence[Decimal | None]) -> None:
    """The plan before a change and the change are the plan after it."""
    if not columns.table.has(BEFORE) or not columns.table.has(AFTER):
        return
    for at, (before, change, after) in enumerate(zip(columns[BEFORE], changes, columns[AFTER], strict=True)):
        if None not in (before, change, after) and (before or ZERO) + (change or ZERO) != after:
            message = gettext(
                "The plan before and the change do not make the plan after it. Correct the change or its sign."
            )
            columns.refuse(at, "amount", AMBIGUOUS, message, str(change))


def _fallen(columns: Columns, amounts: Sequence[Decimal | None]) -> list[Decimal | None]:
    filled = [amount for amount in amounts if amount]
    if filled and all(amount < 0 for amount in filled):
        return list(amounts)
    found = (_positive(columns, at, DECREASE, amount) for at, amount in enumerate(amounts))
    return [None if amount is None else -amount for amount in found]


def _positive(columns: Columns, at: int, key: str, amount: Decimal | None) -> Decimal | None:
    if amount is None or amount >= 0:
        return amount
    message = gettext("A minus in the column “%(column)s” can be read two ways. Write the sum without it.")
    said = {"column": columns.declared[key].label}
    columns.refuse(at, key, AMBIGUOUS, message % said, str(amount))
    return None


def _by_word(columns: Columns, at: int, key: str, amount: Decimal | None, word: str) -> Decimal | None:
    said = {"+": {MORE}, "-": {LESS}, "−": {LESS}, "–": {LESS}}.get(word.strip(), _ways(word))
    if amount is None or not amount or (not word and amount):
        return amount
    if len(said) != 1:
        message = gettext("“%(word)s” does not say whether the plan rises or falls. Write “increase” or “decrease”.")
        columns.refuse(at, WAY, AMBIGUOUS, message % {"word": word}, word)
        return None
    if amount < 0 and said == {MORE}:
        return _positive(columns, at, key, amount)
    return -abs(amount) if said == {LESS} else amount
