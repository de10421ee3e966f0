"""What tests of long imports stand on: every file counts as a large one, and a worker that does what waits."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from imports import long_work, workers
from imports.models import Batch, LongWork
from imports.pipeline.seen import digest

REGISTER = (
    "Дата;Номер;Специфика;Сумма;Контрагент;БИН;Договор;Назначение\n"
    "09.01.2025;100;141;1000,50;ТОО Нан;991240999288;;Хлеб\n"
    "10.01.2025;101;151;200,00;ГКП Су;991240999189;;Вода\n"
    "Итого;;;1200,50;;;;\n"
)


def all_files_are_large(settings) -> None:
    settings.SMETA_TODAY = "2025-12-15"
    settings.LONG_WORK_CELLS = 1


def send(client: Client, text: str = REGISTER, name: str = "register.csv"):
    return client.post(reverse("imports:upload"), {"files": SimpleUploadedFile(name, text.encode())}, follow=True)


def work_off() -> None:
    """What a worker does until nothing waits."""
    worker = Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    )  # fmt: skip
    with workers.only_one():
        while (ready := DBTaskResult.objects.ready().first()) is not None:
            ready.claim("test")
            worker.run_task(ready)


def newest() -> LongWork:
    return LongWork.objects.order_by("-pk")[0]


def previewed(client: Client) -> Batch:
    send(client)
    work_off()
    return Batch.objects.get(status=Batch.Status.PREVIEW)


def post(client: Client, batch: Batch):
    shown = {"seen": digest(batch.result)}
    return client.post(reverse("imports:post", args=[batch.pk]), shown, follow=True)


def look(client: Client, work: LongWork, follow: bool = True) -> str:
    return client.get(reverse("imports:work", args=[work.pk]), follow=follow).content.decode()


def at_each_step(monkeypatch: pytest.MonkeyPatch, act) -> None:
    """Calls `act(work, step)` when the work has told that a step begins."""
    tell = long_work._tell

    def told(work, step, rows):
        tell(work, step, rows)
        act(work, step)

    monkeypatch.setattr(long_work, "_tell", told)
