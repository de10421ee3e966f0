"""Rights stand on the data: whoever has no role at a facility finds nothing of it, at any address."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports.models import Batch
from tests.ground import web_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def upload(client, *files: str):
    sent = [SimpleUploadedFile(name, (web_ground.FILES / name).read_bytes()) for name in files]
    return client.post(reverse("imports:upload"), {"files": sent})


def test_a_strangers_lists_do_not_name_the_facility(ground) -> None:
    upload(ground.client("economist"), "funding-2025-h1.csv")
    stranger = web_ground.stranger(ground)
    for page in (reverse("home"), reverse("imports:list")):
        said = stranger.get(page).content.decode()
        assert "funding-2025-h1.csv" not in said
        assert ground.budget.key not in said


@pytest.mark.parametrize("name", ["economist", "accountant", "manager", "auditor", "admin"])
def test_everybody_with_a_role_sees_the_reports(ground, name: str) -> None:
    client = ground.client(name)
    assert client.get(reverse("report", args=[ground.budget.key, "form2"])).status_code == 200
    assert client.get(reverse("imports:list")).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"), [("economist", 302), ("accountant", 302), ("manager", 403), ("auditor", 403)]
)
def test_economists_and_accountants_import(ground, name: str, status: int) -> None:
    assert upload(ground.client(name), "funding-2025-h1.csv").status_code == status


def test_an_auditor_looks_at_a_preview_and_can_do_nothing_with_it(ground) -> None:
    upload(ground.client("economist"), "funding-2025-h1.csv")
    batch = Batch.objects.get()
    auditor = ground.client("auditor")
    said = auditor.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert reverse("imports:post", args=[batch.pk]) not in said
    assert auditor.post(reverse("imports:post", args=[batch.pk])).status_code == 403
    assert auditor.post(reverse("imports:discard", args=[batch.pk])).status_code == 403
    assert Batch.objects.get().status == Batch.Status.PREVIEW


def test_changes_are_made_by_post_alone(ground) -> None:
    upload(ground.client("economist"), "funding-2025-h1.csv")
    batch = Batch.objects.get()
    client = ground.client("economist")
    for name in ("post", "correct", "answer", "discard"):
        assert client.get(reverse(f"imports:{name}", args=[batch.pk])).status_code == 405
    assert client.get(reverse("imports:upload")).status_code == 405


def test_without_a_role_there_is_a_welcome_and_nothing_else(ground) -> None:
    from django.contrib.auth.models import User

    User.objects.create_user("nobody", password="nobody")
    answer = ground.client("nobody").get("/")
    assert answer.status_code == 200
    assert "You have no role" in answer.content.decode()
