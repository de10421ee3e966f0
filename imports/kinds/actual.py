"""Actual cost: a 1C trial balance of one month, or a table of accruals by code and month.

In a trial balance the credit turnover of a code is what was accrued, the debit turnover what was paid: a control of
cash. Opening balances equal the closing ones of the month before; a break is a doubt.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.ledger import held
from finance.models import Document, Measure
from finance.money import ZERO, display
from finance.months import Month, span
from imports.context import Context
from imports.kinds.cash import AMOUNT_WORDS, CODE_WORDS, DATE_WORDS
from imports.kinds.contract import (
    AMOUNT,
    CODE,
    DATE,
    DUPLICATE,
    MONTH,
    Column,
    Control,
    Line,
    Part,
    Problem,
    Reading,
    Table,
)
from imports.kinds.controls import check_totals
from imports.kinds.events import check_days, check_years
from imports.kinds.plan import NAME_WORDS
from imports.kinds.rows import Columns, sort_out
from imports.kinds.states import StateKind, mark, name_or_code, needs_period
from imports.models import Batch
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton

OPENING = ("сальдо на начало*", "остаток на начало*", "кезең басындағы*", "кезең басына*", "басындағы*", "opening*")
TURNOVER = ("обороты*", "оборот*", "айналым*", "кезеңдегі*", "кезең ішіндегі*", "turnover*")
CLOSING = ("сальдо на конец*", "остаток на конец*", "кезең соңындағы*", "кезең соңына*", "соңындағы*", "closing*")
SIDES = {"debit": ("дебет", "debit", "дт"), "credit": ("кредит", "credit", "кт", "несие")}
BALANCE_KEYS = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")
ACCRUED = (
    "accrued", "начислено*", "фактические расходы*", "фактический расход*", "факт", "нақты шығыстар*", "есептелді*",
    "есептелген*", "нақты шығыс*", "actual*", "accrued*", "сумма начисления*", "*начислен*",
)  # fmt: skip


def _under(group: tuple[str, ...], side: str) -> tuple[str, ...]:
    return tuple(f"{upper} / {lower}" for lower in SIDES[side] for upper in group)


class Actual(StateKind):
    key = "actual"
    label = gettext_lazy("trial balance or accruals")
    measure = Measure.ACTUAL
    document_kind = Document.Kind.ACTUAL
    columns = (
        Column("code", (*CODE_WORDS, "счет*", "шот*", "account*", "специфика*", "*специфика*"), CODE),
        Column("name", NAME_WORDS),
        Column("indicator", ("показатели", "көрсеткіштер", "показатель")),
        Column("date", DATE_WORDS, DATE),
        Column("month", ("month", "месяц", "ай", "айы", "период", "кезең"), MONTH),
        *(
            Column(key, _under(group, side), AMOUNT)
            for key, group, side in zip(
                BALANCE_KEYS,
                (OPENING, OPENING, TURNOVER, TURNOVER, CLOSING, CLOSING),
                ("debit", "credit") * 3,
                strict=True,
            )
        ),
        Column("accrued", (*ACCRUED, *AMOUNT_WORDS), AMOUNT),
    )
    needs_one_of = (("code", "name"), ("credit", "accrued"))
    title_words = ("оборотно сальдовая", "айналым сальдо", "айналымдық", "trial balance", "начисленные расходы",
                   "фактические расходы", "фактических расходов", "нақты шығыс", "начисления", "accruals")  # fmt: skip

    def weighs(self, table: Table) -> int:
        """A plain `amount` speaks for accruals only where a title does."""
        if table.has("credit"):
            return 100
        header = table.headers.get(table.columns.get("accrued", -1), "")
        is_named = any(skeleton(word.strip("*")) in header for word in ACCRUED)
        return 0 if is_named else -130

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        if table.has("credit") and table.has("debit"):
            self._read_balance(table, context, reading)
        else:
            self._read_accruals(table, context, reading)
        return reading

    def _read_accruals(self, table: Table, context: Context, reading: Reading) -> None:
        key = "code" if table.has("code") else "name"
        body = sort_out(table, key=key, money=("accrued",), marks=())
        columns = Columns(table, body.rows, context, reading)
        stated = [s.row for s in body.stated]
        amounts = columns.amounts("accrued", stated=stated)
        months = self._months(table, columns, reading)
        if months is None:
            return
        days = [month.first_day if month else context.today for month in months]
        coded = name_or_code(columns, reading, days)
        with_rows: list[tuple[int, Line, str]] = []
        bad: list[tuple[int, str]] = []
        for at, i in enumerate(body.rows):
            amount, month, row = amounts[at], months[at], columns.numbers[at]
            if amount is None or month is None or row in reading.rejected_rows:
                bad.append((i, ""))
                continue
            code, name, offers, reason = coded[at]
            cell = columns.address(at, "accrued")
            line = Line(row, cell, amount, month.last_day, month, code, name=name, offers=offers, reason=reason,
                        parts=(Part(month, amount, cell),))  # fmt: skip
            with_rows.append((i, line, context.codes.texts.get(code or 0, "")))
            reading.lines.append(mark(line, context))
        totals = columns.stated_amounts("accrued", stated)
        check_totals(table, reading, list(zip(body.stated, totals, strict=True)), with_rows, "accrued", bad)
        reading.skipped = body.skipped
        found = [month for month in months if month]
        if found:
            reading.months = (min(found), max(found))

    def _months(self, table: Table, columns: Columns, reading: Reading) -> list[Month | None] | None:
        if table.has("date"):
            days = columns.dates("date")
            check_days(columns, days, may_lie_ahead=False)
            return [Month.of(day) if day else None for day in days]
        year = table.period.first.year if table.period else None
        years = columns.context.budgets
        year = year or (next(iter(years)) if len(years) == 1 else None)
        if table.has("month"):
            months = columns.months("month", [year] * len(columns.rows))
            check_years(columns, "month", [month.year if month else None for month in months])
            for at, month in enumerate(months):
                if month and month.first_day > columns.context.today:
                    message = _("%(month)s has not begun yet.") % {"month": month}
                    columns.refuse(at, "month", "future-date", message, str(month))
            return months
        month = self._month_of(table, columns.context, reading)
        return None if month is None else [month] * len(columns.rows)

    def _month_of(self, table: Table, context: Context, reading: Reading) -> Month | None:
        """The one month of the title, past and within a budget; else a problem."""
        if table.period is None:
            reading.problems.append(needs_period(table))
            return None
        first, last = table.period.first, table.period.last
        cell = table.sheet.address(0, 0)
        if first != last:
            message = _("Accruals of several months need a column that says the month of each row.")
            reading.problems.append(Problem(cell, "period-too-long", message))
            return None
        return first if _is_open(first, cell, context, reading) else None

    def _read_balance(self, table: Table, context: Context, reading: Reading) -> None:
        if table.period is None:
            reading.problems.append(needs_period(table))
            return
        first, last = table.period.first, table.period.last
        if not _is_open(last, table.sheet.address(0, 0), context, reading):
            return
        body = sort_out(table, key="code" if table.has("code") else "name", money=BALANCE_KEYS, marks=("code",))
        rows = [i for i in body.rows if _is_account(table, i)]
        columns = Columns(table, rows, context, reading)
        stated = [s.row for s in body.stated if s.is_total]
        figures = {
            key: columns.amounts(key, stated=stated, blank=ZERO) if table.has(key) else [ZERO] * len(rows)
            for key in BALANCE_KEYS
        }
        coded = name_or_code(columns, reading, [first.first_day] * len(rows))
        memory: dict[str, str] = {}
        opening: dict[str, tuple[Decimal, str, int]] = {}
        paid: dict[int, tuple[Decimal, str, int]] = {}
        for at in range(len(rows)):
            row = columns.numbers[at]
            values = {key: figures[key][at] for key in BALANCE_KEYS}
            if row in reading.rejected_rows or None in values.values():
                continue
            known = {key: value or ZERO for key, value in values.items()}
            before = known["opening_credit"] - known["opening_debit"]
            after = known["closing_credit"] - known["closing_debit"]
            self._check_row(table, columns, reading, at, known, before, after)
            code, name, offers, reason = coded[at]
            cell = columns.address(at, "credit")
            month = last if first == last else None
            line = Line(row, cell, known["credit"], last.last_day, month, code, name=name, offers=offers, reason=reason,
                        parts=(Part(last, known["credit"], cell),) if first == last else (),
                        data={"first": first, "last": last})  # fmt: skip
            reading.lines.append(mark(line, context))
            digits = context.codes.texts.get(code or 0, name)
            memory[digits] = str(Decimal(memory.get(digits, "0.00")) + after)
            opening[digits] = (
                opening.get(digits, (ZERO, "", 0))[0] + before,
                columns.address(at, "opening_credit"),
                row,
            )
            if code is not None:
                paid[code] = (paid.get(code, (ZERO, "", 0))[0] + known["debit"], columns.address(at, "debit"), row)
        self._check_columns(table, columns, reading, stated, figures)
        reading.skipped = body.skipped + len(body.rows) - len(rows)
        reading.months = (first, last)
        reading.facts = {"closing": memory}
        reading.working = {"opening": opening, "paid": paid}

    def _check_row(
        self, table: Table, columns: Columns, reading: Reading, at: int, known: dict[str, Decimal], before: Decimal,
        after: Decimal,
    ) -> None:  # fmt: skip
        if not (table.has("closing_credit") and table.has("closing_debit") and table.has("opening_credit")):
            return
        computed = before + known["credit"] - known["debit"]
        if computed == after:
            return
        message = _("Opening balance plus credit minus debit is %(computed)s, the closing balance says %(stated)s.")
        message %= {"computed": display(computed), "stated": display(after)}
        key = "closing_credit" if known["closing_credit"] else "closing_debit"
        cell, row = columns.address(at, key), columns.numbers[at]
        reading.controls.append(Control("closing", after, computed, False, cell, row, message=message))
        reading.problems.append(Problem(cell, "balance-does-not-tie", message, row, str(after)))

    def _check_columns(
        self, table: Table, columns: Columns, reading: Reading, stated: list[int],
        figures: dict[str, list[Decimal | None]],
    ) -> None:  # fmt: skip
        bad = bool(reading.rejected_rows)
        for row in stated:
            for key in BALANCE_KEYS:
                expected = columns.stated_amounts(key, [row])[0] if table.has(key) else None
                if expected is None:
                    continue
                found = sum((value or ZERO for value in figures[key]), ZERO)
                holds: bool | None = expected == found or (None if bad else False)
                message = _("The total says %(expected)s, its rows add up to %(found)s.") % {
                    "expected": display(expected),
                    "found": display(found),
                }
                cell, number = table.address(row, key), table.sheet.row_number(row)
                name = "grand-total" if key == "credit" else f"total-{key.replace('_', '-')}"
                reading.controls.append(
                    Control(name, expected, found, holds, cell, number, message="" if holds else message)
                )
                if holds is False:
                    reading.problems.append(Problem(cell, "total-differs", message, number, str(expected)))

    def match(self, reading: Reading, context: Context) -> None:
        several = next((ln.data for ln in reading.lines if ln.data and ln.data["first"] != ln.data["last"]), None)
        if several is not None:
            self._control_only(reading, several["first"], several["last"], context)
        else:
            super().match(reading, context)
        if "paid" in reading.working and reading.months:
            self._control_cash(reading, context)
            self._control_opening(reading, context)

    def years(self, reading: Reading) -> set[int]:
        return super().years(reading) | ({m.year for m in reading.months} if reading.months else set())

    def _control_only(self, reading: Reading, first: Month, last: Month, context: Context) -> None:
        """Several months: a control where the ledger has them all, else refused."""
        budget = context.budget_of(last.year)
        months = list(span(first, last))
        now = held(budget.pk, self.measure, months) if budget and first.year == last.year else {}
        if {month for _code, month in now} != set(months):
            message = _(
                "The file covers %(first)s – %(last)s, and the ledger lacks some of them. Import each month alone."
            )
            cell = reading.lines[0].cell if reading.lines else None
            reading.problems.append(Problem(cell, "period-too-long", message % {"first": first, "last": last}))
            return
        for line in reading.lines:
            if line.code is None:
                continue
            line.status = DUPLICATE
            found = sum((now.get((line.code, month), ZERO) for month in months), ZERO)
            _against_ledger(reading, "actual", line.amount, found, line.cell, line.row, context.codes.texts[line.code])

    def _control_cash(self, reading: Reading, context: Context) -> None:
        assert reading.months is not None
        first, last = reading.months
        budget = context.budget_of(last.year)
        cash = held(budget.pk, Measure.CASH, list(span(first, last))) if budget else {}
        for code, (expected, cell, row) in reading.working["paid"].items():
            digits = context.codes.texts[code]
            found = sum((amount for (held_code, _m), amount in cash.items() if held_code == code), ZERO)
            _against_ledger(reading, "cash", expected, found if cash else None, cell, row, digits, last)

    def _control_opening(self, reading: Reading, context: Context) -> None:
        assert reading.months is not None
        first = reading.months[0]
        before = (
            Batch.objects.filter(kind=self.key, status=Batch.Status.POSTED, facility=context.facility)
            .filter(last_month=first.previous() if first.number > 1 else None)
            .order_by("-id").values_list("facts", flat=True).first()
        )  # fmt: skip
        closing = (before or {}).get("closing")
        for digits, (expected, cell, row) in reading.working["opening"].items():
            found = None if closing is None else Decimal(closing.get(digits, "0.00"))
            _against_ledger(reading, "opening-balance", expected, found, cell, row, digits, first)


def _against_ledger(
    reading: Reading, name: str, expected: Decimal, found: Decimal | None, cell: str, row: int, code: str,
    month: Month | None = None,
) -> None:  # fmt: skip
    holds = None if found is None else expected == found
    message = ""
    if holds is False:
        texts = {"cash": _("paid by the ledger"), "actual": _("accrued by the ledger"),
                 "opening-balance": _("closing balance of the month before")}  # fmt: skip
        message = _("Code %(code)s: the file says %(expected)s, %(what)s is %(found)s.") % {
            "code": code, "expected": display(expected), "what": texts[name], "found": display(found),
        }  # fmt: skip
    reading.controls.append(
        Control(name, expected, found, holds, cell, row, code, month, is_inside=False, message=message)
    )


def _is_account(table: Table, i: int) -> bool:
    """A row of an account in the book of accounts, not of a currency or a quantity, nor a signature."""
    indicator = skeleton(as_code(table.value(i, "indicator")))
    if indicator not in ("", "бу", "bu"):
        return False
    label = as_code(table.value(i, "code" if table.has("code") else "name"))
    has_figures = any(table.value(i, key) != "" for key in BALANCE_KEYS)
    return bool(label) and (label[:1].isdigit() or has_figures)


def _is_open(month: Month, cell: str, context: Context, reading: Reading) -> bool:
    if month.year not in context.budgets:
        message = _("There is no budget of %(year)s. Create it, then import the file.") % {"year": month.year}
        reading.problems.append(Problem(cell, "no-budget", message, None, month.year))
        return False
    if month.first_day > context.today:
        message = _("%(month)s has not begun yet.") % {"month": month}
        reading.problems.append(Problem(cell, "future-date", message, None, str(month)))
        return False
    return True


KIND = Actual()
