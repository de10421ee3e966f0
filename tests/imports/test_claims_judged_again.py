"""What a file states about the books is judged against the books as they are now, on every report."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse as address
from django.utils import translation

from finance import rooms
from finance.ledger import Posting, post, reverse
from finance.models import BudgetCode, Document
from finance.months import Month
from finance.reports import form2
from finance.scope import of_budget
from imports.models import Batch
from imports.pipeline import previewing
from tests.ground import office_files
from tests.ground.import_ground import TODAY, bring, facility, undo
from tests.ground.samples import sample
from tests.ground.web_ground import WebGround
from tests.imports.test_importing_trial_balances import balance, row
from tests.imports.test_treasury_forms import form, paid_register

pytestmark = pytest.mark.django_db

JANUARY, JUNE = Month(2025, 1), Month(2025, 6)


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = TODAY
    return facility()


def doubts(budget, through: Month = JUNE) -> str:
    """What the form doubts, without the numbers of the imports: 141 is a code here, never an import."""
    with translation.override("ru"):
        said = "\n".join(doubt.text for doubt in rooms.doubts("form2", of_budget(budget), JANUARY, through))
    return re.sub(r"Загрузка \d+", "Загрузка", said)


def pay(budget, day: str, code: str, amount: str) -> Document:
    """A payment entered by hand."""
    when = date.fromisoformat(day)
    author = Batch.objects.order_by("pk")[0].entered_by_id
    document = Document.objects.create(budget=budget, kind="cash", date=when, entered_by_id=author)
    life = BudgetCode.objects.get(code=code, valid_to=None)
    post(document, [Posting(life.pk, Month.of(when), when, "cash", Decimal(amount))])
    return document


def balances(*stated: tuple[str, str]):
    lines = "".join(f"{day};{amount}\n" for day, amount in stated)
    return bring(f"Дата;Остаток на счете\n{lines}".encode(), "balances.csv")


def funding(day: str, code: str, amount: str):
    lines = f"{day};{code};{amount}\nИтого;;{amount}\n"
    return bring(f"Дата поступления;Специфика;Профинансировано\n{lines}".encode(), "funding.csv")


def test_the_months_cash_of_a_treasury_form_is_doubted_until_the_payment_that_lacked_is_there(budget) -> None:
    bring(paid_register(("2025-03-03", "141", "40.00")), "register.xlsx")
    found = bring(form("01.04.2025", {"141": "45.00"}), "form.pdf")
    assert any("141" in doubt for doubt in found["doubts"])
    assert "141" in doubts(budget)
    bring(paid_register(("2025-03-04", "141", "5.00")), "more.xlsx")
    assert doubts(budget) == ""


def test_a_payment_taken_back_breaks_a_control_that_held(budget) -> None:
    register = bring(paid_register(("2025-03-03", "141", "40.00"), ("2025-03-04", "149", "2.00")), "register.xlsx")
    bring(form("01.04.2025", {"141": "40.00", "149": "2.00"}), "form.pdf")
    assert doubts(budget) == ""
    extra = pay(budget, "2025-03-20", "149", "1.00")
    assert "149" in doubts(budget)
    reverse(extra, user=extra.entered_by, reason="twice", day=date(2025, 12, 1))
    assert doubts(budget) == ""
    # an empty ledger is nothing to compare with, but this one was not empty when the form was checked
    undo(register["batch"])
    assert "141, 149" in doubts(budget)


def test_a_trial_balance_is_held_to_what_the_ledger_paid_since(budget) -> None:
    bring(paid_register(("2025-01-09", "141", "90.00")), "register.xlsx")
    found = balance("январь 2025 г.", row("141, Продукты", 0, 100, 120))
    assert [c["holds"] for c in found["controls"] if c["name"] == "cash"] == [False]
    assert "100" in doubts(budget)
    pay(budget, "2025-01-10", "141", "10.00")
    assert doubts(budget) == ""
    pay(budget, "2025-01-11", "141", "1.00")
    assert "101" in doubts(budget)


def test_of_two_trial_balances_of_a_month_the_newer_speaks(budget) -> None:
    bring(paid_register(("2025-01-09", "141", "90.00")), "register.xlsx")
    balance("январь 2025 г.", row("141, Продукты", 0, 100, 120), row("149, Прочие", 0, 3, 3))
    balance("январь 2025 г.", row("141, Продукты", 0, 90, 130), name="corrected.xlsx")
    said = doubts(budget)
    # the newer one does not name 149, so the older still does
    assert "149" in said
    assert "141" not in said


def test_an_opening_balance_agrees_once_the_month_before_is_corrected(budget) -> None:
    balance("январь 2025 г.", row("141, Продукты", 0, 90, 100), name="january.xlsx")
    balance("февраль 2025 г.", row("141, Продукты", 15, 90, 100), name="february.xlsx")
    assert "141" in doubts(budget)
    balance("январь 2025 г.", row("141, Продукты", 0, 90, 105), name="january again.xlsx")
    assert doubts(budget) == ""


def test_a_cash_balance_is_judged_by_what_came_in_and_went_out_since(budget) -> None:
    funding("15.01.2025", "141", "100,00")
    bring(paid_register(("2025-01-20", "141", "90.00")), "register.xlsx")
    balances(("01.01.2025", "5,00"), ("31.01.2025", "25,00"))
    assert "25,00" in doubts(budget)
    funding("16.01.2025", "149", "10,00")
    assert doubts(budget) == ""


def test_the_funds_receipts_of_a_statement_are_judged_by_the_funding_posted_later(budget) -> None:
    funding("15.06.2025", "111", "1,00")
    bring(sample("bank-2025-06.txt"))
    stated = next(c for c in Batch.objects.order_by("-pk")[0].result["controls"] if c["name"] == "funding:2025-06")
    assert stated["holds"] is False
    before = doubts(budget).splitlines()
    short = Decimal(stated["expected"]) - 1
    funding("16.06.2025", "149", f"{short:.2f}".replace(".", ","))
    after = doubts(budget).splitlines()
    assert len(before) - len(after) == 1
    assert set(after) < set(before)


def test_more_payments_than_the_treasury_counts_are_doubted_as_long_as_there_are_more(budget) -> None:
    register = bring(paid_register(("2025-02-03", "141", "50.00")), "register.xlsx")
    bring(form("01.04.2025", {"141": "40.00"}), "form.pdf")
    said = doubts(budget)
    assert said.count("10,00") == 1
    assert "10,00" not in doubts(budget, Month(2025, 2))
    undo(register["batch"])
    assert "10,00" not in doubts(budget)


def test_an_undone_file_claims_nothing(budget) -> None:
    bring(paid_register(("2025-01-09", "141", "90.00")), "register.xlsx")
    found = balance("январь 2025 г.", row("141, Продукты", 0, 100, 120))
    undo(found["batch"])
    assert doubts(budget) == ""


def test_judging_costs_as_many_queries_whatever_the_number_of_imports(budget, query_counts) -> None:
    bring(paid_register(("2025-01-09", "141", "90.00")), "register.xlsx")
    bring(form("01.02.2025", {"141": "90.00"}), "form.pdf")
    balance("январь 2025 г.", row("141, Продукты", 0, 90, 100), name="1.xlsx")
    balances(("01.01.2025", "5,00"), ("31.01.2025", "25,00"))
    with query_counts("Form No. 2 beside four imports"):
        form2.build(of_budget(budget), JANUARY, JUNE)
    for number, month in enumerate(("февраль", "март", "апрель", "май", "июнь"), 2):
        balance(f"{month} 2025 г.", row("141, Продукты", 10, 90, 90), name=f"{number}.xlsx")
        bring(form(f"01.0{number + 1}.2025", {"141": f"{90 + number}.00"}), f"form {number}.pdf")
    with query_counts("Form No. 2 beside four imports"):
        form2.build(of_budget(budget), JANUARY, JUNE)


def test_the_page_of_an_import_shows_what_was_found_then_and_now(budget) -> None:
    bring(paid_register(("2025-01-09", "141", "90.00")), "register.xlsx")
    batch = balance("январь 2025 г.", row("141, Продукты", 0, 100, 120))["batch"]
    client = WebGround(budget, {}).client("economist")
    page = client.get(address("imports:batch", args=[batch])).content.decode()
    assert "Found now" in page
    assert "changed since" not in page
    assert "Doubts and notes" in page
    pay(budget, "2025-01-10", "141", "10.00")
    page = client.get(address("imports:batch", args=[batch])).content.decode()
    assert page.count("changed since") == 1
    assert "Code 141" not in page


def test_a_preview_shows_its_controls_once(budget) -> None:
    client = WebGround(budget, {}).client("economist")
    data = office_files.xlsx({"Лист1": [["Дата", "Остаток на счете"], ["01.01.2025", "5,00"], ["31.01.2025", "6,00"]]})
    preview = previewing.begin(data, "balances.xlsx", User.objects.get(username="economist"), budget)
    page = client.get(address("imports:batch", args=[preview.pk])).content.decode()
    assert "Found now" not in page
