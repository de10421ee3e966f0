"""A region, its centre and the centre's branch: their budgets add up by code, and every report says whose they are."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from finance.drill import Drill, DrillError
from finance.ledger import post
from finance.models import Budget, BudgetCode, Document, Facility, FacilityCodeName
from finance.months import Month
from finance.reports import execution, form2
from finance.scope import ScopeError, choose, of_budget, of_facility
from tests.ground.ledger_ground import Ground, build, posting

pytestmark = pytest.mark.django_db
JANUARY, JUNE = Month(2025, 1), Month(2025, 6)


@pytest.fixture
def ground() -> Ground:
    """The centre paid 10 on 141; its branch 5 on 141 and 7 on 149, of which the branch has no plan."""
    ground = build()
    centre = ground.budget.facility
    region = Facility.objects.create(number="991240999017", name_ru="Область")
    Facility.objects.filter(pk=centre.pk).update(parent=region)
    branch = Facility.objects.create(number="991240999018", name_ru="Филиал", parent=centre)
    second = Budget.objects.create(
        key="2025-branch", facility=branch, year=2025, programme=ground.budget.programme, source=ground.budget.source
    )
    ground.post("cash", ("141", 1, "10.00"))
    document = Document.objects.create(
        budget=second, kind="cash", date=date(2025, 1, 31), entered_by=ground.author, approved_by=ground.approver
    )
    post(document, [posting(ground.code["141"], "cash", 1, "5.00"), posting(ground.code["149"], "cash", 2, "7.00")])
    ground.budget.refresh_from_db()
    return ground


def facility(number: str) -> Facility:
    return Facility.objects.get(number=number)


def cash(report) -> dict[str, Decimal]:
    return {row.cell("code").value: row.cell("cash").value for row in report.main.rows if row.style == "normal"}


def test_a_tree_adds_up_every_budget_below_it(ground) -> None:
    scope = of_facility(facility("991240999017"), 2025, with_branches=True)
    assert cash(form2.build(scope, JANUARY, JUNE)) == {"141": Decimal("15.00"), "149": Decimal("7.00")}
    assert cash(execution.build(scope, JANUARY, JUNE)) == {"141": Decimal("15.00"), "149": Decimal("7.00")}


def test_a_facility_alone_leaves_its_branches_out(ground) -> None:
    scope = of_facility(facility("991240999016"), 2025)
    assert cash(form2.build(scope, JANUARY, JUNE)) == {"141": Decimal("10.00")}


def test_a_figure_of_a_tree_leads_to_the_entries_of_all_its_budgets(ground) -> None:
    scope = of_facility(facility("991240999017"), 2025, with_branches=True)
    link = form2.build(scope, JANUARY, JUNE).main.rows[0].cell("cash").link
    found = Drill.parse(QueryDict(link.partition("?")[2]))
    assert sum(found.entries().values_list("amount", flat=True)) == Decimal("15.00")
    assert list(found.entries(allowed_budget_ids=[ground.budget.pk]).values_list("amount", flat=True)) == [
        Decimal("10.00")
    ]


def test_spending_without_a_plan_is_shown_and_noted(ground) -> None:
    report = form2.build(of_budget(ground.budget), JANUARY, JUNE)
    assert [note.key for note in report.notes] == ["no-plan"]
    assert "141" in report.notes[0].text


def test_its_own_name_of_a_code_wins_on_the_facilitys_form(ground) -> None:
    code = BudgetCode.objects.get(pk=ground.code["141"])
    FacilityCodeName.objects.create(facility=ground.budget.facility, code=code, name_ru="=Питание", name_kk="Тамақ")
    of_centre = form2.build(of_budget(ground.budget), JANUARY, JUNE)
    assert of_centre.main.rows[0].cell("name").value == "=Питание"
    kazakh = form2.build(of_budget(ground.budget), JANUARY, JUNE, language="kk")
    assert kazakh.main.rows[0].cell("name").value == "Тамақ"
    of_region = form2.build(of_facility(facility("991240999017"), 2025, with_branches=True), JANUARY, JUNE)
    assert of_region.main.rows[0].cell("name").value == code.name_ru


def test_it_asks_which_facility_is_meant(ground) -> None:
    with pytest.raises(ScopeError, match="991240999018"):
        choose(2025)
    assert choose(2025, budget_key="2025-branch").facility.number == "991240999018"
    with pytest.raises(ScopeError):
        choose(2025, facility_number="991240999017")
    assert len(choose(2025, facility_number="991240999017", with_branches=True).budgets) == 2


def test_it_leaves_out_what_the_reader_may_not_see(ground) -> None:
    found = choose(2025, facility_number="991240999017", with_branches=True, allowed=[ground.budget])
    assert found.budget_ids == [ground.budget.pk]
    with pytest.raises(ScopeError):
        choose(2025, budget_key="2025-branch", allowed=[ground.budget])


def test_a_groups_own_money_stands_in_a_row_of_its_own(ground) -> None:
    group = BudgetCode.objects.create(code="140", name_ru="Запасы", is_group=True)
    BudgetCode.objects.filter(code__in=["141", "149"]).update(parent=group)
    ground.code["140"] = group.pk
    ground.post("cash", ("140", 3, "1.00"))
    table = execution.build(of_budget(ground.budget), JANUARY, JUNE).main
    rows = {row.key: row for row in table.rows}
    top = rows[f"code-{group.pk}"]
    assert (top.style, top.cell("cash").value) == ("subtotal", Decimal("11.00"))
    assert rows[f"code-{group.pk}-own"].cell("cash").value == Decimal("1.00")
    assert table.total.cell("cash").value == Decimal("11.00")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "budget=2025-fund",
        "budget=2025-fund&from=x&through=2025-01",
        "from=2025-01&through=2025-02",
        "facility=991240999016&from=2025-01&through=2025-02",
        "budget=2025-fund&from=2025-01&through=2025-02&measure=bribes",
    ],
)
def test_it_refuses_an_address_that_names_no_figure(query) -> None:
    with pytest.raises(DrillError):
        Drill.parse(QueryDict(query))


def test_an_address_reads_back_as_it_was_written() -> None:
    drill = Drill(("plan", "amendment"), JANUARY, JUNE, budgets=("2025-fund",), codes=("149",), dated=JUNE)
    assert Drill.parse(QueryDict(drill.url().partition("?")[2])) == drill
