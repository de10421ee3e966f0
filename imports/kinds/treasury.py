"""Treasury form 4-20: cash as the treasury counts it, cumulative from 1 January.

Column 7 becomes the ledger's cash of the form's period: what the ledger lacks is posted as a remainder in the form's
last month and kept in step by `finance.treasury`. Columns 3, 4, 5 and 8 are controls, the rest is only shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance import treasury
from finance.amounts import Refusal
from finance.ledger import KeptEntry
from finance.models import Budget, Document, Measure, TreasuryFigure
from finance.money import ZERO, display, total
from finance.months import Month
from imports.columns.column import AMOUNT, CODE, TEXT, Column
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.dates import parse_date
from imports.kinds import treasury_controls
from imports.kinds.kind import Kind, Problem, Reading, Table
from imports.models import Batch
from imports.periods import parse_period
from imports.readers.treasury_pdf import header_of
from imports.rows.controls import state
from imports.rows.line import DUPLICATE, Line, MonthAmount
from imports.rows.timing import FUTURE, NO_BUDGET, ahead
from imports.sentences import say

PAID = "7"
# The form's columns of sums by their numbers.
FORM = {
    "3": _("plan of the year"),
    "4": _("plan since January by obligations"),
    "5": _("plan since January by payments"),
    "6": _("obligations accepted"),
    PAID: _("paid since January"),
    "8": _("paid in the month"),
    "9": _("obligations not paid"),
    "10": _("payments not carried out"),
    "11": _("plan left by obligations"),
    "12": _("plan left by payments"),
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line of the form: `sums` by the form's column numbers, tenge. `path` holds the codes of the levels above."""

    index: int
    level: int
    code: str
    name: str
    path: tuple[str, ...]
    sums: dict[str, Decimal]


@dataclass(slots=True)
class FormReading(Reading):
    """`stated`: sums of the form by the digits of a code and the number of a column, as text."""

    stated: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def month(self) -> Month:
        """The last month that the form counts."""
        assert self.months is not None
        return self.months[1]


class TreasuryKind(Kind[FormReading]):
    key = "treasury"
    label = _("treasury form 4-20")
    order = 80
    turn = 74
    keeps_remainders = True
    measure = Measure.CASH
    document_kind = Document.Kind.TREASURY
    formats = frozenset({"treasury-pdf", "treasury-sheet"})
    columns = (
        Column("level", _("level"), ("level",), TEXT, is_required=True),
        Column("code", _("budget code"), ("code",), CODE, is_required=True),
        Column("name", _("name"), ("name",), TEXT),
        *(
            Column(
                number, format_lazy("{}. {}", number, label), (number,), AMOUNT,
                is_required=number == PAID, is_filled=True,
            )
            for number, label in FORM.items()
        ),
    )  # fmt: skip

    def read(self, table: Table, context: Context) -> FormReading:
        reading = FormReading()
        month = self._month(table, reading)
        self._check_institution(table, context, reading)
        rows = _rows(table, context, reading, self.columns)
        deepest = max((row.level for row in rows), default=0)
        _check_sums(table, rows, deepest, reading)
        specifics = [row for row in rows if row.level == deepest]
        reading.skipped = len(rows) - len(specifics)
        if month is None:
            return reading
        reading.months = (Month(month.year, 1), month)
        budget = context.budget_of(month.year)
        if budget is None:
            message = _("There is no budget of %(year)s. Create it, then import the form.") % {"year": month.year}
            reading.problems.append(Problem(None, NO_BUDGET, message))
            return reading
        if month.last_day > context.today:
            reading.problems.append(Problem(table.sheet.address(0, 0), FUTURE, ahead(), None, str(month)))
            return reading
        for row in self._of_budget(table, specifics, budget, reading):
            self._line(table, row, month, context, reading)
            reading.stated[row.code] = {key: str(amount) for key, amount in row.sums.items()}
        return reading

    def _line(self, table: Table, row: FormRow, month: Month, context: Context, reading: Reading) -> None:
        number, cell = table.sheet.row_number(row.index), table.address(row.index, PAID)
        code = context.codes.find(row.code, month.last_day)
        if code is None:
            message = gettext("“%(code)s” is no budget code on %(day)s. Add it to the list of codes first.")
            values = {"code": row.code, "day": f"{month.last_day:%d.%m.%Y}"}
            reading.reject(number, table.address(row.index, "code"), "unknown-code", message % values, row.code)
            return
        if any(line.code == code.pk for line in reading.lines):
            message = _("Code %(code)s stands twice in this part of the form.") % {"code": row.code}
            reading.reject(number, cell, "ambiguous-amount", message, row.code)
            return
        paid = row.sums[PAID]
        part = MonthAmount(month, paid, cell)
        reading.lines.append(
            Line(number, cell, paid, month.last_day, month, code.pk, name=row.name, parts=(part,))
        )  # fmt: skip

    def _month(self, table: Table, reading: Reading) -> Month | None:
        """The last month that the form counts: `на 01.07.2025` is through June."""
        heading = _heading(table)
        stated, period = heading.get("date", ""), parse_period(heading.get("period", ""))
        day: date | Refusal = parse_date(stated)
        if not stated and period is not None:
            # sums since January through the last day of the period
            stated, day = heading["period"], period.last_day
        cell = table.sheet.address(0, 0)
        if isinstance(day, Refusal):
            message = gettext("The form does not say as of which day it is. Ask the treasury for the whole form.")
            reading.problems.append(Problem(cell, "not-a-date", message, value=stated))
            return None
        last = day if (day + timedelta(days=1)).day == 1 else day - timedelta(days=1)
        if (last + timedelta(days=1)).day != 1:
            message = gettext(
                "The form is as of %(day)s, inside a month: it does not say whether payments of that day count, and "
                "the books keep cash by months. Ask the treasury for the form as of the first day of a month."
            )
            reading.problems.append(Problem(cell, "not-a-date", message % {"day": stated}, value=stated))
            return None
        return Month.of(last)

    def _check_institution(self, table: Table, context: Context, reading: Reading) -> None:
        stated, own = _heading(table).get("institution", ""), context.facility.treasury_code
        if stated and own and stated != own:
            message = gettext("The form is of institution %(stated)s, %(facility)s is %(own)s.")
            values = {"stated": stated, "own": own, "facility": context.facility.name}
            reading.problems.append(Problem(None, "wrong-facility", message % values, value=stated))

    def _of_budget(self, table: Table, rows: Sequence[FormRow], budget: Budget, reading: Reading) -> Sequence[FormRow]:
        """The form's part about this budget: its programme, where the form holds several."""
        paths = list(dict.fromkeys(row.path for row in rows))
        if len(paths) <= 1:
            return rows
        programme = budget.programme
        wanted = [c for c in (programme.administrator_code, programme.programme_code, programme.subprogramme_code) if c]
        chosen = [path for path in paths if wanted and set(wanted) <= set(path)]
        if len(chosen) == 1:
            others = total(row.sums[PAID] for row in rows if row.path != chosen[0])
            note = gettext("Other programmes of the form, %(amount)s paid, were left out.")
            reading.notes.append(note % {"amount": display(others)})
            return [row for row in rows if row.path == chosen[0]]
        message = gettext("The form holds %(count)s programmes, and the budget's programme names none of them alone.")
        reading.problems.append(
            Problem(table.address(rows[0].index, "code"), "no-budget", message % {"count": len(paths)})
        )
        return []

    def match(self, reading: FormReading, context: Context) -> None:
        """A line is new where the ledger's cash since January is not column 7."""
        if not reading.lines:
            return
        month = reading.month
        budget = context.budget_of(month.year)
        assert budget is not None
        reading.claims += treasury_controls.claims(reading.stated, month, budget)
        if treasury_controls.is_superseded(budget, month):
            reading.notes.append(gettext("A form of a later month is posted already, so this one changes nothing."))
            for line in reading.lines:
                line.status = DUPLICATE
            return
        cash, others = treasury_controls.cash_since_january(budget, month)
        for line in reading.lines:
            before = cash.get(line.code or 0, ZERO)
            if before == line.amount:
                line.status = DUPLICATE
            if line.amount < others.get(line.code or 0, ZERO):
                reading.passing_doubts.append(
                    say("Code %(code)s: the ledger holds payments of %(cash)s, the treasury counts only %(paid)s.")
                    % {
                        "code": context.codes.texts[line.code or 0],
                        "cash": others.get(line.code or 0, ZERO),
                        "paid": line.amount,
                    }
                )
        reading.doubts += reading.passing_doubts
        named = {line.code for line in reading.lines}
        for code, amount in sorted(cash.items()):
            if amount and code not in named:
                message = say("Code %(code)s has cash of %(amount)s in the ledger and no line in the form.")
                reading.doubts.append(message % {"code": context.codes.texts[code], "amount": amount})

    def is_statement_new(self, reading: FormReading, context: Context) -> bool:
        """Whether the form must be remembered though it posts nothing now: cash reversed later brings it to life.

        False where a posted form of the same month says exactly the same.
        """
        if not reading.lines or reading.has_errors:
            return False
        month = reading.month
        budget = context.budget_of(month.year)
        said = {(line.code, line.amount) for line in reading.lines}
        known: dict[int, set[tuple[int, Decimal]]] = {}
        figures = TreasuryFigure.objects.filter(
            document__budget=budget, month=month.key, document__status=Document.Status.POSTED
        )
        for document, code, amount in figures.values_list("document_id", "code_id", "paid_amount"):
            known.setdefault(document, set()).add((code, amount))
        return said not in known.values()

    def post(self, reading: FormReading, job: Job) -> None:
        """Keep every figure of the form, also those that post nothing, and let the ledger settle the remainders."""
        month = reading.month
        budget = job.context.budget_of(month.year)
        assert budget is not None
        document = job.document(budget, Document.Kind.TREASURY, day=_day_after(month), number=f"4-20 {month}")
        figures = {line.code: (line.amount, line.cell) for line in reading.lines if line.code is not None}
        treasury.declare(document, month, figures)

    def undo(self, batch: Batch) -> tuple[int, list[KeptEntry]]:
        """A form that posted nothing leaves no reversal behind it, yet an earlier one may hold again."""
        for budget in batch.budgets.all():
            treasury.settle(budget.pk)
        return 0, []


def _heading(table: Table) -> Mapping[str, str]:
    """What stands above the form's table, of its own sheet."""
    return table.grid.header or header_of(table.titles)


def _day_after(month: Month) -> date:
    return month.last_day + timedelta(days=1)


def _rows(table: Table, context: Context, reading: Reading, declared: Sequence[Column]) -> list[FormRow]:
    body = [i for i in table.body if table.value(i, "level") != ""]
    columns = Columns(table, body, context, reading, declared=declared)
    sums = {key: columns[key] for key in FORM if table.has(key)}
    rows: list[FormRow] = []
    above: dict[int, str] = {}
    texts = zip(body, columns["level"], columns.texts("code"), columns["name"], strict=True)
    for at, (i, text, code, name) in enumerate(texts):
        level = int(text)
        above = {key: value for key, value in above.items() if key < level}
        path = tuple(above[key] for key in sorted(above))
        rows.append(FormRow(i, level, code, name, path, {key: own[at] or ZERO for key, own in sums.items()}))
        above[level] = code
    return rows


def _check_sums(table: Table, rows: Sequence[FormRow], deepest: int, reading: FormReading) -> None:
    """Every line above the specifics is the sum of the specifics under it, in every column."""
    for row in rows:
        if row.level == deepest:
            continue
        below = (*row.path, row.code)
        under = [r for r in rows if r.level == deepest and r.path[: len(below)] == below]
        for key, stated in row.sums.items():
            found = total(r.sums[key] for r in under)
            is_open = bool(reading.rejected_rows)
            if key == PAID or (stated != found and not is_open):
                place = table.address(row.index, key), table.sheet.row_number(row.index)
                text = gettext("The line says %(expected)s, the specifics under it add up to %(found)s.")
                state(reading, f"subtotal:{'/'.join(below)}:{key}", (stated, found), place, is_open=is_open, text=text)


KIND = TreasuryKind()
