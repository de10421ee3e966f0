"""The plan by contract declares; certificates add. What a file does not name stays."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from finance import books
from finance.models import Balance, Document, Entry, MonthState
from finance.months import Month
from tests.ground import office_files
from tests.ground.import_ground import answer, bring, facility, undo

pytestmark = pytest.mark.django_db

MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
CERTIFICATE = ("Справка №", "Дата", "Специфика", "Месяц", "Изменение, тыс. тенге", "Основание")


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def plan(*rows, total=None, name="plan.xlsx", title="План финансирования на 2025 год", heads=("Наименование", "Код")):
    """Rows are (name, code, twelve months); in thousands."""
    table = [[title], ["тыс. тенге"], [*heads, *MONTHS, "Итого за год"]]
    for label, code, months in rows:
        table.append([label, code, *months, sum(m for m in months if m)])
    if total is not None:
        table.append(["ВСЕГО", *[None] * 13, total])
    return bring(office_files.xlsx({"Лист1": table}), name)


def even(amount):
    return [Decimal(amount)] * 12


def certificate(*rows, name="changes.xlsx"):
    return bring(office_files.xlsx({"Лист1": [[*CERTIFICATE], *rows]}), name)


def planned(code, month, measure="plan"):
    rows = Balance.objects.filter(code__code=code, month=Month(2025, month), measure=measure)
    return sum((b.amount for b in rows), Decimal(0))


def problems(found):
    return [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


def test_thousands_of_a_plan_become_tenge_by_month():
    found = plan(("Зарплата", 111, even("31.5")), ("Питание", 141, even("1")), total=Decimal(390))
    assert found["status"] == "posted"
    assert (found["total"], found["by_code"]["111"], found["by_month"]["2025-03"]) == (
        "390000.00", "378000.00", "32500.00",
    )  # fmt: skip
    assert planned("111", 3) == Decimal("31500.00")
    assert Entry.objects.get(code__code="111", month=Month(2025, 3)).cell == "Лист1!E4"


def test_a_second_plan_posts_the_difference_and_shows_before_and_after():
    plan(("Зарплата", 111, even("10")), ("Питание", 141, even("1")))
    changed = [*even("10")[:11], Decimal(12)]
    found = plan(("Зарплата", 111, changed), ("Питание", 141, even("1")), name="plan-2.xlsx")
    assert (found["rows"]["posted"], found["rows"]["duplicate"]) == (1, 1)
    assert found["changes"] == [
        {"measure": "plan", "code": "111", "month": "2025-12", "before": "10000.00", "after": "12000.00"}
    ]
    assert planned("111", 12) == Decimal("12000.00")
    assert books.check().broken == []


def test_a_code_that_a_new_plan_lacks_stays_and_is_a_doubt():
    plan(("Зарплата", 111, even("10")), ("Питание", 141, even("1")))
    found = plan(("Зарплата", 111, even("11")), total=Decimal(132))
    assert [doubt for doubt in found["doubts"] if "141" in doubt]
    assert planned("141", 1) == Decimal("1000.00")


def test_zero_must_be_written():
    plan(("Зарплата", 111, even("10")))
    plan(("Зарплата", 111, even("0")), name="zero.xlsx")
    assert planned("111", 1) == 0


def test_certificates_stay_on_top_of_a_new_plan():
    plan(("Зарплата", 111, even("10")))
    certificate([1, "28.03.2025", "111", 5, Decimal("2.5"), "доп. соглашение"])
    plan(("Зарплата", 111, even("20")), name="plan-2.xlsx")
    assert planned("111", 5) == Decimal("20000.00")
    assert planned("111", 5, "amendment") == Decimal("2500.00")
    assert books.check().broken == []


def test_a_year_that_is_not_the_sum_of_its_months_is_refused():
    table = [["План финансирования на 2025 год"], ["Код", *MONTHS, "Итого за год"], [111, *even("1"), Decimal("12.01")]]
    found = bring(office_files.xlsx({"Лист1": table}), "plan.xlsx")
    assert problems(found) == [("Лист1!N3", "total-differs")]


def test_a_plan_of_a_year_without_a_budget_is_refused():
    found = plan(("Зарплата", 111, even("1")), title="План финансирования на 2031 год")
    assert [p["problem"] for p in found["problems"]] == ["no-budget"]


def test_a_name_of_two_codes_waits_and_once_confirmed_is_remembered():
    rows = [("Дополнительные денежные выплаты ", None, even("1")), ("Питание детей", None, even("2"))]
    found = plan(*rows, heads=("Наименование специфики", "Код"))
    assert (found["status"], found["rows"]["unresolved"], found["rows"]["posted"]) == ("posted", 2, 0)
    assert found["by_code"] == {}
    assert not Entry.objects.exists()
    aliases = {"Дополнительные  денежные выплаты": "113", "Питание детей": "141"}
    done = answer(found["batch"], {"aliases": aliases})
    assert done["by_code"] == {"113": "12000.00", "141": "24000.00"}
    assert (planned("113", 1), planned("112", 1)) == (Decimal("1000.00"), 0)
    assert plan(*rows, name="again.xlsx")["status"] == "already-imported"


def test_a_row_answered_later_joins_the_row_of_its_code_that_was_posted():
    found = plan(("Питание", 141, even("1")), ("Питание матерей", None, even("2")))
    assert (found["rows"]["posted"], found["rows"]["unresolved"]) == (1, 1)
    answer(found["batch"], {"rows": {str(found["unresolved"][0]["row"]): "141"}})
    assert planned("141", 6) == Decimal("3000.00")
    assert books.check().broken == []


def test_a_certificate_is_a_document_with_its_number_and_date():
    plan(("Зарплата", 111, even("10")), ("Питание", 141, even("10")))
    found = certificate(
        [1, "28.03.2025", "111", 4, Decimal("4.5"), "Доп. соглашение №1"],
        [1, "28.03.2025", "141", 4, Decimal("-4.5"), "Доп. соглашение №1"],
        [2, "30.05.2025", "111", "июль", Decimal(1), "Доп. соглашение №2"],
    )
    assert (found["total"], found["period"], found["by_month"]) == (
        "1000.00", ["2025-04", "2025-07"], {"2025-04": "0.00", "2025-07": "1000.00"},
    )  # fmt: skip
    documents = Document.objects.filter(batch_number=found["batch"]).order_by("date")
    assert [(d.number, d.date, d.reason) for d in documents] == [
        ("1", date(2025, 3, 28), "Доп. соглашение №1"),
        ("2", date(2025, 5, 30), "Доп. соглашение №2"),
    ]
    assert set(Entry.objects.filter(measure="amendment").values_list("date", flat=True)) == {
        date(2025, 3, 28), date(2025, 5, 30),
    }  # fmt: skip


def test_a_certificate_known_already_changes_nothing():
    plan(("Зарплата", 111, even("10")))
    row = [1, "28.03.2025", "111", 4, Decimal("4.5"), "Доп. соглашение №1"]
    certificate(row)
    assert certificate(row, name="copy.xlsx")["status"] == "already-imported"
    more = certificate(row, [2, "30.05.2025", "111", 4 + 2, Decimal("4.5"), ""])
    assert (more["rows"]["posted"], more["rows"]["duplicate"]) == (1, 1)


def test_all_that_certificates_may_not_do_is_named_at_once():
    plan(("Зарплата", 111, even("10")))
    found = certificate(
        [1, "28.03.2025", "111", 2, Decimal(1), ""],
        [2, "30.05.2025", "111", 9, Decimal("-10.1"), ""],
    )
    assert problems(found) == [("Лист1!E2", "before-certificate"), ("Лист1!E3", "below-zero")]
    assert not Document.objects.filter(kind="amendment").exists()
    assert planned("111", 9, "amendment") == 0


def test_a_certificate_may_take_what_an_earlier_one_of_the_file_gave():
    plan(("Зарплата", 111, even("10")))
    found = certificate(
        [2, "30.05.2025", "111", 9, Decimal(-15), ""],
        [1, "28.03.2025", "111", 9, Decimal(10), ""],
    )
    assert found["status"] == "posted"


def test_a_plan_drawn_on_by_a_certificate_stays_when_undone():
    first = plan(("Зарплата", 111, even("10")))
    certificate([1, "28.03.2025", "111", 5, Decimal(-4), ""])
    done = undo(first["batch"])
    assert (done["reversed"], len(done["kept"])) == (11, 1)
    assert planned("111", 5) == Decimal("10000.00")
    assert books.check().broken == []


def test_a_plan_changes_no_closed_month(budget):
    plan(("Зарплата", 111, even("10")))
    MonthState.objects.create(budget=budget, month=Month(2025, 1), closed_by=User.objects.get(username="accountant"))
    found = plan(("Зарплата", 111, even("11")), name="plan-2.xlsx")
    assert problems(found) == [("Лист1!C4", "closed-month")]
    kept = plan(("Зарплата", 111, [Decimal(10), *even("11")[1:]]), name="plan-3.xlsx")
    assert kept["status"] == "posted"
