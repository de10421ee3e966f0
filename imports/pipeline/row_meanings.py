"""Rows that another column speaks about: cancelled ones are left out, those of others and of foreign money refused.

One rule for every kind: the columns are told by their headers, the rows by their words, and what the words do not tell
is asked about at its cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import ColumnStyle, Refusal, is_blank, parse_amount
from finance.models import Budget
from finance.party_numbers import account_number
from imports.columns.column import AMOUNT, NUMBER
from imports.context import Context
from imports.kinds.kind import Kind, Reading, Table
from imports.pipeline.agreements import may_replace, told_apart
from imports.readers.grid import Cell, as_code
from imports.recognise import row_roles, row_words
from imports.recognise.row_roles import roles
from imports.recognise.row_words import COUNTS, PENDING
from imports.resolve.institutions import OTHERS, whose
from imports.resolve.letters import skeleton
from imports.sentences import say

WRONG_FACILITY, AMBIGUOUS = "wrong-facility", "ambiguous-amount"
_ANY = ColumnStyle()
_WORD = re.compile(r"[^\W_]+")
_TAKING_BACK = ("сторно", "storno", "reversal", "поступлени", "тусим")
# of the code of an administrator, a programme or a subprogramme
_DIGITS = 3
# What a row is refused for: the key of the problem, and the sentence
Refusing = tuple[str, str]


def read(kind: Kind, table: Table, context: Context) -> Reading:
    """The kind's reading of the rows that count, and what the other rows are refused or left out for."""
    found = roles(table, kind)
    if not found and not kind.brings_papers and not row_roles.is_told_whole(kind):
        return kind.read(table, context)
    judge = _Judge(kind, table, context, found)
    left_out: dict[int, str] = {}
    refused: list[tuple[int, int, Refusing]] = []
    for i in _money_rows(kind, table):
        for role, place in found.items():
            cells = table.sheet.rows[i]
            value = cells[place] if place < len(cells) else ""
            verdict = None if is_blank(value) and role != row_roles.CONFIRMED else judge.by_role[role](i, value)
            if verdict == row_words.LEFT_OUT:
                left_out.setdefault(i, table.sheet.address(i, place))
            elif isinstance(verdict, tuple) and i not in left_out:
                refused.append((i, place, verdict))
    refused += judge.told_beside()
    table.left_out = frozenset(left_out)
    reading = kind.read(table, context)
    for i, place, (problem, message) in refused:
        if i not in left_out:
            value = as_code(next(iter(table.sheet.rows[i][place : place + 1]), ""))
            reading.reject(table.sheet.row_number(i), table.sheet.address(i, place), problem, message, value)
    _say_left_out(table, left_out, reading)
    return reading


def _say_left_out(table: Table, left_out: dict[int, str], reading: Reading) -> None:
    message = say("This cell says that the row does not count; it was left out.")
    for i, cell in left_out.items():
        reading.warn(table.sheet.row_number(i), cell, "left-out", message)
    if left_out:
        reading.notes.append(say("Rows left out because their status says that they do not count: %(count)s.") % {
            "count": len(left_out)})  # fmt: skip


def _money_rows(kind: Kind, table: Table) -> Iterator[int]:
    """Rows below the header with anything in a column of money; where there is none, in one that must be filled."""
    known = [column for column in kind.columns if column.key in table.columns]
    told = [column for column in known if column.type == AMOUNT] or [column for column in known if column.is_required]
    places = [table.columns[column.key] for column in told]
    for i in table.body:
        cells = table.sheet.rows[i]
        if any(place < len(cells) and not is_blank(cells[place]) for place in places):
            yield i


def _cells(table: Table, role: str, found: dict[str, int]) -> Iterator[Cell]:
    """What the column of a role says in the rows of the table."""
    place = found.get(role)
    if place is None:
        return
    for row in table.sheet.rows[table.first_row :]:
        if place < len(row) and not is_blank(row[place]):
            yield row[place]


def _values(table: Table, role: str, found: dict[str, int]) -> frozenset[str]:
    """The same, folded."""
    return frozenset(folded for cell in _cells(table, role, found) if (folded := skeleton(as_code(cell))))


def _is_aligned(own: list[str], said: list[str]) -> bool:
    """Whether one list of codes goes on from, or lies within, the other: both may lack their first or last parts."""
    if not own:
        return True
    shifts = range(1 - len(said), len(own))
    overlaps = ([(own[at + i], one) for i, one in enumerate(said) if 0 <= at + i < len(own)] for at in shifts)
    return any(pairs and all(a == b for a, b in pairs) for pairs in overlaps)


class _Judge:
    """What one cell of a column of some role says about its row: LEFT_OUT, a refusal, or nothing."""

    def __init__(self, kind: Kind, table: Table, context: Context, found: dict[str, int]) -> None:
        self.table, self.facility, self.context = table, context.facility, context
        self.sources = _values(table, row_roles.SOURCE, found)
        accounts = {account_number(as_code(cell)) for cell in _cells(table, row_roles.OWN_ACCOUNT, found)}
        self.has_own_account = not accounts.isdisjoint(context.own_accounts)
        money = [] if kind.heeds else [column for column in kind.columns if column.takes]
        takes = {name for column in money for group in column.takes for name in group}
        self.kind = kind
        self.is_promise = "contract" in takes
        self.is_received = "received" in takes
        self.is_of_money = bool(takes & {"paid", "received"}) or any(c.key == "direction" for c in kind.columns)
        self.confirmed_by, self.read_by_role = table.headers.get(found.get(row_roles.CONFIRMED, -1), ""), found
        sums = [c for c in money or kind.columns if c.key in table.columns and c.type in (AMOUNT, NUMBER)]
        self.amount_keys = [column.key for column in sums[: 1 if money else None]]
        self.by_role: dict[str, Callable[[int, Cell], str | Refusing | None]] = {
            row_roles.STATUS: self.status,
            row_roles.DELETED: self.deleted,
            row_roles.CONFIRMED: self.confirmed,
            row_roles.CURRENCY: self.currency,
            row_roles.OPERATION: self.operation,
            row_roles.RETURNED: self.returned,
            row_roles.CUSTOMER_NUMBER: self.customer_number,
            row_roles.CUSTOMER: self.customer,
            row_roles.SOURCE: self.source,
            row_roles.PROGRAMME: self.programme,
            row_roles.OWN_ACCOUNT: self.own_account,
            row_roles.FEE: self.fee,
            row_roles.PURPOSE: self.purpose,
        }

    def told_beside(self) -> list[tuple[int, int, Refusing]]:
        """Rows that a cell beside their columns speaks of: papers that change another one, notes of what was undone."""
        read = {place for key, place in self.table.columns.items() if key != "number"}
        payees = {self.table.columns.get(key, -1) for key in ("counterparty_name", "payee_name") if self.is_of_money}
        heeded = read | set(self.read_by_role.values()) | {self.table.columns.get("number", -1)}
        rows = list(_money_rows(self.kind, self.table))
        agreed = told_apart(self.table, rows) if self.kind.brings_papers else ()
        found: list[tuple[int, int, Refusing]] = [(i, at, (AMBIGUOUS, may_replace(said))) for i, at, said in agreed]
        for i in rows:
            for place, value in enumerate(self.table.sheet.rows[i]):
                free = value if isinstance(value, str) and place not in read else ""
                if self.kind.brings_papers and row_words.is_replacing(free):
                    found.append((i, place, (AMBIGUOUS, may_replace(as_code(value)))))
                elif (row_words.is_doubtful(free) and place not in heeded and self.kind.is_status_asked) or (
                    place in payees and row_words.is_part_of_above(as_code(value))
                ):
                    found.append((i, place, self._not_told(value)))
        return found

    def status(self, _row: int, value: Cell) -> str | Refusing | None:
        return self._verdict(row_words.status_of(as_code(value)), value)

    def deleted(self, _row: int, value: Cell) -> str | Refusing | None:
        return self._verdict(row_roles.flag_of(value), value)

    def confirmed(self, _row: int, value: Cell) -> str | Refusing | None:
        """A tick of what rows that count have; where it is missing, no one said that they do not."""
        said = COUNTS if row_roles.flag_of(value) == row_words.LEFT_OUT else row_words.unless(self.confirmed_by)
        is_told = not is_blank(value) and len(self.confirmed_by.split()) == 1 and (self.is_of_money or said != PENDING)
        lacking = self._verdict(said, value)
        return self._not_told(self.confirmed_by if is_blank(value) else value) if lacking and not is_told else lacking

    def _verdict(self, said: str, value: Cell) -> str | Refusing | None:
        if said == row_words.UNKNOWN and self.kind.is_status_asked:
            return self._not_told(value)
        is_undone = (said == PENDING and not self.is_promise) or (said == row_words.UNPAID and self.is_of_money)
        return row_words.LEFT_OUT if is_undone or said == row_words.LEFT_OUT else None

    @staticmethod
    def _not_told(value: Cell) -> Refusing:
        message = _(
            "“%(value)s” does not tell whether the row counts. Write it in usual words, such as “executed” or "
            "“cancelled”, or take the row out."
        )
        return AMBIGUOUS, message % {"value": as_code(value)}

    def currency(self, _row: int, value: Cell) -> Refusing | None:
        text = as_code(value)
        if row_words.is_tenge(text):
            return None
        message = _("The amount of this row is in %(currency)s. Write it in tenge, in a column that says so.")
        return AMBIGUOUS, message % {"currency": text}

    def operation(self, row: int, value: Cell) -> Refusing | None:
        said = row_words.operations_of(as_code(value))
        amount = self._amount(row)
        if amount is not None and amount < 0 and said <= {row_words.BACK, row_words.LESS}:
            return None
        way, other = (row_words.IN, row_words.OUT) if self.is_received else (row_words.OUT, row_words.IN)
        if not said and row_words.is_doubtful(as_code(value)):
            return self._not_told(value)
        is_other_way = other in said and way not in said
        return self._goes_back(value) if is_other_way or said & {row_words.BACK, row_words.LESS} else None

    def returned(self, row: int, value: Cell) -> Refusing | None:
        found = parse_amount(value, _ANY)
        amount = self._amount(row)
        said = row_words.flag_of(as_code(value)) if isinstance(found, Refusal) else None
        is_set = said != row_words.COUNTS if said else found != 0
        return self._goes_back(value) if is_set and not (amount is not None and amount < 0) else None

    def _goes_back(self, value: Cell) -> Refusing:
        message = _(
            "“%(value)s” says that this money went the other way. "
            "Write its amount with a minus sign if it lessens what the file counts, or take the row out."
        )
        return AMBIGUOUS, message % {"value": as_code(value)}

    def _amount(self, row: int) -> Decimal | None:
        """What the row says; the figure below zero where it has several."""
        read = [parse_amount(self.table.value(row, key), _ANY) for key in self.amount_keys]
        found = [one for one in read if not isinstance(one, Refusal)]
        return next((one for one in found if one < 0), found[0] if found else None)

    def source(self, _row: int, value: Cell) -> Refusing | None:
        """Rows of two sources in one file are of two budgets; alone, a source is that of the budget chosen."""
        budget, text = self._budget(), as_code(value)
        said = row_words.source_of(text)
        if budget is None or not any(map(str.isalpha, text)) or budget.source.key in said:
            return None
        is_other = bool(said) or len(self.sources) > 1
        return self._other_budget(text, budget) if is_other else None

    def programme(self, _row: int, value: Cell) -> Refusing | None:
        """A programme told by digits is one of the budget's, in full or its last parts."""
        budget, said = self._budget(), re.findall(r"\d+", as_code(value))
        if budget is None or not said or any(len(one) > _DIGITS for one in said):
            return None
        programme = budget.programme
        own = [programme.administrator_code, programme.programme_code, programme.subprogramme_code]
        is_own = _is_aligned([part for part in own if part], [one.zfill(_DIGITS) for one in said])
        return None if is_own else self._other_budget(as_code(value), budget)

    def _budget(self) -> Budget | None:
        every = [budget for budgets in self.context.budgets.values() for budget in budgets]
        return self.context.budget or (every[0] if len(every) == 1 else None)

    def _other_budget(self, said: str, budget: Budget) -> Refusing:
        message = _(
            "The row is of “%(said)s”, and this is the budget %(budget)s. Put the rows of each budget into a file of "
            "their own."
        )
        return WRONG_FACILITY, message % {"said": said, "budget": f"{budget.key} · {budget.source.name}"}

    def own_account(self, _row: int, value: Cell) -> Refusing | None:
        """Where one row names an account of the facility, the column is of its accounts, and others are not its."""
        account = account_number(as_code(value))
        if not self.has_own_account or account in self.context.own_accounts or not account.startswith("KZ"):
            return None
        message = _("Account %(account)s is not one of %(facility)s.")
        return WRONG_FACILITY, message % {"account": account, "facility": self.facility.name}

    def fee(self, _row: int, value: Cell) -> Refusing | None:
        found = parse_amount(value, _ANY)
        if isinstance(found, Refusal) or not found:
            return None
        message = _(
            "The row has a commission of %(fee)s beside its amount. Give it a row of its own, or empty this cell if "
            "the amount holds it."
        )
        return AMBIGUOUS, message % {"fee": as_code(value)}

    def purpose(self, row: int, value: Cell) -> Refusing | None:
        """A payment whose purpose begins with `сторно` takes another one back; `поступление` is no payment."""
        first = _WORD.search(as_code(value))
        if first is None or not skeleton(first[0]).startswith(_TAKING_BACK):
            return None
        amount = self._amount(row)
        return self._goes_back(value) if amount is not None and amount > 0 else None

    def customer_number(self, _row: int, value: Cell) -> Refusing | None:
        text = re.sub(r"[\s'’]", "", as_code(value))
        digits = (re.findall(r"\d{12}", text) or re.findall(r"\d{9,11}$", text) or [""])[0].zfill(12)
        if digits == self.facility.number or not text.strip("-–—"):
            return None
        return self._other(as_code(value))

    def customer(self, _row: int, value: Cell) -> Refusing | None:
        text = as_code(value)
        if re.search(r"\d{12}", text):
            return self.customer_number(_row, value)
        return self._other(text) if whose(text, self.facility) == OTHERS else None

    def _other(self, other: str) -> Refusing:
        message = _("The row belongs to %(other)s, not to %(own)s. Choose the right facility.")
        return WRONG_FACILITY, message % {"other": other, "own": self.facility.number}
