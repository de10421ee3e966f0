"""Files of services and medicines: events of a case, within its stay, the same rows never twice."""

from dataclasses import fields
from decimal import Decimal

import pytest

from imports.policies.event_lines import EventLine
from imports.rows.line import Line
from tariffs.case_records import price_list_of
from tariffs.models import DrugIssue, ServiceRate, ServiceUse
from tests.ground import office_files
from tests.ground.case_ground import DRUGS, FACTS, SERVICES, data_of, price_list
from tests.ground.costing_ground import csv, declare, facility, problems
from tests.ground.import_ground import TODAY, bring, undo
from tests.ground.snapshots import built_once

pytestmark = pytest.mark.django_db
STAYS = ("case,profile,admitted,discharged", "K1,neurology,2025-02-03,2025-02-20", "K2,neurology,2025-02-04,")
CMIS = "№ медкарты;Дата;Код услуги;Наименование;Кол-во;Ед."
ISSUED = "№ медкарты;Дата;МНН;Ед. изм.;Кол-во;Цена;Сумма"


@pytest.fixture(autouse=True)
def ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMETA_TODAY", TODAY)
    built_once(("two stays and a price list",), two_stays)


def two_stays() -> None:
    facility()
    price_list()
    assert declare("stays", *STAYS)["status"] == "posted"


def held() -> list[tuple[str, str, Decimal]]:
    rows = ServiceUse.objects.in_force().values_list("case", "service", "quantity")
    return sorted((case, service, quantity.normalize()) for case, service, quantity in rows)


def test_alike_rows_of_one_file_are_all_kept_and_the_same_file_twice_changes_nothing() -> None:
    rows = ("K1;05.02.2025;F01;Электрофорез;2;процедура", "K1;05.02.2025;F01;Электрофорез;2;процедура")
    answer = bring(csv(CMIS, *rows), "one.csv")
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "services", "4"), answer["problems"]
    assert held() == [("K1", "F01", Decimal(2))] * 2
    assert bring(csv(CMIS, *rows), "again.csv")["status"] == "already-imported"
    more = bring(csv(CMIS, *rows, rows[0], "K2;06.02.2025;M01;Жалпы уқалау;1,5;процедура"), "more.csv")
    assert (more["rows"]["posted"], more["rows"]["duplicate"], more["total"]) == (2, 2, "7.5")
    undo(more["batch"])
    assert held() == [("K1", "F01", Decimal(2))] * 2


def test_a_service_lies_within_a_stay_of_its_case_both_days_included() -> None:
    answer = bring(
        csv(CMIS, "K1;03.02.2025;F01;;1;", "K1;20.02.2025;F01;;1;", "K1;21.02.2025;F01;;1;", "K3;05.02.2025;F01;;1;",
            "K2;01.05.2025;F01;;1;", "K2;16.12.2099;F01;;1;"), "s.csv"
    )  # fmt: skip
    assert [(p["cell"], p["problem"]) for p in answer["problems"]] == [
        ("4:Дата", "outside-stay"), ("5:№ медкарты", "unknown-case"), ("7:Дата", "future-date"),
    ]  # fmt: skip
    assert held() == []


@pytest.mark.parametrize("name", ["broken/services-outside-stay.csv", "broken/services-unknown-case.csv"])
def test_the_broken_samples_are_refused_at_their_line(name: str) -> None:
    wanted = FACTS[name]
    rows = [("C00001", "03", "21"), ("C00002", "03", "21"), ("C00003", "03", "19")]
    declare("stays", STAYS[0], *(f"{case},neurology,2025-01-{one},2025-01-{other}" for case, one, other in rows))
    answer = bring(data_of(name), name)
    assert answer["status"] == "refused"
    assert problems(answer) == [(wanted["cell_row"], wanted["problem"])]


def test_it_reads_a_kazakh_workbook_and_a_sheet_with_english_keys() -> None:
    sheet = [
        ["Көрсетілген қызметтер тізілімі, 2025 жылғы ақпан"], [],
        ["Күні", "Медициналық карта №", "Қызмет атауы", "Саны", "Өлшем бірлігі"],
        ["05.02.2025", "K1", "электрофорез", "3", "ем шара"],
        ["06.02.2025", "K2", "Жалпы уқалау", "1,5", "ем шара"],
        ["", "", "Барлығы", "4,5", ""],
    ]  # fmt: skip
    answer = bring(office_files.ods({"Қызмет": sheet}), "қызмет.ods")
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "services", "4.5"), answer["problems"]
    assert held() == [("K1", "F01", Decimal(3)), ("K2", "M01", Decimal("1.5"))]
    english = bring(csv("quantity,service,case,day", "2,F02,K1,2025-02-07"), "en.csv")
    assert (english["status"], english["total"]) == ("posted", "2"), english["problems"]


@pytest.mark.parametrize(
    ("row", "cell", "problem"),
    [
        ("K1;05.02.2025;F01;Озокерит;1;процедура", "2:Наименование", "two-readings"),
        ("K1;05.02.2025;F01;Электрофорез;2;усл. ед.", "2:Кол-во", "two-readings"),
        ("K1;05.02.2025;;;2;процедура", "2:Код услуги", "missing-value"),
        ("K1;05.02.2025;F01;Электрофорез;-2;процедура", "2:Кол-во", "negative-number"),
        ("K1;05.02.2025;F01;Электрофорез;много;процедура", "2:Кол-во", "not-an-amount"),
        ("K1;31.02.2025;F01;Электрофорез;2;процедура", "2:Дата", "not-a-date"),
    ],
)
def test_what_can_be_read_two_ways_or_not_at_all_is_refused_with_its_cell(row: str, cell: str, problem: str) -> None:
    answer = bring(csv(CMIS, row), "s.csv", kind="services")
    assert answer["status"] == "refused"
    assert (cell, problem) in [(p["cell"], p["problem"]) for p in answer["problems"]]


def test_a_service_that_is_not_on_the_price_list_is_kept_and_is_a_doubt() -> None:
    answer = bring(csv(CMIS, "K1;05.02.2025;X77;Лазер;1;процедура"), "s.csv")
    assert answer["status"] == "posted"
    assert any("X77" in doubt for doubt in answer["doubts"])
    assert price_list_of(ServiceRate.objects.first().facility).key_of("X77", "Лазер") == ""


def test_medicines_without_an_amount_cost_quantity_times_price_half_up() -> None:
    answer = bring(
        csv("Күні;Медициналық карта №;Дәрілік зат;Саны;Бағасы", "05.02.2025;K1;Церебролизин;2,5;10,11"), "дәрі.csv"
    )
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "drugs", "25.28"), answer["problems"]
    issue = DrugIssue.objects.get()
    assert (issue.medicine, issue.quantity, issue.price, issue.amount) == (
        "Церебролизин", Decimal("2.5"), Decimal("10.11"), Decimal("25.28"),
    )  # fmt: skip


def test_an_amount_that_is_not_quantity_times_price_is_refused() -> None:
    answer = bring(csv(ISSUED, "K1;05.02.2025;Тиамин;ампула;5;34,20;172,00"), "d.csv")
    assert [(p["cell"], p["problem"]) for p in answer["problems"]] == [("2:Сумма", "total-differs")]


@pytest.mark.parametrize(
    ("columns", "row", "total"),
    [
        ("Цена без НДС;Сумма НДС;Сумма с НДС", "30;18;168", "168.00"),
        ("Цена без НДС;Сумма без НДС;Всего с НДС", "30;150;168", "168.00"),
        ("Цена с НДС;Стоимость с НДС", "33,60;168", "168.00"),
        ("ҚҚС-сыз бағасы;ҚҚС-пен сомасы", "30;168", "168.00"),
        ("Price excl. VAT;Amount incl. VAT", "30;168", "168.00"),
        ("Цена без НДС;НДС", "30;18", None),
        ("Сумма без НДС", "150", None),
    ],
)
def test_a_medicine_costs_what_was_paid_for_it_with_the_tax(columns: str, row: str, total: str | None) -> None:
    found = bring(
        csv(f"№ медкарты;Дата;МНН;Кол-во;{columns}", f"K1;05.02.2025;Тиамин;5;{row}"), "выдача.csv", kind="drugs"
    )
    assert (found["status"], found["total"] if total else None) == ("posted" if total else "refused", total)


def test_a_total_of_the_file_is_checked_and_thousands_are_read_as_such() -> None:
    title = "Выдача лекарственных средств за февраль 2025 года, тыс. тенге"
    rows = ("K1;05.02.2025;Ботулотоксин;флакон;2;68,5;137", "Итого;;;;;;137")
    answer = bring(csv(title, ISSUED, *rows), "d.csv")
    assert (answer["status"], answer["total"]) == ("posted", "137000.00"), answer["problems"]
    assert [control["holds"] for control in answer["controls"]] == [True]
    wrong = bring(csv(title, ISSUED, rows[0], "Итого;;;;;;138"), "w.csv")
    assert [p["problem"] for p in wrong["problems"]] == ["total-differs"]


def test_a_file_of_services_keeps_no_person() -> None:
    answer = bring(
        csv("№ медкарты;ФИО пациента;Дата;Код услуги;Кол-во", "K1;Үлгібеков Мысал;05.02.2025;F01;1"), "s.csv"
    )
    assert (answer["status"], answer["personal_columns_cut"]) == ("posted", ["B"])


def test_the_sample_of_medicines_comes_to_its_facts() -> None:
    wanted = FACTS[DRUGS]
    bring(data_of("stays-2025-h1-hospital-register.xlsx"), "эрсб.xlsx")
    answer = bring(data_of(DRUGS), DRUGS)
    assert (answer["kind"], answer["rows"]["posted"], answer["total"]) == ("drugs", wanted["posted"], wanted["total"])
    assert answer["by_month"] == wanted["by_month"]
    dysport = list(DrugIssue.objects.filter(medicine__contains="Диспорт"))
    assert f"{sum(row.quantity for row in dysport):.1f}" == wanted["dysport"]["vials"]
    assert len({row.case for row in dysport}) == wanted["dysport"]["cases"]
    assert str(sum(row.amount for row in dysport)) == wanted["dysport"]["amount"]


def test_the_sample_of_services_comes_to_its_facts() -> None:
    wanted = FACTS[SERVICES]
    bring(data_of("stays-2025-h1-hospital-register.xlsx"), "эрсб.xlsx")
    answer = bring(data_of(SERVICES), SERVICES)
    assert (answer["kind"], answer["rows"]["posted"], answer["total"]) == (
        "services", wanted["posted"], wanted["total"],
    )  # fmt: skip
    rates = price_list_of(ServiceRate.objects.first().facility).rates
    units: dict[str, Decimal] = {}
    for service, quantity in ServiceUse.objects.values_list("service", "quantity"):
        centre = rates[service].centre
        units[centre] = units.get(centre, Decimal(0)) + quantity * rates[service].units
    assert units == {centre: Decimal(number) for centre, number in wanted["units"].items()}


@pytest.mark.parametrize(("write", "given"), [(office_files.xlsx, "Выполнена"), (office_files.ods, "Оказана")])
def test_what_was_cancelled_is_not_counted_and_what_came_back_is_asked_about(write, given: str) -> None:
    head, row = CMIS.split(";"), ["K1", "05.02.2025", "F01", "Электрофорез", 2, "процедура"]
    found = bring(write({"КМИС": [[*head, "Статус"], [*row, given], [*row, "Отменена"]]}), "one.xlsx")
    assert (found["status"], found["total"]) == ("posted", "2"), found["problems"]
    head, row = ISSUED.split(";"), ["K1", "05.02.2025", "Диспорт", "фл.", 2, 100, 200]
    found = bring(write({"Выдача": [[*head, "Операция"], [*row, "Выдача"], [*row, "Возврат"]]}), "two.xlsx")
    assert (found["status"], problems(found)) == ("refused", [(3, "ambiguous-amount")])


@pytest.mark.parametrize("label", ["Итого", "Всего по случаю", "Барлығы"])
def test_a_total_among_the_names_of_medicines_is_no_medicine(label: str) -> None:
    rows = [ISSUED.split(";"), ["K1", "05.02.2025", "Диспорт", "фл.", 2, 100, 200], ["K1", "", label, "", "", "", 200]]
    found = bring(office_files.xlsx({"Выдача": rows}), "one.xlsx")
    assert (found["status"], found["total"]) == ("posted", "200.00"), found["problems"]


def test_a_stay_that_was_refused_is_none_and_a_patients_status_says_nothing() -> None:
    rows = (
        "K7,neurology,2025-03-03,2025-03-20,Отказ в госпитализации",
        "K8,neurology,2025-03-04,2025-03-20,Застрахован",
    )
    found = declare("stays", "case,profile,admitted,discharged,статус", *rows)
    assert (found["status"], found["rows"]["posted"]) == ("posted", 1), found["problems"]


def test_the_line_of_a_register_says_all_that_any_line_does() -> None:
    named = {one.name for one in fields(Line)}
    assert {name for name in named if not hasattr(EventLine, name)} == set()
