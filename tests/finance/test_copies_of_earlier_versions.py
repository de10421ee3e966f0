"""A copy is put back into the tables that its own version had, whichever steps stand for others since."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from finance.backup.copying import migrate_to

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS = ("finance", "tariffs", "procurement", "projects", "region", "imports")


def steps() -> dict:
    return {key: step for key, step in MigrationLoader(None).disk_migrations.items() if key[0] in OURS}


def one_by_one() -> list:
    """In the order in which they were written."""
    loader = MigrationLoader(connection, replace_migrations=False)
    single = [key for key, step in steps().items() if not step.replaces]
    order = [step for key in sorted(single) for step in loader.graph.forwards_plan(key)]
    return [key for key in dict.fromkeys(order) if key in set(single)]


@pytest.fixture
def taken(monkeypatch) -> list:
    """The steps of ours that a copy's tables are made by."""
    taken = []

    def migrate(executor, targets) -> None:
        for target in targets:
            taken.extend(key for key in executor.loader.graph.forwards_plan(target) if key[0] in OURS)

    monkeypatch.setattr(MigrationExecutor, "migrate", migrate)
    return taken


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_a_copy_from_between_takes_its_own_steps_one_by_one(taken, share: float) -> None:
    single = one_by_one()
    held = single[: int(len(single) * share)]
    migrate_to(held)
    assert set(taken) == set(held)


def test_a_copy_of_today_takes_those_that_stand_for_many(taken) -> None:
    replaced = {key for step in steps().values() for key in step.replaces}
    migrate_to({*steps(), *replaced})
    assert set(taken) == set(steps()) - replaced
