"""Headers of three rows and more, merged or not, in every kind of file: a column means all that stands over it."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from finance.models import Budget
from tests.ground import file_factory
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MONTHS = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
          "декабрь"]  # fmt: skip
QUARTERS = [part for name in ("I", "II", "III", "IV") for part in (f"{name} квартал", "", "")]
Sheet = tuple[list[list[object]], list[file_factory.Merged]]


def written(sheet: Sheet, form: str) -> bytes:
    rows, merged = sheet
    if form == "csv":
        texts = [[f"{v:.2f}".replace(".", ",") if isinstance(v, float) else v for v in row] for row in rows]
        return file_factory.delimited(texts)
    make = {"xls": file_factory.xls, "ods": file_factory.ods, "xlsx": file_factory.xlsx}
    return file_factory.xlsx(rows, merged) if form == "merged" else make[form](rows)


def plan() -> Sheet:
    rows = [
        ["План финансирования на 2025 год"], [],
        ["Специфика", "Наименование", "План на год, тенге", *[""] * 12],
        ["", "", *QUARTERS, "Итого"],
        ["", "", *MONTHS, ""],
        ["111", "Оплата труда", *[100.5] * 12, 1206.0],
        ["", "Итого", *[100.5] * 12, 1206.0],
    ]  # fmt: skip
    quarters = [(3, at, 3, at + 2) for at in (2, 5, 8, 11)]
    return rows, [(2, 0, 4, 0), (2, 1, 4, 1), (2, 2, 2, 14), *quarters, (3, 14, 4, 14)]


def plan_of_four_rows() -> Sheet:
    halves = ["I жартыжылдық", *[""] * 5, "II жартыжылдық", *[""] * 5]
    kk = ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
          "желтоқсан"]  # fmt: skip
    rows = [
        ["Жоспар 2025 жыл"], [],
        ["№", "Ерекшелік", "Барлығы", "соның ішінде", *[""] * 11],
        ["", "", "", "2025 жыл", *[""] * 11],
        ["", "", "", *halves],
        ["", "", "", *kk],
        ["1", "111", 1206.0, *[100.5] * 12],
    ]  # fmt: skip
    return rows, [(2, 0, 5, 0), (2, 1, 5, 1), (2, 2, 5, 2), (2, 3, 2, 14), (3, 3, 3, 14), (4, 3, 4, 8), (4, 9, 4, 14)]


def trial_balance() -> Sheet:
    rows = [
        ["Оборотно-сальдовая ведомость за январь 2025 г."], [],
        ["Специфика", "Наименование", "Сальдо и обороты за период", "", "", "", "", ""],
        ["", "", "Сальдо на начало", "", "Обороты", "", "Сальдо на конец", ""],
        ["", "", "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
        ["111", "Оплата труда", "", 0.0, 100.0, 150.25, "", 50.25],
    ]  # fmt: skip
    return rows, [(2, 0, 4, 0), (2, 1, 4, 1), (2, 2, 2, 7), (3, 2, 3, 3), (3, 4, 3, 5), (3, 6, 3, 7)]


def register() -> Sheet:
    rows = [
        ["Реестр платежей"], [],
        ["Платежное поручение", "", "Сведения о платеже", "", "", "Получатель", ""],
        ["Дата", "Номер", "Бюджетная классификация", "", "Сумма", "Реквизиты", ""],
        ["", "", "Программа", "Специфика", "тенге", "Наименование", "БИН"],
        ["05.03.2025", "12", "067", "141", 120.5, "ТОО А", "123456789012"],
    ]  # fmt: skip
    return rows, [(2, 0, 2, 1), (2, 2, 2, 4), (2, 5, 2, 6), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 3), (3, 5, 3, 6)]


def in_thousands_by_a_row_of_units() -> Sheet:
    rows = [
        ["Реестр платежей"], [],
        ["Дата", "Номер", "Специфика", "Сумма", "Получатель"],
        ["дд.мм.гггг", "", "", "тыс. тенге", ""],
        ["1", "2", "3", "4", "5"],
        ["05.03.2025", "12", "141", 120.5, "ТОО А"],
    ]  # fmt: skip
    return rows, [(0, 0, 0, 4)]


SHAPES: list[tuple[Callable[[], Sheet], str, str]] = [
    (plan, "plan", "1206.00"), (plan_of_four_rows, "plan", "1206.00"), (trial_balance, "actual", "150.25"),
    (register, "cash", "120.50"), (in_thousands_by_a_row_of_units, "cash", "120500.00"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings) -> Budget:
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


@pytest.mark.parametrize("form", ["xlsx", "merged", "xls", "ods", "csv"])
@pytest.mark.parametrize(("shape", "kind", "total"), SHAPES)
def test_it_is_read_whole(shape, kind, total, form) -> None:
    found = bring(written(shape(), form), f"файл.{form}", preview=True)
    assert (found["status"], found["kind"]) == ("preview", kind), found["problems"]
    assert Decimal(found["total"]) == Decimal(total)
    assert all(control["holds"] is not False for control in found["controls"])


@pytest.mark.parametrize(("upper", "lower"), [("2024 год", "2025 год"), ("План", "Факт"), ("2025 год", "2025 год")])
def test_two_groups_of_the_same_months_are_never_mixed(upper, lower) -> None:
    rows = [
        ["План"], ["Специфика", "Наименование", "План", *[""] * 23],
        ["", "", upper, *[""] * 11, lower, *[""] * 11], ["", "", *MONTHS, *MONTHS],
        ["111", "Оплата труда", *[1.0] * 12, *[100.5] * 12],
    ]  # fmt: skip
    found = bring(file_factory.xlsx(rows), "план.xlsx", preview=True)
    assert found["status"] == "refused"
    assert {one["form"] for one in found["asked"]} >= {"columns.01", "columns.12"}
