"""Whoever has to believe the books sees their seal and has the chain walked in the background; strangers find no page."""

import pytest
from django.db import connection
from django.urls import reverse

from finance import chain, proving, triggers
from finance.chain import seals
from finance.models import Entry, Proof
from tests.ground import web_ground
from tests.ground.long_ground import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> web_ground.WebGround:
    made = web_ground.filled()
    chain.link_now()
    return made


def page(ground: web_ground.WebGround, **typed: str) -> str:
    client, address = ground.client("auditor"), reverse("proof", args=[ground.budget.key])
    answer = client.post(address, typed, follow=True) if typed else client.get(address)
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def walked(ground: web_ground.WebGround, django_capture_on_commit_callbacks, **typed: str) -> str:
    with django_capture_on_commit_callbacks(execute=True):
        page(ground, **({"seal": ""} | typed))
    work_off()
    return page(ground)


def test_an_auditor_sees_the_seal_and_that_the_chain_holds(ground, django_capture_on_commit_callbacks) -> None:
    seal = str(chain.last_seal())
    assert seal in page(ground)
    assert f"continue those of the seal {seal}" in page(
        ground, seal=seal.lower().replace("-", " ", 3).replace(" ", "-", 1)
    )
    assert "The chain holds" in walked(ground, django_capture_on_commit_callbacks)


def test_the_press_of_the_button_walks_nothing_by_itself(ground, monkeypatch) -> None:
    def walk(*_args: object) -> None:
        raise AssertionError("the chain was walked in a request")

    monkeypatch.setattr(chain, "faults", walk)
    assert "waits for the background worker" in page(ground, seal="")
    assert "waits for the background worker" in page(ground, seal="")
    assert Proof.objects.count() == 1
    ground.client("auditor").post(reverse("stop-proof", args=[ground.budget.key, Proof.objects.get().pk]))
    proving.walk.call(Proof.objects.get().pk)
    assert Proof.objects.get().state == "cancelled"


def test_an_altered_entry_is_named_there_and_to_nobody_of_another_facility(
    ground, django_capture_on_commit_callbacks
) -> None:
    triggers.drop(connection)
    entry = web_ground.an_entry()
    Entry.objects.filter(pk=entry.pk).update(amount="1.00")
    said = f"document {entry.document_id}, entry {entry.pk}: changed"
    assert said in walked(ground, django_capture_on_commit_callbacks)
    stranger = web_ground.stranger(ground).get(reverse("proof", args=["other-2025"])).content.decode()
    assert said not in stranger
    assert "And 1 more places of the chain" in stranger


def test_what_is_new_is_walked_from_where_the_chain_held(ground, django_capture_on_commit_callbacks) -> None:
    assert "The chain holds" in walked(ground, django_capture_on_commit_callbacks)
    new = ground.post("cash", ("169", 2, "5.00")).entries.get()
    chain.link_now()
    old = web_ground.an_entry()
    triggers.drop(connection)
    Entry.objects.filter(pk=old.pk).update(amount="1.00")
    assert "the chain holds" in walked(ground, django_capture_on_commit_callbacks)
    Entry.objects.filter(pk=new.pk).update(amount="1.00")
    whole = walked(ground, django_capture_on_commit_callbacks, whole="1")
    assert all(f"entry {pk}: changed" in whole for pk in (old.pk, new.pk))


def test_a_stranger_finds_no_proof(ground) -> None:
    stranger = web_ground.stranger(ground)
    assert stranger.get(reverse("proof", args=[ground.budget.key])).status_code == 404


def test_a_slip_of_the_pen_is_told_from_other_books(ground) -> None:
    seal = str(chain.last_seal())
    wrong = seal[:-4] + ("A" if seal[-4] != "A" else "B") + seal[-3:]
    assert "copied wrongly" in page(ground, seal=wrong)
    assert str(seals.read(seal.replace("0", "o").replace("1", "l"))) == seal
