"""Files of thousands of rows: done in the background step by step, shown, stopped; whole or nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finance.models import Entry, Membership
from imports import long_work
from imports.models import Batch, LongWork
from imports.pipeline import previewing, steps
from imports.pipeline.seen import digest
from tests.ground import web_ground
from tests.ground.long_ground import (
    REGISTER,
    all_files_are_large,
    at_each_step,
    look,
    newest,
    post,
    previewed,
    send,
    work_off,
)
from tests.ground.web_ground import WebGround

State, Step = LongWork.State, LongWork.Step


@pytest.fixture
def ground(settings, db) -> WebGround:
    all_files_are_large(settings)
    return web_ground.empty()


@pytest.fixture
def client(ground) -> Client:
    return ground.client("economist")


def test_a_small_file_is_read_at_once(ground, client, settings) -> None:
    settings.LONG_WORK_CELLS = 100_000
    assert "Nothing is posted yet" in send(client).content.decode()
    assert not LongWork.objects.exists()


def test_a_large_file_is_previewed_behind_a_page_that_leads_to_the_preview(client) -> None:
    answer = send(client)
    work = newest()
    assert answer.redirect_chain == [(reverse("imports:work", args=[work.pk]), 302)]
    assert "Waits its turn" in answer.content.decode()
    assert not Batch.objects.exists()
    assert "register.csv" in client.get(reverse("imports:list")).content.decode()
    work_off()
    said = look(client, work)
    assert "Nothing is posted yet" in said
    assert "+1,000.50" in said
    assert not Entry.objects.exists()
    assert "Being worked on" not in client.get(reverse("imports:list")).content.decode()


def test_posting_in_the_background_saves_what_the_preview_showed(client) -> None:
    batch = previewed(client)
    assert "it is posted in the background" in post(client, batch).content.decode()
    assert not Entry.objects.exists()
    work_off()
    assert "2 rows were posted" in look(client, newest())
    assert sorted(str(e.amount) for e in Entry.objects.all()) == ["1000.50", "200.00"]
    assert [b.status for b in Batch.objects.all()] == [Batch.Status.POSTED]


def test_the_page_says_each_step_and_the_bar_goes_forward(client, monkeypatch) -> None:
    seen = []
    at_each_step(
        monkeypatch,
        lambda work, step: seen.append(client.get(reverse("imports:work-state", args=[work.pk])).json()),
    )
    batch = previewed(client)
    sentences = [said["sentence"] for said in seen]
    assert sentences == [
        "Step 1 of 4: reading the file.",
        "Step 2 of 4: recognising the table.",
        "Step 3 of 4: understanding the rows.",
        "Step 4 of 4: comparing with the books.",
    ]
    values = [said["value"] for said in seen]
    assert values == sorted(set(values))
    assert seen[2]["steps"] == ["done", "done", "now", "later"]
    assert "2 rows" in seen[3]["detail"]
    assert [said["next"] for said in seen] == [""] * 4
    seen.clear()
    post(client, batch)
    work_off()
    assert seen[3]["sentence"] == "Step 4 of 4: comparing with the books and writing."
    after = client.get(reverse("imports:work-state", args=[newest().pk])).json()
    assert after["next"] == reverse("imports:work", args=[newest().pk])


def test_the_page_reloads_by_itself_without_scripts(client) -> None:
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in send(client).content.decode()


@pytest.mark.parametrize("last", Step.values)
def test_stopped_at_any_step_it_saves_nothing(client, monkeypatch, last) -> None:
    batch = previewed(client)

    def stop(work, step):
        if step == last:
            client.post(reverse("imports:work-cancel", args=[work.pk]))

    at_each_step(monkeypatch, stop)
    post(client, batch)
    work_off()
    assert newest().state == State.CANCELLED
    assert "Nothing was saved" in look(client, newest())
    assert not Entry.objects.exists()
    assert list(Batch.objects.values_list("pk", "status")) == [(batch.pk, Batch.Status.PREVIEW)]


def test_stopped_before_its_turn_it_never_begins_and_can_be_begun_again(client) -> None:
    send(client)
    client.post(reverse("imports:work-cancel", args=[newest().pk]))
    work_off()
    assert newest().state == State.CANCELLED
    assert not Batch.objects.exists()
    client.post(reverse("imports:work-again", args=[newest().pk]))
    work_off()
    assert newest().state == State.DONE
    assert Batch.objects.count() == 1


def test_books_that_changed_since_the_preview_are_shown_anew(client) -> None:
    first, second = previewed(client), None
    send(client, name="again.csv")
    work_off()
    second = Batch.objects.exclude(pk=first.pk).get()
    post(client, first)
    post(client, second)
    work_off()
    assert Entry.objects.count() == 2
    said = look(client, newest())
    assert "The books changed since this preview was made" in said
    assert "Nothing new in this file" in said


def test_a_preview_that_is_being_posted_is_neither_changed_nor_thrown_away_nor_posted_twice(client) -> None:
    batch = previewed(client)
    post(client, batch)
    work = newest()
    assert client.post(reverse("imports:discard", args=[batch.pk])).status_code == 403
    assert client.post(reverse("imports:correct", args=[batch.pk]), {"kind": "cash"}).status_code == 403
    assert client.get(reverse("imports:batch", args=[batch.pk])).url == reverse("imports:work", args=[work.pk])
    asked = {"approver": None, "shown": digest(batch.result)}
    assert long_work.begin(LongWork.What.POST, batch, work.started_by, **asked).pk == work.pk
    work_off()
    assert Entry.objects.count() == 2


def test_a_correction_of_a_large_file_is_previewed_in_the_background_too(client) -> None:
    strange = REGISTER.replace("Сумма", "Ақша көлемі-х")
    send(client, strange)
    work_off()
    refused = Batch.objects.get()
    assert refused.status == Batch.Status.REFUSED
    assert (
        "Name the form of this file"
        in client.get(reverse("imports:batch", args=[refused.pk]) + "?top=0").content.decode()
    )
    told = {"kind": "cash", "header_row": "1", "unit": "tenge", "column-amount": "D"}
    client.post(reverse("imports:correct", args=[refused.pk]), told)
    work_off()
    batch = Batch.objects.get()
    assert (batch.status, batch.result["total"]) == (Batch.Status.PREVIEW, "1200.50")


def test_who_lost_the_right_meanwhile_is_told_so_and_nothing_is_saved(ground, client) -> None:
    send(client)
    Membership.objects.filter(user=ground.person("economist")).update(role=Membership.Role.AUDITOR)
    work_off()
    assert newest().state == State.FAILED
    assert "You have no right" in look(client, newest())
    assert "You have no right" in client.get(reverse("imports:list")).content.decode()
    assert not Batch.objects.exists()
    Membership.objects.filter(user=ground.person("economist")).update(role=Membership.Role.ECONOMIST)
    client.post(reverse("imports:work-again", args=[newest().pk]))
    work_off()
    assert newest().state == State.DONE


def test_a_fault_of_the_program_is_a_sentence_and_saves_nothing(client, monkeypatch) -> None:
    def fault(*_args, **_named):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("imports.pipeline.keeping.keep_result", fault)
    send(client)
    work_off()
    said = look(client, newest())
    assert "fault of its own" in said
    assert "secret detail" not in said
    assert not Batch.objects.exists()
    client.post(reverse("imports:work-cancel", args=[newest().pk]))
    assert "register.csv" not in client.get(reverse("imports:list")).content.decode()


def test_only_people_of_the_facility_see_it_and_only_who_may_import_stops_it(ground, client) -> None:
    send(client)
    number = [newest().pk]
    other = web_ground.stranger(ground)
    for name in ("work", "work-state"):
        assert other.get(reverse(f"imports:{name}", args=number)).status_code == 404
    assert other.post(reverse("imports:work-cancel", args=number)).status_code == 404
    assert "register.csv" not in other.get(reverse("imports:list")).content.decode()
    auditor = ground.client("auditor")
    assert "Waits its turn" in auditor.get(reverse("imports:work", args=number)).content.decode()
    assert auditor.post(reverse("imports:work-cancel", args=number)).status_code == 403
    assert auditor.post(reverse("imports:work-again", args=number)).status_code == 403
    assert newest().state == State.WAITING


def test_a_page_says_when_no_worker_runs(client) -> None:
    send(client)
    assert "make serve" not in look(client, newest())
    LongWork.objects.update(changed_at=timezone.now() - timedelta(seconds=20))
    assert "make serve" in look(client, newest())


def test_the_pipeline_tells_its_steps_in_order(ground) -> None:
    told = []
    with steps.told_to(lambda step, rows: told.append((step, rows))):
        previewing.begin(REGISTER.encode(), "a.csv", ground.person("economist"), ground.budget)
    assert [step for step, _rows in told] == Step.values
    assert [rows for _step, rows in told] == [0, 4, 4, 2]
