"""Under a sub-path of a server, say /smeta/, every figure still leads to its page."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test.utils import override_script_prefix
from django.urls import Resolver404, resolve

from finance.drill import Drill
from finance.months import Month
from finance.reporting.report import Report
from finance.reports import registry
from finance.scope import of_budget
from tests.ground.contract_ground import Hospital
from tests.ground.costing_ground import APRIL, JUNE, costed

pytestmark = pytest.mark.django_db


def links(report: Report) -> Iterator[str]:
    for table in report.tables:
        for row in table.all_rows:
            yield from (cell.link for cell in row.cells.values() if cell.link)
    yield from (line.link for line in report.summary if line.link)
    yield from (remark.link for remark in (*report.notes, *report.doubts) if remark.link)


def strays(report: Report) -> set[str]:
    """Addresses that lead out of the sub-path, or nowhere in it."""
    found = set()
    for link in links(report):
        try:
            resolve("/" + link.removeprefix("/smeta/").partition("?")[0])
        except Resolver404:
            found.add(link)
        if not link.startswith("/smeta/"):
            found.add(link)
    return found


@override_script_prefix("/smeta/")
def test_figures_of_cash_and_care_lead_to_pages_below_it() -> None:
    scope = costed()
    reports = [
        registry.get(name)(scope, APRIL, JUNE)
        for name in (
            "form2",
            "execution",
            "cash-reconciliation",
            "bed-day-cost",
            "tariff-vs-cost",
            "daily-cost",
            "volumes",
        )
    ]
    assert {report.key: strays(report) for report in reports if strays(report)} == {}
    assert [report.key for report in reports if not set(links(report))] == []


@override_script_prefix("/smeta/")
def test_figures_of_contracts_lead_to_pages_below_it() -> None:
    hospital = Hospital()
    contract = hospital.sign("1", hospital.line(1, "1000.00"), hospital.line(6, "500.00"))
    hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "300.00"))
    hospital.accept(None, "А-2", date(2025, 2, 3), hospital.line(2, "70.00"))
    names = ("obligations", "payables", "cash-bridge", "contracts-ending")
    through = Month(2025, 12)
    reports = [registry.get(name)(of_budget(hospital.budget), Month(2025, 1), through) for name in names]
    assert {report.key: strays(report) for report in reports if strays(report)} == {}
    assert [report.key for report in reports if not set(links(report))] == []


def test_without_one_the_address_of_a_figure_begins_at_the_root() -> None:
    drill = Drill(("cash",), APRIL, JUNE, budgets=("2025-fund",))
    assert drill.url() == "/entries/?budget=2025-fund&measure=cash&from=2025-04&through=2025-06"
