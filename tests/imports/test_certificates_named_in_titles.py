"""A certificate whose number and date stand in the title of its table only; two of them are asked about."""

from datetime import date

import pytest

from finance.models import Document
from imports.recognise import certificates
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = pytest.mark.once

MONTHS = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
          "декабрь"]  # fmt: skip
ROWS = [["Специфика", "Месяц", "Сумма изменения"], [111, "апрель", 100], [141, "апрель", -100], ["Итого", "", 0]]
TOTALLED = [
    ["Специфика", *MONTHS, "Итого"],
    [111, "", "", "", 100, *[""] * 8, 100],
    [141, "", "", "", -100, *[""] * 8, -100],
]
ACROSS = [["Код специфики", *MONTHS], [111, "", "", "", 100, *[""] * 8], [141, "", "", "", -100, *[""] * 8]]
TITLES = [
    ["Справка № 5 от 15.03.2025 об изменении плана финансирования"],
    ["СПРАВКА №5", "об изменении плана финансирования по платежам от 15 марта 2025 года"],
    ["Справка об изменении плана финансирования № 5 от «15» марта 2025 г."],
    ["Қаржыландыру жоспарын өзгерту туралы 15.03.2025 ж. № 5 анықтама"],
    ["Certificate of amendment No. 5 dated 15.03.2025"],
]
WRITERS = office_files.WRITERS
REFUSED = [
    ["Справки № 5 от 15.03.2025 и № 6 от 20.03.2025 об изменении плана"],
    ["Справка № 5 об изменении плана финансирования"],
    ["Справка от 15.03.2025 об изменении плана финансирования"],
    ["Справка № 5 от 15.03.2025", "Справка № 6 от 20.03.2025", "об изменении плана"],
]


@pytest.mark.parametrize("titles", TITLES, ids=lambda titles: titles[0][:20])
def test_number_and_day_are_found(titles) -> None:
    assert (certificates.number_in(titles), certificates.day_in(titles)) == ("5", date(2025, 3, 15))


@pytest.fixture
def budget(settings, db):
    settings.SMETA_TODAY = "2025-07-15"
    kept = facility()
    bring(office_files.xlsx({"План": [["План финансирования на 2025 год"], ["Специфика", *MONTHS],
                                      [111, *[1000] * 12], [141, *[500] * 12]]}), "plan.xlsx")  # fmt: skip
    return kept


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("table", [ROWS, ACROSS, TOTALLED], ids=["rows", "months", "totalled"])
@pytest.mark.parametrize("titles", TITLES[:4], ids=lambda titles: titles[0][:20])
def test_it_is_posted_under_its_number_and_day(budget, titles, table, kind) -> None:
    found = bring(WRITERS[kind]([*([title] for title in titles), *table]), f"file.{kind}")
    assert (found["status"], found["kind"], found["by_month"]) == ("posted", "amendment", {"2025-04": "0.00"})
    document = Document.objects.get(kind=Document.Kind.AMENDMENT)
    assert (document.number, document.date) == ("5", date(2025, 3, 15))


@pytest.mark.parametrize("titles", REFUSED, ids=lambda titles: titles[0][:20])
def test_what_names_no_one_certificate_is_refused(budget, titles) -> None:
    found = bring(office_files.xlsx({"Лист1": [*([title] for title in titles), *ROWS]}), "file.xlsx")
    assert (found["status"], [p["problem"] for p in found["problems"]][:1]) == ("refused", ["missing-column"])


def test_a_plan_as_it_stands_after_a_certificate_is_a_plan(budget) -> None:
    rows = [["План финансирования на 2025 год с учетом справки № 5 от 15.03.2025"], ["Специфика", *MONTHS],
            [111, *[900] * 12]]  # fmt: skip
    assert bring(office_files.xlsx({"Лист1": rows}), "file.xlsx")["kind"] == "plan"


def test_a_certificate_that_only_lessens_gives_nothing_back(budget) -> None:
    rows = [TITLES[0], ROWS[0], [111, "апрель", -100], [141, "апрель", -50]]
    found = bring(WRITERS["xlsx"](rows), "lessens.xlsx", preview=True)
    assert (found["total"], found["problems"]) == ("-150.00", [])
