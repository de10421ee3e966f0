"""Form 4-20 as a sheet: columns by numbers or words, levels by spaces, columns of codes or what adds up."""

from datetime import date
from decimal import Decimal

import pytest

from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]
D = Decimal
WRITERS = office_files.WRITERS
SUMS = ("План на год", "План с начала года по обязательствам", "План с начала года по платежам", "Принято",
        "Оплачено с начала года", "Оплачено за месяц", "Неоплачено", "Невыплачено", "Остаток по обязательствам",
        "Остаток по платежам")  # fmt: skip
WORDS = ["Код", "Наименование", *SUMS]
NUMBERS = [str(number) for number in range(1, 13)]
GROUPED = [
    ["Код", "Наименование", "План", "", "", "Принятые обязательства", "Оплаченные обязательства", "",
     "Неоплаченные обязательства", "Непроведенные платежи", "Остаток плана", ""],
    ["", "", "на год", "с начала года по обязательствам", "с начала года по платежам", "", "с начала года", "за месяц",
     "", "", "по обязательствам", "по платежам"],
]  # fmt: skip
TITLES = ("Форма № 4-20", "на 01.07.2025", "Единица измерения: тенге")
# spaces, code, name, paid since January
LINES = ((0, "253", "Управление", "300.50"), (3, "067", "Программа", "300.50"), (7, "100", "Подпрограмма", "300.50"),
         (12, "111", "Оплата труда", "200.25"), (12, "142", "Медикаменты", "100.25"))  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def sums(paid):
    paid = D(paid)
    return [paid * 2, paid, paid, paid, paid, paid, 0, 0, paid, paid]


def indented():
    return [[" " * spaces + code, name, *sums(paid)] for spaces, code, name, paid in LINES]


def flat():
    return [[code, name, *sums(paid)] for _spaces, code, name, paid in LINES]


def one_label():
    return [[f"{' ' * spaces}{code} {name}", "", *sums(paid)] for spaces, code, name, paid in LINES]


def wrapped():
    return [
        row
        for spaces, code, _name, paid in LINES
        for row in ([" " * spaces + code, "Длинное наиме-"], ["", "нование", *sums(paid)])
    ]


def numbers():
    return [[int(code), name, *sums(paid)] for _spaces, code, name, paid in LINES]


def specifics():
    return [*flat()[3:], ["", "Итого", *sums("300.50")]]


def form(rows, heads=(WORDS,), titles=TITLES):
    return [*([title] for title in titles), *heads, *rows]


@pytest.mark.parametrize("written", WRITERS)
@pytest.mark.parametrize("rows", [indented, flat, one_label, wrapped, specifics])
@pytest.mark.parametrize("heads", [(WORDS, NUMBERS), (WORDS,)])
def test_a_sheet_posts_what_its_specifics_paid(rows, heads, written):
    found = bring(WRITERS[written](form(rows(), heads)), f"4-20.{written}")
    assert [p["message"] for p in found["problems"]] == []
    assert (found["kind"], found["by_month"]) == ("treasury", {"2025-06": "300.50"})
    assert found["by_code"] == {"111": "200.25", "142": "100.25"}


@pytest.mark.parametrize(
    ("rows", "heads", "titles", "total"),
    [
        (numbers(), (WORDS,), TITLES, "300.50"),
        (indented(), GROUPED, TITLES, "300.50"),
        (flat(), (WORDS,), ("Форма № 4-20", "на 01.07.2025", "тыс. тенге"), "300500.00"),
        (flat(), (WORDS,), ("Отчет по форме 4-20", "по состоянию на 1 июля 2025 года"), "300.50"),
        (flat(), (WORDS,), ("4-20 нысан", "2025 жылғы 1 шілдеге"), "300.50"),
        ([*indented(), ["Руководитель", "", "", "И. О."]], (WORDS,), TITLES, "300.50"),
        ([*indented()[:3], WORDS, NUMBERS, *indented()[3:]], (WORDS, NUMBERS), TITLES, "300.50"),
    ],
)
def test_wordings_units_and_days(rows, heads, titles, total):
    found = bring(office_files.xlsx({"Лист1": form(rows, heads, titles)}), "4-20.xlsx")
    assert (found["status"], found["total"], list(found["by_month"])) == ("posted", total, ["2025-06"])


def test_the_day_may_stand_in_a_cell_of_its_own_and_codes_in_columns_of_their_own():
    codes = [["253", "", "", ""], ["", "067", "", ""], ["", "", "100", ""], ["", "", "", "111"], ["", "", "", "142"]]
    rows = [[*code, name, *sums(paid)] for code, (_spaces, _code, name, paid) in zip(codes, LINES, strict=True)]
    heads = ["АБП", "Программа", "Подпрограмма", "Специфика", "Наименование", *SUMS]
    sheet = [["Форма № 4-20"], ["на", date(2025, 7, 1)], heads, *rows]
    assert bring(office_files.xlsx({"Лист1": sheet}), "4-20.xlsx")["by_code"] == {"111": "200.25", "142": "100.25"}


def with_cell(rows, row, column, value):
    return [[value if (i, j) == (row, column) else cell for j, cell in enumerate(r)] for i, r in enumerate(rows)]


TWO_PROGRAMMES = [["067", "111", "Оплата труда", *sums("1")], ["068", "142", "Медикаменты", *sums("2")]]


@pytest.mark.parametrize(
    ("rows", "heads", "cell", "problem"),
    [
        (indented()[:4], WORDS, "Лист1!G5", "total-differs"),
        (flat()[:4], WORDS, "Лист1!G5", "no-table-found"),
        ([*flat()[3:], ["", "Итого", *sums("301")]], WORDS, "Лист1!G7", "total-differs"),
        (with_cell(indented(), 3, 6, office_files.Fault("#REF!")), WORDS, "Лист1!G8", "not-an-amount"),
        (with_cell(indented(), 3, 0, office_files.Fault("#REF!")), WORDS, "Лист1!G8", "unreadable-file"),
        ([*indented()[:4], indented()[4][:2]], WORDS, "Лист1!G9", "unreadable-file"),
        (flat(), ["Код", "Наименование", *"абвгдежзик"], "Лист1!A1", "no-table-found"),
        (TWO_PROGRAMMES, ["Программа", "Специфика", "Наименование", *SUMS], "Лист1!H5", "no-table-found"),
    ],
)
def test_what_is_half_a_form_or_reads_two_ways_is_refused_with_its_cell(rows, heads, cell, problem):
    found = bring(office_files.xlsx({"Лист1": form(rows, (heads,))}), "4-20.xlsx")
    assert found["status"] == "refused"
    assert (cell, problem) in [(p["cell"], p["problem"]) for p in found["problems"]]


def test_forms_of_two_months_in_one_file_are_asked_about():
    may = form(indented(), titles=("Форма № 4-20", "на 01.06.2025"))
    found = bring(office_files.xlsx({"Июнь": form(indented()), "Май": may}), "4-20.xlsx")
    assert (found["status"], found["problems"][0]["cell"]) == ("refused", "Май!A3")


@pytest.mark.parametrize("written", WRITERS)
@pytest.mark.parametrize(
    "period",
    [
        "за период с 01.01.2025 по 30.06.2025",
        "за январь-июнь 2025 года",
        "за 1 полугодие 2025 года",
        "за 6 месяцев 2025 г.",
    ],
)
def test_a_form_that_states_only_its_period_counts_through_its_last_day(period, written):
    titles = ("Форма № 4-20", period, "Единица измерения: тенге")
    found = bring(WRITERS[written](form(indented(), titles=titles)), f"4-20.{written}")
    assert (found["status"], found["by_month"]) == ("posted", {"2025-06": "300.50"}), found["problems"]


@pytest.mark.parametrize(
    ("period", "problem"),
    [
        ("за июнь 2025 года", "not-a-date"),
        ("за период с 01.01.2025 по 15.06.2025", "not-a-date"),
        ("за 2025 год", "future-date"),
    ],
)
def test_a_form_whose_period_does_not_tell_its_last_whole_month_is_refused(period, problem):
    titles = ("Форма № 4-20", period, "Единица измерения: тенге")
    found = bring(office_files.xlsx({"Лист1": form(indented(), titles=titles)}), "4-20.xlsx")
    assert (found["status"], [p["problem"] for p in found["problems"]]) == ("refused", [problem])
