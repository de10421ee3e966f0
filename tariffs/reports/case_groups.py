"""Costs of cases put together by a name: cases, bed-days, mean and median, against what the tariff pays."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from statistics import median

from django.utils import translation
from django.utils.translation import gettext as _

from finance.money import total
from finance.reporting.formula import ratio
from finance.reporting.report import Cell, Column, Report, Row, Table
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import Text
from finance.scope import Scope
from tariffs.case_costs import CaseCost, CaseCosting
from tariffs.case_runs import costing_of_period
from tariffs.reports.case_words import checks, doubts, notes
from tariffs.reports.links import cases_link
from tariffs.reports.wording import one_facility


def build_grouped(
    report: tuple[str, Text, Text, str], group_of: Callable[[CaseCost], str], of: ReportHeading
) -> Report:  # fmt: skip
    """A report with a row for each group of cases; it is its name, title, what its groups are called, and their key.

    Unfinished cases are among them, so that the rows and what is not for patients add up to the ledger.
    """
    name, title, label, key = report
    scope, language = of.scope, of.language
    with translation.override(language):
        one_facility(scope)
        costing = costing_of_period(scope, of.first, of.through)
        groups: defaultdict[str, list[CaseCost]] = defaultdict(list)
        for case in costing.cases:
            groups[group_of(case)].append(case)
        rows = tuple(
            Row(group or "-", _cells(key, group, groups[group], scope, costing), extra={} if group else {key: None})
            for group in sorted(groups, key=lambda one: (not one, one))
        )
        cells = _cells(key, _("Total"), costing.cases, scope, costing, is_total=True)
        table = Table(name, _columns(key, str(label)), rows, Row("total", cells), str(title))
        return beside_form2(
            name,
            str(title),
            of,
            tables=(table,),
            checks=checks(costing),
            notes=notes(costing),
            doubts=doubts(costing, language),
            extra={
                "finished": costing.finished, "unfinished": costing.unfinished,
                "not_for_patients": costing.not_for_patients, "ledger": costing.ledger,
            },
        )  # fmt: skip


def _columns(key: str, label: str) -> tuple[Column, ...]:
    return (
        Column(key, label, "text"),
        Column("cases", _("Cases"), "quantity", total="sum"),
        Column("unfinished", _("of them unfinished"), "quantity", total="sum"),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
        Column("full_cost", _("Full cost"), "amount", total="sum"),
        Column("mean", _("Mean of a case, ₸"), "rate", formula=ratio("full_cost", "cases"), total="formula"),
        Column("median", _("Median of a case, ₸"), "rate"),
        Column("tariff", _("Income by tariff"), "amount", total="sum"),
        Column("margin", _("Margin"), "amount", total="sum"),
    )


def _cells(
    key: str, group: str, cases: Sequence[CaseCost], scope: Scope, costing: CaseCosting, *, is_total: bool = False
) -> dict[str, Cell]:
    stays: defaultdict[tuple[str, date], list[CaseCost]] = defaultdict(list)
    for case in cases:
        stays[case.stay.whole].append(case)
    costs = sorted(total(case.full_cost for case in parts) for parts in stays.values())
    paid = [case for case in cases if case.stay.tariff is not None]
    link = None if is_total else cases_link(scope, costing, group)
    whole = total(costs)
    return {
        key: Cell(group or _("not stated")),
        "cases": Cell(len(stays)),
        "unfinished": Cell(sum(not parts[0].stay.is_finished for parts in stays.values())),
        "bed_days": Cell(sum(case.stay.bed_days for case in cases)),
        "full_cost": Cell(whole, link),
        "mean": Cell(Fraction(whole) / len(stays)),
        "median": Cell(median(costs)),
        "tariff": Cell(total(case.stay.tariff for case in paid if case.stay.tariff is not None) if paid else None),
        "margin": Cell(total(case.margin for case in paid if case.margin is not None) if paid else None),
    }
