"""Income against cost by year: result and profitability, what was stated beside what the books say.

Profitability is result ÷ income, never ÷ money received. Income is what was accrued; what the payers withheld and what
they paid stand beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import stated
from finance.drill import Links
from finance.execution import code_names
from finance.income import items
from finance.languages import active_language
from finance.models import Measure
from finance.money import ZERO, display, total
from finance.months import Month
from finance.reporting.formula import Ref, difference, ratio
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.reports.years import year_doubts
from finance.rooms import RegisteredReport
from finance.scope import Scope
from finance.several_years import SameMonths, YearAmount, amounts
from tariffs.reports.result_parts import by_group, by_item, by_source
from tariffs.stated_results import StatedYear, profitability_doubt, stated_results

NAME = "result"
MEASURED = {
    "income": Measure.INCOME,
    "cost": Measure.ACTUAL,
    "withheld": Measure.WITHHELD,
    "funding": Measure.FUNDING,
}


@dataclass(frozen=True)
class YearResult:
    """One year, tenge. Without a budget or without any figure the books say nothing of it."""

    year: int
    sums: Mapping[str, Decimal] | None
    stated: StatedYear

    @property
    def result(self) -> Decimal | None:
        return None if self.sums is None else self.sums["income"] - self.sums["cost"]

    @property
    def profitability(self) -> Fraction | None:
        """A share of income; None without income."""
        if self.sums is None or self.result is None or not self.sums["income"]:
            return None
        return Fraction(self.result) / Fraction(self.sums["income"])


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive, over one year or several. Stated figures stand only beside whole years."""
    with translation.override(language):
        every = [one for one in amounts(scope, first, through, MEASURED.values()) if one.amount]
        years = _years(every, stated_results(scope.facility, first, through), SameMonths(first, through).years)
        items_table = by_item(every, items().values(), language)
        groups = by_group(every, code_names(scope), language)
        return beside_form2(
            NAME,
            _("Result and profitability"),
            ReportHeading(scope, first, through, unit, language),
            tables=(_main(years, scope, first, through), by_source(every, scope, language), items_table, groups),
            checks=_checks(years, items_table, groups),
            notes=_notes(years),
            doubts=(*year_doubts(scope, SameMonths(first, through).years), *_doubts(years)),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Result and profitability"), "years", build, place=20, spans_years=True)


def _years(every: Sequence[YearAmount], stated: Mapping[int, StatedYear], years: range) -> list[YearResult]:
    """Years of which the books or a source say anything, in order."""
    keys = {measure: key for key, measure in MEASURED.items()}
    sums: dict[int, dict[str, Decimal]] = {}
    for one in every:
        sums.setdefault(one.year, dict.fromkeys(MEASURED, ZERO))[keys[Measure(one.measure)]] += one.amount
    nothing = StatedYear()
    return [
        YearResult(year, sums.get(year), stated.get(year, nothing)) for year in years if year in sums or year in stated
    ]


def _main(years: Sequence[YearResult], scope: Scope, first: Month, through: Month) -> Table:
    columns = _columns()
    rows: list[Row] = []
    for one in years:
        began, ended = max(first, Month(one.year, 1)), min(through, Month(one.year, 12))
        links = Links(scope.in_year(one.year), began, ended) if one.sums is not None else None
        sums = one.sums or dict.fromkeys(MEASURED)
        before = _before(rows, one)
        cells = {
            "shown": Cell(str(one.year)),
            **{key: Cell(sums[key], links.of(measure) if links else None) for key, measure in MEASURED.items()},
            "result": Cell(one.result),
            "profitability": Cell(one.profitability),
            "unpaid": Cell(None if one.sums is None else sums["income"] - sums["withheld"] - sums["funding"]),  # type: ignore[operator] # sums are known here
            "growth_percent": Cell(formula=Ref("result") / Ref("result", row=before) - 1 if before else None),
            "result_stated": Cell(one.stated.result, one.stated.result_link),
            "profitability_stated": Cell(one.stated.profitability, one.stated.profitability_link),
        }
        rows.append(Row(str(one.year), cells, extra={"year": one.year}))
    return summed(NAME, columns, rows, _("By year"), "shown")


def _before(rows: Sequence[Row], one: YearResult) -> str:
    """The year before where its result is above zero, so that growth can be told."""
    if not rows or rows[-1].key != str(one.year - 1) or one.result is None:
        return ""
    value = rows[-1].cell("result").value
    return rows[-1].key if isinstance(value, Decimal) and value > ZERO else ""


def _columns() -> tuple[Column, ...]:
    stated, money = _("As stated"), _("Of the income")
    share = ratio("result", "income")
    return (
        Column("shown", _("Year"), "text"),
        Column("income", _("Income accrued"), total="sum"),
        Column("cost", _("Actual cost"), total="sum"),
        Column("result", _("Result"), total="sum", formula=difference("income", "cost")),
        Column("profitability", _("Profitability, %"), "percent", formula=share, total="formula", decimals=2),
        Column("growth_percent", _("Growth of the result, %"), "percent", decimals=1),
        Column("result_stated", _("Result"), group=stated),
        Column("profitability_stated", _("Profitability, %"), "percent", group=stated, decimals=2),
        Column("withheld", _("Withheld"), group=money, total="sum"),
        Column("funding", _("Received"), group=money, total="sum"),
        Column(
            "unpaid", _("Owed less advances"), group=money, total="sum",
            formula=Ref("income") - Ref("withheld") - Ref("funding"),
        ),
    )  # fmt: skip


def _checks(years: Sequence[YearResult], of_items: Table, of_groups: Table) -> tuple[Check, ...]:
    """What the books say of a year stands whole in its parts: no item and no code is left out."""
    found = []
    for name, label, key, table in (
        ("income-items", _("Items add up to the income"), "income", of_items),
        ("cost-groups", _("Groups of codes add up to the cost"), "cost", of_groups),
    ):
        parts = table.total.cell("total").value if table.total else ZERO
        whole = total(one.sums[key] for one in years if one.sums is not None)
        off = whole - (parts if isinstance(parts, Decimal) else ZERO)
        found.append(Check(name, label, off, off == ZERO))
    return tuple(found)


def _notes(years: Sequence[YearResult]) -> tuple[Remark, ...]:
    withheld = total(one.sums["withheld"] for one in years if one.sums is not None)
    result = total(one.result for one in years if one.result is not None)
    if not withheld:
        return ()
    text = _("Of the income %(withheld)s was withheld by the payers; less it the result is %(result)s.")
    language = active_language()
    values = {"withheld": display(withheld, language), "result": display(result - withheld, language)}
    return (Remark(text % values, "withheld"),)


def _doubts(years: Sequence[YearResult]) -> list[Remark]:
    found: list[Remark] = []
    for one in years:
        what = _("Result of %(year)s") % {"year": one.year}
        if one.stated.result is not None and one.sums is not None and one.stated.result != one.result:
            found += stated.remarks([stated.Stated(what, one.stated.result, one.result)])[1]
        if doubt := profitability_doubt(one.year, one.stated, one.profitability):
            found.append(doubt)
        if one.sums is not None and one.sums["cost"] and not one.sums["income"]:
            text = _("%(year)s has cost and no income: nothing was imported, or there was none.")
            found.append(Remark(text % {"year": one.year}, "no-income"))
    return found
