"""A file may sum up its codes by class, `110` above 111 and 112. Such a row is a control; a wrong code never hides as one."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import Balance, BudgetCode, Entry
from imports.rows.class_rows import CodedRow, rows_of_classes
from tests.ground import office_files
from tests.ground.import_ground import answer, bring, facility
from tests.ground.variants import plan as plan_rows

pytestmark = pytest.mark.once

HEADER = plan_rows("ru")[0][3]
CODES = ("111", "112", "113", "121", "122", "124", "141", "142", "149", "151", "159")


@pytest.fixture
def budget(db, settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def plan(*rows, total=None, **options):
    """Rows are (code, twelve months) or (code, twelve months, year), in tenge; `total` is the year of all of them."""
    table = [["План финансирования на 2025 год"], ["тенге"], [], list(HEADER)]
    for code, months, *year in rows:
        table.append([code, f"Строка {code}", *months, *(year or [sum(m or 0 for m in months)])])
    if total is not None:
        table.append(["", "ВСЕГО", *[None] * 12, Decimal(total)])
    return bring(office_files.xlsx({"План": table}), "plan.xlsx", **options)


def even(amount):
    return [Decimal(amount)] * 12


def problems(found):
    return [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


def subtotals(found):
    return [(c["code"], c["expected"], c["found"], c["holds"]) for c in found["controls"] if c["name"] == "subtotal"]


def booked(code, measure="plan"):
    return sum((b.amount for b in Balance.objects.filter(code__code=code, measure=measure)), Decimal(0))


def test_a_row_of_a_class_above_its_codes_is_a_control(budget):
    found = plan(("110", even(30)), ("111", even(20)), ("112", even(10)), ("141", even(5)), total=420)
    assert (found["status"], problems(found), found["total"]) == ("posted", [], "420.00")
    assert found["by_code"] == {"111": "240.00", "112": "120.00", "141": "60.00"}
    assert (found["rows"]["read"], found["rows"]["posted"], found["rows"]["skipped"]) == (3, 3, 2)
    assert subtotals(found) == [("110", "360.00", "360.00", True)]
    control = next(c for c in found["controls"] if c["name"] == "subtotal")
    assert (control["cell"], control["row"]) == ("План!O5", 5)
    assert not Entry.objects.filter(code__code="110").exists()


def test_it_may_stand_below_its_codes_and_under_a_class_of_classes(budget):
    found = plan(
        ("100", even(37)), ("111", even(20)), ("112", even(10)), (110, even(30)),
        (Decimal("140.0"), even(7)), ("141", even(5)), ("149", even(2)), total=444,
    )  # fmt: skip
    assert (found["status"], found["total"], found["rows"]["read"]) == ("posted", "444.00", 4)
    assert [code for code, *_ in subtotals(found)] == ["100", "110", "140"]


def test_a_cell_may_hold_the_code_and_the_name_of_the_class(budget):
    found = plan(("140, Приобретение запасов", even(7)), ("141, Продукты", even(5)), ("149, Прочее", even(2)))
    assert (found["status"], subtotals(found)) == ("posted", [("140", "84.00", "84.00", True)])


@pytest.mark.parametrize("month", range(12))
def test_a_difference_in_any_month_leaves_a_wrong_code(budget, month):
    stated = even(30)
    stated[month] += Decimal("0.01")
    found = plan(("110", stated), ("111", even(20)), ("112", even(10)))
    assert (found["status"], problems(found)) == ("refused", [("План!A5", "unknown-code")])
    assert not Entry.objects.exists()


def test_a_year_of_a_class_that_is_not_the_sum_leaves_a_wrong_code(budget):
    found = plan(("110", even(30), Decimal("360.01")), ("111", even(20)), ("112", even(10)))
    assert problems(found) == [("План!A5", "unknown-code")]


def test_months_of_a_class_left_blank_are_no_sums(budget):
    found = plan(("110", [None] * 12, Decimal(360)), ("111", even(20)), ("112", even(10)))
    assert problems(found) == [("План!A5", "unknown-code")]


def test_a_class_without_its_codes_is_a_wrong_code(budget):
    found = plan(("120", even(30)), ("111", even(20)), ("112", even(10)))
    assert problems(found) == [("План!A5", "unknown-code")]


def test_a_class_of_nothing_but_zeros_is_a_wrong_code(budget):
    found = plan(("120", even(0)), ("121", even(0)), ("122", even(0)), ("111", even(1)))
    assert problems(found) == [("План!A5", "unknown-code")]


def test_a_class_that_stands_twice_could_be_either(budget):
    found = plan(("110", even(30)), ("111", even(20)), ("112", even(10)), ("110", even(30)))
    assert problems(found) == [("План!A5", "unknown-code"), ("План!A8", "unknown-code")]


def test_a_class_away_from_its_codes_is_a_wrong_code(budget):
    found = plan(("111", even(20)), ("112", even(10)), ("141", even(5)), ("110", even(30)), ("142", even(1)))
    assert problems(found) == [("План!A8", "unknown-code")]


def test_a_class_of_one_row_is_told_from_a_wrong_code_by_a_total_of_the_file(budget):
    rows = (("150", even(4)), ("151", even(4)), ("111", even(1)))
    assert problems(plan(*rows)) == [("План!A5", "unknown-code")]
    assert problems(plan(*rows, total=108)) == [("План!O8", "total-differs")]
    found = plan(*rows, total=60)
    assert (found["status"], subtotals(found)) == ("posted", [("150", "48.00", "48.00", True)])


def test_a_total_that_counts_the_classes_too_is_refused(budget):
    found = plan(("110", even(30)), ("111", even(20)), ("112", even(10)), total=720)
    assert problems(found) == [("План!O8", "total-differs")]


def test_a_row_that_cannot_be_read_leaves_its_class_unproved(budget):
    found = plan(("110", even(30)), ("111", ["сто", *even(20)[1:]], Decimal(240)), ("112", even(10)))
    assert problems(found) == [("План!A5", "unknown-code"), ("План!C6", "not-an-amount")]


def test_a_code_of_the_list_that_ends_in_nought_is_a_row(budget):
    BudgetCode.objects.filter(code="140").update(is_group=False)
    found = plan(("140", even(7)), ("141", even(5)), ("149", even(2)))
    assert (found["status"], found["by_code"]["140"], subtotals(found)) == ("posted", "84.00", [])
    assert booked("140") == 84
    found = plan(("100", even(14)), ("140", even(7)), ("141", even(5)), ("149", even(2)))
    assert subtotals(found) == [("100", "168.00", "168.00", True)]


def test_a_name_answered_later_leaves_the_class_what_it_was(budget):
    found = plan(("110", even(30)), ("111", even(20)), ("112", even(10)), (None, even(1)))
    assert (found["rows"]["posted"], found["rows"]["unresolved"]) == (2, 1)
    done = answer(found["batch"], {"rows": {str(found["unresolved"][0]["row"]): "113"}})
    assert (done["status"], booked("111"), booked("113")) == ("posted", 240, 12)


def rows_of_months(title, head, *rows):
    table = [[title], [], ["Месяц", "Специфика", head], *map(list, rows)]
    return bring(office_files.xlsx({"Лист1": table}), "rows.xlsx")


@pytest.mark.parametrize(
    ("title", "head", "kind"),
    [("Начисленные расходы за 2025 год", "Начислено", "actual"), ("План на 2025 год", "План, тенге", "plan")],
)
def test_each_month_of_a_class_is_the_sum_of_its_own_month(budget, title, head, kind):
    rows = [
        ["2025-01", "110", 30], ["2025-02", "110", 50], ["2025-01", "111", 20], ["2025-02", "111", 40],
        ["2025-01", "112", 10], ["2025-02", "112", 10],
    ]  # fmt: skip
    wrong = [*rows[:1], ["2025-02", "110", 51], *rows[2:]]
    assert problems(rows_of_months(title, head, *wrong)) == [("Лист1!B5", "unknown-code")]
    found = rows_of_months(title, head, *rows, ["Всего", "", 80])
    assert (found["kind"], found["status"], found["total"]) == (kind, "posted", "80.00")
    assert [(c["code"], c["month"], c["cell"]) for c in found["controls"] if c["name"] == "subtotal"] == [
        ("110", "2025-01", "Лист1!C4"), ("110", "2025-02", "Лист1!C5"),
    ]  # fmt: skip
    assert booked("111", kind) == 60


@pytest.mark.parametrize(
    ("total", "told_apart"), [("Всего", True), ("Итого", True), ("Итого по 151", False), ("Итого за февраль", False)]
)
def test_only_a_total_of_all_rows_tells_a_class_of_one_row(budget, total, told_apart):
    rows = [["2025-02", "150", 4], ["2025-02", "151", 4], [total, "", 4]]
    found = rows_of_months("Начисленные расходы за 2025 год", "Начислено", *rows)
    assert problems(found) == ([] if told_apart else [("Лист1!B4", "unknown-code")])


def test_a_total_above_other_rows_does_not_tell_their_class_of_one_row(budget):
    rows = [["2025-02", "111", 9], ["Всего", "", 9], ["2025-02", "150", 4], ["2025-02", "151", 4]]
    found = rows_of_months("Начисленные расходы за 2025 год", "Начислено", *rows)
    assert problems(found) == [("Лист1!B6", "unknown-code")]


def said(found):
    return next(p["message"] for p in found["problems"] if p["problem"] == "unknown-code")


@pytest.mark.parametrize(
    ("title", "head"), [("Начисленные расходы за 2025 год", "Начислено"), ("План на 2025 год", "План, тенге")]
)
def test_a_class_that_does_not_add_up_is_told_with_the_cell_and_both_sums(budget, title, head):
    rows = [["2025-01", "110", 31], ["2025-01", "111", 20], ["2025-01", "112", 10]]
    message = said(rows_of_months(title, head, *rows))
    assert all(part in message for part in ("«110»", "(111, 112)", "Лист1!C4 стоит 31,00", "дают 30,00"))
    bare = said(rows_of_months(title, head, ["2025-01", "120", 31], *rows[1:]))
    assert "группа специфик" in bare
    assert "122" in bare


@pytest.mark.parametrize(("month", "column"), [(0, "C"), (7, "J"), (11, "N")])
def test_the_month_of_a_class_that_differs_is_the_one_that_is_told(budget, month, column):
    stated = even(30)
    stated[month] += 1
    found = said(plan(("110", stated, Decimal(360)), ("111", even(20)), ("112", even(10))))
    assert f"План!{column}5 стоит 31,00, а строки дают 30,00" in found


def test_a_class_that_could_be_a_row_of_it_says_so(budget):
    assert "повторяет 151" in said(plan(("150", even(4)), ("151", even(4)), ("111", even(1))))


def test_a_class_over_a_row_that_cannot_be_read_is_not_said_to_differ(budget):
    found = plan(("110", even(30)), ("111", ["сто", *even(20)[1:]], Decimal(240)), ("112", even(10)))
    assert "группа специфик" in said(found)


@pytest.mark.parametrize("code", ["100", "110", "140", "140, Приобретение запасов"])
def test_a_payment_of_a_class_is_told_the_codes_of_it(budget, code):
    table = [["Реестр платежей"], ["Дата", "Номер", "Специфика", "Получатель", "Сумма"],
             ["15.01.2025", "1", code, "ТОО Нан", 5]]  # fmt: skip
    found = bring(office_files.xlsx({"Лист1": table}), "register.xlsx")
    assert problems(found) == [("Лист1!C3", "unknown-code")]
    assert f"{code[:2].rstrip('0')}1" in said(found)


def trial_balance(*rows):
    table = [
        ["Оборотно-сальдовая ведомость за январь 2025 г."],
        ["Специфика", "Сальдо на начало", None, "Обороты", None, "Сальдо на конец", None],
        [None, "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
        *([label, None, *sums[:3], None, sums[3]] for label, *sums in rows),
    ]
    return bring(office_files.xlsx({"Лист1": table}), "osv.xlsx")


def test_a_trial_balance_may_sum_up_its_accounts_by_class(budget):
    accounts = (("111, Зарплата", 5, 1, 2, 6), ("112, Выплаты", 3, 3, 3, 3))
    assert problems(trial_balance(("110, Труд", 8, 4, 5, 8), *accounts))[0] == ("Лист1!A4", "unknown-code")
    found = trial_balance(("110, Труд", 8, 4, 5, 9), *accounts)
    assert (found["status"], found["total"], found["rows"]["read"]) == ("posted", "5.00", 2)
    assert subtotals(found) == [("110", "5.00", "5.00", True)]
    assert (booked("111", "actual"), booked("112", "actual")) == (2, 3)


cents = st.integers(0, 10**9).map(lambda tiyn: Decimal(tiyn) / 100)
bodies = st.dictionaries(st.sampled_from(CODES), st.lists(cents, min_size=12, max_size=12), min_size=1).map(
    lambda found: {code: [months[0] + 1, *months[1:]] for code, months in found.items()}
)


def with_classes(body, chosen, are_above):
    """The rows of `body` with those of the chosen classes above or below them."""
    rows = []
    for name in sorted({f"{code[:2]}0" for code in body}):
        own = [(code, months) for code, months in sorted(body.items()) if code[:2] == name[:2]]
        heading = [(name, [sum(column) for column in zip(*(months for _, months in own), strict=True)])]
        rows += [*heading, *own] if name in chosen and are_above else [*own, *(heading if name in chosen else [])]
    every = ("100", [sum(column) for column in zip(*body.values(), strict=True)])
    return [every, *rows] if "100" in chosen else rows


# a preview leaves nothing behind, so examples may share their books
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies, st.sets(st.sampled_from(["100", "110", "120", "140", "150"])), st.booleans())
def test_a_plan_with_rows_of_classes_says_what_it_says_without_them(budget, body, chosen, are_above):
    year = sum(sum(months) for months in body.values())
    bare = plan(*sorted(body.items()), total=year, preview=True)
    full = plan(*with_classes(body, chosen, are_above), total=year, preview=True)
    assert (full["status"], problems(full)) == ("preview", [])
    for key in ("total", "by_code", "by_month", "changes"):
        assert full[key] == bare[key]
    assert full["rows"] | {"skipped": 0} == bare["rows"] | {"skipped": 0}
    stated = {name for name in chosen if name == "100" or any(code[:2] == name[:2] for code in body)}
    assert {code for code, *_ in subtotals(full)} == stated


@given(
    st.lists(st.tuples(st.sampled_from([*CODES, "100", "110", "120", "140", ""]), cents), max_size=12), st.booleans()
)
def test_whatever_is_taken_for_a_class_adds_up_to_the_rows_that_stay(body, is_totalled):
    rows = [
        CodedRow(at, code, None, (amount,), code[-1:] == "0") for at, (code, amount) in enumerate(body)
    ]  # fmt: skip
    for found in rows_of_classes(rows, is_totalled=is_totalled):
        first = found.code[:1] if found.code == "100" else found.code[:2]
        stay = [row for row in rows if row.code.startswith(first) and not row.may_be_class]
        assert found.amounts[0] == sum(row.amounts[0] for row in stay) != 0


def test_a_class_of_one_row_is_one_in_a_file_that_sums_up_its_other_classes(budget):
    rows = [("100", even(34)), ("110", even(30)), ("111", even(20)), ("112", even(10)), ("140", even(4)),
            ("141", even(4))]  # fmt: skip
    found = plan(*rows)
    assert (found["status"], found["total"]) == ("posted", "408.00")
    assert [code for code, *_ in subtotals(found)] == ["100", "110", "140"]
    below = [*rows[:4], ("141", even(4)), ("140", even(4))]
    assert problems(plan(*below)) == [("План!A10", "unknown-code")]
