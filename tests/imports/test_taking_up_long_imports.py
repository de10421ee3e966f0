"""What a dead worker left is taken up again, by the page or by the next worker, and saved once."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from imports import long_work, workers
from imports.models import Batch, LongWork
from tests.ground import web_ground
from tests.ground.long_ground import all_files_are_large, at_each_step, look, newest, send, work_off
from tests.ground.web_ground import WebGround

State, Step = LongWork.State, LongWork.Step


@pytest.fixture
def ground(settings, db) -> WebGround:
    all_files_are_large(settings)
    return web_ground.empty()


@pytest.fixture
def client(ground) -> Client:
    return ground.client("economist")


def left_in_its_midst() -> LongWork:
    """The newest work as a worker leaves it that is killed."""
    LongWork.objects.filter(pk=newest().pk).update(state=State.RUNNING, attempts=1, step=Step.WRITING)
    work = newest()
    DBTaskResult.objects.filter(pk=work.task).update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    return work


def test_the_page_takes_up_again_what_a_dead_worker_left(client) -> None:
    send(client)
    work = left_in_its_midst()
    assert "Waits its turn" in look(client, work)
    assert DBTaskResult.objects.get(pk=work.task).status == TaskResultStatus.FAILED
    work_off()
    assert newest().state == State.DONE
    assert Batch.objects.count() == 1


def test_a_living_worker_is_left_alone(client) -> None:
    send(client)
    work = left_in_its_midst()
    with workers.only_one():
        assert long_work.take_up_again() == 0
    work.refresh_from_db()
    assert work.state == State.RUNNING


def test_there_is_one_worker_at_a_time(ground) -> None:
    assert not workers.is_there_one()
    began = threading.Event()

    def second() -> None:
        try:
            with workers.only_one():
                began.set()
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with workers.only_one():
        assert workers.is_there_one()
        other.start()
        assert not began.wait(0.3)
    other.join(60)
    assert began.is_set()
    assert not workers.is_there_one()


def test_a_task_taken_but_never_begun_is_taken_up_again(client) -> None:
    send(client)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    assert long_work.take_up_again() == 1
    work_off()
    assert newest().state == State.DONE


def test_what_waits_its_turn_is_not_asked_for_twice(client) -> None:
    send(client)
    assert long_work.take_up_again() == 0
    assert DBTaskResult.objects.count() == 1


def test_the_worker_begins_anew_what_the_database_took_from_it(client, monkeypatch) -> None:
    """A database out of reach fails the task, not the work."""
    send(client)
    LongWork.objects.update(state=State.RUNNING, attempts=1)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    assert long_work.take_up_again(is_worker=True) == 1
    work_off()
    assert newest().state == State.DONE


def test_a_stopped_work_of_a_dead_worker_is_not_begun_again(client) -> None:
    send(client)
    work = left_in_its_midst()
    assert long_work.cancel(work)
    assert long_work.take_up_again() == 0
    work.refresh_from_db()
    assert work.state == State.CANCELLED


def test_what_kills_its_worker_three_times_is_given_up(client) -> None:
    send(client)
    for _attempt in range(2):
        left_in_its_midst()
        assert long_work.take_up_again() == 1
    left_in_its_midst()
    LongWork.objects.update(attempts=3)
    assert long_work.take_up_again() == 0
    assert "stopped 3 times" in look(client, newest())


def test_a_worker_that_was_given_up_and_still_lives_saves_nothing(client, monkeypatch) -> None:
    """Two workers at one work: only the one that has it now can save."""

    def taken_over(work, step):
        if step == Step.WRITING:
            LongWork.objects.filter(pk=work.pk).update(attempts=2)

    at_each_step(monkeypatch, taken_over)
    send(client)
    work_off()
    assert newest().state == State.RUNNING
    assert not Batch.objects.exists()


def test_a_mark_stops_what_no_writing_can_reach(client, monkeypatch) -> None:
    """While SQLite's one writer is the import itself, nobody else can write that it shall stop."""

    def marked(work, step):
        if step == Step.UNDERSTANDING:
            long_work._mark(work).touch()
            assert "Being stopped" in look(client, work)

    at_each_step(monkeypatch, marked)
    send(client)
    work_off()
    assert newest().state == State.CANCELLED
    assert not long_work._mark(newest()).exists()
    assert not Batch.objects.exists()
