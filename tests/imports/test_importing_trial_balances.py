"""Actual cost from trial balances and tables of accruals: states of a month, checked inside and against the ledger."""

from decimal import Decimal

import pytest

from finance import books
from finance.models import Balance
from finance.months import Month
from tests.ground import office_files
from tests.ground.import_ground import bring, facility, undo

pytestmark = pytest.mark.django_db

ZERO = Decimal(0)


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def balance(title, *rows, total=True, name="balance.xlsx"):
    """Rows: (label, opening credit, debit, credit); the closing balance follows from them."""
    table = [
        ["ГКП на ПХВ"],
        [f"Оборотно-сальдовая ведомость за {title}"],
        [],
        ["Специфика, Наименование", "Показатели", "Сальдо на начало периода", None, "Обороты за период", None, None,
         "Сальдо на конец периода", None],
        [None, "БУ", "Дебет", "Кредит", "Дебет", "Кредит", None, "Дебет", "Кредит"],
    ]  # fmt: skip
    sums = [ZERO] * 6
    for label, opening, debit, credit in rows:
        closing = opening + credit - debit
        sides = [max(-opening, ZERO), max(opening, ZERO), debit, credit, max(-closing, ZERO), max(closing, ZERO)]
        sums = [a + b for a, b in zip(sums, sides, strict=True)]
        cells = [value or None for value in sides]
        table.append([label, "БУ", *cells[:4], None, *cells[4:]])
    if total:
        cells = [value or None for value in sums]
        table.append(["Итого", None, *cells[:4], None, *cells[4:]])
    merged = ((3, 2, 3, 3), (3, 4, 3, 6), (3, 7, 3, 8))
    return bring(office_files.xlsx({"Лист1": table}, merged), name)


def row(label, opening, debit, credit):
    return (label, Decimal(opening), Decimal(debit), Decimal(credit))


def accrued(code, month=1):
    rows = Balance.objects.filter(code__code=code, month=Month(2025, month), measure="actual")
    return sum((b.amount for b in rows), ZERO)


def problems(found):
    return [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


def test_the_credit_turnover_is_what_was_accrued():
    found = balance("Январь 2025 г.", row("111, Заработная плата", 0, "90.10", "100.20"), row("141, Питание", 0, 0, 5))
    assert (found["kind"], found["period"], found["total"]) == ("actual", ["2025-01", "2025-01"], "105.20")
    assert found["columns"]["credit"] == "F"
    assert found["columns"]["debit"] == "E"
    assert accrued("111") == Decimal("100.20")


def test_a_newer_balance_of_the_month_posts_the_difference():
    balance("Январь 2025 г.", row("111, Зарплата", 0, 0, 100), row("141, Питание", 0, 0, 5))
    found = balance("Январь 2025 г.", row("111, Зарплата", 0, 0, 90), row("141, Питание", 0, 0, 5), name="new.xlsx")
    assert (found["rows"]["posted"], found["rows"]["duplicate"]) == (1, 1)
    assert found["changes"][0] | {} == {
        "measure": "actual", "code": "111", "month": "2025-01", "before": "100.00", "after": "90.00",
    }  # fmt: skip


def test_an_empty_turnover_is_zero_for_a_code_that_is_named():
    balance("Январь 2025 г.", row("111, Зарплата", 0, 0, 100))
    balance("Январь 2025 г.", row("111, Зарплата", 0, 0, 0), row("141, Питание", 0, 0, 1), name="new.xlsx")
    assert accrued("111") == 0


def test_an_earlier_balance_under_a_later_one_stays_when_undone():
    first = balance("Январь 2025 г.", row("111, Зарплата", 0, 0, 100))
    second = balance("Январь 2025 г.", row("111, Зарплата", 0, 0, 90), name="new.xlsx")
    kept = undo(first["batch"])["kept"]
    assert len(kept) == 1
    assert kept[0]["reason"]
    assert undo(second["batch"])["reversed"] == 1
    assert accrued("111") == Decimal(100)
    assert books.check().broken == []


def test_an_opening_balance_that_breaks_with_the_month_before_is_a_doubt():
    balance("Январь 2025 г.", row("111, Зарплата", 0, 90, 100))
    found = balance("Февраль 2025 г.", row("111, Зарплата", 11, 90, 100), name="february.xlsx")
    assert found["status"] == "posted"
    opening = next(c for c in found["controls"] if c["name"] == "opening-balance")
    assert (opening["expected"], opening["found"], opening["holds"]) == ("11.00", "10.00", False)
    assert len(found["doubts"]) == 1


def test_a_first_month_has_nothing_to_compare_its_opening_with():
    found = balance("Март 2025 г.", row("111, Зарплата", 7, 90, 100))
    assert [c["holds"] for c in found["controls"] if c["name"] == "opening-balance"] == [None]
    assert found["doubts"] == []


def test_a_row_that_does_not_tie_refuses_the_file():
    table = [
        ["Оборотно-сальдовая ведомость за январь 2025 г."],
        ["Специфика", "Сальдо на начало", None, "Обороты", None, "Сальдо на конец", None],
        [None, "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
        ["111, Зарплата", None, Decimal(5), Decimal(1), Decimal(2), None, Decimal(7)],
    ]
    found = bring(office_files.xlsx({"Лист1": table}), "x.xlsx")
    assert problems(found) == [("Лист1!G4", "balance-does-not-tie")]


def test_a_month_that_was_undone_is_lacking():
    january = balance("Январь 2025 г.", row("111, Зарплата", 0, 0, 100))
    balance("Февраль 2025 г.", row("111, Зарплата", 100, 0, 50), name="february.xlsx")
    undo(january["batch"])
    refused = balance("Январь - Февраль 2025 г.", row("111, Зарплата", 0, 0, 150), name="both.xlsx")
    assert [p["problem"] for p in refused["problems"]] == ["period-too-long"]


def test_two_months_at_once_are_a_control_of_months_that_are_there():
    january, february = row("111, Зарплата", 0, 0, 100), row("111, Зарплата", 100, 0, 50)
    balance("Январь 2025 г.", january)
    refused = balance("Январь - Февраль 2025 г.", row("111, Зарплата", 0, 0, 150), name="both.xlsx")
    assert [p["problem"] for p in refused["problems"]] == ["period-too-long"]
    balance("Февраль 2025 г.", february, name="february.xlsx")
    known = balance("Январь - Февраль 2025 г.", row("111, Зарплата", 0, 0, 150), name="both.xlsx")
    assert (known["status"], known["rows"]["duplicate"], known["doubts"]) == ("already-imported", 1, [])
    wrong = balance("Январь - Февраль 2025 г.", row("111, Зарплата", 0, 0, 151), name="wrong.xlsx")
    assert (wrong["status"], len(wrong["doubts"])) == ("already-imported", 1)
    assert accrued("111") == Decimal(100)


def test_a_month_that_has_not_begun_is_refused():
    found = balance("Август 2025 г.", row("111, Зарплата", 0, 0, 1))
    assert [p["problem"] for p in found["problems"]] == ["future-date"]


def test_rows_of_currency_and_quantity_are_no_accounts():
    table = [
        ["Оборотно-сальдовая ведомость за январь 2025 г."],
        ["Специфика", "Показатели", "Обороты за период", None],
        [None, None, "Дебет", "Кредит"],
        ["141, Питание", "БУ", Decimal(1), Decimal(2)],
        ["RUB", "Вал.", Decimal(6), Decimal(12)],
        [None, "Кол.", Decimal(3), Decimal(4)],
        ["Итого", None, Decimal(1), Decimal(2)],
        ["Главный бухгалтер", "____________"],
    ]
    found = bring(office_files.xlsx({"Лист1": table}), "x.xlsx")
    assert (found["status"], found["rows"]["read"], found["total"]) == ("posted", 1, "2.00")


def test_a_table_of_accruals_is_actual_cost_too():
    rows = [["Месяц", "Специфика", "Начислено"], ["2025-01", "111", "10.00"], ["2025-02", "111", "12.50"]]
    found = bring(office_files.text(rows), "accruals.csv")
    assert (found["kind"], found["status"], found["by_month"]) == (
        "actual", "posted", {"2025-01": "10.00", "2025-02": "12.50"},
    )  # fmt: skip
    assert accrued("111", 2) == Decimal("12.50")


def test_kazakh_headers_name_the_same_columns():
    table = [
        ["2025 жылғы қаңтар айының айналым-сальдо ведомосі"],
        ["Ерекшелік", "Кезең басындағы сальдо", None, "Кезеңдегі айналым", None, "Кезең соңындағы сальдо", None],
        [None, "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
        ["111", None, None, Decimal(1), Decimal(2), None, Decimal(1)],
        ["Барлығы", None, None, Decimal(1), Decimal(2), None, Decimal(1)],
    ]
    found = bring(office_files.xlsx({"Парақ1": table}), "x.xlsx")
    assert (found["kind"], found["status"], found["total"]) == ("actual", "posted", "2.00")
    assert found["period"] == ["2025-01", "2025-01"]


def test_figures_without_an_account_refuse_the_balance():
    """Left out they would be cost that nobody accounts for: a balance without a total has nothing to miss them by."""
    found = balance("Январь 2025 г.", row("111, Зарплата", 0, 0, 100), row("", 0, 0, 5), total=False)
    assert (found["status"], problems(found)) == ("refused", [("Лист1!A7", "unknown-code")])


def test_a_balance_that_lost_one_of_its_sides_is_refused():
    table = [
        ["Оборотно-сальдовая ведомость за июнь 2025 г."],
        ["Специфика", "Сальдо на начало периода", None, "Обороты за период", None, "Сальдо на конец периода"],
        [None, "Дебет", "Кредит", "Дебет", "Кредит", "Дебет"],
        ["141", None, Decimal(10), Decimal(10), Decimal(30), None],
    ]
    merged = ((1, 1, 1, 2), (1, 3, 1, 4))
    found = bring(office_files.xlsx({"Лист1": table}, merged), "balance.xlsx")
    assert problems(found) == [("Лист1!F2", "missing-column")]
