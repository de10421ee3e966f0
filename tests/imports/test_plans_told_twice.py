"""A plan told as commitments and as payments, or a row told twice, is asked about: its sums would count double."""

import pytest

from tests.ground import file_factory as make
from tests.ground.import_ground import TODAY, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MONTHS = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь",
          "Декабрь"]  # fmt: skip
TITLE, HEAD = ["Индивидуальный план финансирования на 2025 год"], ["Наименование", "Код", *MONTHS]
PAY, FOOD = ["Оплата труда", "111", *[100] * 12], ["Питание", "141", *[200] * 12]
LESS = [["Оплата труда", "111", *[90] * 12], ["Питание", "141", *[180] * 12]]
WRITERS = {"xlsx": make.xlsx, "xls": make.xls, "ods": make.ods, "csv": make.delimited}
GUISES = (
    ("План по обязательствам", "План по платежам"), ("Обязательства", "Платежи"), ("", "По платежам"),
    ("Раздел 1. Платежи", "Раздел 2. Обязательства"), ("Міндеттемелер бойынша", "Төлемдер бойынша"),
    ("Plan of commitments", "Plan of payments"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


def problems(rows, write=make.xlsx):
    found = bring(write(rows), "f", preview=True)
    return {one["problem"] for one in found["problems"] if one["severity"] == "error"}


@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
@pytest.mark.parametrize("guises", GUISES)
def test_blocks_and_columns_of_both_guises_do_not_add_up(guises, write) -> None:
    one, other = guises
    for between in ([[other]], [[other], HEAD]):
        for below in ([PAY, FOOD], LESS):
            assert "second-table" in problems([TITLE, [one], HEAD, PAY, FOOD, *between, *below], write)
    if one:
        head = ["Вид плана", *HEAD]
        assert "second-table" in problems([TITLE, head, [one, *PAY], [other, *LESS[0]], [one, *FOOD]], write)
        assert problems([TITLE, head, [one, *PAY], [one, *FOOD]], write) == set()
    assert problems([TITLE, [other], HEAD, PAY, HEAD, FOOD], write) == set()


def test_a_row_that_stands_twice_is_asked_about() -> None:
    assert problems([TITLE, HEAD, PAY, FOOD, PAY]) == {"two-readings"}
    assert problems([TITLE, HEAD, PAY, FOOD, ["Надбавки", *PAY[1:]]]) == set()
    assert problems([TITLE, HEAD, PAY, FOOD, LESS[0]]) == set()
    nothing = ["Оплата труда", "112", *[0] * 12]
    assert problems([TITLE, HEAD, nothing, nothing]) == set()
