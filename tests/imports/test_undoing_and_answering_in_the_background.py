"""Large imports are taken back, and their waiting rows answered, in the background: whole or nothing, and shown."""

import pytest
from django.test import Client
from django.urls import reverse

from finance import books
from finance.models import Entry
from imports import long_work
from imports.models import Alias, Batch, BatchRow, LongWork, Rule
from tests.ground import web_ground
from tests.ground.long_ground import all_files_are_large, at_each_step, look, newest, post, previewed, send, work_off
from tests.ground.pages import notices
from tests.ground.web_ground import WebGround
from tests.imports.test_taking_up_long_imports import left_in_its_midst

State, Step, What = LongWork.State, LongWork.Step, LongWork.What


@pytest.fixture
def ground(settings, db) -> WebGround:
    all_files_are_large(settings)
    return web_ground.empty()


@pytest.fixture
def client(ground) -> Client:
    return ground.client("economist")


@pytest.fixture
def posted(client) -> Batch:
    post(client, previewed(client))
    work_off()
    return Batch.objects.get(status=Batch.Status.POSTED)


def undo(client: Client, batch: Batch, reason: str = "Не тот файл"):
    return client.post(reverse("imports:undo", args=[batch.pk]), {"reason": reason}, follow=True)


def test_a_large_import_is_taken_back_behind_a_page_that_leads_to_it(client, posted) -> None:
    said = undo(client, posted).content.decode()
    assert "it is taken back in the background" in said
    posted.refresh_from_db()
    assert posted.status == Batch.Status.POSTED
    work_off()
    said = look(client, newest())
    assert "2 entries were taken back" in said
    assert "Не тот файл" in said
    assert sum(entry.amount for entry in Entry.objects.all()) == 0
    assert books.check().broken == []
    assert previewed(client).result["rows"]["posted"] == 2


def test_without_a_reason_nothing_begins(client, posted) -> None:
    assert client.post(reverse("imports:undo", args=[posted.pk]), {"reason": " "}).status_code == 422
    assert newest().what == What.POST


def test_its_page_says_what_is_done_and_the_bar_goes_forward(client, posted, monkeypatch) -> None:
    seen = []
    at_each_step(
        monkeypatch,
        lambda work, _step: seen.append(client.get(reverse("imports:work-state", args=[work.pk])).json()),
    )
    undo(client, posted)
    work_off()
    assert [said["sentence"] for said in seen] == ["Step 1 of 1: taking back the entries."]
    assert (seen[0]["steps"], seen[0]["value"] > 0) == (["now"], True)
    assert "2 rows" in seen[0]["detail"]


def test_an_import_that_is_being_taken_back_is_neither_answered_nor_taken_back_twice(client, posted) -> None:
    undo(client, posted)
    work = newest()
    for name in ("undo", "answer"):
        answer = client.post(reverse(f"imports:{name}", args=[posted.pk]), {"reason": "again"})
        assert answer.url == reverse("imports:work", args=[work.pk])
    assert client.get(reverse("imports:batch", args=[posted.pk])).url == reverse("imports:work", args=[work.pk])
    work_off()
    assert LongWork.objects.filter(what=What.UNDO).count() == 1
    assert Entry.objects.count() == 4


def test_stopped_it_takes_nothing_back(client, posted, monkeypatch) -> None:
    at_each_step(monkeypatch, lambda work, _step: client.post(reverse("imports:work-cancel", args=[work.pk])))
    undo(client, posted)
    work_off()
    assert newest().state == State.CANCELLED
    assert "To the import" in look(client, newest())
    assert Entry.objects.count() == 2
    assert Batch.objects.get().status == Batch.Status.POSTED


def test_stopped_at_the_last_moment_everything_it_wrote_goes(client, posted, monkeypatch) -> None:
    done = long_work._done

    def asked_to_stop(work, *said):
        assert long_work.cancel(work)
        done(work, *said)

    monkeypatch.setattr(long_work, "_done", asked_to_stop)
    undo(client, posted)
    work_off()
    assert newest().state == State.CANCELLED
    assert Entry.objects.count() == 2
    assert Batch.objects.get().status == Batch.Status.POSTED
    assert books.check().broken == []


def test_what_a_dead_worker_left_is_taken_back_by_the_next(client, posted) -> None:
    undo(client, posted)
    work = left_in_its_midst()
    assert work.what == What.UNDO
    look(client, work)
    work_off()
    assert newest().state == State.DONE
    assert Batch.objects.get().status == Batch.Status.UNDONE
    assert Entry.objects.count() == 4


def test_who_may_not_undo_begins_nothing(ground, posted) -> None:
    assert undo(ground.client("auditor"), posted).status_code == 403
    assert newest().what == What.POST


ACCRUALS = (
    "Начисленные расходы за январь 2025 г.;\n"
    "Наименование;Начислено\n"
    "Приобретение продуктов питания;10,00\n"
    "Поездки по делам;1,50\n"
    "Итого;11,50\n"
)


def waiting(ground) -> Batch:
    """Posted accruals with one row that waits for its code."""
    client = ground.client("economist")
    send(client, ACCRUALS, "accruals.csv")
    work_off()
    post(client, Batch.objects.get())
    work_off()
    return Batch.objects.get()


def answers(code: str = "161") -> dict[str, object]:
    return {"group": ["0"], "code-0": code, "remember-0": "1", "name-0": "Поездки по делам"}


def test_answers_to_a_large_import_are_posted_in_the_background(ground, client) -> None:
    batch = waiting(ground)
    before = Entry.objects.count()
    said = client.post(reverse("imports:answer", args=[batch.pk]), answers(), follow=True).content.decode()
    assert "what was answered is posted in the background" in said
    assert not Alias.objects.exists()
    work_off()
    assert "1 row was posted" in look(client, newest())
    assert Entry.objects.count() == before + 1
    assert Alias.objects.get().code == "161"
    assert set(BatchRow.objects.values_list("state", flat=True)) == {BatchRow.State.RESOLVED}


def test_an_answer_that_cannot_be_is_told_at_once(ground, client) -> None:
    batch = waiting(ground)
    said = client.post(reverse("imports:answer", args=[batch.pk]), answers("999"), follow=True)
    assert [one for one in notices(said) if "999" in one]
    assert newest().what == What.POST


def test_answers_stopped_at_any_step_remember_nothing(ground, client, monkeypatch) -> None:
    batch = waiting(ground)
    before = Entry.objects.count()
    steps = []

    def stop(work, step):
        steps.append(step)
        if step == Step.WRITING:
            client.post(reverse("imports:work-cancel", args=[work.pk]))

    at_each_step(monkeypatch, stop)
    client.post(reverse("imports:answer", args=[batch.pk]), answers())
    work_off()
    assert steps == [Step.READING, Step.RECOGNISING, Step.WRITING]
    assert newest().state == State.CANCELLED
    assert Entry.objects.count() == before
    assert not Alias.objects.exists()
    assert not Rule.objects.exists()


def test_answers_that_the_books_refuse_are_told_and_remember_nothing(ground, client, monkeypatch) -> None:
    batch = waiting(ground)
    monkeypatch.setattr("imports.kinds.actual.Actual.post", refuse)
    client.post(reverse("imports:answer", args=[batch.pk]), answers())
    work_off()
    assert newest().state == State.FAILED
    assert "The books are shut" in look(client, newest())
    assert not Alias.objects.exists()


def refuse(*_given) -> None:
    from finance.ledger import LedgerError

    raise LedgerError("The books are shut")
