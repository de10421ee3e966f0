"""Acts with the Fund and other accrued income: month, source, kind of care, accrued, withheld, payable, advances.

A row belongs to the budget of its source. What is payable must be accrued − withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.income import IncomeAct, postings, standing
from finance.ledger import post
from finance.models import Budget, Document, Measure
from finance.money import ZERO, display, total
from finance.party_numbers import document_number, same_document
from imports.columns.column import AMOUNT, MONTH, Column, Crossing
from imports.columns.shared import DASHES, MONTH_WORDS
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.income_months import with_months
from imports.kinds.income_rows import IncomeLine, Payers, act_line
from imports.kinds.kind import DUPLICATE, NEW, NO_CLAIM, Kind, Line, Reading, Table
from imports.recognise.row_roles import CONFIRMED, DELETED, OPERATION, RETURNED, STATUS
from imports.resolve.letters import skeleton
from imports.rows.controls import check_column, take
from imports.rows.money_rows import drop_signatures, sort_out
from imports.rows.timing import CLOSED, closed
from imports.sentences import say

FIGURES = ("accrued", "withheld", "payable", "advance_received", "advance_set_off")


def _money(key: str, label: str | Promise, *words: str, blank: Decimal | None = ZERO) -> Column:
    return Column(key, label, (key.replace("_", " "), *words), AMOUNT, blank=blank, blanks=DASHES)


class Income(Kind[Reading]):
    key = "income"
    label = _("acts with the Fund and other income")
    order = 35
    measure = Measure.INCOME
    document_kind = Document.Kind.INCOME
    heeds = frozenset((STATUS, DELETED, CONFIRMED, OPERATION, RETURNED))
    columns = (
        Column("month", _("month"), (*MONTH_WORDS, "отчетный месяц*", "отчетный период*", "месяц акта*", "есепті ай*",
                                     "есепті кезең*"), MONTH),
        Column("source", _("source of funds"),
               ("source", "источник*", "*источник финансирования*", "қаржыландыру көзі*", "қаржы көзі*",
                "funding source*"), limit=255),
        Column("kind_of_care", _("kind of care"),
               ("kind of care", "вид услуг*", "вид помощи*", "вид медицинск*", "вид мед*", "вид дохода*",
                "көмек түрі*", "қызмет түрі*", "қызметтер түрі*", "медициналық көмек түрі*", "көрсетілген қызмет*",
                "наименование услуг*", "услуга*", "service*", "kind of service*"), limit=255),
        Column("item", _("income item"),
               ("item", "income item*", "статья дохода*", "статья доходов*", "код дохода*", "кіріс бабы*",
                "кіріс коды*"), limit=255),
        Column("number", _("number"),
               ("number", "акт №*", "№ акта*", "номер акта*", "акт", "акт нөмірі*", "акт номер*", "act no*",
                "act number*", "act", "нөмірі", "номер", "№ документа"), limit=64),
        Column("accrued", _("accrued by the act"),
               ("accrued", "*начислено*", "начисление*", "*предъявлено*", "*есептелді*", "*есептелген*",
                "сумма акта*", "сумма по акту*", "акт сомасы*", "*ұсынылды*", "billed*", "amount accrued*"), AMOUNT,
               is_required=True, is_filled=False, blank=ZERO, blanks=DASHES),
        _money("withheld", _("withheld"), "*снято*", "снятия*", "*снятие*", "удержан*",
               "*ұсталды*", "*ұсталған*", "*ұстап қалын*", "*алынып таст*", "*шегерілді*", "*шегерілген*",
               "*санкции*", "withheld*", "deducted*"),
        _money("payable", _("payable"), "*к оплате*", "*к выплате*", "*подлежит оплате*", "*төлеуге*", "*төленуге*",
               "принято к оплате*", "payable*", "to pay*", blank=None),
        _money("advance_received", _("advance received"), "*получен аванс*", "*аванс получен*", "*полученный аванс*",
               "*алынған аванс*", "*аванс алынды*", "*выплачен аванс*", "*аванс выплачен*", "advance received*"),
        _money("advance_set_off", _("advance set off"), "*удержан аванс*", "*удержание аванса*", "*аванс удержан*",
               "*зачтен аванс*", "*зачтено аванса*", "*зачет аванса*", "*аванс зачтен*", "*зачтенный аванс*",
               "*удержанный аванс*", "*есепке жатқызылған аванс*", "*есепке алынған аванс*", "*ұсталған аванс*",
               "*аванс ұсталды*", "advance set off*", "set off*", "advance offset*"),
        Column("advance", _("advance"), ("аванс", "advance", "сумма аванса", "аванс сомасы"), AMOUNT),
        Column("reason", _("why withheld"),
               ("reason", "причин*", "основание снят*", "дефект*", "код дефекта*", "себеб*", "ұстау себебі*",
                "reason*"), limit=500),
    )  # fmt: skip
    needs_one_of = (("source", "kind_of_care"),)
    crossings = (Crossing("month", "month", "accrued"),)
    title_words = (
        "акт оказанных услуг", "акты оказанных услуг", "акты с фондом", "счет реестр", "начисленный доход", "доходы",
        "көрсетілген қызметтер актілері", "көрсетілген қызметтер актісі", "есептелген кіріс", "кірістер", "income",
        "acts with the fund",
    )  # fmt: skip

    def weighs(self, table: Table) -> int:
        """Sums by month and source are acts only where something is withheld or set off, or a title says so."""
        told = {"withheld", "payable", "advance_set_off"} & set(table.columns)
        return 0 if told or table.says(self.title_words) else NO_CLAIM

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        table = with_months(table, reading)
        key = "kind_of_care" if table.has("kind_of_care") else "month"
        body = sort_out(table, key=key, money=FIGURES, marks=(), names=("month", "source"))
        drop_signatures(table, body)
        columns = Columns.below(table, body, context, reading, self.columns)
        _refuse_bare_advance(table, reading)
        payers = Payers(context)
        lines: list[Line | None] = [None] * len(body.rows)
        for cells in columns.sound([column.key for column in self.columns if column.key != "advance"]):
            line = act_line(columns, cells, payers)
            if line is not None and line.act is not None and any(line.act.figures):
                lines[cells.at] = line
        take(columns, body, lines, key="accrued")
        for key in FIGURES[1:]:
            amounts = columns[key]
            own = [line and replace(line, amount=amounts[at] or ZERO) for at, line in enumerate(lines)]
            check_column(columns, body, own, key)
        return reading

    def budgets(self, reading: Reading, context: Context) -> list[Budget]:
        found = {line.budget.pk: line.budget for line in _acts(reading) if line.budget is not None}
        return sorted(found.values(), key=lambda budget: (budget.year, budget.key))

    def match(self, reading: Reading, context: Context) -> None:
        for budget, lines in _by_budget(reading).items():
            _match(reading, lines, standing(budget.pk))
            shut = context.closed(budget.pk)
            for line in lines:
                if line.status == NEW and line.month in shut:
                    reading.reject(line.row, line.cell, CLOSED, closed(line.month), str(line.month))

    def expected(self, reading: Reading) -> tuple[int, Decimal] | None:
        new = [line.amount for line in reading.lines if line.status == NEW and line.amount]
        return len(new), total(new)

    def post(self, reading: Reading, job: Job) -> None:
        for budget, lines in _by_budget(reading).items():
            new = [line for line in lines if line.status == NEW]
            if not new:
                continue
            numbers = {line.number for line in new}
            number = next(iter(numbers)) if len(numbers) == 1 else ""
            day = max(line.date for line in new if line.date)
            document = job.document(budget, self.document_kind, day=day, number=number)
            post(document, [entry for line in new if line.act for entry in postings(line.act, line.row, line.cells)])


def _acts(reading: Reading) -> list[IncomeLine]:
    return [line for line in reading.lines if isinstance(line, IncomeLine)]


def _by_budget(reading: Reading) -> dict[Budget, list[IncomeLine]]:
    found: defaultdict[Budget, list[IncomeLine]] = defaultdict(list)
    for line in _acts(reading):
        if line.budget is not None:
            found[line.budget].append(line)
    return dict(sorted(found.items(), key=lambda pair: pair[0].pk))


def _refuse_bare_advance(table: Table, reading: Reading) -> None:
    if table.has("advance"):
        message = gettext("An advance can be received or set off. Name the column “advance received” or "
                          "“advance set off”.")  # fmt: skip
        cell = table.sheet.address(table.header_row, table.columns["advance"])
        reading.reject(table.sheet.row_number(table.header_row), cell, "ambiguous-column", message)


def _match(reading: Reading, lines: Sequence[IncomeLine], known: Sequence[tuple[IncomeAct, int]]) -> None:
    """Mark acts that stand in the books with the same figures; refuse one that stands with other figures.

    One act of the books answers one row, so that two alike in one file both post.
    """
    left = list(known)
    for line in lines:
        found = next((one for one in left if _is_same(line.act, one[0])), None)
        if found is not None:
            left.remove(found)
            line.status, line.entry = DUPLICATE, found[1]
    for line in lines:
        if line.status != NEW or line.act is None:
            continue
        act = line.act
        other = next((one for one, _pk in left if _is_of(act, one) and _agree(act, one)), None)
        if other is None:
            continue
        values = {
            "number": act.number or act.kind_of_care, "accrued": display(other.accrued),
            "withheld": display(other.withheld), "set_off": display(other.set_off), "advance": display(other.advance),
        }  # fmt: skip
        message = gettext(
            "“%(number)s” of this month stands in the books with other figures: accrued %(accrued)s, withheld "
            "%(withheld)s, set off %(set_off)s, advance %(advance)s. Undo that import first, or leave the row out."
        )
        if act.number and other.number:
            reading.reject(line.row, line.cell, "act-differs", message % values, str(act.accrued))
        else:
            doubt = say("Row %(row)s: an act of the same month and kind stands with other figures; both count.")
            reading.doubts.append(doubt % {"row": line.row})


def _is_of(one: IncomeAct, other: IncomeAct) -> bool:
    return (one.month, one.item) == (other.month, other.item)


def _agree(one: IncomeAct, other: IncomeAct) -> bool:
    """Whether two acts are one paper, as far as they say: by their numbers and kinds of care."""
    if one.number and other.number and not same_document(document_number(one.number), other.number):
        return False
    kinds = skeleton(one.kind_of_care), skeleton(other.kind_of_care)
    return not all(kinds) or kinds[1].startswith(kinds[0])


def _is_same(one: IncomeAct | None, other: IncomeAct) -> bool:
    return one is not None and _is_of(one, other) and one.figures == other.figures and _agree(one, other)


KIND = Income()
