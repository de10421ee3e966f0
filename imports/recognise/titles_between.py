"""What a title between rows of money says of the rows below it: that they are of another money, time or state. Pure.

`Кассовые расходы` in a plan, `Экономия`, `Неоплаченные счета`, `тыс. тенге`: the words are those of headers.
"""

from __future__ import annotations

from imports.kinds.kind import Kind, Table
from imports.periods import parse_period
from imports.recognise.meanings import meaning_of
from imports.recognise.row_words import (
    BACK,
    IN,
    LEFT_OUT,
    OUT,
    PENDING,
    UNPAID,
    is_doubtful,
    is_replacing,
    operations_of,
    status_of,
)
from imports.recognise.unit_words import units_of
from imports.resolve.letters import skeleton
from imports.rows.parts_below import is_part

# Titles of rows that are said again, only to compare with, or wait at the bank.
_ASIDE = ("справочн", "для сведени", "для информаци", "аныктама ушин", "малимет ушин", "for reference",
          "for information", "memo", "картотек", "холд", "очередь платеж")  # fmt: skip
_COMPARED = ("исполнение план", "исполнение смет", "исполнение за")
_CARRIED_OUT = frozenset(("исполнение", "орындалуы", "execution"))
# Words of money received that are never those of an expense, as `пополнение запасов` is.
_RECEIPTS = ("поступ", "приход", "зачисл", "доход", "кирис", "тусим", "тускен", "receipt", "income", "deposit")
# Meanings of headers that make rows others than those of the kind, unless its money has this meaning.
_OTHERS = frozenset((
    "plan", "adjusted", "fact", "saving", "requested", "limit", "debt", "rest", "difference", "opening", "closing",
    "advance", "discount", "ytd", "previous", "returned",
))  # fmt: skip
# What payments are made for all the same.
_PAID_FOR = frozenset(("advance", "debt", "previous", "difference", "fact"))
# What a statement says of its accounts between their payments.
_STATED = frozenset(("opening", "closing", "rest"))
_PAPERS = ("платеж", "оплат", "операци", "толем", "payment", "поступлен", "счет", "заявк", "договор", "шарт",
           "документ", "кужат", "закуп", "contract", "document", "сумм", "исполнени")  # fmt: skip
_LONGEST = 6


def says_other_rows(table: Table, kind: Kind, text: str) -> bool:
    """Whether a title says that the rows below it are none of the kind's, said before, or do not count."""
    folded = skeleton(text)
    words = folded.split()
    if len(words) > _LONGEST:
        return False
    takes = {name for column in kind.columns for group in column.takes for name in group}
    has_direction = any(column.key == "direction" for column in kind.columns)
    is_of_money = has_direction or (bool({"paid", "received"} & takes) and "plan" not in takes)
    if (
        is_aside(text)
        or folded.startswith(_COMPARED)
        or folded in _CARRIED_OUT
        or is_doubtful(text)
        or (kind.brings_papers and is_replacing(text))
    ):
        return True
    if any(unit != table.unit for unit in units_of(text)):
        return True
    own = takes | (_PAID_FOR if is_of_money else frozenset()) | (_STATED if kind.reads_accounts_apart else frozenset())
    return (
        _is_of_other_money(folded, own, is_paid="paid" in takes)
        or _is_of_other_state(text, takes, is_of_money=is_of_money)
        or (is_of_money and is_part(folded))
        or ("accrued" in takes and _is_of_other_time(table, text))
    )


def is_aside(text: str) -> bool:
    """Whether a title is of sums that are only told, or wait at the bank."""
    folded = skeleton(text)
    return folded.startswith(_ASIDE) or " картотек" in folded


def _is_of_other_money(folded: str, own: set[str], *, is_paid: bool) -> bool:
    """Whether the title has a meaning of money that is none of the kind's `own`."""
    meaning = meaning_of(folded)
    if not meaning.is_plain and folded != "касса":
        return False
    is_cash = folded == "касса" or ("paid" in meaning.names and "касс" in folded)
    return (is_cash and not is_paid) or bool(meaning.names & _OTHERS - own)


def _is_of_other_state(text: str, takes: set[str], *, is_of_money: bool) -> bool:
    """Whether rows below are cancelled, not carried out yet, or money that goes the other way."""
    said, status = operations_of(text), status_of(text)
    if is_of_money and (BACK in said or status == UNPAID):
        return True
    if {"paid", "received"} & takes and "plan" not in takes:
        folded = skeleton(text)
        other, own = (OUT, IN) if "received" in takes else (IN, OUT)
        is_told = meaning_of(folded).is_plain or (other == IN and folded.startswith(_RECEIPTS))
        if is_told and other in said and own not in said:
            return True
    is_undone = status == LEFT_OUT or (status == PENDING and is_of_money)
    return is_undone and any(word.startswith(_PAPERS) for word in skeleton(text).split()) and "plan" not in takes


def _is_of_other_time(table: Table, text: str) -> bool:
    """Whether rows without days or months of their own are of another time than the table."""
    if table.has("month") or table.has("date"):
        return False
    period = parse_period(text)
    return period is not None and table.period is not None and period != table.period
