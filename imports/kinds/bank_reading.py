"""The cells of one bank statement, typed: who paid whom, which way, when, and what the bank states beside it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import ColumnStyle, Refusal, is_blank, parse_amount, settle_column
from finance.money import ZERO
from imports.context import Context
from imports.dates import DateStyle, parse_date, settle_dates
from imports.kinds import bank_statement
from imports.kinds.bank_columns import INCOMING, MONEY, OUTGOING
from imports.kinds.bank_statement import Movement, Party, Section, Stated
from imports.kinds.kind import Problem, Reading, Table
from imports.kinds.timing import FUTURE, NO_BUDGET
from imports.readers.grid import Sheet, as_code
from imports.refusals import explain
from imports.resolve.letters import skeleton

AMBIGUOUS, NOT_AN_AMOUNT = "ambiguous-amount", "not-an-amount"


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """A cell that cannot be read: the column, a key of the interface, and why."""

    def __init__(self, key: str, problem: str, message: str) -> None:
        super().__init__(message)
        self.key, self.problem = key, problem


class StatementReader:
    """The cells of one statement, typed."""

    def __init__(self, table: Table, context: Context, reading: Reading) -> None:
        self.table, self.context, self.reading = table, context, reading
        self.is_client_bank = table.grid.format == "client-bank"
        self.style = ColumnStyle()
        self.dates: DateStyle | None = None

    def read(self) -> tuple[list[Section], list[Movement]]:
        rows, labelled = self._split()
        values = [self.table.value(i, key) for i in [*rows, *labelled] for key in MONEY]
        self.style = settle_column([v for v in values if not is_blank(v)])
        first, last = bank_statement.days_above(self.table)
        within = (first, last) if first and last else None
        self.dates = settle_dates([self.table.value(i, "date") for i in rows], within)
        sections = self._sections() if self.is_client_bank else [self._labelled(labelled, first, last)]
        movements = [m for i in rows if (m := self._movement(i, sections)) is not None]
        return sections, movements

    def _split(self) -> tuple[list[int], list[int]]:
        """Rows of money, and rows that state a balance or a sum; the rest is blank, words or the header again."""
        rows, labelled = [], []
        sheet = self.table.sheet
        headers = [[v for v in sheet.rows[i] if v != ""] for i in range(self.table.header_row, self.table.first_row)]
        for i in self.table.body:
            cells = sheet.rows[i]
            filled = [cell for cell in cells if not is_blank(cell)]
            if not filled or filled in headers or i in self.table.left_out:
                continue
            money = [value for key in MONEY if not is_blank(value := self.table.value(i, key))]
            has_money = any(not bank_statement.label_of([value]) for value in money)
            day = self.table.value(i, "date")
            has_day = not is_blank(day) and (not isinstance(day, str) or day.strip()[:1].isdigit())
            is_labelled = bool(bank_statement.label_of(cells))
            # the figure of a balance may stand in the column of days
            if self.is_client_bank or (has_day and not (is_labelled and not has_money)):
                rows.append(i)
            elif is_labelled:
                labelled.append(i)
            elif has_money:
                rows.append(i)
        return rows, labelled

    def _movement(self, index: int, sections: list[Section]) -> Movement | None:
        row = self.table.sheet.row_number(index)
        payer, payee = self._party(index, "payer"), self._party(index, "payee")
        try:
            key, received, spent = self._direction(index, payer, payee)
            day = self._day(index, "received_date" if received else "date")
            self._require_tenge(index, key)
        except _Refused as refused:
            address = self.table.address(index, refused.key)
            value = self.table.value(index, refused.key)
            self.reading.reject(row, address, refused.problem, str(refused), value)
            return None
        account = sections[0].account if len(sections) == 1 else ""
        if self.table.has("party_name"):
            own, other = Party(self.context.facility.name, "", account), self._party(index, "party")
            payer, payee = (other, own) if received else (own, other)
        return Movement(
            row, self.table.address(index, key), day, received, spent, payer, payee,
            self._text(index, "number")[:64], self._code(index, "knp"), self._text(index, "purpose"),
            as_code(self.table.value(index, "code")),
        )  # fmt: skip

    def _direction(self, index: int, payer: Party, payee: Party) -> tuple[str, Decimal, Decimal]:
        """(column, received, spent): by the columns of a direction, else by words, else by whose the accounts are."""
        amounts = self._amounts(index)
        received, spent = amounts.get("received", ZERO), amounts.get("spent", ZERO)
        if received and spent:
            raise _Refused("spent", AMBIGUOUS, _("Both received and paid in one row."))
        if received or spent:
            key = "spent" if spent else "received"
        else:
            key, amount = "amount", amounts.get("amount", ZERO)
            if not amount:
                place = next((k for k in ("spent", "amount", "received") if self.table.has(k)), "amount")
                raise _Refused(place, NOT_AN_AMOUNT, _("The row has no amount."))
            received, spent = (ZERO, amount) if self._is_outgoing(index, payer, payee) else (amount, ZERO)
        own = self.context.own_accounts
        mine, theirs = (payer, payee) if spent else (payee, payer)
        if mine.account and mine.account not in own and theirs.account in own:
            raise _Refused(key, AMBIGUOUS, _("The direction and the accounts of payer and payee contradict."))
        return key, received, spent

    def _amounts(self, index: int) -> dict[str, Decimal]:
        amounts: dict[str, Decimal] = {}
        for key in MONEY:
            value = self.table.value(index, key)
            if is_blank(value):
                continue
            amount = parse_amount(value, self.style, self.table.scale)
            if isinstance(amount, Refusal):
                raise _Refused(key, amount.problem, explain(amount))
            if amount < ZERO:
                raise _Refused(key, AMBIGUOUS, _("An amount below zero in a statement can be read two ways."))
            if amount:
                amounts[key] = amount
        return amounts

    def _is_outgoing(self, index: int, payer: Party, payee: Party) -> bool:
        said = skeleton(self._text(index, "direction")).split()
        is_out = any(word.startswith(OUTGOING) for word in said)
        is_in = any(word.startswith(INCOMING) for word in said)
        if is_out != is_in:
            return is_out
        own = self.context.own_accounts
        if payer.account in own or payee.account in own:
            return payer.account in own
        text = _("Nothing tells whether this was paid or received: no direction, and no account of ours.")
        raise _Refused("direction" if self.table.has("direction") else "amount", AMBIGUOUS, text)

    def _require_tenge(self, index: int, key: str) -> None:
        """The amount stands in a column of tenge, or the row's currency is tenge."""
        currency = skeleton(self._text(index, "currency"))
        if not currency or currency in ("kzt", "398", "тенге", "тг") or self._says_tenge(key):
            return
        text = _("The amount is in %(currency)s, and the statement has no column in tenge.")
        raise _Refused(key, AMBIGUOUS, text % {"currency": self._text(index, "currency")})

    def _says_tenge(self, key: str) -> bool:
        column, rows = self.table.columns[key], self.table.sheet.rows
        above = [rows[i][column] for i in range(self.table.header_row, self.table.first_row) if column < len(rows[i])]
        said = skeleton(" ".join(map(str, above)))
        return "тенге" in said or "kzt" in said

    def _day(self, index: int, key: str) -> date:
        value = self.table.value(index, key)
        if key != "date" and is_blank(value):
            key, value = "date", self.table.value(index, "date")
        day = parse_date(value, self.dates)
        if isinstance(day, Refusal):
            raise _Refused(key, day.problem, explain(day))
        if day > self.context.today:
            message = _("%(day)s is after today. Correct the date, or import the file when the day has come.")
            raise _Refused(key, FUTURE, message % {"day": f"{day:%d.%m.%Y}"})
        if day.year not in self.context.budgets:
            message = _("There is no budget of %(year)s. Create it, then import the file.")
            raise _Refused(key, NO_BUDGET, message % {"year": day.year})
        return day

    def _party(self, index: int, side: str) -> Party:
        account = as_code(self.table.value(index, f"{side}_account")).replace(" ", "").upper()
        return Party(self._text(index, f"{side}_name")[:255], self._code(index, f"{side}_number"), account)

    def _text(self, index: int, key: str) -> str:
        return " ".join(as_code(self.table.value(index, key)).split())

    def _code(self, index: int, key: str) -> str:
        """Digits kept as text; zeros that a typed number lost come back: 12.0 in КНП is `012`."""
        value = self.table.value(index, key)
        text = as_code(value).replace(" ", "")
        if text.isdigit() and isinstance(value, (int, float)):
            text = text.zfill(3 if key == "knp" else 12)
        return text[:12]

    def _labelled(self, labelled: list[int], first: date | None, last: date | None) -> Section:
        """Balances and turnovers that a sheet states above and below its table."""
        account, _cell = bank_statement.account_above(self.table)
        section = Section(account, first, last)
        sheet = self.table.sheet
        for i in [*range(self.table.header_row), *labelled]:
            for place, key in bank_statement.labels_in(sheet.rows[i]):
                # above the table no column stands over the figures of a total
                if key == "turnover" and i > self.table.header_row:
                    self._turnover(i, section)
                elif key in ("opening", "closing", "received", "spent") and getattr(section, key) is None:
                    self._balance(i, place, key, section)
        return section

    def _balance(self, index: int, place: int, key: str, section: Section) -> None:
        sheet = self.table.sheet
        stated = bank_statement.stated_in(sheet, (index, place), self.style, self.table.scale)
        if isinstance(stated, Refusal):
            cell = sheet.address(index, place)
            self.reading.warn(sheet.row_number(index), cell, stated.problem, explain(stated), stated.value)
        elif stated is not None:
            setattr(section, key, stated)

    def _turnover(self, index: int, section: Section) -> None:
        for key in ("received", "spent"):
            value = self.table.value(index, key)
            if not is_blank(value) and getattr(section, key) is None:
                setattr(section, key, self._state(self.table.sheet, index, self.table.columns[key], value))

    def _state(self, sheet: Sheet, index: int, column: int, value: object) -> Stated | None:
        amount = parse_amount(value, self.style, self.table.scale)
        cell, row = sheet.address(index, column), sheet.row_number(index)
        if isinstance(amount, Refusal):
            self.reading.problems.append(Problem(cell, amount.problem, explain(amount), row, value))
            return None
        return Stated(amount, cell, row)

    def _sections(self) -> list[Section]:
        """Account sections of a `1CClientBankExchange` file."""
        sheet = next((s for s in self.table.grid.sheets if s.name == "accounts"), None)
        if sheet is None or not sheet.rows:
            return []
        keys: Mapping[str, int] = {str(key): i for i, key in enumerate(sheet.rows[0])}
        found = []
        for i in range(1, len(sheet.rows)):
            cells = {key: sheet.rows[i][place] for key, place in keys.items() if place < len(sheet.rows[i])}
            section = Section(as_code(cells.get("РасчСчет", "")).upper())
            days = [parse_date(cells.get(key, "")) for key in ("ДатаНачала", "ДатаКонца")]
            section.first, section.last = (None if isinstance(day, Refusal) else day for day in days)
            for key, name in (("opening", "НачальныйОстаток"), ("received", "ВсегоПоступило"),
                              ("spent", "ВсегоСписано"), ("closing", "КонечныйОстаток")):  # fmt: skip
                if not is_blank(cells.get(name, "")):
                    setattr(section, key, self._state(sheet, i, keys[name], cells[name]))
            found.append(section)
        self._widen(found)
        return found

    def _widen(self, sections: list[Section]) -> None:
        """Where only days with movements have sections, the outer ones stand for the whole period of the file."""
        header = self.table.grid.header
        first, last = (parse_date(header.get(key, "")) for key in ("ДатаНачала", "ДатаКонца"))
        for account in {section.account for section in sections}:
            own = [s for s in sections if s.account == account and s.first is not None and s.last is not None]
            if not own:
                continue
            earliest, latest = min(own, key=lambda s: s.first or date.min), max(own, key=lambda s: s.last or date.max)
            if isinstance(first, date) and earliest.first is not None:
                earliest.first = min(earliest.first, first)
            if isinstance(last, date) and latest.last is not None:
                latest.last = max(latest.last, last)
