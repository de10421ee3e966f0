"""What two people posted two people undo: one asks, another who approves such papers agrees, on its page or by command."""

# ruff: noqa: F811 - fixtures of another file bear the names of arguments

import pytest
from django.urls import reverse

from finance.models import AuditEvent, Document, Entry
from finance.money import total
from imports.models import Batch
from imports.pipeline.seen import digest
from tests.ground.long_ground import all_files_are_large, work_off
from tests.imports.test_papers_wait_for_another_person import (  # noqa: F401 - fixtures
    CASH,
    ask,
    ground,
    plan,
    refusal,
    to_do,
    written,
)


@pytest.fixture
def posted(ground, plan) -> int:
    """The number of a plan that the economist entered and the manager approved."""
    number = ask("import_file", plan, "--as", "economist")["batch"]
    return ask("approve", number, "--as", "manager")["batch"]


def standing() -> str:
    return str(total(Entry.objects.values_list("amount", flat=True)))


def yes(posted: int) -> dict[str, str]:
    """What the page sends: that, and a digest of what it showed."""
    return {"do": "approve", "seen": digest(Batch.objects.get(pk=posted).result)}


def ask_by_command(posted: int, *more: str):
    return ask("undo_import", posted, "--reason", "не тот файл", "--as", "economist", *more)


def test_it_waits_and_the_paper_stands(posted) -> None:
    assert ask_by_command(posted) == {"status": "waiting", "batch": posted, "reversed": 0, "kept": []}
    assert (standing(), Batch.objects.get(pk=posted).status) == ("310.50", "posted")


def test_another_person_approves_and_both_are_named(posted) -> None:
    ask_by_command(posted)
    done = ask("approve", posted, "--as", "manager")
    assert (done["status"], done["reversed"], done["kept"], standing()) == ("undone", 3, [], "0.00")
    reversal = Document.objects.get(kind=Document.Kind.REVERSAL)
    assert (reversal.entered_by.username, reversal.approved_by.username) == ("economist", "manager")
    event = AuditEvent.objects.get(action="imports.batch.undone")
    assert (event.user.username, event.data["approved_by"], event.reason) == ("economist", "manager", "не тот файл")


def test_both_named_at_once_undo_at_once(posted) -> None:
    assert ask_by_command(posted, "--approved-by", "manager")["status"] == "undone"


@pytest.mark.parametrize(
    ("who", "why"), [("economist", "Another person must approve"), ("accountant", "no right to approve plans")]
)
def test_who_may_not_approve_the_paper_may_not_approve_its_undoing(posted, who, why) -> None:
    ask_by_command(posted)
    assert why in refusal("approve", posted, "--as", who)
    assert why in refusal("undo_import", posted, "--reason", "x", "--as", "economist", "--approved-by", who)
    assert standing() == "310.50"


def test_who_may_not_undo_may_not_ask(posted) -> None:
    assert "no right" in refusal("undo_import", posted, "--reason", "x", "--as", "auditor")


def test_it_is_asked_once(posted) -> None:
    ask_by_command(posted)
    assert "economist has asked already" in refusal("undo_import", posted, "--reason", "x", "--as", "accountant")
    assert ask_by_command(posted)["status"] == "waiting"


def test_the_accounts_of_the_command_line_undo_as_ever(posted) -> None:
    assert ask("undo_import", posted, "--reason", "x") == {
        "status": "undone",
        "batch": posted,
        "reversed": 3,
        "kept": [],
    }


def test_what_one_person_posts_one_person_undoes(ground, tmp_path) -> None:
    number = ask("import_file", written(tmp_path, CASH), "--as", "economist")["batch"]
    assert ask_by_command(number)["status"] == "undone"


def test_on_pages_one_asks_and_another_approves(ground, posted) -> None:
    page = reverse("imports:batch", args=[posted])
    ground.client("economist").post(reverse("imports:undo", args=[posted]), {"reason": "не тот файл"})
    assert standing() == "310.50"
    assert {name: page in to_do(ground, name) for name in ("manager", "economist", "accountant")} == {
        "manager": True, "economist": False, "accountant": False,
    }  # fmt: skip
    decide = reverse("imports:decide-undo", args=[posted])
    for name in ("economist", "accountant"):
        ground.client(name).post(decide, yes(posted))
    for unseen in ({"do": "approve"}, {"do": "approve", "seen": "0" * 32}):
        ground.client("manager").post(decide, unseen)
    assert standing() == "310.50"
    ground.client("manager").post(decide, yes(posted))
    assert (standing(), Batch.objects.get(pk=posted).undone_by.username) == ("0.00", "manager")


@pytest.mark.parametrize(("who", "is_left"), [("economist", True), ("manager", True), ("accountant", False)])
def test_the_request_is_taken_back_by_who_asked_and_declined_by_who_may_approve(ground, posted, who, is_left) -> None:
    ask_by_command(posted)
    ground.client(who).post(reverse("imports:decide-undo", args=[posted]), {"do": "leave"})
    assert (Batch.objects.get(pk=posted).undo_asked_by is None) is is_left
    assert (standing(), AuditEvent.objects.filter(action="imports.batch.undo-given-up").exists()) == ("310.50", is_left)


def test_its_page_says_who_asks_and_why_and_offers_each_what_they_may_do(ground, posted) -> None:
    ask_by_command(posted)
    found = {}
    for name in ("economist", "manager", "accountant"):
        shown = ground.client(name).get(reverse("imports:batch", args=[posted])).context
        found[name] = (shown["may_approve_undo"], shown["may_give_up_undo"], shown["may_undo"])
    assert found == {
        "economist": (False, True, False), "manager": (True, False, False), "accountant": (False, False, False),
    }  # fmt: skip


def test_a_large_import_is_undone_in_the_background_once_approved(ground, posted, settings) -> None:
    all_files_are_large(settings)
    ask_by_command(posted)
    ground.client("manager").post(reverse("imports:decide-undo", args=[posted]), yes(posted))
    work_off()
    assert standing() == "0.00"
