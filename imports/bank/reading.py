"""The cells of one bank statement, typed: who paid whom, which way, when, and what the bank states beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import ColumnStyle, Refusal, is_blank, parse_amount, settle_column
from finance.money import ZERO, total
from finance.party_numbers import account_number, document_number
from imports.bank import blocks as bank_blocks
from imports.bank import parties as bank_parties
from imports.bank import statement as bank_statement
from imports.bank.blocks import AccountBlock
from imports.bank.days import RefusedCellError, StatementDays
from imports.bank.layouts import DAYS, MONEY
from imports.bank.parties import Ours, party_of
from imports.bank.statement import AccountSection, Movement, Party, StatedAmount
from imports.context import Context
from imports.dates import parse_date, settle_dates
from imports.kinds.kind import Problem, Reading, Table
from imports.readers import bank_records
from imports.readers.grid import Sheet, as_code
from imports.refusals import explain
from imports.resolve.letters import skeleton

AMBIGUOUS, NOT_AN_AMOUNT = "ambiguous-amount", "not-an-amount"


def _below_zero(key: str) -> tuple[str, ...]:
    """Why an amount below zero is refused, and what would settle it: under a column of one way no direction would."""
    if key == "amount":
        text = _("An amount below zero in a statement can be read two ways. Name what the minus means.")
        return text, "direction"
    return (
        _(
            "An amount below zero in a column of one way can be read two ways. Write it in the column of the other "
            "way if the money came back, or take it out together with the payment that it takes back."
        ),
    )


class StatementReader:
    """The cells of one statement, typed."""

    def __init__(self, table: Table, context: Context, reading: Reading) -> None:
        self.table, self.context, self.reading = table, context, reading
        self.is_client_bank = table.grid.format in bank_records.FORMATS
        self.style = ColumnStyle()
        self.days = StatementDays(table, context)
        facility = context.facility
        self.ours = Ours(facility.number, context.own_accounts, (facility.name_ru, facility.name_kk))

    def read(self) -> tuple[list[AccountSection], list[Movement]]:
        blocks = bank_blocks.blocks_of(self.table, is_whole=self.is_client_bank)
        rows = [i for block in blocks for i in block.rows]
        labelled = [i for block in blocks for i in block.labelled]
        values = [self.table.value(i, key) for i in [*rows, *labelled] for key in MONEY]
        self.style = settle_column([v for v in values if not is_blank(v)])
        within = bank_statement.days_in(blocks[0].titles)
        days = [self.table.value(i, key) for i in rows for key in DAYS if self.table.has(key)]
        period = within if all(within) else None
        self.days.style = settle_dates([v for v in days if not is_blank(v)], period, self.table.grid.epoch)  # type: ignore[arg-type] # both days are there
        named = bank_parties.owner_named(self.table, rows, blocks[0].titles)
        self.ours = replace(self.ours, names=(*self.ours.names, named))
        sections = self._sections() if self.is_client_bank else []
        movements: list[Movement] = []
        for block in blocks:
            if block.foreign:
                self._refuse_foreign(block)
                continue
            own = [m for i in block.rows if (m := self._movement(i, block.account or self._only(sections))) is not None]
            movements += own
            if not self.is_client_bank:
                section, before = self._labelled(block, own), sections[-1] if sections else None
                if before is not None and section.account == before.account and section.first is None:
                    bank_statement.joined(before, section, own)
                else:
                    sections.append(section)
        return sections, movements

    @staticmethod
    def _only(sections: list[AccountSection]) -> str:
        return sections[0].account if len(sections) == 1 else ""

    def _refuse_foreign(self, block: AccountBlock) -> None:
        """Foreign money is never read as tenge."""
        row = block.rows[0] if block.rows else block.begin
        key = next((key for key in MONEY if self.table.has(key)), "amount")
        message = _("This part of the statement is in %(currency)s. Leave only the account in tenge in the file.")
        cell, number = self.table.address(row, key), self.table.sheet.row_number(row)
        self.reading.reject(number, cell, AMBIGUOUS, message % {"currency": block.foreign}, block.foreign)

    def _movement(self, index: int, account: str) -> Movement | None:
        row = self.table.sheet.row_number(index)
        payer, payee = party_of(self.table, index, "payer"), party_of(self.table, index, "payee")
        try:
            key, received, spent = self._direction(index, payer, payee)
            day = self.days.of(index, is_received=bool(received))
            self._require_tenge(index, key)
        except RefusedCellError as refused:
            address = self.table.address(index, refused.key)
            value = self.table.value(index, refused.key)
            self.reading.reject(row, address, refused.problem, str(refused), value, asks=refused.asks)
            return None
        if any(self.table.has(f"party_{part}") for part in ("name", "number", "account")):
            own, other = Party(self.context.facility.name, "", account), party_of(self.table, index, "party")
            payer, payee = (other, own) if received else (own, other)
        return Movement(
            row, self.table.address(index, key), day, received, spent, payer, payee,
            document_number(self._text(index, "number"))[:64], self._code(index, "knp"), self._text(index, "purpose"),
            as_code(self.table.value(index, "code")),
        )  # fmt: skip

    def _direction(self, index: int, payer: Party, payee: Party) -> tuple[str, Decimal, Decimal]:
        """(column, received, spent): by the columns of a direction, else by words, else by whose the accounts are."""
        amounts = self._amounts(index)
        if self.table.direction.is_by_sign and amounts.get("amount"):
            return "amount", *self.table.direction.by_sign(amounts["amount"])
        received, spent = amounts.get("received", ZERO), amounts.get("spent", ZERO)
        if received and spent:
            raise RefusedCellError("spent", AMBIGUOUS, _("Both received and paid in one row."))
        if received or spent:
            key = "spent" if spent else "received"
        else:
            key, amount = "amount", amounts.get("amount", ZERO)
            if not amount:
                place = next((k for k in ("spent", "amount", "received") if self.table.has(k)), "amount")
                raise RefusedCellError(place, NOT_AN_AMOUNT, _("The row has no amount."))
            received, spent = (ZERO, amount) if self._is_outgoing(index, payer, payee) else (amount, ZERO)
        own = self.context.own_accounts
        mine, theirs = (payer, payee) if spent else (payee, payer)
        if mine.account and mine.account not in own and theirs.account in own:
            raise RefusedCellError(key, AMBIGUOUS, _("The direction and the accounts of payer and payee contradict."))
        return key, received, spent

    def _amounts(self, index: int) -> dict[str, Decimal]:
        amounts: dict[str, Decimal] = {}
        for key in MONEY:
            value = self.table.value(index, key)
            if is_blank(value):
                continue
            amount = parse_amount(value, self.style, self.table.scale)
            if isinstance(amount, Refusal):
                raise RefusedCellError(key, amount.problem, explain(amount))
            is_signed = key == "amount" and self.table.direction.is_by_sign
            if amount < ZERO and not is_signed and self.table.grid.format not in bank_records.SIGNED:
                raise RefusedCellError(key, AMBIGUOUS, *_below_zero(key))
            if amount:
                amounts[key] = amount
        return amounts

    def _is_outgoing(self, index: int, payer: Party, payee: Party) -> bool:
        is_out = self.table.direction.is_out(self._text(index, "direction"))
        if is_out is not None:
            return is_out
        for is_ours in (self.ours.is_account, self.ours.is_party):
            if is_ours(payer) or is_ours(payee):
                return is_ours(payer)
        text = _("Nothing tells whether this was paid or received: no direction, and no account of ours.")
        raise RefusedCellError("direction" if self.table.has("direction") else "amount", AMBIGUOUS, text, "direction")

    def _require_tenge(self, index: int, key: str) -> None:
        """The amount stands in a column of tenge, or the row's currency is tenge."""
        currency = skeleton(self._text(index, "currency"))
        if not currency or currency in ("kzt", "398", "тенге", "тг") or self._says_tenge(key):
            return
        text = _("The amount is in %(currency)s, and the statement has no column in tenge.")
        raise RefusedCellError(key, AMBIGUOUS, text % {"currency": self._text(index, "currency")})

    def _says_tenge(self, key: str) -> bool:
        column, rows = self.table.columns[key], self.table.sheet.rows
        above = [rows[i][column] for i in range(self.table.header_row, self.table.first_row) if column < len(rows[i])]
        said = skeleton(" ".join(map(str, above)))
        return "тенге" in said or "kzt" in said

    def _text(self, index: int, key: str) -> str:
        return " ".join(as_code(self.table.value(index, key)).split())

    def _code(self, index: int, key: str) -> str:
        """Digits kept as text; zeros that a typed number lost come back: 12.0 in КНП is `012`."""
        value = self.table.value(index, key)
        text = as_code(value).replace(" ", "")
        return (text.zfill(3) if text.isdigit() and isinstance(value, (int, float)) else text)[:12]

    def _labelled(self, block: AccountBlock, movements: Sequence[Movement]) -> AccountSection:
        """Balances and turnovers that a sheet states above and below the rows of a block."""
        section = AccountSection(block.account, *bank_statement.days_in(block.titles))
        sheet = self.table.sheet
        above = range(block.begin, block.rows[0] if block.rows else len(sheet.rows)) if block.begin else (
            range(self.table.header_row)
        )  # fmt: skip
        turnovers = []
        for i in dict.fromkeys([*above, *block.labelled]):
            for place, key in bank_statement.labels_in(sheet.rows[i]):
                # above the table no column stands over the figures of a total
                if key == "turnover" and i in block.labelled:
                    turnovers.append(i)
                elif key == "closing" or (key in ("opening", "received", "spent") and getattr(section, key) is None):
                    self._balance(i, place, key, section)
        self._turnovers(list(dict.fromkeys(turnovers)), movements, section)
        return section

    def _turnovers(self, rows: Sequence[int], movements: Sequence[Movement], section: AccountSection) -> None:
        """The last sum that speaks for all is the statement's; those of days and pages are held to their own rows."""
        whole = [i for i in rows if not bank_statement.is_partial(self.table.sheet.rows[i])]
        before = 0
        for i in rows:
            number = self.table.sheet.row_number(i)
            for key in ("received", "spent"):
                value = self.table.value(i, key)
                if is_blank(value) or not self.table.has(key):
                    continue
                stated = self._state(self.table.sheet, i, self.table.columns[key], value)
                if stated is None:
                    continue
                if whole and i == whole[-1]:
                    if getattr(section, key) is None:
                        setattr(section, key, stated)
                    continue
                amounts = [(m.row, getattr(m, key)) for m in movements if m.row < number]
                block, so_far = total(a for row, a in amounts if row > before), total(a for _row, a in amounts)
                section.parts.append((key, stated, so_far if stated.amount == so_far else block))
            before = number

    def _balance(self, index: int, place: int, key: str, section: AccountSection) -> None:
        sheet = self.table.sheet
        stated = bank_statement.stated_in(sheet, (index, place), self.style, self.table.scale)
        if isinstance(stated, Refusal):
            cell = sheet.address(index, place)
            self.reading.warn(sheet.row_number(index), cell, stated.problem, explain(stated), stated.value)
        elif stated is not None:
            setattr(section, key, stated)

    def _state(self, sheet: Sheet, index: int, column: int, value: object) -> StatedAmount | None:
        amount = parse_amount(value, self.style, self.table.scale)
        cell, row = sheet.address(index, column), sheet.row_number(index)
        if isinstance(amount, Refusal):
            self.reading.problems.append(Problem(cell, amount.problem, explain(amount), row, value))
            return None
        return StatedAmount(amount, cell, row)

    def _sections(self) -> list[AccountSection]:
        """Account sections of a `1CClientBankExchange` file."""
        sheet = next((s for s in self.table.grid.sheets if s.name == "accounts"), None)
        if sheet is None or not sheet.rows:
            return []
        keys: Mapping[str, int] = {str(key): i for i, key in enumerate(sheet.rows[0])}
        found = []
        for i in range(1, len(sheet.rows)):
            cells = {key: sheet.rows[i][place] for key, place in keys.items() if place < len(sheet.rows[i])}
            section = AccountSection(account_number(as_code(cells.get("РасчСчет", ""))))
            days = [parse_date(cells.get(key, "")) for key in ("ДатаНачала", "ДатаКонца")]
            section.first, section.last = (None if isinstance(day, Refusal) else day for day in days)
            for key, name in (("opening", "НачальныйОстаток"), ("received", "ВсегоПоступило"),
                              ("spent", "ВсегоСписано"), ("closing", "КонечныйОстаток")):  # fmt: skip
                if not is_blank(cells.get(name, "")):
                    setattr(section, key, self._state(sheet, i, keys[name], cells[name]))
            found.append(section)
        self._widen(found)
        return found

    def _widen(self, sections: list[AccountSection]) -> None:
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
