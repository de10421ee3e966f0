"""The register of stays as a hospital exports it: diagnosis, outcome, ward, case group; never a person."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection

from imports.kinds.stays import diagnosis_code
from tariffs.models import Stay
from tests.ground import office_files
from tests.ground.case_ground import FACTS, REGISTER, SAMPLES, data_of
from tests.ground.costing_ground import csv, declare, facility
from tests.ground.import_ground import TODAY, bring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMETA_TODAY", TODAY)
    facility()


def test_the_register_comes_to_its_facts_and_keeps_nobody() -> None:
    wanted = FACTS[REGISTER]
    answer = bring(data_of(REGISTER), REGISTER)
    assert (answer["kind"], answer["rows"]["posted"]) == (wanted["kind"], wanted["posted"]), answer["problems"]
    assert answer["personal_columns_cut"] == wanted["personal_columns_cut"]
    stays = list(Stay.objects.all())
    cases = Counter(stay.diagnosis for stay in stays)
    days = Counter()
    for stay in stays:
        assert stay.discharged is not None
        days[stay.diagnosis] += (stay.discharged - stay.admitted).days
    found = {code: {"cases": number, "bed_days": days[code]} for code, number in cases.items()}
    # the register counts the days through the half-year alone
    assert {code: one["cases"] for code, one in found.items()} == {
        code: one["cases"] for code, one in wanted["by_diagnosis"].items()
    }
    first = next(stay for stay in stays if stay.case == "C00001")
    assert (first.diagnosis, first.outcome, first.ward, first.case_group, str(first.amount_due)) == (
        "G80.0", "улучшение", "Отделение неврологии", "КЗГ-308", "234549.90",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tariffs_stay")
        text = repr(cursor.fetchall())
    assert not [word for word in wanted["not_in_database"] if word in text]


def test_two_stays_of_a_case_at_once_are_refused_at_the_later_one() -> None:
    wanted = FACTS["broken/stays-two-at-once.csv"]
    answer = bring(SAMPLES / "broken" / "stays-two-at-once.csv")
    assert [(p["row"], p["problem"]) for p in answer["problems"]] == [(wanted["cell_row"], wanted["problem"])]
    again = bring(
        csv("№ медкарты,Профиль койки,Дата поступления,Дата выписки", "K1,Неврология,2025-02-03,2025-02-20",
            "K1,Соматика,2025-02-15,2025-03-01", "K2,Неврология,2025-02-04,2025-02-21"), "s.csv"
    )  # fmt: skip
    assert [(p["row"], p["problem"]) for p in again["problems"]] == [(3, "overlapping-stays")]


def test_a_file_without_the_columns_leaves_what_an_earlier_register_said() -> None:
    rows = "case,profile,admitted,discharged,diagnosis,outcome", "K1,neurology,2025-02-03,,G80.0,улучшение"
    assert declare("stays", *rows)["status"] == "posted"
    assert (
        declare("stays", "case,profile,admitted,discharged", "K1,neurology,2025-02-03,2025-02-20")["status"] == "posted"
    )
    newest = Stay.objects.order_by("-pk").first()
    assert newest is not None
    assert (newest.discharged, newest.diagnosis, newest.outcome) == (date(2025, 2, 20), "G80.0", "улучшение")


def test_it_reads_a_kazakh_register_and_doubts_days_that_its_dates_do_not_give() -> None:
    sheet = [
        ["Емделгендер тізілімі, 2025 жылғы ақпан"],
        [
            "Төсек бейіні",
            "Түскен күні",
            "Шыққан күні",
            "Медициналық карта №",
            "Диагнозы",
            "Емдеу нәтижесі",
            "Төсек-күн",
        ],
        ["Неврология", "03.02.2025", "20.02.2025", "K1", "g80,0 сал ауруы", "жақсарды", "17"],
        ["Соматика", "04.02.2025", "20.02.2025", "K2", "J41.0", "қайтыс болды", "18"],
    ]
    answer = bring(office_files.xlsx({"Тізілім": sheet}), "тізілім.xlsx")
    assert (answer["status"], answer["kind"], answer["rows"]["posted"]) == ("posted", "stays", 2), answer["problems"]
    assert set(Stay.objects.values_list("case", "diagnosis")) == {("K1", "G80.0"), ("K2", "J41.0")}
    assert [doubt for doubt in answer["doubts"] if "Тізілім!G4" in doubt]


def test_it_reads_merged_headers_of_two_levels_and_a_dash_for_who_is_still_in() -> None:
    sheet = [
        ["Регистр стационарных больных"],
        ["История болезни №", "Ф.И.О.", "Госпитализация", "", "Профиль койки", "Диагноз", "", "Исход лечения"],
        ["", "", "дата поступления", "дата выписки", "", "код МКБ-10", "наименование", ""],
        ["R1", "Үлгібеков М", "06.01.2025", "16.01.2025", "Неврология", "G80.0", "ДЦП", "переведён"],
        ["R2", "Мысалов У", "06.01.2025", "-", "Соматика", "J41.0", "бронхит", ""],
    ]
    answer = bring(office_files.xls({"Регистр": sheet}), "регистр.xls")
    assert (answer["status"], answer["personal_columns_cut"]) == ("posted", ["B"]), answer["problems"]
    assert list(Stay.objects.order_by("case").values_list("case", "discharged", "diagnosis", "outcome")) == [
        ("R1", date(2025, 1, 16), "G80.0", "переведён"), ("R2", None, "J41.0", ""),
    ]  # fmt: skip


def test_it_reads_days_that_are_written_with_the_hour() -> None:
    head = ["№ медкарты", "Дата и время поступления", "Дата и время выписки", "Профиль койки"]
    row = ["R1", "06.01.2025 09:30", "16.01.2025 14:00", "Неврология"]
    assert bring(office_files.xlsx({"Реестр": [head, row]}), "r.xlsx")["status"] == "posted"
    stay = Stay.objects.get()
    assert (stay.admitted, stay.discharged) == (date(2025, 1, 6), date(2025, 1, 16))


@pytest.mark.parametrize(
    ("text", "code"),
    [("G80.0", "G80.0"), ("g80,0 ДЦП", "G80.0"), ("Т90.5", "T90.5"), ("М13 артрит", "M13"), ("Q 02", "Q02"),
     ("ДЦП", "ДЦП"), ("", "")],
)  # fmt: skip
def test_a_diagnosis_is_its_code_whatever_stands_beside_it(text: str, code: str) -> None:
    assert diagnosis_code(text) == code
