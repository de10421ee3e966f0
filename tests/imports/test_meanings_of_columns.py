"""Which column holds the money: a header is taken by its whole meaning, and what two could be is asked about."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.kinds.registry import kind, kinds
from imports.readers.grid import Grid, Sheet
from imports.recognise.folding import fold
from imports.recognise.glossary import MEANINGS
from imports.recognise.meanings import meaning_of, tier
from imports.recognise.recognition import recognise
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = pytest.mark.once

MONEY = {"cash": "amount", "funding": "amount", "contracts": "amount_with_vat", "acts": "amount", "lots": "amount"}
TITLES = {"cash": "Реестр платежей", "funding": "Поступления финансирования", "contracts": "Реестр договоров",
          "acts": "Реестр актов", "lots": "Реестр лотов"}  # fmt: skip
# Columns that each kind needs beside its money, with a row of theirs.
NEEDED = {
    "cash": {"Дата": "03.02.2025", "№ документа": "11", "Код специфики": "111", "Получатель": "ТОО Алма"},
    "funding": {"Дата": "03.02.2025", "№ документа": "11", "Код специфики": "111"},
    "contracts": {"Номер договора": "Д-1", "Дата заключения": "15.01.2025", "БИН поставщика": "991240999248"},
    "acts": {"Номер акта": "5", "Дата акта": "15.02.2025", "Номер договора": "Д-1", "БИН поставщика": "991240999248"},
    "lots": {"Номер лота": "5", "Наименование лота": "Молоко"},
}
SAID = {"cash": "Оплачено", "funding": "Получено", "contracts": "Сумма договора с НДС", "acts": "Сумма акта с НДС",
        "lots": "Сумма лота без НДС"}  # fmt: skip


def grid_of(title, header, *rows):
    return Grid("xlsx", None, (Sheet("Лист1", ([title], header, *rows)),))


def taken(key, *headers, forced=True, figures=(112.5, 100.25, 12.75)):
    """The header under which the money of a kind is read; None where the file is refused or asked about."""
    needed = NEEDED[key]
    header = [*needed, *headers]
    rows = [[*needed.values(), *figures[: len(headers)]], [*needed.values(), *(f * 2 for f in figures[: len(headers)])]]
    found = recognise(grid_of(TITLES[key], header, *rows), list(kinds().values()), forced=key if forced else "")
    if found.table is None or any(problem.severity == "error" for problem in found.problems):
        return None
    return header[found.table.columns[MONEY[key]]]


@pytest.mark.parametrize(
    ("key", "headers", "expected"),
    [
        ("cash", ["Сумма", "Оплачено", "Остаток"], "Оплачено"),
        ("cash", ["Сумма НДС", "Итого"], "Итого"),
        ("cash", ["Сумма удержаний", "К выплате"], "К выплате"),
        ("cash", ["Начислено", "Удержано", "На руки"], "На руки"),
        ("cash", ["Сумма договора", "Аванс", "Факт"], "Факт"),
        ("cash", ["Сома", "Төленді", "Қалдық"], "Төленді"),
        ("cash", ["Міндеттеме сомасы", "ҚҚС сомасы", "Төлеуге"], "Төлеуге"),
        ("cash", ["Amount", "Paid", "Balance"], "Paid"),
        ("cash", ["Contract amount", "VAT amount", "Amount paid"], "Amount paid"),
        ("cash", ["Лимит", "План", "Кассовые расходы"], "Кассовые расходы"),
        ("cash", ["Сумма, USD", "Курс", "Сумма в тенге"], "Сумма в тенге"),
        ("cash", ["Сумма"], "Сумма"),
        ("cash", ["Сумма НДС"], None),
        ("cash", ["Сумма удержаний", "Сумма аванса"], None),
        ("cash", ["Поступление"], None),
        ("cash", ["Возвращено"], None),
        ("cash", ["Сумма договора"], None),
        ("cash", ["Сумма", "Итого"], None),
        ("cash", ["Сумма", "Реально ушло"], None),
        ("funding", ["Сумма", "Получено"], "Получено"),
        ("funding", ["Лимит", "Сумма финансирования"], "Сумма финансирования"),
        ("funding", ["Бөлінген", "Түсті"], "Түсті"),
        ("contracts", ["Сумма без НДС", "Сумма НДС", "Сумма с НДС"], "Сумма с НДС"),
        ("contracts", ["Сумма договора без НДС", "НДС", "Итого"], "Итого"),
        ("contracts", ["Шарт сомасы ҚҚС-сыз", "ҚҚС", "Шарт сомасы ҚҚС-пен"], "Шарт сомасы ҚҚС-пен"),
        ("contracts", ["Net amount", "VAT", "Gross amount"], "Gross amount"),
        ("contracts", ["contractSum", "faktSum", "contractSumWnds"], "contractSumWnds"),
        ("contracts", ["Сумма договора", "Экономия", "Оплачено"], "Сумма договора"),
        ("contracts", ["Сумма аванса", "Сумма договора", "Остаток по договору"], "Сумма договора"),
        ("contracts", ["Сумма договора без учета НДС"], None),
        ("contracts", ["Сумма (без НДС)"], None),
        ("contracts", ["ҚҚС есепке алмағандағы сома"], None),
        ("contracts", ["Contract amount, excl. VAT"], None),
        ("contracts", ["Сумма экономии"], None),
        ("acts", ["Стоимость без НДС", "Сумма НДС", "Стоимость с НДС"], "Стоимость с НДС"),
        ("acts", ["Сумма без НДС"], None),
        ("acts", ["Сумма договора", "Сумма акта"], "Сумма акта"),
        ("acts", ["Цена за единицу", "Количество", "Сумма"], "Сумма"),
        ("lots", ["Цена за единицу", "Сумма лота"], "Сумма лота"),
        ("lots", ["Цена", "Выделенная сумма, утвержденная для закупки"], "Выделенная сумма, утвержденная для закупки"),
    ],
)  # fmt: skip
def test_the_sum_comes_from_the_column_that_says_it(key, headers, expected):
    assert taken(key, *headers) == expected
    assert taken(key, *reversed(headers)) == expected


def test_a_sum_over_the_sum_and_its_tax_is_taken_without_a_question():
    assert taken("contracts", "Сумма", "Итого", "НДС", figures=(100.25, 112.28, 12.03)) == "Итого"


@pytest.mark.parametrize(("tax", "expected"), [(12.0, None), (10.71, "Сумма"), (0.0, "Сумма")])
def test_a_tax_on_top_of_a_sum_is_asked_about(tax, expected):
    """12 of 100 is a tax on top of it, 10.71 one within it."""
    assert taken("acts", "Сумма", "НДС", figures=(100.0, tax)) == expected


def test_two_columns_of_the_same_figures_are_one():
    assert taken("cash", "Сумма", "Всего", figures=(10.5, 10.5)) == "Сумма"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Табельный №", (1520.0, 1688.0)),
        ("КБК", (211.0, 212.0)),
        ("Порядковый", (1.0, 2.0)),
        ("Лицевой", (1.0, 2.0)),
        ("Ссылка", ("00120", "00121")),
        ("Реквизит", (123456789012.0, 123456789013.0)),
    ],
)
def test_numbers_that_are_no_money_ask_nothing(header, values):
    needed = NEEDED["cash"]
    rows = [[*needed.values(), 100.0 * (i + 1), value] for i, value in enumerate(values)]
    found = recognise(grid_of(TITLES["cash"], [*needed, "Сумма", header], *rows), list(kinds().values()))
    assert found.problems == []


def phrases(*unwanted):
    """Headers of every meaning but `unwanted`, as people write them and beside the word for a sum."""
    texts = [text for meaning, own in MEANINGS.items() if meaning not in unwanted for text in own]
    plain = [text.strip("^=*") for text in texts]
    return st.sampled_from(plain).flatmap(
        lambda text: st.sampled_from([text, f"Сумма {text}", f"{text} сомасы", f"Amount {text}", text.upper()])
    )


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_column_of_any_other_meaning_never_takes_the_place_of_the_sum(data):
    """Whatever stands beside it, the sum is read from the column that says it, or the file is refused."""
    key = data.draw(st.sampled_from(sorted(MONEY)))
    other = data.draw(phrases())
    before = data.draw(st.booleans())
    headers = [other, SAID[key]] if before else [SAID[key], other]
    assert taken(key, *headers) in (SAID[key], None)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_header_changed_to_any_other_meaning_is_no_longer_the_sum(data):
    key = data.draw(st.sampled_from(sorted(MONEY)))
    header = data.draw(phrases())
    column = next(column for column in kind(key).columns if column.key == MONEY[key])
    names = meaning_of(fold(header)).names
    if names and tier(column.takes, names) is None:
        assert taken(key, header) is None


def test_every_word_that_a_column_of_money_declares_first_is_one_it_takes():
    """A kind's own key and first words are never shut out by their meaning."""
    refused = [
        (each.key, column.key, word)
        for each in kinds().values()
        for column in each.columns
        if column.takes
        for word in column.words[:2]
        if (names := meaning_of(fold(word.strip("*"))).names) and tier(column.takes, names) is None
    ]
    assert refused == []


BESIDE = [
    (["Дата", "№ документа", "Код", "Получатель", "Сумма", "Оплачено"], [100, 60]),
    (["Дата", "№ документа", "Код", "Получатель", "Сумма НДС", "Итого"], [12, 60]),
    (["Дата", "№ документа", "Код", "Получатель", "Начислено", "Удержано", "К выплате"], [70, 10, 60]),
    (["Күні", "Құжат №", "Ерекшелік", "Алушы", "Шарт сомасы", "Төленді"], [100, 60]),
    (["Date", "Document No.", "Budget code", "Payee", "Limit", "Amount paid"], [100, 60]),
    (["Дата", "№ документа", "Код", "Получатель", "Сумма по договору", "Аванс", "Перечислено"], [100, 40, 60]),
]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(("header", "sums"), BESIDE)
def test_what_was_paid_is_posted_from_every_kind_of_file(form, header, sums, settings):
    settings.SMETA_TODAY = "2025-12-15"
    facility()
    rows = [header, [date(2025, 2, 3), "11", "111", "ТОО Алма", *sums]]
    made = {"xlsx": lambda: office_files.xlsx({"Реестр": rows}), "ods": lambda: office_files.ods({"Реестр": rows}),
            "csv": lambda: office_files.text(rows)}  # fmt: skip
    found = bring(made[form](), f"register.{form}", kind="cash")
    assert (found["status"], found["by_code"]) == ("posted", {"111": "60.00"})


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_two_columns_that_could_be_the_sum_are_both_named(form, settings):
    settings.SMETA_TODAY = "2025-12-15"
    facility()
    rows = [["Дата", "№ документа", "Код", "Получатель", "Сумма", "Итого"],
            [date(2025, 2, 3), "11", "111", "ТОО Алма", 100, 60]]  # fmt: skip
    made = {"xlsx": lambda: office_files.xlsx({"Реестр": rows}), "ods": lambda: office_files.ods({"Реестр": rows}),
            "csv": lambda: office_files.text(rows)}  # fmt: skip
    found = bring(made[form](), f"register.{form}", kind="cash")
    cells = ["1:Сумма", "1:F"] if form == "csv" else ["Реестр!E1", "Реестр!F1"]
    assert (found["status"], [(p["cell"], p["problem"]) for p in found["problems"]]) == (
        "refused", [(cell, "ambiguous-column") for cell in cells],
    )  # fmt: skip
    answered = bring(made[form](), f"register.{form}", kind="cash", corrections={"columns": {"amount": "F"}})
    assert (answered["status"], answered["total"]) == ("posted", "60.00")
