"""What a bank statement says: money in, money out, and the balances and turnovers it states. No database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from finance.amounts import ColumnStyle, Refusal, parse_amount
from finance.money import ZERO, display, total
from imports.kinds.kind import Control
from imports.periods import parse_period
from imports.readers.grid import Sheet
from imports.resolve.letters import skeleton

ACCOUNT = re.compile(r"(?<![A-Z0-9])KZ\d{2}[A-Z0-9]{16}(?![A-Z0-9])")
_NUMBER = re.compile(r"[-\u2212]?\d[\d \u00a0\u202f\u2009.,']*\d|\d")

# Labels of a sheet, folded: входящий остаток, исходящий остаток, обороты. The longer label is asked first.
LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("opening", re.compile(r"^(?:входящ\w* (?:остаток|сальдо)|(?:остаток|сальдо) (?:на )?начало|кирис калды[кг]"
                           r"|(?:кезен|кун)\w* басындагы калды[кг]|бастапкы калды[кг]|opening balance)")),
    ("closing", re.compile(r"^(?:исходящ\w* (?:остаток|сальдо)|(?:остаток|сальдо) (?:на )?конец|шыгыс калды[кг]"
                           r"|(?:кезен|кун)\w* (?:сонындагы|аягындагы) калды[кг]|соннгы калды[кг]|closing balance)")),
    ("spent", re.compile(r"^(?:оборот\w* (?:по )?дебет\w*|итого (?:по )?(?:дебет\w*|расход\w*|списан\w*)|всего списано"
                         r"|дебет\w* (?:оборот\w*|айналым\w*)|барлыгы шыгыс|total debit)")),
    ("received", re.compile(r"^(?:оборот\w* (?:по )?кредит\w*|итого (?:по )?(?:кредит\w*|приход\w*|поступ\w*|зачисл\w*)"
                            r"|всего поступило"
                            r"|кредит\w* (?:оборот\w*|айналым\w*)|барлыгы (?:кирис|тусим)|total credit)")),
    ("turnover", re.compile(r"^(?:итого|всего|обороты?|жиынтыгы|жиыны|барлыгы|total)(?: |$)")),
    ("other", re.compile(r"^(?:остаток|сальдо|калдык|балансы?)(?: |$)")),
)  # fmt: skip


_PARTIAL = re.compile(
    r"\b(?:за день|по дню|за дату|день|дневн\w*|на странице|по странице|за страниц\w*|страниц\w*|лист\w*|кун\w* бойынша"
    r"|кунине|бет\w* бойынша|for the day|daily|page)\b|\b\d{1,2} \d{1,2} (?:20)?\d\d\b"
)


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a payment. `number` is БИН or ИИН as text, `account` the ИИК."""

    name: str = ""
    number: str = ""
    account: str = ""


@dataclass(slots=True)
class Movement:
    """A document of the statement, tenge: exactly one of `received` and `spent` is not zero.

    Below zero, the bank took back what had come in or gone out.
    """

    row: int
    cell: str
    day: date
    received: Decimal
    spent: Decimal
    payer: Party
    payee: Party
    number: str = ""
    knp: str = ""
    purpose: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """An amount that the statement states, tenge, and where."""

    amount: Decimal
    cell: str
    row: int


@dataclass(frozen=True, slots=True)
class OuterBalance:
    """What an account holds where a statement begins or ends; `side` is `opening` or `closing`."""

    account: str
    day: date
    stated: StatedAmount
    side: str


@dataclass(slots=True)
class AccountSection:
    """An account over some days, and what the bank says of it."""

    account: str = ""
    first: date | None = None
    last: date | None = None
    opening: StatedAmount | None = None
    received: StatedAmount | None = None
    spent: StatedAmount | None = None
    closing: StatedAmount | None = None
    # sums of days and pages: the column, what is stated, what its rows come to
    parts: list[tuple[str, StatedAmount, Decimal]] = field(default_factory=list)

    def covers(self, movement: Movement) -> bool:
        own = movement.payer.account if movement.spent else movement.payee.account
        return (
            (not self.account or not own or own == self.account)
            and (self.first is None or self.first <= movement.day)
            and (self.last is None or movement.day <= self.last)
        )


def label_of(cells: Iterable[object]) -> str:
    """Which stated amount a row is about: `opening`, `closing`, `spent`, `received`, `turnover`, `other`, or none."""
    # the figures of a total may stand before its label
    first = next((cell for cell in cells if isinstance(cell, str) and any(map(str.isalpha, cell))), "")
    return _label(first)


def labels_in(cells: Sequence[object]) -> list[tuple[int, str]]:
    """Every label of a row with its place: two balances may stand side by side."""
    return [(place, key) for place, cell in enumerate(cells) if isinstance(cell, str) and (key := _label(cell))]


def _label(cell: object) -> str:
    folded = skeleton(str(cell)) if cell != "" else ""
    return next((key for key, pattern in LABELS if pattern.search(folded)), "")


def stated_in(sheet: Sheet, at: tuple[int, int], style: ColumnStyle, scale: Decimal) -> StatedAmount | Refusal | None:
    """The amount a label at (row, column) speaks of: behind its colon, else in the next filled cell before a label."""
    index, place = at
    cells = sheet.rows[index]
    text = str(cells[place])
    if found := _NUMBER.findall(text.partition(":")[2] if ":" in text else ""):
        # `300.27 вал 126386.65 нац`: the account's currency first, tenge last
        return _stated(found[-1], (sheet, index, place), style, scale)
    for column in range(place + 1, len(cells)):
        if _label(cells[column]):
            return None
        if cells[column] != "" and not ACCOUNT.search(str(cells[column])):
            return _stated(cells[column], (sheet, index, column), style, scale)
    return None


def _stated(value: object, at: tuple[Sheet, int, int], style: ColumnStyle, scale: Decimal) -> StatedAmount | Refusal:
    sheet, index, column = at
    amount = parse_amount(value, style, scale)
    if isinstance(amount, Refusal):
        return amount
    return StatedAmount(amount, sheet.address(index, column), sheet.row_number(index))


def joined(before: AccountSection, after: AccountSection, movements: Sequence[Movement]) -> None:
    """Take a part of a statement that names no period of its own, such as a day, into the one before it.

    `movements` are those of the part: what it states of itself must hold by itself.
    """
    received, spent = total(m.received for m in movements), total(m.spent for m in movements)
    if after.opening is not None and before.closing is not None:
        before.parts.append(("opening-balance", after.opening, before.closing.amount))
    if after.opening is not None and after.closing is not None:
        before.parts.append(("closing-balance", after.closing, after.opening.amount + received - spent))
    before.parts += [("received", after.received, received)] if after.received else []
    before.parts += [("spent", after.spent, spent)] if after.spent else []
    before.parts += after.parts
    before.opening, before.closing = before.opening or after.opening, after.closing or before.closing


def days_in(titles: Sequence[str]) -> tuple[date | None, date | None]:
    """First and last day of the period that the titles of a sheet, or of a block of it, name."""
    for title in titles:
        period = parse_period(title)
        if period is not None and not label_of([title]):
            return period.first_day, period.last_day
    return None, None


def is_partial(cells: Iterable[object]) -> bool:
    """Whether a total speaks for a day or a page only: `Итого оборотов за день`."""
    return any(_PARTIAL.search(skeleton(cell)) for cell in cells if isinstance(cell, str) and cell)


def controls(sections: Sequence[AccountSection], movements: Sequence[Movement], *, is_whole: bool) -> list[Control]:
    """The statement compared with itself: turnovers, opening + in − out = closing, one day's closing = next opening.

    Where rows were rejected (`is_whole` false), sums over rows compare with nothing.
    """
    found = []
    for section in sections:
        account, several = section.account, len(sections) > 1
        mark = f":{account}:{section.last:%Y-%m-%d}" if several and section.last else f":{account}" if several else ""
        own = [m for m in movements if section.covers(m)]
        sums = {"received": total(m.received for m in own), "spent": total(m.spent for m in own)}
        turnovers = dict(sums)
        for key in ("received", "spent"):
            stated = getattr(section, key)
            if stated is not None:
                turnovers[key] = stated.amount
                holds = stated.amount == sums[key] if is_whole else None
                found.append(_control(f"{key}{mark}", stated, sums[key], holds, account))
        for key, stated, found_sum in section.parts:
            holds = stated.amount == found_sum or (None if not is_whole else False)
            found.append(_control(f"{key}:part{mark}:{stated.row}", stated, found_sum, holds, account))
        if section.closing is not None and section.opening is not None:
            computed = section.opening.amount + turnovers["received"] - turnovers["spent"]
            is_known = is_whole or (section.received is not None and section.spent is not None)
            holds = section.closing.amount == computed if is_known else None
            found.append(_control(f"closing-balance{mark}", section.closing, computed, holds, account))
    return found + _chained(sections)


def _chained(sections: Sequence[AccountSection]) -> list[Control]:
    found = []
    of_account: dict[str, list[AccountSection]] = {}
    for section in sections:
        if section.first is not None and section.last is not None:
            of_account.setdefault(section.account, []).append(section)
    for chain in of_account.values():
        chain.sort(key=lambda s: (s.first or date.min, s.last or date.min))
        for before, after in pairwise(chain):
            if before.closing is not None and after.opening is not None:
                holds = before.closing.amount == after.opening.amount
                name = f"opening-balance:{after.account}:{after.first:%Y-%m-%d}"
                found.append(_control(name, after.opening, before.closing.amount, holds, after.account))
    return found


def _control(name: str, stated: StatedAmount, computed: Decimal, holds: bool | None, account: str) -> Control:
    control = Control(name, stated.amount, computed, holds, stated.cell, stated.row)
    return control if holds is not False else replace(control, message=_failure(control, account))


def outside(sections: Sequence[AccountSection], movements: Sequence[Movement]) -> list[Movement]:
    """Documents of no section: no stated turnover would notice them."""
    if not sections:
        return []
    return [m for m in movements if not any(section.covers(m) for section in sections)]


def outer_balances(sections: Sequence[AccountSection]) -> list[OuterBalance]:
    """First opening and last closing of each account."""
    found = []
    for account in dict.fromkeys(section.account for section in sections):
        own = [s for s in sections if s.account == account]
        opening = min((s for s in own if s.first and s.opening), key=lambda s: s.first or date.max, default=None)
        closing = max((s for s in own if s.last and s.closing), key=lambda s: s.last or date.min, default=None)
        if opening is not None and opening.opening is not None and opening.first is not None:
            found.append(OuterBalance(account, opening.first, opening.opening, "opening"))
        if closing is not None and closing.closing is not None and closing.last is not None:
            found.append(OuterBalance(account, closing.last, closing.closing, "closing"))
    return found


def _failure(control: Control, account: str) -> str:
    """The sentence for a control that does not hold, with the account it is of."""
    values = {"stated": display(control.expected or ZERO), "computed": display(control.found or ZERO)}
    key = control.name.partition(":")[0]
    if key == "closing-balance":
        text = _(
            "Opening balance + receipts − payments is %(computed)s, but the statement's closing balance is %(stated)s."
        )
    elif key == "opening-balance":
        text = _("The day opens with %(stated)s, but the one before closed with %(computed)s.")
    elif key == "received":
        text = _("The receipts add up to %(computed)s, but the statement says %(stated)s.")
    else:
        text = _("The payments add up to %(computed)s, but the statement says %(stated)s.")
    said = f"{text % values} " + _("Ask the bank for the whole statement again.")
    return _("Account %(account)s: %(said)s") % {"account": account, "said": said} if account else said
