"""What was looked at is what is posted: another code, split or supplier since then is asked about again."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import AuditEvent, Entry
from imports.models import Alias, Batch
from imports.pipeline.seen import digest
from tests.ground import web_ground

HEAD = "Дата;Номер;Специфика;Сумма;Получатель;БИН\n"
REGISTER = HEAD + "10.02.2025;1;141;1000,50;ТОО Рога;111140000003\n11.02.2025;2;142;200,00;ТОО Копыта;111140000003\n"
PLAN = "План финансирования на 2025 год\nНаименование;{months}\nПрочие текущие затраты учреждения;{sums}\n"


@pytest.fixture
def ground(transactional_db, monkeypatch):
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.empty()


def look(client, text: str) -> Batch:
    client.post(reverse("imports:upload"), {"files": SimpleUploadedFile("f.csv", text.encode())})
    return Batch.objects.order_by("-pk")[0]


def press(client, batch: Batch) -> str:
    said = {"seen": digest(batch.result)}
    return client.post(reverse("imports:post", args=[batch.pk]), said, follow=True).content.decode()


def test_the_digest_of_the_preview_stays_with_the_import_and_in_the_trail(ground) -> None:
    client = ground.client("economist")
    seen = look(client, REGISTER)
    press(client, seen)
    posted = Batch.objects.get()
    event = AuditEvent.objects.get(action="imports.batch.posted")
    assert (posted.status, Entry.objects.count()) == (Batch.Status.POSTED, 2)
    assert posted.result["entries"] == event.data["entries"] == seen.result["entries"]


def test_another_code_for_the_same_count_and_sum_is_asked_again_and_named(ground) -> None:
    months = ";".join(f"{number:02d}.2025" for number in range(1, 13))
    name = "Прочие текущие затраты учреждения"
    text = PLAN.format(months=months, sums=";".join(["10,00"] * 12))
    alias = Alias.objects.create(
        facility=ground.budget.facility,
        folded=name.lower(),
        name=name,
        code="159",
        confirmed_by=ground.person("economist"),
    )
    seen = look(ground.client("economist"), text)
    assert (seen.status, seen.result["by_code"]) == (Batch.Status.PREVIEW, {"159": "120.00"}), seen.result["problems"]
    Alias.objects.filter(pk=alias.pk).update(code="149")
    said = press(ground.client("manager"), seen)
    assert not Entry.objects.exists()
    assert "code 149, January 2025, plan by contract: shown no change, now 0.00 → 10.00" in said


@pytest.mark.parametrize(
    "other",
    [
        REGISTER.replace(";141;1000,50", ";149;1000,50"),
        REGISTER.replace("1000,50", "1000,00").replace("200,00", "200,50"),
        REGISTER.replace("ТОО Рога", "ТОО Другое"),
        REGISTER.replace("10.02.2025", "10.03.2025"),
    ],
    ids=["code", "split", "supplier", "day"],
)
def test_files_of_one_count_and_sum_have_digests_of_their_own(ground, other: str) -> None:
    client = ground.client("economist")
    one, two = look(client, REGISTER), look(client, other)
    assert (one.result["rows"]["posted"], one.result["total"]) == (two.result["rows"]["posted"], two.result["total"])
    assert digest(one.result) != digest(two.result)


def test_the_same_file_says_the_same_whatever_was_posted_beside_it(ground) -> None:
    client = ground.client("economist")
    seen = look(client, REGISTER)
    other = look(client, HEAD + "12.02.2025;3;141;77,00;ТОО Рога;111140000003\n")
    press(client, other)
    press(client, seen)
    assert Entry.objects.count() == 3
