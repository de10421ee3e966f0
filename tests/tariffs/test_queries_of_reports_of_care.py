"""What reports of care ask of the books: few queries however many cases, and the same figures as asked one by one."""

import pytest

from finance import asking_once
from finance.asking_together import together
from finance.models import BudgetCode, FundingSource
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import Scope
from tariffs.models import DriverValue, Stay, Tariff
from tests.ground.case_ground import SERVICES, with_cases
from tests.ground.costing_ground import JANUARY, JUNE

pytestmark = pytest.mark.django_db
MOST = 8
CASES = ("cost-by-case", "cost-by-diagnosis", "cost-by-referrer")


def told(name: str, scope: Scope) -> dict:
    return as_object(registry.get(name)(scope, JANUARY, JUNE, unit="tenge", language="ru"))


def test_costs_of_cases_without_a_kept_run_take_few_queries_and_are_those_asked_one_by_one(
    django_assert_max_num_queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = with_cases(f"few {SERVICES}")
    found = {}
    for name in (*CASES, "bed-day-cost"):
        with django_assert_max_num_queries(MOST):
            found[name] = told(name, scope)
    monkeypatch.setattr("tariffs.asking_together.is_asking_once", lambda: False)
    for name, report in found.items():
        assert told(name, scope) == report


def test_rows_asked_together_are_those_of_their_tables() -> None:
    with_cases()
    asked = [Stay.objects.filter(case__lt="C00010"), Tariff.objects.all(), DriverValue.objects.all(),
             BudgetCode.objects.all(), FundingSource.objects.all()]  # fmt: skip
    for rows, one in zip(together(*asked), asked, strict=True):
        assert [row.__dict__ | {"_state": None} for row in rows] == [
            row.__dict__ | {"_state": None} for row in one.order_by("pk")
        ]


def test_an_answer_is_kept_within_a_report_alone_and_nobody_changes_it() -> None:
    asked: list[str] = []

    @asking_once.once
    def names(of: str) -> list[str]:
        asked.append(of)
        return [of]

    with asking_once.asking_once():
        names("a").append("b")
        assert names("a") == ["a"]
        asking_once.answered(names, ["known"], "c")
        assert names("c") == ["known"]
    assert (names("a"), asked) == (["a"], ["a", "a"])
