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


@pytest.mark.parametrize("writer", ["xlsx", "xls", "ods"])
def test_months_on_sheets_of_their_own_are_one_statement(writer) -> None:
    """In the order of the months; each cell keeps its sheet; what comes in April must open where March closed."""
    march = under_titles("01.03.2025 - 31.03.2025", 1000, MARCH, 1200)
    april = under_titles("01.04.2025 - 30.04.2025", 1200, APRIL, 1150)
    said = bring(WRITERS[writer]({"Апрель": april, "Март": march, "Май": [HEADER]}), f"выписка.{writer}")
    assert said["by_month"] == {"2025-03": "500.00", "2025-04": "100.00"}
    assert [one["cell"].split("!")[0] for one in said["unresolved"]] == ["Март", "Апрель"]
    rows = {str(one["row"]): "141" for one in said["unresolved"]}
    assert len(rows) == 2
    assert answer(said["batch"], {"rows": rows})["by_code"] == {"141": "600.00"}
    april[2] = ["Входящий остаток: 1300,00"]
    broken = bring(WRITERS[writer]({"Март": march, "Апрель": april}), f"выписка.{writer}", preview=True)
    assert [(p["cell"].split("!")[0], p["problem"]) for p in broken["problems"]][:1] == [
        ("Апрель", "balance-does-not-tie")
    ]


REGISTER = ["Дата", "№", "Код", "Сумма", "Получатель"]
JANUARY, FEBRUARY = ["10.01.2025", "1", "111", 100, "ТОО А"], ["10.02.2025", "2", "141", 1000, "ТОО Б"]
OTHER_SHEETS = {
    "a column more": [[*REGISTER, "Договор"], [*FEBRUARY, "17"]],
    "another order": [REGISTER[::-1], FEBRUARY[::-1]],
    "no header": [FEBRUARY],
    "a header of other words": [["Дата", "№", "Код", "Опл.", "Получатель"], FEBRUARY],
    "no codes": [["Дата", "№", "Сумма"], ["10.02.2025", "2", 1000]],
    "days of another month": [REGISTER, JANUARY],
    "days of two months": [REGISTER, FEBRUARY, ["01.03.2025", "3", "141", 5, "ТОО Б"]],
}


@pytest.mark.parametrize("shape", OTHER_SHEETS)
def test_of_two_sheets_none_is_passed_over_in_silence(shape) -> None:
    """What is no month of the same table is asked about where its name says a month, and told where it says none."""
    book = {"Январь": [REGISTER, JANUARY], "Февраль": OTHER_SHEETS[shape]}
    found = bring(WRITERS["xlsx"](book), "реестр.xlsx", preview=True)
    assert (found["status"], [one["form"] for one in found["asked"]]) == ("refused", ["sheet"])
    chosen = bring(WRITERS["xlsx"](book), "реестр.xlsx", corrections={"sheet": "Январь"}, preview=True)
    assert (chosen["status"], chosen["total"]) == ("preview", "100.00")
    book = {"Реестр": [REGISTER, JANUARY], "Прочее": [["Всего", 5]]}
    found = bring(WRITERS["xlsx"](book), "реестр.xlsx", preview=True)
    said = [(p["cell"], p["severity"]) for p in found["problems"] if p["problem"] == "sheet-not-read"]
    assert (found["total"], said) == ("100.00", [("Прочее!A1", "warning")])


def test_tables_laid_out_across_on_two_sheets_are_asked_about() -> None:
    across = [["Кассовые расходы за 2025 год"], ["Код", "Январь", "Февраль"], ["111", 10, 20], ["141", 1, 2]]
    found = bring(WRITERS["xlsx"]({"Отделение 1": across, "Отделение 2": across}), "касса.xlsx", preview=True)
    assert (found["status"], [one["form"] for one in found["asked"]]) == ("refused", ["sheet"])
