"""Thousands and millions are understood however and wherever they are written, or the file asks; never taken for tenge."""

from decimal import Decimal

import pytest

from imports.recognise.unit_words import units_of
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = pytest.mark.once

MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
          "декабрь")  # fmt: skip
WRITERS = {
    "xlsx": office_files.xlsx,
    "xls": office_files.xls,
    "ods": office_files.ods,
    "csv": lambda sheets: office_files.text(next(iter(sheets.values()))),
}

THOUSANDS = (
    "тыс. тенге", "тыс. тнг", "тыс.тг", "т.тг", "т. тенге", "тенге, тыс.", "(тыс.)", "в тысячах", "тысяч тенге",
    "в тыс. казахстанских тенге", "мың теңге", "теңге (мың)", "мың тг.", "мыңтеңге", "мың", "тыстг", "тыс. ₸",
    "in thousands", "in thousands of tenge", "KZT thousand", "KZT '000", "'000 KZT", "K KZT", "KKZT", "ths. KZT",
    "ед. изм.: тыс. тг", "Единица измерения - тыс. тенге", "өлшем бірлігі: мың теңге", "тенге x 1000", "1000 тенге",
    "План на 2025 год, тыс.тг", "тыщ. тенге", "(000 тенге)", "1 тыс. тенге",
    "т.т.", "План на 2025 год, т.т.", "(т. т.)", "000", "10^3",
)  # fmt: skip
MILLIONS = ("млн тенге", "млн. тнг", "млн", "в миллионах тенге", "миллион теңге", "теңге, млн", "mln KZT", "KZT million",
            "millions of tenge", "милион тенге", "Единица измерения: млн. тг")  # fmt: skip
UNKNOWN = ("млрд тенге", "м.тг", "(тьс. тг)", "мыӊ теңге", "тыс. руб.", "Единица измерения: руб", "Сумма (K)", "KZT mn",
           "в сотнях тенге", "(сотни тг)", "жүздік теңге", "hundreds of KZT", "усл. ед., тыс.", "тыс. у.е.",
           "в десятках тенге", "в десятках тыс. тенге", "в сотнях тысяч тенге", "в лимонах тенге", "в тиынах", "в копейках",
           "Сумма, тиын", "Сумма, усл. ед.", "усл. ед.", "у.е.", "× 1000", "тыс.ед.", "руб.", "в рублях", "Сумма, руб.",
           "суммы в долларах США", "Реестр платежей за март 2025, в долларах США", "Сумма договора (USD)",
           "Реестр за март, руб.", "Остатки (в евро)")  # fmt: skip
NOTHING = ("5 тыс. тенге", "свыше 4 млн. тенге", "двадцать тысяч тенге", "тыс. человек", "млн койко-дней", "Ед. изм.",
           "Итого 12 000", "мынадай", "две сотни тысяч тенге", "двадцать тысяч тенге 00 тиын", "Количество, ед.",
           "Курс доллара США 450 тенге", "Плательщик: РГП Рубин", "тысячелетие", "Форма № 1000",
           "ТОО Алма, Евромед", "и т.п.", "0001", "Платежи за март, реестр (2)")  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        ("thousand", THOUSANDS),
        ("million", MILLIONS),
        ("unknown", UNKNOWN),
        (
            "tenge",
            (
                "тенге",
                "тг",
                "две сотни тенге",
                "в целых тенге",
                "Сумма в тенге и тиынах",
                "in tenge",
                "в национальной валюте (тенге)",
                "Стоимость 1 ед. услуги, тенге",
            ),
        ),
    ],
)
def test_a_unit_is_told_from_its_spelling(unit, texts):
    assert {text: units_of(text) for text in texts} == {text: [unit] for text in texts}


def test_numbers_of_other_things_are_no_unit():
    assert {text: units_of(text) for text in NOTHING} == {text: [] for text in NOTHING}


def plan(*, title="План финансирования на 2025 год", name="План", unit="", month="{}", year="", foot=()):
    rows = [[title], [unit], ["Код", "Наименование", *(month.format(name) for name in MONTHS)],
            ["111", "Оплата труда", *[Decimal("1.5")] * 12], ["141", "Продукты", *[Decimal("0.5")] * 12],
            *[[text] for text in foot]]  # fmt: skip
    return {name: rows}


PLACES = {
    "line": {"unit": "тыс. тнг"},
    "title": {"title": "План финансирования на 2025 год (мың теңге)"},
    "column": {"month": "{} (тыс.)"},
    "column-kk": {"month": "{}, мың теңге"},
    "footnote": {"foot": ["", "Примечание: все суммы указаны в тысячах тенге"]},
    "label": {"unit": "Единица измерения: т.тг"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("place", PLACES)
def test_a_plan_in_thousands_is_posted_in_tenge(place, kind, settings):
    settings.SMETA_TODAY = "2025-07-15"
    facility()
    found = bring(WRITERS[kind](plan(**PLACES[place])), f"plan.{kind}")
    assert (found["status"], found["unit"], found["total"]) == ("posted", "thousand", "24000.00")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_name_of_the_sheet_may_hold_the_unit(kind, settings):
    settings.SMETA_TODAY = "2025-07-15"
    facility()
    found = bring(WRITERS[kind](plan(name="План тыс.тг")), f"plan.{kind}")
    assert (found["status"], found["total"]) == ("posted", "24000.00")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize("unit", UNKNOWN[:5])
def test_a_unit_that_is_not_understood_is_asked(unit, kind, settings):
    settings.SMETA_TODAY = "2025-07-15"
    facility()
    found = bring(WRITERS[kind](plan(unit=unit)), f"plan.{kind}")
    assert [(p["problem"], p["cell"]) for p in found["problems"]] == [
        ("ambiguous-unit", "2:Код" if kind == "csv" else "План!A2")
    ]


@pytest.mark.django_db
def test_a_cover_that_names_thousands_makes_a_silent_table_ask(settings):
    settings.SMETA_TODAY = "2025-07-15"
    facility()
    found = bring(office_files.xlsx({"Титул": [["Форма плана"], ["тыс. тенге"]], **plan()}), "plan.xlsx")
    assert [(p["problem"], p["cell"]) for p in found["problems"]] == [("ambiguous-unit", "Титул!A2")]


def register(*units: str, header: str = "Ед. изм.") -> dict:
    rows = [[f"0{i + 1}.03.2025", str(i), "141", "ТОО Алма", Decimal("1.5"), unit] for i, unit in enumerate(units)]
    head = ["Дата", "№ документа", "Специфика", "Получатель", "Сумма", header]
    return {"Реестр": [["Реестр платежей за март 2025 года"], head, *rows]}


@pytest.mark.django_db
@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(
    ("header", "units", "status", "total"),
    [
        ("Ед. изм.", ("тыс. тенге", "тыс. тенге"), "posted", "3000.00"),
        ("Өлшем бірлігі", ("мың теңге", "мың теңге"), "posted", "3000.00"),
        ("Ед. изм.", ("тенге", "тыс. тенге"), "refused", None),
        ("Единица измерения", ("руб.", "руб."), "refused", None),
        ("Ед. изм.", ("шт", "кг"), "posted", "3.00"),
    ],
)
def test_a_column_of_units_says_what_the_sums_of_its_rows_are_in(form, header, units, status, total, settings):
    settings.SMETA_TODAY = "2025-12-15"
    facility()
    found = bring(WRITERS[form](register(*units, header=header)), f"file.{form}")
    assert found["status"] == status, found["problems"]
    assert total is None or found["total"] == total
