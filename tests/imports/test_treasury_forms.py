"""Form 4-20 declares cash since January: what the ledger lacks is posted, and kept in step with what comes later."""

from datetime import date
from decimal import Decimal

import pytest

from finance.books import check
from finance.ledger import reverse
from finance.models import Balance, Document, Entry
from finance.money import ZERO
from finance.months import Month
from tests.ground import file_factory, office_files
from tests.ground.import_ground import TODAY, bring, facility, undo
from tests.ground.payments_book import Paid, payments
from tests.ground.samples import FACTS, sample
from tests.ground.variants import register

FORM = "treasury-4-20-2025-07-01.pdf"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = TODAY
    return facility()


def form(day: str, paid: dict[str, str]) -> bytes:
    """A form that states column 7 of each code; columns 6 and 8 repeat it, the others are zero."""
    return file_factory.treasury_form(form_rows(paid), day)


def form_rows(
    paid: dict[str, str], path: tuple[str, ...] = ("253", "067", "100")
) -> list[tuple[int, str, str, list[str]]]:
    whole = sum((Decimal(amount) for amount in paid.values()), ZERO)
    rows = [(indent, code, "Уровень", sums(whole)) for indent, code in zip((0, 3, 7), path, strict=True)]
    return rows + [(12, code, "Специфика", sums(Decimal(amount))) for code, amount in paid.items()]


def sums(paid: Decimal) -> list[str]:
    return [f"{amount:,.2f}" for amount in (ZERO, ZERO, ZERO, paid, paid, paid, ZERO, ZERO, ZERO, ZERO)]


def cash(code: str, through: int, year: int = 2025) -> Decimal:
    rows = Balance.objects.filter(
        code__code=code, measure="cash", month__gte=Month(year, 1).key, month__lte=Month(year, through).key
    )
    return sum(rows.values_list("amount", flat=True), ZERO)


def paid_register(*rows: tuple[str, str, str]) -> bytes:
    """(day, code, amount)"""
    paid = [
        Paid(date.fromisoformat(day), str(n), code, Decimal(amount), "ТОО Пример", "990000000077", "", "", "за товар")
        for n, (day, code, amount) in enumerate(rows, 1)
    ]
    return office_files.xlsx({"Реестр": register(paid)})


def test_into_an_empty_ledger_it_posts_column_seven_in_its_last_month():
    found = bring(sample(FORM))
    assert found["status"] == "posted"
    assert found["rows"] == {"read": 17, "posted": 17, "duplicate": 0, "unresolved": 0, "rejected": 0, "skipped": 3}
    assert found["total"] == FACTS["cash_total"]
    assert found["by_month"] == {"2025-06": FACTS["cash_total"]}
    assert found["by_code"] == {code: f"{Decimal(amount):.2f}" for code, amount in FACTS["cash_by_code"].items()}
    assert {entry.month for entry in Entry.objects.all()} == {Month(2025, 6)}


def test_where_the_payments_are_posted_it_adds_nothing_and_is_remembered():
    register_batch = bring(sample("cash-register-2025-h1.xlsx"))["batch"]
    found = bring(sample(FORM))
    assert found["status"] == "already-imported"
    assert found["rows"]["duplicate"] == 17
    assert Entry.objects.count() == 195
    # the register goes, what the treasury counted stays
    undo(register_batch)
    assert cash("111", 6) == Decimal("230342000.00")
    assert cash("111", 5) == ZERO
    assert check().broken == []


def test_the_same_form_again_changes_nothing_also_when_it_posted_nothing():
    bring(sample("cash-register-2025-h1.xlsx"))
    bring(sample(FORM))
    documents = Document.objects.count()
    assert bring(sample(FORM))["status"] == "already-imported"
    assert Document.objects.count() == documents


def test_payments_that_come_later_take_the_place_of_the_remainder():
    bring(sample(FORM))
    bring(sample("cash-register-2025-h1.xlsx"))
    for code, months in FACTS["cash_by_code_month"].items():
        for number in range(1, 7):
            assert cash(code, number) == sum((Decimal(months[str(n)]) for n in range(1, number + 1)), ZERO)


def test_its_plan_columns_are_controls_and_their_differences_doubts():
    bring(sample("plan-2025.xlsx"))
    bring(sample("plan-amendments-2025.xlsx"))
    bring(sample("cash-register-2025-h1.xlsx"))
    found = bring(sample(FORM))
    controls = {control["name"]: control for control in found["controls"] if control["against"] == "ledger"}
    year = controls["plan-year"]
    assert (year["holds"], year["expected"], year["found"]) == (False, "796359000.00", "795399000.00")
    assert controls["plan-payments"]["holds"] is False
    assert controls["cash-month"]["holds"] is True
    doubts = " ".join(found["doubts"])
    assert "123, 169" in doubts
    assert "111, 122, 123, 159, 161, 169, 322" in doubts


def test_without_a_plan_there_is_nothing_to_compare_with():
    controls = {control["name"]: control for control in bring(sample(FORM))["controls"]}
    assert controls["plan-year"]["holds"] is None
    assert controls["cash-month"]["holds"] is None


def test_a_second_form_posts_the_difference():
    bring(form("01.04.2025", {"141": "100.00", "149": "30.00"}), "апрель.pdf")
    found = bring(form("01.07.2025", {"141": "180.00", "149": "30.00"}), "июль.pdf")
    assert (found["rows"]["posted"], found["rows"]["duplicate"]) == (1, 1)
    assert (cash("141", 3), cash("141", 6)) == (Decimal("100.00"), Decimal("180.00"))


def test_a_corrected_form_of_the_same_month_replaces_the_first():
    bring(form("01.04.2025", {"141": "100.00"}), "a.pdf")
    assert bring(form("01.04.2025", {"141": "90.00"}), "b.pdf")["status"] == "posted"
    assert cash("141", 3) == Decimal("90.00")


def test_an_older_form_after_a_newer_one_changes_nothing():
    bring(form("01.07.2025", {"141": "180.00"}), "июль.pdf")
    found = bring(form("01.04.2025", {"141": "100.00"}), "апрель.pdf")
    assert found["status"] == "already-imported"
    assert (cash("141", 3), cash("141", 6)) == (ZERO, Decimal("180.00"))
    assert found["notes"]


def test_an_undone_form_takes_its_remainder_away_and_may_come_again():
    bring(paid_register(("2025-02-03", "141", "40.00")), "реестр.xlsx")
    batch = bring(form("01.07.2025", {"141": "180.00"}), "июль.pdf")["batch"]
    undo(batch)
    assert cash("141", 6) == Decimal("40.00")
    assert bring(form("01.07.2025", {"141": "180.00"}), "июль.pdf")["status"] == "posted"
    assert cash("141", 6) == Decimal("180.00")


def test_a_form_that_posted_nothing_can_be_undone():
    bring(paid_register(("2025-02-03", "141", "40.00")), "реестр.xlsx")
    found = bring(form("01.04.2025", {"141": "40.00"}), "апрель.pdf")
    assert found["status"] == "already-imported"
    assert undo(found["batch"])["reversed"] == 0
    document = Document.objects.get(kind="cash")
    reverse(document, user=document.entered_by, reason="проба", day=date(2025, 12, 1))
    assert cash("141", 12) == ZERO


def test_more_payments_than_the_treasury_counts_are_a_doubt():
    bring(paid_register(("2025-02-03", "141", "50.00")), "реестр.xlsx")
    found = bring(form("01.04.2025", {"141": "40.00"}), "апрель.pdf")
    assert cash("141", 3) == Decimal("40.00")
    assert any("141" in doubt for doubt in found["doubts"])


def test_cash_of_a_code_that_the_form_lacks_stays_and_is_a_doubt():
    bring(paid_register(("2025-02-03", "149", "50.00")), "реестр.xlsx")
    found = bring(form("01.04.2025", {"141": "40.00"}), "апрель.pdf")
    assert cash("149", 3) == Decimal("50.00")
    assert any("149" in doubt for doubt in found["doubts"])


def test_cash_after_the_form_is_its_own():
    bring(form("01.04.2025", {"141": "40.00"}), "апрель.pdf")
    bring(paid_register(("2025-05-05", "141", "5.00")), "реестр.xlsx")
    assert (cash("141", 3), cash("141", 5)) == (Decimal("40.00"), Decimal("45.00"))


def test_a_remainder_is_no_payment_that_a_row_could_match():
    bring(form("01.05.2025", {"141": "5.00"}), "май.pdf")
    found = bring(paid_register(("2025-04-30", "141", "5.00")), "реестр.xlsx")
    assert found["rows"]["posted"] == 1
    assert cash("141", 4) == Decimal("5.00")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (lambda: form("15.04.2025", {"141": "40.00"}), "not-a-date"),
        (lambda: form("01.04.2031", {"141": "40.00"}), "no-budget"),
        (lambda: form("01.04.2025", {"999": "40.00"}), "unknown-code"),
        (lambda: file_factory.treasury_form([*form_rows({"141": "40.00"}), (12, "149", "Лишняя", sums(Decimal(1)))], "01.04.2025"), "total-differs"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_right_is_refused(data, problem):
    found = bring(data(), "форма.pdf")
    assert found["status"] == "refused"
    assert problem in {p["problem"] for p in found["problems"]}
    assert not Entry.objects.exists()


def test_a_form_of_another_institution_is_refused(budget):
    budget.facility.treasury_code = "2260002"
    budget.facility.save()
    found = bring(form("01.04.2025", {"141": "40.00"}), "форма.pdf")
    assert [p["problem"] for p in found["problems"]] == ["wrong-facility"]


def test_of_several_programmes_only_the_budgets_own_is_read():
    ours, other = form_rows({"141": "40.00"}), form_rows({"141": "7.00"}, ("253", "039", "100"))
    found = bring(file_factory.treasury_form([*ours, *other], "01.04.2025"), "форма.pdf")
    assert found["total"] == "40.00"
    assert found["notes"]


def test_a_register_of_invented_payments_and_the_form_agree():
    paid = payments(Month(2025, 1), Month(2025, 3), seed=3)
    bring(office_files.xlsx({"Реестр": register(paid)}), "реестр.xlsx")
    stated = {code: str(cash(code, 3)) for code in sorted({p.code for p in paid})}
    assert bring(form("01.04.2025", stated), "апрель.pdf")["status"] == "already-imported"


def test_less_than_nothing_paid_on_a_code_without_payments_is_a_doubt():
    found = bring(form("01.07.2025", {"111": "100.00", "141": "-5.00"}), "4-20.pdf")
    assert (found["status"], found["by_code"]) == ("posted", {"111": "100.00", "141": "-5.00"})
    assert any("141" in doubt and "-5" in doubt.replace("\u2212", "-") for doubt in found["doubts"])
