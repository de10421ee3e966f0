"""Damaged files: nothing crashes, and what is posted is what a second, independent reading adds up to.

A failure names its family and seed; `SMETA_SOAK=1` runs ten thousand files, `SMETA_FUZZED_FILES` any other number.
"""

import os
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import transaction

from tests import fuzzing
from tests.import_ground import TODAY, bring, facility
from tests.payments_book import total
from tests.second_reading import UnopenedError, statement_total

FILES = int(os.environ.get("SMETA_FUZZED_FILES", "0")) or (10_000 if os.environ.get("SMETA_SOAK") == "1" else 304)
EACH = FILES // (len(fuzzing.FAMILIES) + 1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


def judge(
    name: str, make: Callable[[int], bytes], read: Callable[[bytes], Decimal | None], file_name: str, undamaged: Decimal
) -> list[str]:
    """What is wrong with any of the family's files, by seed; asserts that enough of them were posted to say something."""
    wrong, posted = [], 0
    for seed in range(EACH):
        data = make(seed)
        try:
            with transaction.atomic():
                found = bring(data, file_name)
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
            expected = read(data)
        except UnopenedError:
            expected = undamaged
        if expected is None or found["total"] != f"{expected:.2f}":
            wrong.append(
                f"{name} seed {seed}: {found['status']} {found['kind']} {found['total']}, independently {expected}"
            )
    assert posted >= EACH // 20, f"{name}: only {posted} of {EACH} were posted"
    return wrong


@pytest.mark.parametrize("family", fuzzing.FAMILIES, ids=lambda family: family.name)
def test_a_damaged_table_is_refused_or_adds_up(family):
    whole = family.read(family.write(family.rows()))
    assert whole is not None
    wrong = judge(family.name, lambda seed: fuzzing.mutated(family, seed), family.read, family.file_name, whole)
    assert not wrong, "\n".join(wrong)


def test_a_damaged_statement_is_refused_or_adds_up():
    whole = total(fuzzing.STATEMENT.paid)
    wrong = judge("client-bank", fuzzing.mutated_statement, statement_total, "выписка.txt", whole)
    assert not wrong, "\n".join(wrong)
