"""Balances and turnovers that a bank's sheet states beside its table are found whatever their layout."""

from decimal import Decimal

import pytest

from finance.amounts import ColumnStyle
from imports.bank.statement import StatedAmount, label_of, labels_in, stated_in
from imports.readers.grid import Sheet


def read(*cells: object) -> dict[str, str]:
    sheet = Sheet("Лист1", [cells])
    found = {}
    for place, key in labels_in(cells):
        stated = stated_in(sheet, (0, place), ColumnStyle(), Decimal(1))
        found[key] = f"{stated.amount} {stated.cell}" if isinstance(stated, StatedAmount) else repr(stated)
    return found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("Входящий остаток: 3928387.26 нац",), {"opening": "3928387.26 Лист1!A1"}),
        (("Входящий остаток: 300.27 вал 126386.65 нац",), {"opening": "126386.65 Лист1!A1"}),
        (("Исходящий остаток", "", 94000.0), {"closing": "94000.00 Лист1!C1"}),
        (("", "Исходящее сальдо на 30.06.2025: 94 000,00 KZT"), {"closing": "94000.00 Лист1!B1"}),
        (("Кіріс қалдық:", "3 928 387,26"), {"opening": "3928387.26 Лист1!B1"}),
        (("Шығыс қалдық: 94,000.00",), {"closing": "94000.00 Лист1!A1"}),
        (("Обороты по дебету: 55149046.48",), {"spent": "55149046.48 Лист1!A1"}),
        (("Оборот по кредиту", 51314659.22), {"received": "51314659.22 Лист1!B1"}),
        (
            ("Входящий остаток: 10.00", "", "Исходящий остаток:", 20.0),
            {"opening": "10.00 Лист1!A1", "closing": "20.00 Лист1!D1"},
        ),
        (("Период: 01.06.2025", "Валюта: KZT"), {}),
        (("Остаток на начало", ""), {"opening": "None"}),
    ],
)
def test_it_finds_the_amount_of_a_label(cells, found):
    assert read(*cells) == found


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        (("", "Жиынтығы", "", 5.0), "turnover"),
        (("Итого обороты",), "turnover"),
        (("ТОО Итоговый расчёт",), ""),
        (("Всего",), "turnover"),
        (("Остаток",), "other"),
        (("Наименование", "Итого"), ""),
    ],
)
def test_a_row_is_labelled_by_its_first_cell(cells, label):
    assert label_of(cells) == label
