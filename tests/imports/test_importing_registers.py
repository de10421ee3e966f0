"""Registers of payments and of money received: events that add up, each posted once."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from finance import books
from finance.models import Budget, Document, Entry, Facility, MonthState
from finance.months import Month
from tests.ground import office_files
from tests.ground.import_ground import bring, facility, undo

pytestmark = pytest.mark.django_db

HEADER = ("Дата", "№ документа", "Специфика", "Сумма", "Получатель", "БИН", "Договор", "Назначение платежа")
MILK = ("ТОО Сүт өнімдері", "991240999288", "23/2025", "Оплата по дог. 23/2025 за продукты питания")


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def paid(day, number, amount, code="141", party=MILK):
    return [date.fromisoformat(day), number, code, Decimal(amount), *party]


def register(*rows, total=None, title="Реестр кассовых расходов", name="register.xlsx", **options):
    table = [[title], [], [*HEADER], *rows]
    if total:
        table.append(["Всего", None, None, Decimal(total)])
    return bring(office_files.xlsx({"Реестр": table}), name, **options)


def problems(found):
    return [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


def test_a_preview_shows_what_posting_will_do_and_saves_nothing():
    rows = [paid("2025-06-03", "1", "100.10"), paid("2025-06-04", "2", "50.00", "159")]
    shown = register(*rows, total="150.10", preview=True)
    assert (shown["status"], shown["batch"], shown["rows"]["posted"]) == ("preview", None, 2)
    assert not Entry.objects.exists()
    assert not Document.objects.exists()
    done = register(*rows, total="150.10")
    assert done["changes"] == shown["changes"] == [
        {"measure": "cash", "code": "141", "month": "2025-06", "before": "0.00", "after": "100.10"},
        {"measure": "cash", "code": "159", "month": "2025-06", "before": "0.00", "after": "50.00"},
    ]  # fmt: skip


def test_the_same_content_under_another_name_or_format_changes_nothing():
    rows = [paid("2025-06-03", "1", "100.10"), paid("2025-06-04", "2", "50.00")]
    register(*rows)
    renamed = register(*rows, name="копия.xlsx", title="Реестр платежей")
    as_text = bring(office_files.text([[*HEADER], *rows]), "копия.csv")
    assert (renamed["status"], as_text["status"]) == ("already-imported", "already-imported")
    assert Entry.objects.count() == 2


def test_an_overlapping_register_adds_only_what_is_new():
    register(paid("2025-06-03", "1", "100.00"), paid("2025-06-04", "2", "50.00"))
    found = register(paid("2025-06-04", "2", "50.00"), paid("2025-06-05", "3", "70.00"))
    assert (found["rows"]["posted"], found["rows"]["duplicate"]) == (1, 1)
    assert found["total"] == "120.00"
    assert sum(Entry.objects.values_list("amount", flat=True)) == Decimal("220.00")


def test_it_keeps_two_identical_payments_of_one_day_and_says_so():
    same = paid("2025-06-03", "", "100.00")
    found = register(same, same)
    assert found["rows"]["posted"] == 2
    assert [(p["problem"], p["severity"], p["row"]) for p in found["problems"]] == [("duplicate-row", "warning", 5)]
    third = register(same, same, same)
    assert (third["rows"]["duplicate"], third["rows"]["posted"]) == (2, 1)


def test_one_number_in_two_years_names_two_payments(settings):
    settings.SMETA_TODAY = "2026-07-15"
    first = Budget.objects.get()
    Budget.objects.create(
        key="2026-fund", facility=first.facility, year=2026, programme=first.programme, source=first.source
    )
    register(paid("2025-06-03", "1", "100.00"))
    found = register(paid("2026-06-03", "1", "100.00"))
    assert found["rows"]["posted"] == 1


def test_a_payment_without_a_number_is_known_by_its_day_and_payee():
    register(paid("2025-06-03", "1", "100.00"))
    assert register(paid("2025-06-03", "", "100.00"))["status"] == "already-imported"
    assert register(paid("2025-06-04", "", "100.00"))["rows"]["posted"] == 1
    other = ("ТОО Другой", "991240999999", "", "за услуги")
    assert register(paid("2025-06-03", "", "100.00", party=other))["rows"]["posted"] == 1


def test_numbers_that_differ_are_different_payments():
    register(paid("2025-06-03", "1", "100.00"))
    assert register(paid("2025-06-03", "2", "100.00"))["rows"]["posted"] == 1


def test_a_known_payment_under_another_code_is_a_doubt_not_a_payment():
    register(paid("2025-06-03", "1", "100.00", "141"))
    found = register(paid("2025-06-03", "1", "100.00", "142"))
    assert found["status"] == "already-imported"
    assert len(found["doubts"]) == 2  # the code, and no total
    assert "141" in found["doubts"][0]


def test_a_file_without_a_total_posts_and_leaves_a_doubt():
    assert register(paid("2025-06-03", "1", "100.00"))["notes"]
    assert register(paid("2025-06-04", "2", "100.00"), total="100.00")["doubts"] == []


def test_a_total_that_differs_refuses_the_file():
    found = register(paid("2025-06-03", "1", "100.00"), paid("2025-06-03", "2", "1.00"), total="101.01")
    assert problems(found) == [("Реестр!D6", "total-differs")]
    assert not Entry.objects.exists()


def test_all_problems_are_named_at_once_and_totals_over_them_are_not():
    found = register(
        paid("2025-06-03", "1", "100.00", "999"),
        ["32.06.2025", "2", "141", Decimal("5.00"), *MILK],
        [date(2025, 6, 4), "3", "141", "сто", *MILK],
        paid("2025-07-16", "4", "1.00"),
        paid("2024-07-16", "5", "1.00"),
        total="7.77",
    )
    assert problems(found) == [
        ("Реестр!C4", "unknown-code"),
        ("Реестр!A5", "not-a-date"),
        ("Реестр!D6", "not-an-amount"),
        ("Реестр!A7", "future-date"),
        ("Реестр!A8", "no-budget"),
    ]
    assert found["controls"][0]["holds"] is None
    assert not Entry.objects.exists()


def test_a_row_without_an_amount_is_refused_and_a_signature_is_not():
    rows = [paid("2025-06-03", "1", "100.00"), [date(2025, 6, 4), "2", "141", None, *MILK]]
    assert problems(register(*rows)) == [("Реестр!D5", "not-an-amount")]
    footer = [["Руководитель", None, "__________"], ["Исполнитель", None, None, None, "тел. 12-34-56"], ["30.06.2025"]]
    found = register(rows[0], *footer)
    assert (found["status"], found["rows"]["skipped"]) == ("posted", 3)


def test_a_file_of_another_facility_is_refused_at_the_cell_of_its_number():
    table = [["БИН", "123456789012"], ["Реестр кассовых расходов"], [*HEADER], paid("2025-06-03", "1", "100.00")]
    found = bring(office_files.xlsx({"Лист1": table}), "чужой.xlsx")
    assert problems(found) == [("Лист1!B1", "wrong-facility")]


def test_the_number_above_the_table_chooses_the_facility():
    Facility.objects.create(number="123456789012", name_ru="Другой")
    table = [["БИН 991240999016"], ["Реестр кассовых расходов"], [*HEADER], paid("2025-06-03", "1", "100.00")]
    assert bring(office_files.xlsx({"Лист1": table}), "x.xlsx")["status"] == "posted"


def test_a_closed_month_takes_no_new_payment_but_knows_the_old_ones(budget):
    register(paid("2025-05-03", "1", "100.00"))
    closer = User.objects.get(username="accountant")
    MonthState.objects.create(budget=budget, month=Month(2025, 5), closed_by=closer)
    assert register(paid("2025-05-03", "1", "100.00"))["status"] == "already-imported"
    found = register(paid("2025-05-03", "1", "100.00"), paid("2025-05-04", "2", "1.00"))
    assert problems(found) == [("Реестр!D5", "closed-month")]


def test_a_register_over_two_years_stands_in_two_budgets(budget, settings):
    settings.SMETA_TODAY = "2026-02-01"
    Budget.objects.create(
        key="2026-fund", facility=budget.facility, year=2026, programme=budget.programme, source=budget.source
    )
    found = register(paid("2025-12-30", "1", "100.00"), paid("2026-01-05", "1", "7.00"))
    assert found["rows"]["posted"] == 2
    documents = Document.objects.filter(batch_number=found["batch"])
    assert sorted(documents.values_list("budget__key", flat=True)) == ["2025-fund", "2026-fund"]
    assert undo(found["batch"])["reversed"] == 2


def test_a_column_of_thousands_becomes_tenge():
    header = [*HEADER[:3], "Сумма, тыс. тенге", *HEADER[4:]]
    table = [["Реестр кассовых расходов"], header, paid("2025-06-03", "1", "1.5")]
    found = bring(office_files.xlsx({"Лист1": table}), "x.xlsx")
    assert (found["unit"], found["total"]) == ("thousand", "1500.00")


def test_two_units_that_contradict_are_refused():
    header = [*HEADER[:3], "Сумма, тенге", *HEADER[4:]]
    table = [["Реестр кассовых расходов, тыс. тенге"], header, paid("2025-06-03", "1", "1.5")]
    found = bring(office_files.xlsx({"Лист1": table}), "x.xlsx")
    assert [p["problem"] for p in found["problems"]] == ["ambiguous-amount"]


def test_what_could_be_two_kinds_is_refused_until_the_kind_is_named():
    table = [
        ["date", "number", "code", "amount"],
        ["2025-06-03", "1", "141", "5.00"],
        ["2025-06-04", "2", "141", "6.00"],
    ]
    data = office_files.text(table)
    found = bring(data, "x.csv")
    assert [p["problem"] for p in found["problems"]] == ["missing-column"]
    assert bring(data, "x.csv", kind="cash")["kind"] == "cash"


def test_money_received_is_known_by_code_and_month():
    rows = [["date", "number", "code", "amount"]]
    rows += [["2025-06-02", "6", code, amount] for code, amount in (("111", "10.00"), ("141", "5.00"))]
    first = bring(office_files.text(rows), "funding.csv")
    assert (first["kind"], first["status"], first["total"]) == ("funding", "posted", "15.00")
    rows.append(["2025-06-20", "7", "111", "10.00"])
    again = bring(office_files.text(rows), "funding-2.csv")
    assert (again["rows"]["duplicate"], again["rows"]["posted"]) == (2, 1)


def test_an_undone_register_can_be_posted_again():
    rows = [paid("2025-06-03", "1", "100.00"), paid("2025-06-04", "2", "50.00")]
    first = register(*rows)
    assert undo(first["batch"]) == {"status": "undone", "batch": first["batch"], "reversed": 2, "kept": []}
    second = register(*rows)
    assert (second["status"], second["rows"]["posted"]) == ("posted", 2)
    assert sum(Entry.objects.values_list("amount", flat=True)) == Decimal("150.00")
    assert books.check().broken == []


def test_a_payment_typed_with_a_minus_is_a_return():
    register(paid("2025-06-03", "1", "100.00"))
    found = register(paid("2025-06-10", "9", "-40.00"))
    assert found["rows"]["posted"] == 1
    assert sum(Entry.objects.values_list("amount", flat=True)) == Decimal("60.00")


def test_a_header_without_rows_is_no_table():
    assert problems(register()) == [("Реестр!A3", "no-table-found")]


def warned(found):
    return [one["problem"] for one in found["problems"] if one["severity"] == "warning"]


def test_a_sum_below_zero_is_named_unless_a_word_or_the_total_says_what_it_is():
    some = [paid("2025-06-03", "1", "100.00"), paid("2025-06-10", "9", "-40.00")]
    found = register(*some, preview=True)
    assert (found["total"], warned(found)) == ("60.00", ["returned"])
    assert warned(register(*some, total="60.00", preview=True)) == []
    back = paid("2025-06-10", "9", "-40.00")
    back[-1] = "Возврат по договору"
    assert warned(register(some[0], back, preview=True)) == []
    assert warned(register(*some, title="Реестр возвратов", preview=True)) == []


def test_a_register_all_below_zero_is_asked_what_its_minus_says():
    found = register(paid("2025-06-03", "1", "-100.00"), paid("2025-06-10", "9", "-40.00"))
    assert (found["status"], problems(found)) == ("refused", [("Реестр!D4", "ambiguous-amount")])
    assert not Entry.objects.exists()
