"""Tables with a column for each day, month, quarter, profile, category or service: every figure at its own cell."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import Entry
from imports.models import Batch
from imports.pipeline.seen import digest
from tariffs.models import Position, Quota, ServiceUse
from tests.ground import office_files, web_ground
from tests.ground.case_ground import price_list
from tests.ground.costing_ground import csv, declare, facility
from tests.ground.import_ground import TODAY, bring
from tests.ground.office_files import Cell
from tests.ground.snapshots import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]
D = Decimal
STAYS = ("case,profile,admitted,discharged", "K1,neurology,2025-02-03,2025-02-20", "K2,neurology,2025-02-04,")


@pytest.fixture(autouse=True)
def ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMETA_TODAY", TODAY)
    built_once(("two stays and a price list",), _stays)


def _stays() -> None:
    facility()
    price_list()
    assert declare("stays", *STAYS)["status"] == "posted"


def book(*rows: list[Cell]) -> bytes:
    return office_files.xlsx({"Лист1": [list(row) for row in rows]})


def services() -> list[tuple[str, str, str, Decimal, str]]:
    rows = ServiceUse.objects.order_by("day", "case", "service")
    return [(r.case, f"{r.day:%d.%m}", r.service, r.quantity.normalize(), r.cell) for r in rows]


DAYS = [["Медкарта №", "Код услуги", "05.02", "06.02", "07.02", "Итого"],
        ["K1", "F01", D(1), None, D(2), D(3)], ["K2", "M01", "-", D(1), None, D(1)],
        ["Всего", None, D(1), D(1), D(2), D(4)]]  # fmt: skip


def test_procedures_stand_under_the_days_of_the_titled_year() -> None:
    answer = bring(book(["Журнал процедур за февраль 2025 года"], *DAYS), "a.xlsx")
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "services", "4"), answer["problems"]
    assert services() == [
        ("K1", "05.02", "F01", D(1), "Лист1!C3"), ("K2", "06.02", "M01", D(1), "Лист1!D4"),
        ("K1", "07.02", "F01", D(2), "Лист1!E3"),
    ]  # fmt: skip


def test_numbers_of_days_are_those_of_the_titled_month_and_blank_cells_are_no_procedure() -> None:
    header: list[Cell] = ["Медициналық карта №", "Қызмет коды", *range(1, 32)]
    row: list[Cell] = ["K1", "F01", *[D(1) if day in (5, 9) else None for day in range(1, 32)]]
    answer = bring(book(["2025 жылғы ақпан"], header[:30], row[:30]), "a.xlsx")
    assert answer["status"] == "posted", answer["problems"]
    assert [(day, cell) for _case, day, _service, _quantity, cell in services()] == [
        ("05.02", "Лист1!G3"), ("09.02", "Лист1!K3"),
    ]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "cell"), [(1, 5, "Лист1!F3"), (3, 4, "Лист1!E5")])
def test_a_sum_across_or_below_that_fails_refuses_the_file_at_its_cell(row: int, column: int, cell: str) -> None:
    rows = [list(one) for one in DAYS]
    rows[row][column] = D(9)
    answer = bring(book(["февраль 2025 года"], *rows), "a.xlsx")
    assert answer["status"] == "refused"
    assert cell in [problem["cell"] for problem in answer["problems"]]


def test_services_across_are_those_of_the_price_list_and_any_other_column_refuses_the_file() -> None:
    header = "Карта №;Дата;Электрофорез;Жалпы уқалау"
    answer = bring(csv(header, "K1;05.02.2025;1;2", "K2;06.02.2025;;1"), "a.csv")
    assert (answer["status"], answer["total"]) == ("posted", "4"), answer["problems"]
    assert {service for _case, _day, service, _quantity, _cell in services()} == {"F01", "M01"}
    other = bring(csv(f"{header};Койко-места", "K1;07.02.2025;1;2;30"), "b.csv")
    assert [problem["problem"] for problem in other["problems"]] == ["unknown-service"]
    assert other["problems"][0]["cell"] == "2:E"


def test_a_case_named_once_above_its_rows_is_the_case_of_each() -> None:
    answer = bring(book(["Дата", "Код услуги", "Кол-во"], ["Медкарта K1"], ["05.02.2025", "F01", D(1)],
                        ["Итого", None, D(1)], ["Медкарта № K2"], ["06.02.2025", "M01", D(2)]), "a.xlsx")  # fmt: skip
    assert (answer["status"], answer["total"]) == ("posted", "3"), answer["problems"]
    assert [(case, cell) for case, _day, _service, _quantity, cell in services()] == [
        ("K1", "Лист1!C3"), ("K2", "Лист1!C6"),
    ]  # fmt: skip


def income() -> dict[tuple[str, str], Decimal]:
    return {(str(one.month), one.measure): one.amount for one in Entry.objects.order_by("id")}


MONTHS = (["Источник", "Вид услуг", "январь", "февраль", "Итого"], ["ОСМС", "Стационар", D("10.5"), D("20.25"), D("30.75")],
          ["Всего", None, D("10.5"), D("20.25"), D("30.75")])  # fmt: skip


def test_acts_stand_under_months_in_the_unit_of_the_title() -> None:
    answer = bring(book(["Доходы по актам за 2025 год, тыс. тенге"], *MONTHS), "a.xlsx")
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "income", "30750.00"), answer["problems"]
    assert income() == {("2025-01", "income"): D("10500.00"), ("2025-02", "income"): D("20250.00")}
    assert answer["controls"], "the sum of all sums is a control"


def test_a_quarter_of_income_stands_in_its_last_month_and_is_doubted() -> None:
    header = "Период;Источник;Вид услуг;Начислено;Снято;К оплате"
    answer = bring(csv(header, "I квартал 2025;ОСМС;Стационар;300,00;10,00;290,00"), "a.csv")
    assert answer["status"] == "posted", answer["problems"]
    assert income() == {("2025-03", "income"): D(300), ("2025-03", "withheld"): D(10)}
    assert any("2:" in doubt and "I квартал 2025" in doubt for doubt in answer["doubts"])


def test_months_stand_as_rows_above_their_acts_and_their_sums_are_no_acts() -> None:
    rows: list[list[Cell]] = [
        ["Реестр актов за 2025 год"],
        ["№ акта", "Источник", "Вид помощи", "Предъявлено", "Снято", "К оплате"],
    ]
    for month, number in (("Январь", "А-1"), ("Февраль", "А-2")):
        rows += [
            [month],
            [number, "ОСМС", "Стационар", D(100), D(5), D(95)],
            [f"Итого за {month}", None, None, D(100), D(5), D(95)],
        ]
    answer = bring(book(*rows, ["ВСЕГО", None, None, D(200), D(10), D(190)]), "a.xlsx")
    assert (answer["status"], answer["total"]) == ("posted", "200.00"), answer["problems"]
    assert {month for month, _measure in income()} == {"2025-01", "2025-02"}


def test_a_sum_that_stands_in_the_column_of_care_beside_its_month_is_no_act() -> None:
    header = "Месяц;Источник;Вид услуг;Начислено;Снято;К оплате"
    answer = bring(csv(header, "01.2025;ОСМС;Стационар;100,00;0,00;100,00", "01.2025;;Итого за январь;100,00;0,00;100,00"),
                   "a.csv")  # fmt: skip
    assert (answer["status"], answer["total"]) == ("posted", "100.00"), answer["problems"]


def positions() -> dict[str, tuple[Decimal, Decimal | None]]:
    return {one.category: (one.approved, one.filled) for one in Position.objects.all()}


def test_positions_stand_by_department_and_category() -> None:
    answer = bring(book(
        ["Штатное расписание на 1 июля 2025 года"], ["Подразделение", "Врачи", None, "СМП", None, "Всего", None],
        [None, "утв.", "занято", "утв.", "занято", "утв.", "занято"],
        ["Неврология", D("8.25"), D(6), D("30.5"), D(28), D("38.75"), D(34)],
        ["Администрация", None, None, D(2), D(2), D(2), D(2)],
        ["Итого", D("8.25"), D(6), D("32.5"), D(30), D("40.75"), D(36)],
    ), "a.xlsx")  # fmt: skip
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "positions", "40.75"), answer["problems"]
    assert positions() == {
        "Неврология, Врачи": (D("8.25"), D(6)), "Неврология, СМП": (D("30.5"), D(28)),
        "Администрация, СМП": (D(2), D(2)),
    }  # fmt: skip


def test_parts_of_a_row_of_positions_are_not_counted_beside_it() -> None:
    answer = bring(csv("Штаты на 1 июля 2025 г.", "Должность;Штатных единиц;Физических лиц", "Врачи – всего;18,25;13",
                       "в том числе: невролог;6;4", "педиатр;12,25;9", "СМП;60,5;58", "из них: молодых специалистов;3;3",
                       "Всего;78,75;71"), "a.csv")  # fmt: skip
    assert (answer["status"], answer["total"], answer["doubts"]) == ("posted", "78.75", []), answer["problems"]
    assert set(positions()) == {"Врачи – всего", "СМП"}


def quotas() -> dict[tuple[str, str, str], tuple[int | None, int | None]]:
    return {(one.referred_by, one.profile.key if one.profile else "", f"{one.first_month}/{one.last_month}"):
            (one.quota, one.admitted) for one in Quota.objects.exclude(referred_by="")}  # fmt: skip


def test_quotas_stand_under_quarters_of_the_titled_year() -> None:
    bring(book(["Квоты по районам 2025 год"], ["Район", "I квартал", None, "II квартал", None],
               [None, "выделено мест", "принято", "выделено мест", "принято"],
               ["Кентау", D(153), D(180), D(153), D(192)]), "a.xlsx")  # fmt: skip
    assert quotas() == {("Кентау", "", "2025-01/2025-03"): (153, 180), ("Кентау", "", "2025-04/2025-06"): (153, 192)}


def test_quotas_stand_under_profiles() -> None:
    bring(book(["Квоты за 1 полугодие 2025 года"], ["Район", "Неврология", None, "Соматика", None],
               [None, "квота", "принято", "квота", "принято"], ["Кентау", D(280), D(360), D(20), D(10)]),
          "a.xlsx")  # fmt: skip
    assert quotas() == {
        ("Кентау", "neurology", "2025-01/2025-06"): (280, 360), ("Кентау", "somatic", "2025-01/2025-06"): (20, 10),
    }  # fmt: skip


def test_two_columns_of_one_figure_that_nothing_tells_apart_refuse_the_file() -> None:
    answer = bring(book(["Квоты за 1 полугодие 2025 года"], ["Район", "Корпус А", None, "Корпус Б", None],
                        [None, "квота", "принято", "квота", "принято"], ["Кентау", D(280), D(360), D(20), D(10)]),
                   "a.xlsx")  # fmt: skip
    assert answer["status"] == "refused"
    assert [problem["cell"] for problem in answer["problems"]] == ["Лист1!D2", "Лист1!E2"]


def test_the_page_shows_the_rows_as_they_were_laid_out_and_posts_them() -> None:
    client = web_ground.standing().client("economist")
    data = book(["Журнал процедур за февраль 2025 года"], *DAYS)
    said = client.post(reverse("imports:upload"), {"files": SimpleUploadedFile("a.xlsx", data)}, follow=True)
    assert said.status_code == 200
    text = said.content.decode()
    assert "K1" in text
    assert "F01" in text
    batch = Batch.objects.latest("pk")
    client.post(reverse("imports:post", args=[batch.pk]), {"seen": digest(batch.result)}, follow=True)
    assert len(services()) == 3
    posted = Batch.objects.latest("pk")
    assert client.get(reverse("imports:batch", args=[posted.pk]), follow=True).status_code == 200
    cell = client.get(reverse("imports:cell", args=[posted.pk]), {"at": "Лист1!C3"}, follow=True)
    assert cell.status_code == 200
