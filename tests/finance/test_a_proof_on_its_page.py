"""Whoever has to believe the books sees their seal and walks the chain; strangers find no page."""

import pytest
from django.db import connection
from django.urls import reverse

from finance import chain, triggers
from finance.chain import seals
from finance.models import Entry
from tests.ground import web_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> web_ground.WebGround:
    made = web_ground.filled()
    chain.link_now()
    return made


def walked(ground: web_ground.WebGround, seal: str = "") -> str:
    answer = ground.client("auditor").post(reverse("proof", args=[ground.budget.key]), {"seal": seal})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_auditor_sees_the_seal_and_that_the_chain_holds(ground) -> None:
    seal = str(chain.last_seal())
    assert seal in ground.client("auditor").get(reverse("proof", args=[ground.budget.key])).content.decode()
    said = walked(ground, seal.lower().replace("-", " ", 3).replace(" ", "-", 1))
    assert "The chain holds" in said
    assert f"continue those of the seal {seal}" in said


def test_an_altered_entry_is_named_there(ground) -> None:
    triggers.drop(connection)
    entry = web_ground.an_entry()
    Entry.objects.filter(pk=entry.pk).update(amount="1.00")
    said = walked(ground)
    assert f"document {entry.document_id}, entry {entry.pk}: changed" in said


def test_a_stranger_finds_no_proof(ground) -> None:
    stranger = web_ground.stranger(ground)
    assert stranger.get(reverse("proof", args=[ground.budget.key])).status_code == 404


def test_a_slip_of_the_pen_is_told_from_other_books(ground) -> None:
    seal = str(chain.last_seal())
    wrong = seal[:-4] + ("A" if seal[-4] != "A" else "B") + seal[-3:]
    assert "copied wrongly" in walked(ground, wrong)
    assert str(seals.read(seal.replace("0", "o").replace("1", "l"))) == seal
