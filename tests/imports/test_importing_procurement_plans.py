"""The procurement plan from files of the portal: items by act, changes instead of doubles, codes asked for once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import Budget, BudgetCode, Document, Entry
from finance.months import Month
from procurement.models import Contract, PlanAct, PlanItem, Supplier
from procurement.procurement_plan import ActItem, standing_items
from tests.ground.file_factory import xlsx
from tests.ground.import_ground import TODAY, answer, bring, facility, undo
from tests.ground.papers_in_force import plan_act
from tests.ground.portal_files import ITEM, plan, plan_workbook, rows_of

pytestmark = pytest.mark.django_db
WASHING = {"id": 100, "code": "159"}
GUARD = {"id": 101, "code": "159", "name_ru": "Охрана", "price": "600,00", "amount": "600,00"}
CHANGED = {"id": 200, "rootrecord_id": 100, "code": "159", "plan_act_number": 2, "date_approved": "2025-03-01",
           "price": "1200,00", "amount": "1200,00"}  # fmt: skip


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    return facility()


def counts(found: dict) -> list[int]:
    return [found["rows"][key] for key in ("read", "posted", "duplicate", "unresolved", "rejected")]


def standing(budget: Budget, day: date = date(2025, 12, 31)) -> list[tuple[str, str, str]]:
    return sorted((item.number, item.name_ru, str(item.amount)) for item in standing_items([budget.pk], day))


def problems(found: dict) -> list[tuple[str, str]]:
    return [(problem["cell"], problem["problem"]) for problem in found["problems"]]


def test_it_keeps_the_items_of_the_portal_under_their_act(budget) -> None:
    found = bring(plan(WASHING, GUARD), "plan.csv")
    assert (found["status"], found["kind"], counts(found)) == ("posted", "procurement-plan", [2, 2, 0, 0, 0])
    assert (found["total"], found["by_month"], found["by_code"]) == (
        "1600.00",
        {"2025-02": "1600.00"},
        {"159": "1600.00"},
    )
    [act] = PlanAct.objects.all()
    assert (act.number, act.date, act.document.number) == ("1", date(2025, 1, 5), "1")
    item = PlanItem.objects.get(external_id="100")
    assert (item.number, item.subject, item.method, item.enstru_code) == ("100", "service", "3", "96011900100000")
    assert (item.name_kk, item.first_year_amount, item.cell) == ("Кір жуу", Decimal("1000.00"), "2:amount")
    assert Entry.objects.count() == 0


def test_the_same_file_again_and_the_same_rows_as_a_workbook_change_nothing(budget) -> None:
    bring(plan(WASHING, GUARD), "plan.csv")
    for data, name in ((plan(GUARD, WASHING), "again.csv"), (plan_workbook(WASHING, GUARD), "again.xlsx")):
        found = bring(data, name)
        assert (found["status"], counts(found)) == ("already-imported", [2, 0, 2, 0, 0])
    assert (PlanItem.objects.count(), PlanAct.objects.count(), Document.objects.count()) == (2, 1, 1)


def test_a_later_act_changes_an_item_from_its_date_on_and_shows_before_and_after(budget) -> None:
    bring(plan(WASHING, GUARD), "plan.csv")
    found = bring(plan(CHANGED, GUARD), "plan.csv")
    assert (found["status"], counts(found)) == ("posted", [2, 1, 1, 0, 0])
    [change] = found["changes"]
    assert change["measure"] == "procurement-plan"
    assert change["name"].startswith("100 Стирка белья")
    assert ("1 000,00" in plain(change["before"]), "1 200,00" in plain(change["after"])) == (True, True)
    assert [amount for *_rest, amount in standing(budget)] == ["1200.00", "600.00"]
    assert [amount for *_rest, amount in standing(budget, date(2025, 2, 28))] == ["1000.00", "600.00"]


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_acts_of_one_file_are_kept_by_date_in_whatever_order_its_rows_come(budget) -> None:
    found = bring(plan(CHANGED, GUARD, WASHING), "plan.csv")
    assert counts(found) == [3, 3, 0, 0, 0]
    assert list(PlanAct.objects.order_by("pk").values_list("number", flat=True)) == ["1", "2"]
    assert [amount for *_rest, amount in standing(budget)] == ["1200.00", "600.00"]
    assert bring(plan(WASHING, GUARD, CHANGED), "plan.csv")["status"] == "already-imported"


def test_an_older_act_that_comes_late_takes_its_place_in_the_order(budget) -> None:
    bring(plan(CHANGED), "second.csv")
    found = bring(plan(WASHING | {"amount": "900,00", "price": "900,00"}), "first.csv")
    assert found["status"] == "posted"
    assert [a for *_rest, a in standing(budget, date(2025, 2, 1))] == ["900.00"]
    assert [a for *_rest, a in standing(budget)] == ["1200.00"]


def test_a_late_act_between_two_others_is_compared_with_what_stands_today(budget) -> None:
    bring(plan(CHANGED), "second.csv")
    late = {**WASHING, "amount": "900,00", "price": "900,00"}
    between = {**CHANGED, "id": 201, "plan_act_number": 7, "date_approved": "2025-02-15"}
    found = bring(plan(late, between), "late.csv")
    assert (found["status"], counts(found)) == ("posted", [2, 1, 1, 0, 0])


def test_the_portal_id_tells_an_item_whatever_number_a_later_file_gives_it(budget) -> None:
    columns = ("code", "item_number")
    bring(plan(WASHING | {"item_number": 5}, columns=columns), "plan.csv")
    found = bring(plan(WASHING | {"item_number": 6}, columns=columns), "renumbered.csv")
    assert (found["status"], standing(budget)) == ("already-imported", [("5", "Стирка белья", "1000.00")])


def test_an_item_changed_under_its_old_act_is_corrected_there_with_a_warning(budget) -> None:
    bring(plan(WASHING), "plan.csv")
    found = bring(plan(WASHING | {"price": "1100,00", "amount": "1100,00"}), "plan.csv")
    assert (found["status"], problems(found)) == ("posted", [("2:amount", "changed-without-act")])
    assert standing(budget) == [("100", "Стирка белья", "1100.00")]
    assert PlanAct.objects.count() == 1
    undo(found["batch"])
    assert standing(budget) == [("100", "Стирка белья", "1000.00")]


def test_what_a_file_does_not_say_stays(budget) -> None:
    bring(
        plan(
            WASHING | {"amount_with_vat": "1120,00", "sum_1": "400,00", "sum_2": "600,00"},
            columns=("code", "amount_with_vat"),
        ),
        "p.csv",
    )
    found = bring(plan(WASHING | {"name_kz": "", "ref_enstru_code": "", "ref_trade_methods_id": ""}), "plan.csv")
    assert (found["status"], counts(found)) == ("already-imported", [1, 0, 1, 0, 0])
    [item] = standing_items([budget.pk], date(2025, 12, 31))
    assert (str(item.amount_with_vat), str(item.second_year_amount)) == ("1120.00", "600.00")


def test_a_cancelled_item_leaves_the_plan_and_comes_back_with_undo(budget) -> None:
    bring(plan(WASHING, GUARD), "plan.csv")
    found = bring(plan(CHANGED | {"is_deleted": 1}, GUARD), "plan.csv")
    assert (found["status"], found["total"]) == ("posted", "600.00")
    assert standing(budget) == [("101", "Охрана", "600.00")]
    assert bring(plan({"id": 999, "is_deleted": 1}), "nothing.csv")["status"] == "already-imported"
    undo(found["batch"])
    assert len(standing(budget)) == 2


def test_rows_without_a_code_wait_and_a_confirmed_name_settles_them_for_good(budget) -> None:
    first = bring(plan(WASHING, GUARD, columns=()), "plan.csv")
    assert (first["status"], counts(first)) == ("posted", [2, 0, 0, 2, 0])
    assert [row["name"] for row in first["unresolved"]] == ["Стирка белья", "Охрана"]
    assert bring(plan(WASHING, GUARD, columns=()), "again.csv")["status"] == "already-imported"
    assert PlanItem.objects.count() == 0
    done = answer(first["batch"], {"aliases": {"Стирка белья": "159"}, "rows": {"3": "159"}})
    assert (done["rows"]["posted"], done["unresolved"]) == (2, [])
    assert [number for number, *_rest in standing(budget)] == ["100", "101"]
    later = bring(
        plan({"id": 300, "plan_act_number": 2, "date_approved": "2025-03-01"}, GUARD, columns=()), "later.csv"
    )
    assert counts(later) == [2, 1, 1, 0, 0]


def test_a_changed_item_keeps_the_code_it_has_where_the_file_names_none(budget) -> None:
    bring(plan(WASHING), "plan.csv")
    found = bring(plan({**CHANGED, "code": ""}, columns=()), "plan.csv")
    assert (found["status"], found["by_code"]) == ("posted", {"159": "1200.00"})


KAZAKH = ("Тармақ нөмірі", "Акт нөмірі", "Бекітілген күні", "Қаржы жылы", "Атауы", "Сатып алу нысанасының түрі",
          "ТЖҚ БНА коды", "Ерекшелік", "Сатып алу тәсілі", "Сатып алу айы", "Саны", "Бірлік бағасы", "Сомасы")  # fmt: skip
RUSSIAN = ("№ п/п", "Номер акта", "Дата утверждения", "Финансовый год", "Наименование закупаемых товаров, работ, услуг",
           "Вид предмета закупок", "Код ЕНС ТРУ", "Специфика", "Способ закупки", "Месяц закупки", "Количество",
           "Цена за единицу, тенге", "Сумма без НДС, тенге", "Сумма с НДС, тенге")  # fmt: skip


def test_it_reads_the_plan_an_economist_keeps_in_russian_and_in_kazakh(budget) -> None:
    row = [1, "1", date(2025, 1, 5), 2025, "Мука пшеничная", "товар", "106121300.000.000001", "141",
           "Запрос ценовых предложений", "март", 100, 350.5, 35050, 39256]  # fmt: skip
    row[6] = "10612130000000001"
    found = bring(xlsx([["План государственных закупок на 2025 год"], [], list(RUSSIAN), row,
                        ["Итого", *[None] * 11, 35050, 39256]]), "план.xlsx")  # fmt: skip
    assert (found["status"], found["kind"], found["total"]) == ("posted", "procurement-plan", "35050.00"), found[
        "problems"
    ]
    assert [control["holds"] for control in found["controls"]] == [True]
    item = PlanItem.objects.get()
    assert (item.subject, item.amount_with_vat, item.quantity) == ("goods", Decimal("39256.00"), Decimal(100))
    kazakh = [
        2,
        "1",
        "05.01.2025",
        2025,
        "Кір жуу",
        "қызмет",
        "96011900100000",
        "159",
        "Бір көзден",
        "сәуір",
        1,
        500,
        500,
    ]
    other = bring(xlsx([list(KAZAKH), kazakh]), "жоспар.xlsx")
    assert (other["status"], other["kind"], other["by_month"]) == ("posted", "procurement-plan", {"2025-04": "500.00"})


@pytest.mark.parametrize(
    ("said", "cell", "problem"),
    [
        ({"ref_enstru_code": "123"}, "2:ref_enstru_code", "not-an-item"),
        ({"sum_1": "400,00", "sum_2": "500,00"}, "2:sum_1", "not-an-item"),
        ({"subject_biin": "991240999248"}, "2:subject_biin", "wrong-facility"),
        ({"ref_subject_types_id": 9}, "2:ref_subject_types_id", "unknown-word"),
        ({"ref_months_id": 13}, "2:ref_months_id", "not-a-date"),
        ({"plan_fin_year": 2031}, "2:plan_fin_year", "no-budget"),
        ({"plan_act_number": ""}, "2:plan_act_number", "missing-column"),
        ({"date_approved": ""}, "2:date_approved", "not-a-date"),
        ({"name_ru": "", "name_kz": ""}, "2:name_ru", "missing-column"),
        ({"id": ""}, "2:id", "missing-column"),
        ({"amount": "сто"}, "2:amount", "not-an-amount"),
        ({"amount": "-5,00", "price": "5,00"}, "2:amount", "not-an-item"),
        ({"count": "1,2345"}, "2:count", "not-an-amount"),
        ({"code": "999"}, "2:code", "unknown-code"),
        ({"is_deleted": "может быть"}, "2:is_deleted", "unknown-word"),
    ],
)  # fmt: skip
def test_it_refuses_the_whole_file_with_the_cell(budget, said, cell, problem) -> None:
    others = [] if said.get("date_approved") == "" else [GUARD]
    found = bring(plan(WASHING | said, *others), "plan.csv")
    assert found["status"] == "refused"
    assert (cell, problem) in problems(found)
    assert (PlanItem.objects.count(), PlanAct.objects.count(), Document.objects.count()) == (0, 0, 0)


def test_all_problems_of_a_file_are_told_at_once(budget) -> None:
    wrong = plan(
        WASHING | {"ref_months_id": 14}, GUARD | {"amount": "x"}, {"id": 7, "ref_enstru_code": "1", "code": "159"}
    )
    assert [row for row, _problem in problems(bring(wrong, "plan.csv"))] == [
        "2:ref_months_id",
        "3:amount",
        "4:ref_enstru_code",
    ]


def test_an_act_of_two_dates_and_an_item_named_twice_in_one_act_are_refused(budget) -> None:
    found = bring(plan(WASHING, GUARD | {"date_approved": "2025-01-06"}, WASHING), "plan.csv")
    assert problems(found) == [("3:date_approved", "not-a-date"), ("4:id", "duplicate-row")]


def test_a_code_that_a_sheet_has_rounded_is_refused(budget) -> None:
    found = bring(
        plan_workbook(WASHING | {"ref_subject_types_id": 1, "ref_enstru_code": 12345678901234567}), "plan.xlsx"
    )
    assert "not-a-code" in [problem for _cell, problem in problems(found)]


def test_a_sum_that_is_not_quantity_times_price_is_warned_of(budget) -> None:
    found = bring(plan(WASHING | {"count": 2}), "plan.csv")
    assert (found["status"], problems(found)) == ("posted", [("2:amount", "total-differs")])


def test_undo_takes_the_plan_back_and_the_file_posts_again(budget) -> None:
    first = bring(plan(WASHING, GUARD), "plan.csv")
    assert undo(first["batch"]) == {"status": "undone", "batch": first["batch"], "reversed": 2, "kept": []}
    assert standing(budget) == []
    again = bring(plan(WASHING, GUARD), "plan.csv")
    assert (again["status"], len(standing(budget))) == ("posted", 2)


def test_undo_leaves_an_item_that_a_contract_buys_and_names_it(budget) -> None:
    first = bring(plan(WASHING, GUARD), "plan.csv")
    document = Document.objects.create(
        budget=budget, kind="contract", date=date(2025, 2, 1), entered_by=Document.objects.all()[0].entered_by
    )  # fmt: skip
    contract = Contract.objects.create(
        budget=budget, number="7", supplier=Supplier.objects.create(number="991240999723", name="ТОО"),
        signed_on=date(2025, 2, 1), ends_on=date(2025, 12, 31), amount_with_vat=Decimal("1.00"), document=document,
    )  # fmt: skip
    contract.plan_items.add(PlanItem.objects.get(number="100"))
    undone = undo(first["batch"])
    assert undone["reversed"] == 1
    [kept] = undone["kept"]
    assert (kept["entry"], "7" in kept["reason"], "Стирка белья" in kept["reason"]) == (None, True, True)
    assert standing(budget) == [("100", "Стирка белья", "1000.00")]
    again = bring(plan(WASHING, GUARD), "plan.csv")
    assert (counts(again), len(standing(budget))) == ([2, 1, 1, 0, 0], 2)


def test_an_item_entered_by_hand_is_known_by_its_number(budget) -> None:
    code = BudgetCode.objects.get(code="159", valid_to=None)
    item = ActItem("100", "Стирка белья", "service", code.pk, Month(2025, 2), Decimal(1), Decimal("1000.00"), Decimal("1000.00"),
                Decimal("1000.00"), name_kk="Кір жуу", enstru_code="96011900.100000", method="3")  # fmt: skip
    plan_act(budget, "1", date(2025, 1, 5), [item])
    found = bring(plan({**WASHING, "id": "", "item_number": 100}, columns=("code", "item_number")), "plan.csv")
    assert (found["status"], counts(found)) == ("already-imported", [1, 0, 1, 0, 0])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 99_999), st.booleans()),
        min_size=1,
        max_size=8,
        unique_by=lambda row: row[:2],
    )
)
def test_importing_a_file_twice_changes_nothing_and_undo_restores_what_stood(budget, drawn) -> None:
    said = [
        {"id": item, "plan_act_number": act, "date_approved": f"2025-0{act}-05", "price": f"{tiyn / 100:.2f}",
         "amount": f"{tiyn / 100:.2f}", "is_deleted": int(gone), "code": "159"}
        for item, act, tiyn, gone in drawn
    ]  # fmt: skip
    before = standing(budget)
    first = bring(plan(*said), "plan.csv")
    after, kept = standing(budget), PlanItem.objects.count()
    again = bring(plan(*reversed(said)), "again.csv")
    assert (again["status"], again["rows"]["duplicate"], PlanItem.objects.count()) == (
        "already-imported",
        len(said),
        kept,
    )
    assert standing(budget) == after
    if first["status"] == "posted":
        undo(first["batch"])
    assert standing(budget) == before


def queries_of(budget: Budget, count: int, start: int) -> tuple[int, int]:
    data = plan(*({"id": start + n, "code": "159", "name_ru": f"Услуга {n}", "plan_act_number": start,
                   "date_approved": "2025-01-05"} for n in range(count)))  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        found = bring(data, f"{start}.csv")
    assert found["rows"]["posted"] == count
    kept = [query["sql"] for query in captured.captured_queries if 'INSERT INTO "procurement_planitem"' in query["sql"]]
    return len(captured) - len(kept), len(kept)


def test_the_number_of_queries_does_not_depend_on_the_number_of_items(budget) -> None:
    few, _inserts = queries_of(budget, 10, 1_000)
    many, inserts = queries_of(budget, 300, 10_000)
    assert (few, inserts < 20) == (many, True)


def test_the_rows_of_the_portal_have_its_names() -> None:
    assert rows_of(ITEM, [WASHING])[0][:4] == ["id", "rootrecord_id", "plan_act_number", "date_approved"]
