"""Income and cost by programme and source, by income item and by group of codes, over the years of a report."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.execution import CodeName
from finance.languages import in_language
from finance.models import Budget, IncomeItem, Measure
from finance.money import ZERO
from finance.reporting.formula import Formula, Ref, difference, ratio
from finance.reporting.report import Cell, Column, Row, Table
from finance.reports.beside import summed
from finance.scope import Scope
from finance.several_years import YearAmount

BY_SOURCE, BY_ITEM, BY_GROUP = "by-source", "by-item", "by-group"
# Tenge by whatever a table has rows for, and year.
Sums = Mapping[int, Mapping[int, Decimal]]


def by_source(every: Sequence[YearAmount], scope: Scope, language: str) -> Table:
    """Income, cost and result by programme and source of each year, side by side."""
    budgets = {budget.pk: budget for budget in scope.budgets}
    sums: defaultdict[int, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for one in every:
        sums[one.budget][one.measure] += one.amount
    columns = (
        Column("year", _("Year"), "text"),
        Column("source", _("Programme and source"), "text"),
        Column("income", _("Income accrued"), total="sum"),
        Column("cost", _("Actual cost"), total="sum"),
        Column("result", _("Result"), total="sum", formula=difference("income", "cost")),
        Column("profitability", _("Profitability, %"), "percent", formula=ratio("result", "income"), total="formula",
               decimals=2),
    )  # fmt: skip
    rows = [
        Row(
            str(pk),
            {
                "year": Cell(str(budget.year)),
                "source": Cell(_source(budget, language)),
                "income": Cell(sums[pk][Measure.INCOME]),
                "cost": Cell(sums[pk][Measure.ACTUAL]),
                "result": Cell(sums[pk][Measure.INCOME] - sums[pk][Measure.ACTUAL]),
            },
            extra={"budget": budget.key},
        )
        for pk, budget in budgets.items()
        if pk in sums
    ]
    return summed(BY_SOURCE, columns, rows, _("By programme and source"), "year")


def _source(budget: Budget, language: str) -> str:
    source = in_language(budget.source.name_ru, budget.source.name_kk, language)
    codes = (budget.programme.programme_code, budget.programme.subprogramme_code)
    return ", ".join(part for part in ("/".join(code for code in codes if code), source) if part)


def by_item(every: Sequence[YearAmount], known: Iterable[IncomeItem], language: str) -> Table:
    names = {item.pk: in_language(item.name_ru, item.name_kk, language) for item in known}
    sums = _summed((one for one in every if one.measure == Measure.INCOME), lambda code: code)
    return _across(BY_ITEM, _("Income by item"), _("Income item"), sums, {pk: names[pk] for pk in names if pk in sums})


def by_group(every: Sequence[YearAmount], names: Mapping[int, CodeName], language: str) -> Table:
    """Cost by the groups that codes roll up into; a code without a group stands for itself."""
    sums = _summed((one for one in every if one.measure == Measure.ACTUAL), lambda code: names[code].parent or code)
    labels = {pk: f"{names[pk].code} {names[pk].name(language)}" for pk in names if pk in sums}
    return _across(BY_GROUP, _("Cost by group of codes"), _("Group of codes"), sums, labels)


def _summed(every: Iterable[YearAmount], into: Callable[[int], int]) -> Sums:
    sums: defaultdict[int, defaultdict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for one in every:
        sums[into(one.code)][one.year] += one.amount
    return sums


def _across(key: str, title: str, heading: str, sums: Sums, labels: Mapping[int, str]) -> Table:
    """A row for each label, a column for each year and one for all of them."""
    years = sorted({year for of_year in sums.values() for year in of_year})
    in_all: Formula | None = None
    for year in years:
        in_all = Ref(str(year)) if in_all is None else in_all + Ref(str(year))
    columns = (
        Column("name", heading, "text"),
        *(Column(str(year), str(year), total="sum") for year in years),
        Column("total", _("Total"), total="sum", formula=in_all),
    )
    rows = [
        Row(str(pk), {"name": Cell(label), **{str(year): Cell(sums[pk].get(year, ZERO)) for year in years},
                      "total": Cell(sum(sums[pk].values(), ZERO))})
        for pk, label in labels.items()
    ]  # fmt: skip
    return summed(key, columns, rows, title)
