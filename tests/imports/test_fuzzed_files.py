"""Damaged files: nothing crashes, and what is posted is what a second, independent reading finds.

A failure names its family and seed; `SMETA_SOAK=1` runs ten thousand files, `SMETA_FUZZED_FILES` any other number.
"""

import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from finance.models import Balance
from tests.ground import bank_sheets, fuzzed_files, fuzzing
from tests.ground.costing_ground import facility
from tests.ground.import_ground import TODAY, bring
from tests.ground.second_reading import Figures, NoTableError
from tests.ground.second_reading_of_statements import client_bank
from tests.ground.second_reading_of_states import treasury

FILES = int(os.environ.get("SMETA_FUZZED_FILES", "0")) or (10_000 if os.environ.get("SMETA_SOAK") == "1" else 224)
FIRST = int(os.environ.get("SMETA_FUZZED_FROM", "0"))
EACH = FILES // (len(fuzzed_files.FAMILIES) + 2)
# A file, and what it must come to
Made = tuple[bytes, Callable[[], Figures]]

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


def judge(
    name: str, file_name: str, kind: str, make: Callable[[int], Made], undamaged: Figures, held=fuzzing.as_answered
) -> list[str]:
    """What is wrong with any of the family's files, by seed; asserts that enough of them were posted to say something.

    Where the second reading gives up, nothing of the undamaged file may have been lost or added.
    """
    wrong, posted = [], 0
    for seed in range(FIRST, FIRST + EACH):
        data, expect = make(seed)
        try:
            with transaction.atomic():
                found = bring(data, file_name)
                said = held(found) if found["status"] != "refused" else {}
                ledger = in_ledger()
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 - any of them is the failure that is looked for
            wrong.append(f"{name} seed {seed}: {type(error).__name__}: {error}")
            continue
        if found["status"] == "refused":
            if not found["problems"]:
                wrong.append(f"{name} seed {seed}: refused without a reason")
            continue
        posted += 1
        try:
            expected = expect()
        except NoTableError:
            expected = None
        if expected is None and undamaged is not None:
            expected = {key: value for key, value in undamaged.items() if key not in ("by_month", "by_code")}
        difference = differs(expected, said, kind, ledger)
        if difference:
            wrong.append(f"{name} seed {seed}: {found['status']} {difference}")
    assert posted >= max(1, EACH // 20), f"{name}: only {posted} of {EACH} were posted"
    return wrong


def in_ledger() -> Decimal:
    return sum((balance.amount for balance in Balance.objects.all()), Decimal(0))


def differs(expected: Figures, said: dict[str, Any], kind: str, ledger: Decimal) -> str:
    """Where the program and the second reading part; nothing where they agree."""
    if said["kind"] != kind:
        return f"as {said['kind']}"
    if expected is None:
        return f"{said['total']}, and the second reading would refuse it"
    coded = sum((Decimal(amount) for amount in said["by_code"].values()), Decimal(0))
    if said["status"] == "posted" and ledger != coded:
        return f"{coded} by codes, in the ledger {ledger}"
    return "; ".join(
        f"{key} {said[key]}, independently {value}" for key, value in expected.items() if said[key] != value
    )


@pytest.mark.parametrize("family", fuzzed_files.FAMILIES, ids=lambda family: family.name)
def test_a_damaged_table_is_refused_or_adds_up(family):
    whole = fuzzing.Damaged(family.write(family.rows()), {"": family.rows()})
    assert family.undamaged() == family.expected(whole) is not None

    def make(seed: int) -> Made:
        damaged = fuzzing.damaged(family, seed)
        return damaged.data, lambda: family.expected(damaged)

    wrong = judge(family.name, family.file_name, family.kind, make, family.undamaged(), family.held)
    assert not wrong, "\n".join(wrong)


def test_a_damaged_statement_is_refused_or_adds_up():
    def make(seed: int) -> Made:
        data = fuzzed_files.damaged_statement(seed)
        return data, lambda: client_bank(data)

    whole = client_bank(bank_sheets.kazakh_client_bank(fuzzed_files.STATEMENT))
    wrong = judge("client-bank", "выписка.txt", "bank", make, whole)
    assert not wrong, "\n".join(wrong)


def test_a_damaged_form_of_the_treasury_is_refused_or_adds_up():
    def make(seed: int) -> Made:
        data, lines = fuzzed_files.damaged_form(seed)
        return data, lambda: treasury(lines)

    wrong = judge("treasury", "4-20.pdf", "treasury", make, treasury(fuzzed_files.form_pages()[0]))
    assert not wrong, "\n".join(wrong)
