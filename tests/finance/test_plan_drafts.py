"""A plan drawn up in the program: kept cell by cell, nobody overwritten, approved by a second person as it was seen."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from finance import plan_deciding, plan_drafts, planning
from finance.ledger import held
from finance.models import (
    AuditEvent,
    BudgetCode,
    Document,
    FacilityCodeName,
    Measure,
    Membership,
    MonthState,
    PlanDraft,
    Setting,
)
from finance.months import Month, year_months
from finance.plan_drafts import DraftError, Typed
from finance.rights import ApprovalError
from tests.ground import web_ground
from tests.ground.ledger_ground import broken_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-03-10", raising=False)
    return web_ground.empty()


def begin(ground, kind: str = "plan") -> PlanDraft:
    return plan_drafts.begin(ground.budget, kind, user=ground.person("economist"))


def keep(ground, draft: PlanDraft, *lines: tuple[str, int, str], seen: int | None = None, by: str = "economist"):
    typed = [Typed(ground.code[code], Month(2025, month), Decimal(amount)) for code, month, amount in lines]
    revision = draft.revision if seen is None else seen
    return plan_drafts.keep(draft, typed, seen=revision, user=ground.person(by))


def approve(ground, draft: PlanDraft, by: str = "manager") -> Document:
    seen = plan_deciding.digest(draft, plan_deciding.steps(draft))
    return plan_deciding.approve(draft, seen=seen, user=ground.person(by))


def planned(ground) -> dict[tuple[str, int], str]:
    codes = {pk: code for code, pk in ground.code.items()}
    found = planning.adjusted_by_month(ground.budget.pk, 2025)
    return {(codes[pk], month.number): str(amount) for (pk, month), amount in found.items() if amount}


def test_a_typed_plan_reaches_the_books_once_the_head_approved_it(ground) -> None:
    draft = begin(ground)
    keep(ground, draft, ("111", 1, "100.10"), ("111", 12, "50.00"), ("141", 2, "7.00"))
    assert planned(ground) == {}
    plan_deciding.submit(draft, user=ground.person("economist"))
    document = approve(ground, draft)
    assert planned(ground) == {("111", 1): "100.10", ("111", 12): "50.00", ("141", 2): "7.00"}
    assert (document.entered_by.username, document.approved_by.username) == ("economist", "manager")
    assert broken_books() == []
    assert AuditEvent.objects.filter(action="finance.plan.approved").exists()


def test_a_new_version_follows_the_plan_in_force_where_nothing_was_typed(ground) -> None:
    ground.plan(("111", 1, "100.00"), ("141", 1, "5.00"))
    draft = begin(ground)
    keep(ground, draft, ("111", 1, "0.00"))
    ground.plan(("141", 1, "6.00"))
    assert [(step.code.code, str(step.before), str(step.after)) for step in plan_deciding.steps(draft)] == [
        ("111", "100.00", "0.00")
    ]
    plan_deciding.submit(draft, user=ground.person("economist"))
    approve(ground, draft)
    assert planned(ground) == {("141", 1): "6.00"}
    assert broken_books() == []


def test_whoever_comes_second_is_told_and_overwrites_nothing(ground) -> None:
    Membership.objects.create(
        user=ground.person("accountant"), facility=ground.budget.facility, role=Membership.Role.ECONOMIST
    )
    draft = begin(ground)
    seen = draft.revision
    keep(ground, draft, ("111", 1, "100.00"), seen=seen)
    clashes = keep(ground, draft, ("111", 1, "200.00"), ("141", 1, "3.00"), seen=seen, by="accountant")
    assert [(str(c.stands), c.by.username, str(c.typed)) for c in clashes] == [("100.00", "economist", "200.00")]
    stands = plan_drafts.amounts(draft)
    assert str(stands[ground.code["111"], Month(2025, 1)]) == "100.00"
    assert str(stands[ground.code["141"], Month(2025, 1)]) == "3.00"


def test_a_figure_sent_twice_over_a_poor_line_is_no_clash(ground) -> None:
    draft = begin(ground)
    seen = draft.revision
    keep(ground, draft, ("111", 1, "100.00"), seen=seen)
    assert keep(ground, draft, ("111", 1, "100.00"), seen=seen) == []


def test_a_closed_month_takes_no_figure_and_says_so(ground) -> None:
    MonthState.objects.create(budget=ground.budget, month=Month(2025, 1), closed_by=ground.person("accountant"))
    draft = begin(ground)
    with pytest.raises(DraftError, match="2025-01"):
        keep(ground, draft, ("111", 1, "1.00"), ("111", 2, "1.00"))
    assert plan_drafts.amounts(draft) == {}


def test_a_certificate_changes_no_month_before_its_date_and_none_below_zero(ground) -> None:
    ground.plan(*(("111", month, "100.00") for month in range(1, 13)))
    draft = begin(ground, "amendment")
    with pytest.raises(DraftError, match="2025-02"):
        keep(ground, draft, ("111", 2, "1.00"))
    keep(ground, draft, ("111", 4, "-100.01"))
    plan_drafts.name(draft, number="7", day=date(2025, 3, 10), reason="письмо", user=ground.person("economist"))
    with pytest.raises(DraftError, match="0,01"):
        plan_deciding.submit(draft, user=ground.person("economist"))
    keep(ground, draft, ("111", 4, "-100.00"), ("111", 5, "100.00"))
    plan_deciding.submit(draft, user=ground.person("economist"))
    document = approve(ground, draft)
    assert (document.kind, document.number, document.reason) == ("amendment", "7", "письмо")
    assert planned(ground)["111", 5] == "200.00"
    assert ("111", 4) not in planned(ground)
    assert broken_books() == []


def test_a_certificate_is_not_dated_into_a_closed_month_whose_reports_it_would_change(ground) -> None:
    ground.plan(("111", 4, "100.00"))
    draft = begin(ground, "amendment")
    keep(ground, draft, ("111", 4, "1.00"))
    MonthState.objects.create(budget=ground.budget, month=Month(2025, 3), closed_by=ground.person("accountant"))
    with pytest.raises(DraftError):
        plan_drafts.name(draft, number="1", day=date(2025, 3, 1), reason="п", user=ground.person("economist"))
    with pytest.raises(DraftError):
        plan_deciding.submit(draft, user=ground.person("economist"))


def test_a_certificate_needs_a_reason_and_remembers_the_last_one(ground) -> None:
    ground.plan(("111", 4, "100.00"))
    draft = begin(ground, "amendment")
    keep(ground, draft, ("111", 4, "1.00"))
    with pytest.raises(DraftError):
        plan_deciding.submit(draft, user=ground.person("economist"))
    plan_drafts.name(draft, number="1", day=draft.date, reason="письмо", user=ground.person("economist"))
    second = begin(ground, "amendment")
    assert (second.number, second.reason) == ("2", "письмо")


def test_nobody_approves_what_they_typed_whatever_their_roles(ground) -> None:
    Membership.objects.create(
        user=ground.person("economist"), facility=ground.budget.facility, role=Membership.Role.MANAGER
    )
    draft = begin(ground)
    keep(ground, draft, ("111", 1, "1.00"))
    plan_deciding.submit(draft, user=ground.person("economist"))
    with pytest.raises(ApprovalError):
        approve(ground, draft, by="economist")
    assert planned(ground) == {}


def test_the_facility_chooses_which_roles_approve(ground) -> None:
    draft = begin(ground)
    keep(ground, draft, ("111", 1, "1.00"))
    plan_deciding.submit(draft, user=ground.person("economist"))
    with pytest.raises(PermissionDenied):
        approve(ground, draft, by="accountant")
    Setting.objects.create(facility=ground.budget.facility, key="plan-approvers", value=["accountant"])
    with pytest.raises(PermissionDenied):
        approve(ground, draft, by="manager")
    approve(ground, draft, by="accountant")
    assert planned(ground) == {("111", 1): "1.00"}


def test_the_choice_holds_for_plans_that_come_by_file_too(ground) -> None:
    ground.plan(("111", 1, "1.00"))
    Setting.objects.create(facility=ground.budget.facility, key="plan-approvers", value=["accountant"])
    with pytest.raises(PermissionDenied):
        ground.plan(("111", 1, "2.00"))
    assert planned(ground) == {("111", 1): "1.00"}


def test_it_is_approved_only_as_it_was_seen(ground) -> None:
    draft = begin(ground)
    keep(ground, draft, ("111", 1, "1.00"))
    plan_deciding.submit(draft, user=ground.person("economist"))
    seen = plan_deciding.digest(draft, plan_deciding.steps(draft))
    ground.plan(("111", 1, "5.00"))
    with pytest.raises(DraftError):
        plan_deciding.approve(draft, seen=seen, user=ground.person("manager"))
    assert planned(ground) == {("111", 1): "5.00"}


def test_it_is_returned_with_a_reason_typed_again_and_approved(ground) -> None:
    draft = begin(ground)
    keep(ground, draft, ("111", 1, "1.00"))
    plan_deciding.submit(draft, user=ground.person("economist"))
    with pytest.raises(DraftError):
        keep(ground, draft, ("111", 1, "2.00"))
    with pytest.raises(DraftError):
        plan_deciding.send_back(draft, reason=" ", user=ground.person("manager"))
    plan_deciding.send_back(draft, reason="Мало", user=ground.person("manager"))
    assert (draft.stage, draft.remark) == ("returned", "Мало")
    keep(ground, draft, ("111", 1, "2.00"))
    plan_deciding.submit(draft, user=ground.person("economist"))
    approve(ground, draft)
    assert planned(ground) == {("111", 1): "2.00"}


def test_a_code_is_added_where_it_is_valid_in_the_year_and_no_heading(ground) -> None:
    draft, economist = begin(ground), ground.person("economist")
    [added] = plan_drafts.add_codes(draft, ["165"], user=economist)
    assert (added.code, len(plan_drafts.amounts(draft))) == ("165", 12)
    BudgetCode.objects.create(code="998", name_ru="Старая", valid_from=date(2009, 1, 1), valid_to=date(2025, 1, 1))
    for text in ("110", "998", "777", ""):
        with pytest.raises(DraftError):
            plan_drafts.add_codes(draft, [text], user=economist)


def test_of_one_code_with_two_lives_the_one_of_the_year_is_meant(ground) -> None:
    draft = begin(ground)
    [code] = plan_drafts.add_codes(draft, ["131"], user=ground.person("economist"))
    assert code.valid_from == date(2009, 1, 1)


def test_what_is_thrown_away_stays_in_the_trail(ground) -> None:
    draft = begin(ground)
    keep(ground, draft, ("111", 1, "1.00"))
    plan_deciding.discard(draft, user=ground.person("economist"))
    event = AuditEvent.objects.get(action="finance.plan.discarded")
    assert list(event.data["cells"].values()) == ["1.00"]
    assert PlanDraft.objects.count() == 0


def test_whoever_may_only_look_changes_nothing(ground) -> None:
    draft = begin(ground)
    for name in ("accountant", "manager", "auditor"):
        with pytest.raises(PermissionDenied):
            keep(ground, draft, ("111", 1, "1.00"), by=name)
    assert held(ground.budget.pk, Measure.PLAN, year_months(2025)) == {}


def test_several_codes_are_added_at_once_all_or_none(ground) -> None:
    draft, client = begin(ground), ground.client("economist")
    address = reverse("add-plan-code", args=[draft.pk])
    empty = client.get(reverse("plan-grid", args=[draft.pk])).content.decode()
    assert 'name="all"' in empty
    assert client.post(address, {"code": "111, 777"}).status_code == 422
    assert plan_drafts.amounts(draft) == {}
    client.post(address, {"code": "111 112;141\n149 Прочие"})
    assert len(plan_drafts.amounts(draft)) == 4 * 12
    client.post(address, {"all": "1"})
    named = set(FacilityCodeName.objects.values_list("code__code", flat=True))
    assert set(plan_drafts.codes_of_facility(draft)) == named
    assert len(plan_drafts.amounts(draft)) == 12 * len(named | {"111", "112", "141", "149"})
    FacilityCodeName.objects.all().delete()
    assert len(plan_drafts.codes_of_facility(draft)) == len(plan_drafts.usable_codes(2025))
