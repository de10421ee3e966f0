"""Costing runs: frozen, numbered, locked, compared; and the fifteen controls, each failing on an example."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from finance import triggers
from finance.ledger import Posting, post
from finance.models import BudgetCode, Document
from finance.months import Month
from finance.service_accounts import service_accounts
from imports import sample_files
from tariffs import runs
from tariffs.allocation.trace import CodeTrace
from tariffs.bed_day_cost import BedDayCost
from tariffs.controls import CostingControl
from tariffs.costing import CostingError, cost
from tariffs.explanations import control_state
from tariffs.freezing import fingerprint, frozen, thawed
from tariffs.models import CostingRun
from tariffs.run_controls import controls_of
from tests.ground.costing_ground import ACTUAL, APRIL, COSTING, JANUARY, JUNE, costed, declare
from tests.ground.import_ground import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> CostingRun:
    scope = costed()
    return runs.run(scope.budgets[0], JANUARY, JUNE, user=author())


def author() -> User:
    return service_accounts().author


def spend(budget, code: str, month: int, amount: str) -> None:
    day = Month(2025, month).last_day
    document = Document.objects.create(budget=budget, kind="actual", date=day, entered_by=author())
    found = BudgetCode.objects.get(code=code, valid_to=None)
    post(document, [Posting(found.pk, Month(2025, month), day, "actual", Decimal(amount))])


def test_a_run_keeps_its_inputs_and_costs_the_same_after_the_books_moved(made) -> None:
    assert made.version == 1
    assert made.results["full_cost"] == "373844000.00"
    assert len(made.fingerprint) == 64
    spend(made.budget, "169", 6, "1000.00")
    held = CostingRun.objects.get(pk=made.pk)
    assert runs.costing_of(held).full_cost == Decimal("373844000.00")
    assert runs.is_intact(held)
    failed = {control.number: control.differences for control in runs.controls_of_run(held) if not control.holds}
    assert failed == {"R10": {"169": Decimal("-1000.00")}}


def test_a_run_keeps_the_months_of_its_rules() -> None:
    scope = costed()
    rows = ("169,centre:ADM,2025-01,2025-03", "169,centre:NEU,2025-04,2025-12")
    declare("attribution", "code,target,from,through", *rows)
    held = runs.run(scope.budgets[0], JANUARY, JUNE, user=author())
    assert runs.is_intact(held)
    assert runs.costing_of(held).direct == cost(scope, JANUARY, JUNE).direct


def test_running_again_is_a_new_version_and_the_two_compare(made) -> None:
    spend(made.budget, "169", 6, "1000.00")
    again = runs.rerun(made, user=author())
    assert (again.version, again.results["full_cost"]) == (2, "373845000.00")
    rows, changed = runs.compare(made, again)
    assert sum(row.difference for row in rows) == Decimal("1000.00")
    assert {row.code for row in rows} == {"169"}
    assert changed == ["costs"]
    assert runs.compare(made, made) == ([], [])
    other = runs.run(made.budget, JANUARY, JUNE, user=author(), method="reciprocal")
    assert runs.compare(again, other)[1] == ["method"]


def test_a_run_never_changes_and_a_locked_one_never_goes(made) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CostingRun.objects.filter(pk=made.pk).update(results={})
    runs.lock(made, user=author())
    for change in ({"is_locked": False}, {"created_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CostingRun.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()
    with pytest.raises(runs.RunError):
        runs.lock(made, user=author())
    assert triggers.missing(connection) == []


def test_a_run_that_was_tampered_with_is_not_locked(made) -> None:
    triggers.drop(connection)
    try:
        CostingRun.objects.filter(pk=made.pk).update(results={**made.results, "full_cost": "1.00"})
        held = CostingRun.objects.get(pk=made.pk)
        assert not runs.is_intact(held)
        assert not next(c for c in runs.controls_of_run(held) if c.number == "R12").holds
        with pytest.raises(runs.RunError):
            runs.lock(held, user=author())
        assert {"tariffs_costingrun_update", "tariffs_costingrun_delete"} <= set(triggers.missing(connection))
    finally:
        triggers.install(connection)


def test_a_negative_service_is_refused_with_the_difference() -> None:
    scope = costed()
    declare("attribution", "code,target", "169,centre:GYM")
    spend(scope.budgets[0], "169", 6, "-50000000.00")
    with pytest.raises(runs.RunError) as refused:
        runs.run(scope.budgets[0], JANUARY, JUNE, user=author())
    assert any(sentence.startswith("R5") and "GYM" in sentence for sentence in refused.value.sentences)
    assert any(sentence.startswith("R1: 169") for sentence in refused.value.sentences)
    assert CostingRun.objects.count() == 0


def test_a_period_that_cannot_be_costed_leaves_no_run() -> None:
    scope = costed(files=(*COSTING[:2], *ACTUAL))
    with pytest.raises(CostingError):
        runs.run(scope.budgets[0], JANUARY, JUNE, user=author())
    assert CostingRun.objects.count() == 0


def test_orthopaedics_without_a_bed_day_fails_r14_and_nothing_else() -> None:
    held = runs.run(costed().budgets[0], APRIL, JUNE, user=author())
    failed = [control.number for control in runs.controls_of_run(held) if not control.holds]
    assert failed == ["R14"]


def test_the_register_of_stays_confirms_or_breaks_r15(made) -> None:
    controls = {control.number: control for control in runs.controls_of_run(made)}
    assert list(controls) == [f"R{number}" for number in range(1, 16)]
    assert not controls["R15"].is_compared
    bring(sample_files.FOLDER / "stays-2025-h1.csv")
    assert runs.controls_of_run(made)[-1].holds
    declare("stays", "case,profile,referred_by,admitted,discharged", "X1,somatic,A,2025-06-01,2025-06-11")
    assert runs.controls_of_run(made)[-1].differences == {"somatic": Decimal(-10)}


def test_frozen_inputs_thaw_to_the_same_and_their_fingerprint_ignores_order(made) -> None:
    inputs = thawed(made.inputs)
    again = frozen(inputs, made.inputs["versions"])
    assert fingerprint(again) == made.fingerprint == fingerprint(dict(reversed(again.items())))
    moved = {**again, "bed_days": {**again["bed_days"], "somatic": 177}}
    assert fingerprint(moved) != made.fingerprint


def failing(costing: BedDayCost, number: str, ledger=None, activity=None, **settings) -> dict[str, Decimal]:
    ledger = costing.inputs.ledger_by_code if ledger is None else ledger
    controls = {c.number: c for c in controls_of(costing, ledger, activity, **settings)}
    return dict(controls[number].differences)


def test_every_control_fails_on_a_costing_that_breaks_it(made) -> None:
    costing = runs.costing_of(made)
    first, *others = costing.profiles
    assert all(not failing(costing, f"R{number}", activity=costing.inputs.bed_days) for number in range(1, 16))

    stolen = replace(first, full_cost=first.full_cost - 1, by_code={**first.by_code, "111": first.by_code["111"] - 1})
    lost = replace(costing, profiles=(stolen, *others))
    assert failing(lost, "R1") == {"111": Decimal(-1)}
    assert failing(lost, "R2") == {"profiles": Decimal(-1)}
    assert failing(lost, "R3") == {}
    assert failing(lost, "R4") == {"rounding": Decimal(-1)}
    robbed = replace(first, by_code={**first.by_code, "111": first.by_code["111"] - 1000})
    assert failing(replace(costing, profiles=(robbed, *others)), "R3") == {"111": Decimal(-1000)}

    kept = replace(costing.outcome, unallocated={"GYM": Fraction(-5)})
    aside = replace(costing, outcome=kept, trace=CodeTrace(costing.trace.full_costs, {"GYM": {}}))
    assert failing(aside, "R5") == {"GYM": Decimal("-5.00")}

    negative = replace(first, by_code={**first.by_code, "322": Decimal("-1.01")})
    assert failing(replace(costing, profiles=(negative, *others)), "R6") == {f"{first.profile} 322": Decimal("-1.01")}
    free = replace(first, full_cost=Decimal("0.00"))
    assert first.profile in failing(replace(costing, profiles=(free, *others)), "R6")
    crowded = replace(first, bed_days=10_000_000)
    assert failing(replace(costing, profiles=(crowded, *others)), "R7")
    assert failing(replace(costing, profiles=tuple(others)), "R8") == {first.profile: Decimal(first.bed_days)}
    ledger = {**costing.inputs.ledger_by_code, "111": Decimal(0)}
    assert set(failing(costing, "R10", ledger=ledger)) == {"111"}
    assert failing(costing, "R12", is_intact=False)
    thinner = replace(costing, direct={**costing.direct, "ADM": {}})
    assert "attributed" in failing(thinner, "R13")
    idle = replace(first, bed_days=0)
    assert set(failing(replace(costing, profiles=(idle, *others)), "R14")) == {first.profile}
    assert failing(costing, "R15", activity={**costing.inputs.bed_days, "somatic": 1}) == {"somatic": Decimal(175)}


def test_r9_names_a_code_that_no_centre_carries_and_a_centre_nobody_has() -> None:
    costing = cost(costed(), APRIL, JUNE)
    assert control(costing, "R9").differences == {}
    lost = {centre: {c: a for c, a in codes.items() if c != "141"} for centre, codes in costing.direct.items()}
    stray = replace(costing.inputs, placed={"ATTIC": {"149": Decimal("5.00")}})
    broken = control(replace(costing, direct=lost, inputs=stray), "R9")
    assert broken.differences == {"141": -costing.inputs.ledger_by_code["141"], "ATTIC": Decimal("-5.00")}


def test_r11_says_that_it_holds_by_construction() -> None:
    found = control(cost(costed(), APRIL, JUNE), "R11")
    with translation.override("en"):
        assert control_state(found) == {"word": "holds by construction", "style": "good"}


def control(costing: BedDayCost, number: str) -> CostingControl:
    return next(c for c in controls_of(costing, costing.inputs.ledger_by_code, None) if c.number == number)
