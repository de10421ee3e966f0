"""Several periods of one account in one sheet: each opens and closes by itself, or the file is refused."""

import pytest

from finance.models import Budget
from tests.ground import file_factory
from tests.ground.import_ground import answer, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ACCOUNT = "KZ000000000000000018"
HEADER = ["Дата", "Номер", "Дебет", "Кредит", "Контрагент", "БИН", "Назначение платежа"]
MARCH = [["05.03.2025", "1", 500, "", "ТОО А", "123456789012", "за воду"],
         ["06.03.2025", "2", "", 700, "Прочий", "123456789013", "возмещение"]]  # fmt: skip
APRIL = [["05.04.2025", "3", 100, "", "ТОО А", "123456789012", "за воду"],
         ["06.04.2025", "4", "", 50, "Прочий", "123456789013", "возмещение"]]  # fmt: skip
WRITERS = {"xlsx": file_factory.xlsx, "xls": file_factory.xls, "ods": file_factory.ods,
           "csv": file_factory.delimited}  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings) -> Budget:
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def under_titles(period: str, opening: int, rows: list, closing: int) -> list:
    """Balances in words of one cell, a total, blank rows between."""
    total = ["Итого", "", sum(row[2] or 0 for row in rows), sum(row[3] or 0 for row in rows), "", "", ""]
    return [[f"Выписка по счету {ACCOUNT}"], [f"за период {period}"], [f"Входящий остаток: {opening},00"], HEADER,
            *rows, total, [f"Исходящий остаток: {closing},00"], []]  # fmt: skip


def in_cells(period: str, opening: int, rows: list, closing: int) -> list:
    """Labels and figures in cells of their own, the period below the opening balance."""
    return [["Выписка"], ["Счет:", ACCOUNT], ["Остаток на начало", opening], ["Период:", period], HEADER, *rows,
            ["Остаток на конец", closing]]  # fmt: skip


def both(shape, *, opens: int = 1200, closes: int = 1150) -> list:
    march = shape("01.03.2025 - 31.03.2025", 1000, MARCH, 1200)
    return [*march, *shape("01.04.2025 - 30.04.2025", opens, APRIL, closes)]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("shape", [under_titles, in_cells])
def test_each_period_ties_and_the_month_between_closes(shape, writer) -> None:
    found = bring(WRITERS[writer](both(shape)), f"выписка.{writer}", preview=True)
    assert found["status"] == "preview", found["problems"]
    assert found["by_month"] == {"2025-03": "500.00", "2025-04": "100.00"}
    assert [(one["date"], one["amount"]) for one in found["balances"]] == [
        ("2025-02-28", "1000.00"), ("2025-03-31", "1200.00"), ("2025-04-30", "1150.00"),
    ]  # fmt: skip


@pytest.mark.parametrize("shape", [under_titles, in_cells])
@pytest.mark.parametrize(("opens", "closes"), [(1200, 1151), (1300, 1250)])
def test_a_period_that_does_not_tie_or_does_not_follow_refuses_the_file(shape, opens, closes) -> None:
    found = bring(WRITERS["xlsx"](both(shape, opens=opens, closes=closes)), "выписка.xlsx", preview=True)
    assert found["status"] == "refused"
    assert {p["problem"] for p in found["problems"] if p["severity"] == "error"} == {"balance-does-not-tie"}


def test_a_period_that_stands_twice_refuses_the_file() -> None:
    march = under_titles("01.03.2025 - 31.03.2025", 1000, MARCH, 1200)
    assert bring(WRITERS["xlsx"]([*march, *march]), "выписка.xlsx", preview=True)["status"] == "refused"


@pytest.mark.parametrize(("middle", "status"), [(500, "preview"), (501, "refused")])
def test_days_with_balances_of_their_own_are_parts_of_the_period(middle, status) -> None:
    rows = [
        [f"Выписка по счету {ACCOUNT}"], ["за период 01.03.2025 - 31.03.2025"], HEADER,
        ["Входящий остаток", "", "", "", "", "", 1000], MARCH[0], ["Исходящий остаток", "", "", "", "", "", middle],
        ["Входящий остаток", "", "", "", "", "", middle], MARCH[1], ["Исходящий остаток", "", "", "", "", "", 1200],
    ]  # fmt: skip
    found = bring(WRITERS["xlsx"](rows), "выписка.xlsx", preview=True)
    assert found["status"] == status, found["problems"]
    if status == "preview":
        assert [(one["date"], one["amount"]) for one in found["balances"]] == [
            ("2025-02-28", "1000.00"), ("2025-03-31", "1200.00"),
        ]  # fmt: skip


def test_sheets_of_months_are_asked_for_in_every_file() -> None:
    """One sheet of a month was chosen: the next file, and the same one again, are asked anew, so that none is lost."""
    march = under_titles("01.03.2025 - 31.03.2025", 1000, MARCH, 1200)
    april = under_titles("01.04.2025 - 30.04.2025", 1200, APRIL, 1150)
    book = file_factory.xlsx({"Март": march, "Апрель": april})
    said = bring(book, "выписка.xlsx")
    assert [one["form"] for one in said["asked"]] == ["sheet"]
    assert answer(said["batch"], {"form": {"sheet": "Март"}})["by_month"] == {"2025-03": "500.00"}
    again = bring(book, "выписка.xlsx")
    assert [one["form"] for one in again["asked"]] == ["sheet"]
    assert answer(again["batch"], {"form": {"sheet": "Апрель"}})["by_month"] == {"2025-04": "100.00"}
