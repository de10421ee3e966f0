"""Tables of code × month: what the title says they are decides, and sums among their rows and columns are checked."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from finance.models import Budget, Entry, Measure
from tests.ground import file_factory
from tests.ground.import_ground import bring, facility, undo

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MONTHS = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
          "декабрь"]  # fmt: skip
KAZAKH = ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
          "желтоқсан"]  # fmt: skip
WRITERS = {"xlsx": file_factory.xlsx, "xls": file_factory.xls, "ods": file_factory.ods}
TITLES = [
    ("Кассовое исполнение за 2025 год", MONTHS, "cash", Measure.CASH),
    ("Кассовые расходы по плану финансирования за 2025 год", MONTHS, "cash", Measure.CASH),
    ("Кассалық шығыстар 2025 жыл", KAZAKH, "cash", Measure.CASH),
    ("Фактические расходы за 2025 год", MONTHS, "actual", Measure.ACTUAL),
    ("Нақты шығыстар 2025 жыл", KAZAKH, "actual", Measure.ACTUAL),
    ("Поступление финансирования за 2025 год", MONTHS, "funding", Measure.FUNDING),
    ("План финансирования на 2025 год", MONTHS, "plan", Measure.PLAN),
    ("Қаржыландыру жоспары 2025 жыл", KAZAKH, "plan", Measure.PLAN),
]  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings) -> Budget:
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def matrix(title: str, months: list[str], *rows: list) -> list:
    return [[title], [], ["Специфика", *months, "Итого"], *rows]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(("title", "months", "kind", "measure"), TITLES)
def test_the_title_says_what_the_sums_are(title, months, kind, measure, writer) -> None:
    half = 12 if kind == "plan" else 6
    rows = [["111", *[10.5] * half, *[""] * (12 - half), 10.5 * half], ["141", *[1] * half, *[""] * (12 - half), half]]
    found = bring(WRITERS[writer](matrix(title, months, *rows)), f"таблица.{writer}")
    assert (found["status"], found["kind"]) == ("posted", kind), found["problems"]
    assert found["by_month"] == {f"2025-{month:02d}": "11.50" for month in range(1, half + 1)}
    assert set(Entry.objects.values_list("measure", flat=True)) == {measure}


@pytest.mark.parametrize("title", [title for title, _months, kind, _measure in TITLES if kind in ("cash", "actual")])
def test_quarters_are_no_months(title) -> None:
    rows = [[title], [], ["Специфика", "I квартал", "II квартал"], ["111", 30, 60]]
    found = bring(file_factory.xlsx(rows), "таблица.xlsx")
    assert found["status"] == "refused"
    assert not Entry.objects.exists()


CASH = matrix("Кассовое исполнение за 2025 год", MONTHS[:2], ["111", 10.5, 20, 30.5], ["141", 1, 2, 3])
REGISTER = [["Реестр платежей"], ["Дата", "Номер", "Специфика", "Сумма", "Получатель"],
            ["05.01.2025", "1", "111", 10.5, "ТОО А"], ["06.01.2025", "2", "141", 1, "ТОО А"]]  # fmt: skip


def cash() -> Decimal:
    return sum(Entry.objects.filter(measure=Measure.CASH).values_list("amount", flat=True), Decimal(0))


# what stands among the months: after which month, its name, and the first month that it adds up
NAMED = [(3, "I квартал", 1), (6, "1 полугодие", 1), (9, "Итого за 3 кв.", 7), (9, "9 месяцев", 1), (12, "Год", 1)]
BARE = [(3, "Итого", 1), (6, "Итого", 4), (9, "Итого", 7), (12, "Итого", 10), (12, "Всего за год", 1)]
SHORT = ["янв.", "фев.", "мар.", "апр.", "май", "июн.", "июл.", "авг.", "сен.", "окт.", "ноя.", "дек."]
ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ONE_A_MEASURE = {measure: title for title, months, _kind, measure in TITLES if months is MONTHS}


def among(cells: list, sums: list, of: Callable[[int, str, int], object]) -> list:
    """Twelve cells and behind them what `of` says of each of the sums."""
    return [one for at, cell in enumerate(cells, 1) for one in (cell, *(of(*each) for each in sums if each[0] == at))]


@pytest.mark.parametrize("months", [MONTHS, SHORT, ENGLISH], ids=["long", "short", "english"])
@pytest.mark.parametrize("sums", [NAMED, BARE], ids=["named", "bare"])
@pytest.mark.parametrize(("measure", "title"), ONE_A_MEASURE.items())
def test_parts_of_the_year_among_months_are_checked_and_never_posted(measure, title, sums, months, settings) -> None:
    settings.SMETA_TODAY = "2026-01-15"
    amounts = [[10.5 * at for at in range(1, 13)], [1.0] * 12]
    rows = [among(line, sums, lambda last, _name, first, own=line: sum(own[first - 1 : last])) for line in amounts]
    header = among(months, sums, lambda _last, name, _first: name)
    sheet = [[title], [], ["Код", "Наименование", *header], ["111", "Оплата", *rows[0]], ["141", "Питание", *rows[1]]]
    found = bring(file_factory.xlsx(sheet), "таблица.xlsx", preview=True)
    assert (found["status"], found["total"]) == ("preview", "831.00"), found["problems"]
    assert found["by_code"] == {"111": "819.00", "141": "12.00"}
    sheet[3][2 + 3] += 1
    wrong = bring(file_factory.xlsx(sheet), "таблица.xlsx", preview=True)
    assert {p["problem"] for p in wrong["problems"] if p["severity"] == "error"} == {"total-differs"}


@pytest.mark.parametrize("above", [["2025 год"], ["за 2025 год, тыс. тенге"], ["2025 жыл", "теңге"]])
def test_sums_that_nothing_names_are_asked_about_and_taken_for_what_a_person_names(above, settings) -> None:
    settings.SMETA_TODAY = "2026-01-15"
    data = file_factory.xlsx([above, ["Специфика", *MONTHS], ["111", *[1] * 12]])
    assert [p["problem"] for p in bring(data, "таблица.xlsx")["problems"]] == ["missing-column"]
    for kind in ("plan", "cash-by-month", "actual", "funding"):
        found = bring(data, "таблица.xlsx", kind=kind, preview=True)
        assert (found["status"], found["kind"]) == ("preview", kind.split("-")[0]), found["problems"]


def test_a_plan_of_months_of_two_years_is_refused() -> None:
    months = [f"{month} {2024 + (at < 6)}" for at, month in enumerate(MONTHS)]
    plan = [["План на 2025 год"], ["Специфика", *months], ["111", *[1] * 12]]
    found = bring(file_factory.xlsx(plan), "план.xlsx")
    assert [p["cell"] for p in found["problems"]] == [f"Лист1!{column}2" for column in "HIJKLM"]


def test_a_month_known_by_its_payments_is_compared_and_never_counts_twice() -> None:
    bring(file_factory.xlsx(REGISTER), "реестр.xlsx")
    found = bring(file_factory.xlsx(CASH), "касса.xlsx")
    assert (found["rows"]["posted"], found["rows"]["duplicate"], cash()) == (2, 2, Decimal("33.5"))
    other = matrix("Кассовое исполнение за 2025 год", MONTHS[:1], ["111", 11.5, 11.5])
    other[2].insert(2, "февраль")
    other[3].insert(2, "")
    refused = bring(file_factory.xlsx(other), "другая.xlsx")
    assert [p["problem"] for p in refused["problems"] if p["severity"] == "error"] == ["cash-known-otherwise"]


def test_payments_of_a_month_known_as_one_sum_are_refused_until_it_is_taken_back() -> None:
    first = bring(file_factory.xlsx(CASH), "касса.xlsx")
    refused = bring(file_factory.xlsx(REGISTER), "реестр.xlsx")
    assert {p["problem"] for p in refused["problems"] if p["severity"] == "error"} == {"cash-known-otherwise"}
    undo(first["batch"])
    assert bring(file_factory.xlsx(REGISTER), "реестр.xlsx")["status"] == "posted"


def plan(*rows: list) -> bytes:
    header = ["Специфика", "Наименование", *MONTHS, "Год"]
    return file_factory.xlsx([["План финансирования на 2025 год"], [], header, *rows])


def row(code: str, name: str, amount: float) -> list:
    return [code, name, *[amount] * 12, amount * 12]


@pytest.mark.parametrize(
    ("programme", "part"),
    [(("067", "Программа 067"), ("100", "Подпрограмма 100")), (("Программа 067", ""), ("Подпрограмма 100", "")),
     (("", "067 бюджеттік бағдарлама"), ("", "100 кіші бағдарлама"))],
)  # fmt: skip
def test_the_sum_of_a_programme_is_checked_and_never_posted(programme, part) -> None:
    rows = [row("111", "Оплата труда", 10.5), row("141", "Продукты", 1)]
    found = bring(plan(row(*programme, 11.5), row(*part, 11.5), *rows), "план.xlsx", preview=True)
    assert (found["status"], found["total"], found["unresolved"]) == ("preview", "138.00", []), found["problems"]
    wrong = bring(plan(row(*programme, 12.5), row(*part, 11.5), *rows), "план.xlsx", preview=True)
    assert {p["problem"] for p in wrong["problems"]} == {"total-differs"}


@pytest.mark.parametrize("name", ["Бағдарламалық қамтамасыз ету", "Программное обеспечение"])
def test_software_is_no_programme(name) -> None:
    """It waits for its code beside a row of the very same sum."""
    found = bring(plan(row("", name, 10), row("111", "Оплата труда", 10)), "план.xlsx", preview=True)
    assert (found["total"], [one["name"] for one in found["unresolved"]]) == ("240.00", [name]), found["problems"]


def test_rows_of_two_programmes_are_two_budgets() -> None:
    rows = [row("", "Программа 067", 10), row("111", "Оплата труда", 10), row("", "Программа 026", 1),
            row("141", "Продукты", 1)]  # fmt: skip
    found = bring(plan(*rows), "план.xlsx", preview=True)
    assert [p["problem"] for p in found["problems"]] == ["wrong-facility"]


def test_rows_of_percents_are_left_out_with_a_word() -> None:
    rows = [row("111", "Оплата труда", 10.5), row("", "в % к плану", 91.3), row("141", "Продукты", 1),
            row("", "Удельный вес, %", 100)]  # fmt: skip
    found = bring(plan(*rows), "план.xlsx", preview=True)
    assert (found["total"], found["unresolved"], len(found["notes"])) == ("138.00", [], 2), found["problems"]


@pytest.mark.parametrize(("quarter", "status"), [(30, "preview"), (31, "refused")])
@pytest.mark.parametrize("names", [["I квартал", "II квартал"], ["1-тоқсан", "2-тоқсан"], ["Итого за 1 кв.", "2 кв."]])
def test_quarters_beside_months_are_their_sums(names, quarter, status) -> None:
    header = ["Специфика", *MONTHS[:3], names[0], *MONTHS[3:6], names[1], *MONTHS[6:], "Год"]
    line = ["111", 10, 10, 10, quarter, 10, 10, 10, 30, *[10] * 6, 120]
    found = bring(file_factory.xlsx([["План на 2025 год"], header, line]), "план.xlsx", preview=True)
    assert (found["status"], found["total"]) == (status, "120.00"), found["problems"]
