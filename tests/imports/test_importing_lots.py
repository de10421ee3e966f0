"""Lots of the portal: linked to the items they announce, newer versions instead of doubles, seen beside the plan."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import Budget, Document, FundingSource
from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
from imports.models import Batch
from procurement.models import Lot
from tests.ground.file_factory import delimited, xlsx
from tests.ground.formulas import disagreements
from tests.ground.import_ground import TODAY, bring, facility, undo
from tests.ground.portal_files import lots, plan
from tests.ground.snapshots import built_once, sample_budget

pytestmark = pytest.mark.django_db
FIRST = {"id": 501, "lot_number": "9001-ЗЦП1", "point_list": "[100]", "amount": "900,00"}
SHARED = {"id": 502, "lot_number": "9002-ЗЦП1", "point_list": "100, 101", "amount": "800,00", "trd_buy_id": 7002}


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    built_once(("lots are planned",), planned)
    return sample_budget()


def planned() -> None:
    facility()
    bring(plan({"id": 100, "code": "159"}, {"id": 101, "code": "159", "name_ru": "Охрана", "price": "600,00",
                                            "amount": "600,00"}), "plan.csv")  # fmt: skip


def counts(found: dict) -> list[int]:
    return [found["rows"][key] for key in ("read", "posted", "duplicate", "unresolved", "rejected")]


def report(budget: Budget, through: int = 12) -> list[tuple[str, ...]]:
    built = registry.get("procurement-plan")(of_budget(budget), Month(2025, 1), Month(2025, through), language="en")
    assert disagreements(built) == []
    keys = ("number", "planned", "announced", "contracted", "lots")
    return sorted(tuple(str(row.cells[key].value) for key in keys) for row in built.tables[0].rows)


def test_it_keeps_lots_and_the_plan_shows_what_is_announced(budget) -> None:
    found = bring(lots(FIRST, SHARED), "lots.csv")
    assert (found["status"], found["kind"], counts(found)) == ("posted", "lots", [2, 2, 0, 0, 0])
    assert found["total"] == "1700.00"
    lot = Lot.objects.get(external_id="501")
    assert (lot.number, lot.announcement_id, lot.announcement_number) == ("9001-ЗЦП1", "7001", "7001-1")
    assert (lot.customer_number, lot.cell, str(lot.quantity)) == ("991240999016", "2:amount", "1.000")
    assert report(budget) == [
        ("100", "1000.00", "1400.00", "0.00", "9001-ЗЦП1 (210), 9002-ЗЦП1 (210)"),
        ("101", "600.00", "300.00", "0.00", "9002-ЗЦП1 (210)"),
    ]


def test_the_same_lots_again_change_nothing(budget) -> None:
    bring(lots(FIRST, SHARED), "lots.csv")
    found = bring(lots(SHARED, FIRST), "again.csv")
    assert (found["status"], counts(found)) == ("already-imported", [2, 0, 2, 0, 0])
    assert (Lot.objects.count(), Document.objects.filter(kind="procurement").count()) == (2, 2)


def test_a_changed_lot_shows_before_and_after_and_undo_brings_the_older_back(budget) -> None:
    bring(lots(FIRST, SHARED), "lots.csv")
    before = report(budget)
    found = bring(lots(FIRST | {"ref_lot_status_id": 360, "amount": "950,00"}, SHARED), "lots.csv")
    assert (found["status"], counts(found)) == ("posted", [2, 1, 1, 0, 0])
    [change] = found["changes"]
    assert ("210" in change["before"], "360" in change["after"], "9001" in change["name"]) == (True, True, True)
    assert report(budget)[0][2:] == ("1450.00", "0.00", "9001-ЗЦП1 (360), 9002-ЗЦП1 (210)")
    assert undo(found["batch"])["reversed"] == 1
    assert report(budget) == before


def test_a_cancelled_lot_announces_nothing_any_more(budget) -> None:
    bring(lots(FIRST), "lots.csv")
    for gone in ({"is_deleted": 1}, {"ref_lot_status_id": "Отменен"}):
        found = bring(lots(FIRST | gone), "lots.csv")
        assert found["status"] == "posted"
        assert report(budget)[0][2] == "0.00"
        undo(found["batch"])
        both = bring(lots(FIRST | gone, SHARED), "both.csv")
        assert both["total"] == "800.00"
        undo(both["batch"])
    assert report(budget)[0][2] == "900.00"


def test_lots_announced_later_are_not_in_the_report_before(budget) -> None:
    bring(lots(FIRST | {"announced_on": "2025-04-10"}, columns=("announced_on",)), "lots.csv")
    assert (report(budget, through=3)[0][2], report(budget, through=4)[0][2]) == ("0.00", "900.00")


def test_items_that_the_plan_lacks_are_a_doubt_until_they_come(budget) -> None:
    found = bring(lots(FIRST | {"point_list": "100, 777"}), "lots.csv")
    assert [(p["cell"], p["problem"], p["severity"]) for p in found["problems"]] == [
        ("2:point_list", "unknown-item", "warning")
    ]
    assert len(found["doubts"]) == 1
    bring(plan({"id": 777, "code": "159", "plan_act_number": 2, "date_approved": "2025-02-01"}), "plan.csv")
    later = bring(lots(FIRST | {"point_list": "100, 777"}), "lots.csv")
    assert (later["status"], counts(later), later["doubts"]) == ("posted", [1, 1, 0, 0, 0], [])
    assert [row[2] for row in report(budget)] == ["450.00", "0.00", "450.00"]


def test_a_new_version_of_the_plan_keeps_its_lots(budget) -> None:
    bring(lots(FIRST), "lots.csv")
    bring(plan({"id": 200, "rootrecord_id": 100, "plan_act_number": 2, "date_approved": "2025-03-01", "code": "159",
                "price": "1200,00", "amount": "1200,00"}), "plan.csv")  # fmt: skip
    assert report(budget)[0] == ("100", "1200.00", "900.00", "0.00", "9001-ЗЦП1 (210)")
    assert bring(lots(FIRST), "lots.csv")["status"] == "already-imported"


def test_undo_of_the_plan_leaves_the_item_that_a_lot_announces(budget) -> None:
    bring(lots(FIRST), "lots.csv")
    undone = undo(Batch.objects.get(kind="procurement-plan").pk)
    assert (undone["reversed"], len(undone["kept"])) == (1, 1)
    assert "9001-ЗЦП1" in undone["kept"][0]["reason"]
    assert [row[0] for row in report(budget)] == ["100"]


RUSSIAN = ("Номер объявления", "Номер лота", "Наименование лота", "Пункт плана", "Способ закупки", "Статус лота",
           "Количество", "Сумма лота, тенге", "БИН заказчика")  # fmt: skip
KAZAKH = ("Хабарландыру нөмірі", "Лот нөмірі", "Лот атауы", "Жоспар тармағы", "Сатып алу тәсілі", "Лот мәртебесі", "Саны",
          "Лот сомасы", "Тапсырыс берушінің БСН")  # fmt: skip


@pytest.mark.parametrize("header", [RUSSIAN, KAZAKH])
def test_it_reads_russian_and_kazakh_headers(budget, header) -> None:
    row = [
        "12-1",
        "12-ЗЦП1",
        "Стирка белья",
        "100",
        "Запрос ценовых предложений",
        "Опубликован",
        1,
        900.5,
        "991240999016",
    ]
    total = ["Итого", *[None] * 6, 900.5]
    found = bring(xlsx([["Реестр за 2025 год"], list(header), row, total]), "реестр.xlsx")
    assert (found["status"], found["kind"], found["total"]) == ("posted", "lots", "900.50"), found["problems"]
    assert [control["holds"] for control in found["controls"]] == [True]
    assert report(budget)[0][2] == "900.50"


@pytest.mark.parametrize(
    ("said", "cell", "problem"),
    [
        ({"customer_bin": "991240999248"}, "2:customer_bin", "wrong-facility"),
        ({"lot_number": ""}, "2:lot_number", "missing-column"),
        ({"amount": "1e3"}, "2:amount", "not-an-amount"),
        ({"amount": "-1,00"}, "2:amount", "not-an-amount"),
        ({"count": "два"}, "2:count", "not-an-amount"),
        ({"id": 502}, "3:lot_number", "duplicate-row"),
    ],
)
def test_it_refuses_the_whole_file_with_the_cell(budget, said, cell, problem) -> None:
    found = bring(lots(FIRST | said, SHARED), "lots.csv")
    assert found["status"] == "refused"
    assert (cell, problem) in [(p["cell"], p["problem"]) for p in found["problems"]]
    assert Lot.objects.count() == 0


def test_a_lot_of_no_known_item_stands_in_the_only_budget(budget) -> None:
    found = bring(lots(FIRST | {"point_list": ""}), "lots.csv")
    assert (found["status"], Lot.objects.get().budget) == ("posted", budget)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 99_999), st.sampled_from(["", "100", "100,101", "777"])),
                min_size=1, max_size=6, unique_by=lambda row: row[0]))  # fmt: skip
def test_importing_a_file_twice_changes_nothing_and_undo_restores_what_stood(budget, drawn) -> None:
    said = [{"id": lot, "lot_number": f"L{lot}", "amount": f"{tiyn // 100},{tiyn % 100:02}", "point_list": points}
            for lot, tiyn, points in drawn]  # fmt: skip
    before = report(budget)
    first = bring(lots(*said), "lots.csv")
    kept = Lot.objects.count()
    again = bring(lots(*reversed(said)), "again.csv")
    assert (again["status"], again["rows"]["duplicate"], Lot.objects.count()) == ("already-imported", len(said), kept)
    undo(first["batch"])
    assert report(budget) == before


def test_the_number_of_queries_does_not_depend_on_the_number_of_lots(budget) -> None:
    def queries(count: int, start: int) -> int:
        data = lots(*({"id": start + n, "lot_number": f"L{start + n}", "point_list": "100"} for n in range(count)))
        with CaptureQueriesContext(connection) as captured:
            assert bring(data, f"{start}.csv")["rows"]["posted"] == count
        return sum(1 for query in captured.captured_queries if not query["sql"].startswith("INSERT"))

    assert queries(5, 10_000) == queries(200, 20_000)


def test_the_day_of_the_document_is_that_of_the_newest_announcement(budget) -> None:
    newest, older = FIRST | {"announced_on": "2025-04-10"}, SHARED | {"announced_on": "2025-03-01"}
    bring(lots(newest, older, columns=("announced_on",)), "lots.csv")
    assert {lot.document.date for lot in Lot.objects.all()} == {date(2025, 4, 10)}


def test_a_lot_of_another_budget_than_the_chosen_one_is_refused_with_its_cell(budget) -> None:
    other = Budget.objects.create(
        key="2025-local", facility=budget.facility, year=2025, programme=budget.programme,
        source=FundingSource.objects.exclude(pk=budget.source_id).first(),
    )  # fmt: skip
    found = bring(lots(FIRST, SHARED), "lots.csv", budget=other)
    assert [(p["cell"], p["problem"]) for p in found["problems"]] == [
        ("2:point_list", "two-budgets"), ("3:point_list", "two-budgets"),
    ]  # fmt: skip
    assert Lot.objects.count() == 0


@pytest.mark.parametrize(
    ("total", "holds"),
    [("1000.00", True), ("1500.00", True), ("1100.00", False), ("500.00", False)],
)
@pytest.mark.parametrize("written", ["xlsx", "csv"])
def test_a_total_of_lots_counts_all_of_them_or_those_that_stand(budget, total: str, holds: bool, written: str) -> None:
    rows = [["Реестр лотов за 2025 год"], ["Номер лота", "Наименование", "Способ закупки", "Сумма", "Статус"],
            ["100-1", "Продукты", "Тендер", "1000,00", "Опубликован"],
            ["100-2", "Бумага", "Тендер", "500,00", "Отменен"], ["Итого", "", "", total, ""]]  # fmt: skip
    data = xlsx(rows) if written == "xlsx" else delimited(rows)
    found = bring(data, f"лоты.{written}", kind="lots")
    assert (found["status"] == "posted", found["total"]) == (holds, "1000.00"), found["problems"]
