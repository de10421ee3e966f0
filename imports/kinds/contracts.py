"""Contracts with their schedules: a row is a contract's sum for a code and month, several rows are one contract.

Columns are those of the sample layout and of the public procurement portal (contract_number, supplier_biin, sign_date,
contract_end_date, contract_sum_wnds, fin_year). The portal names no code of the budget: such rows wait for one.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.amounts import is_blank
from finance.ledger import Kept
from finance.models import Document, Measure
from finance.money import ZERO, display, total
from finance.months import Month
from imports.context import Context, Job
from imports.kinds.cash import CODE_WORDS
from imports.kinds.contract import (
    AMOUNT,
    CODE,
    DATE,
    DUPLICATE,
    HELD,
    MONTH,
    NEW,
    UNRESOLVED,
    Column,
    Kind,
    Line,
    Reading,
    Table,
)
from imports.kinds.controls import check_totals
from imports.kinds.events import CLOSED, TWICE, by_budget
from imports.kinds.rows import Columns, sort_out
from imports.models import Batch
from imports.readers.grid import as_code
from imports.sentences import say
from procurement.commitments import sentence
from procurement.identification import is_valid
from procurement.models import Contract, Supplier
from procurement.registering import Difference, Stated, differences, register_stated, update_fields
from procurement.undoing import cancel_undone, restore_fields

FIELDS = ("external_id", "system_number", "method", "subject")


class Contracts(Kind):
    key = "contracts"
    label = gettext_lazy("contracts")
    measure = Measure.COMMITMENT
    document_kind = Document.Kind.CONTRACT
    is_controlled = False
    columns = (
        Column("external_id", ("external_id", "id договора", "ид договора", "идентификатор договора*", "шарт id",
                               "id", "шарт идентификаторы*")),
        Column("system_number", ("contract_number_sys", "системный номер*", "номер договора в системе*",
                                 "номер в реестре*", "реестровый номер*", "жүйелік нөмір*", "тізілімдегі нөмір*")),
        Column("number", ("number", "contract_number", "номер договора", "№ договора", "договор №", "шарт нөмірі",
                          "шарт №", "шарттың нөмірі", "номер договора*", "№ договора*", "шарт нөмірі*", "договор",
                          "шарт", "номер", "№", "нөмірі", "contract number", "contract"), is_required=True),
        Column("signed_on", ("signed_on", "sign_date", "дата заключения*", "дата подписания*", "дата договора*",
                             "қол қойылған*", "шарт жасалған*", "жасасу күні*", "шарт күні*", "signed*", "дата",
                             "күні"), DATE, is_required=True),
        Column("ends_on", ("ends_on", "contract_end_date", "ec_end_date", "plan_exec_date", "срок действия*",
                           "дата окончания*", "действует до*", "планируемая дата исполнения*", "аяқталу күні*",
                           "шарттың аяқталу*", "қолданылу мерзімі*", "ends*", "*до"), DATE),
        Column("supplier_number", ("supplier_number", "supplier_biin", "бин/иин поставщика*", "бин поставщика*",
                                   "иин/бин поставщика*", "иин поставщика*", "жеткізуші бсн*", "өнім берушінің бсн*",
                                   "жеткізушінің бсн*", "бсн/жсн*", "бин/иин", "иин/бин", "бин", "бсн", "*бин*",
                                   "*бсн*", "supplier bin*", "bin"), is_required=True),
        Column("supplier", ("supplier", "поставщик", "наименование поставщика*", "поставщик*", "жеткізуші",
                            "өнім беруші", "жеткізуші атауы*", "өнім берушінің атауы*", "жеткізуші*", "өнім беруші*",
                            "supplier name", "контрагент", "supplier_name_ru")),
        Column("code", CODE_WORDS, CODE),
        Column("month", ("month", "месяц", "ай", "айы", "месяц*", "период", "кезең"), MONTH),
        Column("year", ("year", "fin_year", "год", "финансовый год", "жыл", "қаржы жылы", "год*", "қаржы жыл*")),
        Column("amount_with_vat", ("amount_with_vat", "contract_sum_wnds", "сумма с ндс*", "сумма договора с ндс*",
                                   "сумма с учетом ндс*", "ққс-пен сома*", "шарт сомасы ққс-пен*", "ққс қоса*",
                                   "сумма договора", "шарт сомасы", "сумма", "сомасы", "сома", "amount",
                                   "*с учетом ндс*", "*ққс пен*", "сумма*", "сомасы*"), AMOUNT, is_required=True),
        Column("amount_without_vat", ("contract_sum", "сумма без ндс*", "сумма договора без ндс*", "*без ндс*",
                                      "*ққс-сыз*", "*без учета ндс*", "*ққссыз*"), AMOUNT),
        Column("method", ("fakt_trade_methods_id", "ref_trade_methods_id", "способ закупки*", "способ*",
                          "сатып алу тәсілі*", "тәсілі*", "method")),
        Column("subject", ("description", "предмет договора*", "предмет*", "описание*", "шарт мәні*", "сипаттама*")),
    )  # fmt: skip
    title_words = ("реестр договоров", "договоры", "договора", "шарттар тізілімі", "шарттар", "contracts")

    def weighs(self, table: Table) -> int:
        """A day of signing or an end, beside a supplier's number, speaks for contracts and not for payments."""
        return 150 if table.has("ends_on") or table.has("system_number") else 60

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        body = sort_out(table, key="number", money=("amount_with_vat",), marks=("supplier_number",))
        columns = Columns(table, body.rows, context, reading)
        stated = [one.row for one in body.stated]
        amounts = columns.amounts("amount_with_vat", stated=stated)
        rows = _Rows(columns)
        with_rows: list[tuple[int, Line, str]] = []
        bad: list[tuple[int, str]] = []
        for at, i in enumerate(body.rows):
            amount = amounts[at]
            if amount is not None and amount < ZERO:
                message = _("A contract promises more than zero. A smaller sum of a known contract is stated in full.")
                columns.refuse(at, "amount_with_vat", "not-an-amount", message, str(amount))
            line = None if amount is None else rows.line(at, amount)
            if line is None or line.row in reading.rejected_rows:
                bad.append((i, ""))
                continue
            with_rows.append((i, line, context.codes.texts.get(line.code or 0, "")))
            reading.lines.append(line)
        totals = columns.stated_amounts("amount_with_vat", stated)
        check_totals(
            table, reading, list(zip(body.stated, totals, strict=True)), with_rows, key="amount_with_vat", rejected=bad
        )
        reading.skipped = body.skipped
        months = [line.month for line in reading.lines if line.month]
        if months:
            reading.months = (min(months), max(months))
        _warn_twins(reading)
        if reading.lines and not table.has("month"):
            reading.notes.append(_("The file names no months; each sum stands in the month of signing."))
        return reading

    def match(self, reading: Reading, context: Context) -> None:
        """Rows whose code and month the books hold with this amount are duplicates; others post the difference."""
        reading.working["found"] = found_by_budget = {}
        for budget, lines in by_budget(reading.lines, context, lambda line: line.month.year):  # type: ignore[union-attr]
            found = differences(budget, _stated(lines))
            found_by_budget[budget.pk] = (budget, found)
            closed = context.closed(budget.pk)
            by_name = {one.stated.name: one for one in found}
            for line in lines:
                if line.status != NEW:
                    continue
                one = by_name[line.number, line.counterparty_number]
                assert line.code is not None
                assert line.month is not None
                if (line.code, line.month) not in one.changes and one.contract is not None:
                    line.status = DUPLICATE
                elif line.month in closed:
                    message = _("%(month)s is closed. Reopen it, or leave the row out.") % {"month": line.month}
                    reading.reject(line.row, line.cell, CLOSED, message, str(line.month))
            for one in found:
                self._doubt(one, reading, context)
        reading.facts["fields"] = []

    def _doubt(self, one: Difference, reading: Reading, context: Context) -> None:
        if one.contract is None:
            return
        name = {"number": one.stated.number, "supplier": one.contract.supplier.name}
        if one.contract.supplier.number != one.stated.supplier_number:
            cell, row = next(iter(one.stated.cells.values()), ""), next(iter(one.stated.rows.values()), 0)
            message = _("The portal id belongs to contract %(number)s with another supplier, %(supplier)s.") % name
            reading.reject(row, cell, "wrong-supplier", message, one.stated.supplier_number)
        if one.contract.status != Contract.Status.SIGNED and one.changes:
            cell, row = next(iter(one.stated.cells.values()), ""), next(iter(one.stated.rows.values()), 0)
            message = _("Contract %(number)s is closed; its sums cannot change.") % name
            reading.reject(row, cell, "closed-contract", message, one.stated.number)
        if one.unnamed and context.only_rows is None:
            months = ", ".join(sorted({f"{context.codes.texts[code]} {month}" for code, month in one.unnamed}))
            message = say("Contract %(number)s of %(supplier)s: the file does not name %(months)s; %(amount)s stays.")
            amount = display(total(one.unnamed.values()))
            reading.doubts.append(message % (name | {"months": months, "amount": amount}))

    def is_statement_new(self, reading: Reading, context: Context) -> bool:  # noqa: ARG002
        """A later date of end or the portal's id of a known contract is kept though no sum changes."""
        return any(one.fields for _budget, found in reading.working["found"].values() for one in found)

    def expected(self, reading: Reading) -> tuple[int, Any] | None:
        changes = [a for _b, found in reading.working["found"].values() for one in found for a in one.changes.values()]
        return len(changes), total(changes)

    def post(self, reading: Reading, job: Job) -> None:
        texts = job.context.codes.texts
        before: list[dict[str, object]] = []
        for budget, found in reading.working["found"].values():

            def paper(kind: str, day: date, budget=budget) -> Document:  # noqa: ANN001 - bound at once
                return job.document(budget, kind, day=day)

            exceeded = register_stated(budget, found, paper)
            before += update_fields(found)
            for excess in exceeded:
                line = next((ln for ln in reading.lines if ln.code == excess.code and ln.status == NEW), None)
                message = sentence(excess, texts[excess.code])
                reading.warn(line.row if line else None, line.cell if line else "", "over-limit", message)
                reading.doubts.append(message)
        if before:
            Batch.objects.filter(pk=job.batch_number).update(facts={**reading.facts, "fields": before})

    def undo(self, batch: Batch, user_id: int, reason: str) -> tuple[int, list[Kept]]:  # noqa: ARG002
        """The contracts whose commitments were reversed are cancelled; fields that were updated go back."""
        cancel_undone(batch.pk)
        restore_fields(batch.facts.get("fields") or [])
        return 0, []


class _Rows:
    """Typed columns of the money rows, and the line that each becomes."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.context = columns.context
        self.signed = columns.dates("signed_on")
        self.ends = self._ends()
        self.years = [self._year(at, value) for at, value in enumerate(columns.raw("year"))]
        years = [year or (day.year if day else None) for year, day in zip(self.years, self.signed, strict=True)]
        self.months = columns.months("month", years) if columns.table.has("month") else self._months_of_signing()
        self.numbers, self.names = columns.texts("number", 64), columns.texts("supplier", 255)
        self.suppliers = [_number(value) for value in columns.raw("supplier_number")]
        self.fields = {key: columns.texts(key, 500 if key == "subject" else 40) for key in FIELDS}
        self.codes = columns.raw("code")
        self.known = set(Supplier.objects.filter(number__in=set(self.suppliers)).values_list("number", flat=True))

    def _ends(self) -> list[date | None]:
        """Days of end; an empty cell is none."""
        columns, places = (
            self.columns,
            [at for at, value in enumerate(self.columns.raw("ends_on")) if not is_blank(value)],
        )
        some = Columns(columns.table, [columns.rows[at] for at in places], self.context, columns.reading)
        found: dict[int, date | None] = dict(zip(places, some.dates("ends_on"), strict=True))
        return [found.get(at) for at in range(len(columns.rows))]

    def _year(self, at: int, value: object) -> int | None:
        text = as_code(value)  # type: ignore[arg-type]
        if not text:
            return None
        if len(text) == 4 and text.isdecimal():
            return int(text)
        self.columns.refuse(at, "year", "not-a-date", _("“%(value)s” is no year.") % {"value": text}, text)
        return None

    def _months_of_signing(self) -> list[Month | None]:
        """The month of signing; January of the year where it is of a later one."""
        found: list[Month | None] = []
        for year, day in zip(self.years, self.signed, strict=True):
            signed = Month.of(day) if day else None
            found.append(max(signed, Month(year, 1)) if signed and year else signed)
        return found

    def line(self, at: int, amount: Any) -> Line | None:
        columns, month, signed = self.columns, self.months[at], self.signed[at]
        row = columns.numbers[at]
        self._check(at)
        if month is None or signed is None or row in columns.reading.rejected_rows:
            return None
        code, status = self._code(at, month)
        ends = self.ends[at] or date(month.year, 12, 31)
        data = {key: texts[at] for key, texts in self.fields.items()} | {"signed_on": signed, "ends_on": ends}
        day = max(signed, Month(month.year, 1).first_day)
        return Line(
            row, columns.address(at, "amount_with_vat"), amount, day, month, code,
            number=self.numbers[at], counterparty_number=self.suppliers[at], counterparty_name=self.names[at],
            contract_number=self.numbers[at], name=self.fields["subject"][at] if code is None else "", data=data,
            status=status,
        )  # fmt: skip

    def _check(self, at: int) -> None:
        columns, supplier, month = self.columns, self.suppliers[at], self.months[at]
        if not self.numbers[at]:
            columns.refuse(at, "number", "missing-column", _("The number of the contract is missing."))
        if supplier not in self.known and not is_valid(supplier):
            message = _("“%(number)s” is no BIN or IIN: 12 digits with a right check digit are expected.")
            columns.refuse(at, "supplier_number", "wrong-number", message % {"number": supplier}, supplier)
        ends, signed, year = self.ends[at], self.signed[at], self.years[at]
        if ends and signed and ends < signed:
            columns.refuse(at, "ends_on", "not-a-date", _("The contract ends before it is signed."), ends.isoformat())
        if month and year and month.year != year:
            message = _("The month %(month)s is not of the year %(year)s.") % {"month": month, "year": year}
            columns.refuse(at, "month", "not-a-date", message, str(month))
        elif month and month.year not in self.context.budgets:
            message = _("There is no budget of %(year)s. Create it, then import the file.") % {"year": month.year}
            key = "month" if columns.table.has("month") else "signed_on"
            columns.refuse(at, key, "no-budget", message, str(month))

    def _code(self, at: int, month: Month) -> tuple[int | None, str]:
        row, text = self.columns.numbers[at], as_code(self.codes[at])
        answer = self.context.answers.rows.get(row)
        day = month.first_day
        life = self.context.codes.find(text, day) if text else None
        if life is None and answer:
            life = self.context.codes.valid(answer, day)
        if life is None and text:
            self.columns.refuse(at, "code", "unknown-code", self.columns.no_code(text, day), text)
        only = self.context.only_rows
        status = HELD if only is not None and row not in only else NEW if life else UNRESOLVED
        return (life.pk if life else None), status


def _number(value: object) -> str:
    """A БИН or ИИН as text; a workbook's number may have lost the zero before it."""
    text = as_code(value).replace(" ", "")  # type: ignore[arg-type]
    filled = text.zfill(12)
    return filled if text.isdecimal() and len(text) < 12 and is_valid(filled) else text


def _stated(lines: list[Line]) -> list[Stated]:
    """The contracts of one budget that the rows make up; rows that wait for a code are left out."""
    found: dict[tuple[str, str], Stated] = {}
    amounts: defaultdict[tuple[str, str], dict] = defaultdict(dict)
    for line in lines:
        if line.code is None or line.month is None:
            continue
        name = line.number, line.counterparty_number
        if name not in found:
            fields = {key: line.data[key] for key in (*FIELDS, "signed_on", "ends_on")}
            found[name] = Stated(*name, line.counterparty_name, amounts={}, cells={}, rows={}, **fields)
        key = (line.code, line.month)
        amount, cell, row = amounts[name].get(key, (ZERO, line.cell, line.row))
        amounts[name][key] = (amount + line.amount, cell, row)
    for name, named in amounts.items():
        for key, (amount, cell, row) in named.items():
            found[name].amounts[key] = amount
            found[name].cells[key] = cell  # type: ignore[index]
            found[name].rows[key] = row  # type: ignore[index]
    return list(found.values())


def _warn_twins(reading: Reading) -> None:
    """Rows of one contract, code and month add up; alike ones may have been typed twice."""
    seen: dict[tuple, Line] = {}
    for line in reading.lines:
        first = seen.setdefault((line.number, line.counterparty_number, line.code, line.month, line.amount), line)
        if first is not line:
            message = _("This row equals row %(row)s. Both are posted; delete one if it was typed twice.")
            reading.warn(line.row, line.cell, TWICE, message % {"row": first.row}, str(line.amount))


KIND = Contracts()
