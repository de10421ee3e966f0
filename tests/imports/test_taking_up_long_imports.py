"""What a dead worker left is taken up again, by the page or by the next worker, and saved once."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as project
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


def dead_process() -> str:
    """Name of a worker that has ended."""
    command = [sys.executable, "-c", "from imports.workers import this_process; print(this_process())"]
    return subprocess.run(command, cwd=project.BASE_DIR, capture_output=True, text=True, check=True).stdout.strip()


def in_the_hands_of(worker: str) -> LongWork:
    """The newest work as a worker leaves it that stops in its midst."""
    LongWork.objects.filter(pk=newest().pk).update(state=State.RUNNING, worker=worker, attempts=1, step=Step.WRITING)
    work = newest()
    DBTaskResult.objects.filter(pk=work.task).update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    return work


def test_the_page_takes_up_again_what_a_dead_worker_left(client) -> None:
    send(client)
    work = in_the_hands_of(dead_process())
    assert "Waits its turn" in look(client, work)
    assert DBTaskResult.objects.get(pk=work.task).status == TaskResultStatus.FAILED
    work_off()
    assert newest().state == State.DONE
    assert Batch.objects.count() == 1


def test_a_living_worker_is_left_alone(client) -> None:
    send(client)
    work = in_the_hands_of(workers.this_process())
    assert long_work.take_up_again(timedelta(0)) == 0
    work.refresh_from_db()
    assert work.state == State.RUNNING


def test_a_worker_of_another_machine_is_given_up_after_a_long_silence(client) -> None:
    send(client)
    work = in_the_hands_of("elsewhere 7 12345")
    assert long_work.take_up_again() == 0
    LongWork.objects.filter(pk=work.pk).update(changed_at=timezone.now() - timedelta(hours=1))
    assert long_work.take_up_again() == 1


def test_a_task_taken_but_never_begun_is_taken_up_again(client) -> None:
    send(client)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    assert long_work.take_up_again() == 0
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    assert long_work.take_up_again() == 1
    work_off()
    assert newest().state == State.DONE


def test_a_stopped_work_of_a_dead_worker_is_not_begun_again(client) -> None:
    send(client)
    work = in_the_hands_of(dead_process())
    LongWork.objects.update(is_cancel_requested=True)
    assert long_work.take_up_again() == 0
    work.refresh_from_db()
    assert work.state == State.CANCELLED


def test_what_kills_its_worker_three_times_is_given_up(client) -> None:
    send(client)
    gone = dead_process()
    for _attempt in range(2):
        in_the_hands_of(gone)
        assert long_work.take_up_again() == 1
    in_the_hands_of(gone)
    LongWork.objects.update(attempts=3)
    assert long_work.take_up_again() == 0
    assert "stopped 3 times" in look(client, newest())


def test_a_worker_that_was_given_up_and_still_lives_saves_nothing(client, monkeypatch) -> None:
    """Two workers at one work: only the one that has it now can save."""

    def taken_over(work, step):
        if step == Step.WRITING:
            LongWork.objects.filter(pk=work.pk).update(worker="elsewhere 7 12345")

    at_each_step(monkeypatch, taken_over)
    send(client)
    work_off()
    assert newest().state == State.RUNNING
    assert not Batch.objects.exists()
