"""A cell that holds an error, or a formula nobody computed, is named and refused; only an empty cell is empty."""

from datetime import date
from decimal import Decimal

import pytest

from finance.models import Entry
from tests.ground import file_factory, office_files
from tests.ground.import_ground import bring, facility
from tests.ground.office_files import Fault

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
          "декабрь")  # fmt: skip
BROKEN = Fault("#REF!")
WRITERS = {
    "xlsx": lambda rows: office_files.xlsx({"Лист1": rows}),
    "xls": lambda rows: office_files.xls({"Лист1": rows}),
    "ods": lambda rows: office_files.ods({"Лист1": rows}),
    "csv": lambda rows: office_files.text([*rows]),
}
MILK = ["ТОО Сүт өнімдері", "991240999288", "Оплата за молоко"]
DAY, LATER = date(2025, 1, 13), date(2025, 2, 4)


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def plan(cell):
    return [["План финансирования на 2025 год"], ["Код", "Наименование", *MONTHS],
            ["111", "Оплата труда", 10, cell, *[10] * 10], ["141", "Продукты", *[5] * 12]]  # fmt: skip


def trial_balance(cell):
    return [["Оборотно-сальдовая ведомость за январь 2025 г."],
            ["Счет, Наименование счета", "Сальдо на начало", "", "Обороты за период", "", "Сальдо на конец", ""],
            ["", "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
            ["111, Оплата труда", "", 100, 900, cell, "", 200], ["141, Продукты", "", 50, 450, 500, "", 100]]  # fmt: skip


def register(cell):
    return [["Дата", "№ документа", "Специфика", "Сумма", "Получатель", "БИН", "Назначение платежа"],
            [DAY, "1", "141", cell, *MILK], [LATER, "2", "141", 7, *MILK]]  # fmt: skip


def register_day(cell):
    return [*register(5)[:1], [cell, "1", "141", 5, *MILK], [LATER, "2", "141", 7, *MILK]]


def register_number(cell):
    return [*register(5)[:1], [DAY, cell, "141", 5, *MILK], [LATER, "2", "141", 7, *MILK]]


def register_party(cell):
    return [*register(5)[:1], [DAY, "1", "141", 5, MILK[0], cell, MILK[2]], [LATER, "2", "141", 7, *MILK]]


def balances(cell):
    return [["Остатки денежных средств на счете"], ["Дата", "Остаток"], [DAY, cell], [LATER, 7]]


def statement(cell):
    return [["Выписка по счету KZ000000000000000018"],
            ["Дата операции", "Номер документа", "Дебет", "Кредит", "Контрагент", "БИН контрагента",
             "Назначение платежа"],
            [DAY, "1", cell, "", *MILK], [LATER, "2", 7, "", *MILK]]  # fmt: skip


SHAPES = {
    plan: (3, "D"), trial_balance: (4, "E"), register: (2, "D"), register_day: (2, "A"), register_number: (2, "B"),
    register_party: (2, "F"), balances: (3, "B"), statement: (3, "C"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_cell_with_an_error_refuses_the_file_and_is_named(shape, kind):
    row, letter = SHAPES[shape]
    found = bring(WRITERS[kind](shape(BROKEN)), f"file.{kind}")
    errors = [p["cell"] for p in found["problems"] if p["severity"] == "error"]
    assert found["status"] == "refused"
    assert any(cell in (f"Лист1!{letter}{row}", f"{row}:{letter}") or cell.startswith(f"{row}:") for cell in errors)
    assert any("#REF!" in p["message"] for p in found["problems"])
    assert not Entry.objects.exists()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("shape", [plan, trial_balance, register, statement], ids=lambda shape: shape.__name__)
def test_a_formula_that_was_never_computed_is_no_zero(shape, kind):
    row, letter = SHAPES[shape]
    found = bring(WRITERS[kind](shape(Fault("=A1+1"))), f"file.{kind}")
    errors = [p["cell"] for p in found["problems"] if p["severity"] == "error"]
    assert (found["status"], f"Лист1!{letter}{row}" in errors) == ("refused", True)


@pytest.mark.parametrize(("cell", "is_on_load"), [(("=", ""), False), (("=", 0), True)], ids=["nothing", "zero"])
@pytest.mark.parametrize("shape", [plan, trial_balance, register], ids=lambda shape: shape.__name__)
def test_a_formula_of_a_binary_book_that_was_never_computed_is_no_zero(shape, cell, is_on_load):
    rows = [[(v - date(1899, 12, 30)).days if isinstance(v, date) else v for v in row] for row in shape(cell)]
    row, letter = SHAPES[shape]
    found = bring(file_factory.xlsb(rows, "Лист1", is_computed_on_load=is_on_load), "file.xlsb")
    errors = [p["cell"] for p in found["problems"] if p["severity"] == "error"]
    assert (found["status"], f"Лист1!{letter}{row}" in errors) == ("refused", True)


def test_a_zero_beside_formulas_that_were_computed_is_a_zero():
    rows = [*plan(("=", 0)), ["142", "Медикаменты", ("=", 5), *[5] * 11]]
    found = bring(file_factory.xlsb(rows, "Лист1", is_computed_on_load=True), "file.xlsb")
    assert (found["status"], found["total"]) == ("posted", "230.00")


def old_book(*, is_by_excel: bool) -> bytes:
    """A plan whose one formula came to zero; Excel marks the books that it computed itself."""
    data = office_files.xls({"Лист1": plan(Fault("=A1+1"))})
    never = b"\x03\x00\x00\x00\x00\x00\xff\xff"  # what xlwt writes for a formula without a value
    assert data.count(never) == 1
    zero = data.replace(never, bytes(8))
    # the record of the window's place gives way to that of the engine
    window = b"\x19\x00\x02\x00\x00\x00"
    assert window in zero
    return zero.replace(window, b"\xc1\x01\x02\x00\x00\x00", 1) if is_by_excel else zero


@pytest.mark.parametrize(("is_by_excel", "status"), [(True, "posted"), (False, "refused")])
def test_zeros_of_formulas_in_an_old_book_are_those_of_excel_only(is_by_excel, status):
    assert bring(old_book(is_by_excel=is_by_excel), "file.xls")["status"] == status


@pytest.mark.parametrize("kind", WRITERS)
def test_an_empty_month_of_a_plan_stays_empty(kind):
    found = bring(WRITERS[kind](plan("")), f"file.{kind}")
    assert (found["status"], found["total"]) == ("posted", "170.00")


def test_an_error_in_the_purpose_is_a_warning_only():
    rows = register(Decimal(5))
    rows[1][-1] = Fault("#NAME?")
    found = bring(office_files.xlsx({"Лист1": rows}), "file.xlsx")
    assert found["status"] == "posted"
    assert [(p["cell"], p["problem"]) for p in found["problems"]] == [("Лист1!G2", "error-value")]
