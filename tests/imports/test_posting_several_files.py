"""Several files posted with one press: in the order their kinds declare, each alone, what cannot be posted stays."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from finance.models import Document, Entry
from imports.kinds.registry import kinds
from imports.models import Batch
from imports.pipeline.seen import digest
from tests.ground import web_ground

pytestmark = pytest.mark.django_db

CASH = "Дата;Номер;Специфика;Сумма;Контрагент\n09.01.2025;100;141;1000,50;ТОО Нан\nИтого;;;1000,50;\n"
FUNDING = "Дата;Номер;Специфика;Получено\n08.01.2025;1;141;5000,00\nИтого;;;5000,00\n"
BALANCES = "Дата;Остаток\n01.01.2025;0,00\n31.01.2025;3999,50\n"
BROKEN = CASH.replace("1000,50;ТОО", "сто;ТОО")


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.empty()


def send(client, **files: str):
    sent = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in files.items()]
    return client.post(reverse("imports:upload"), {"files": sent}, follow=True)


def press(client, *names: str, **changed: str):
    told: dict[str, object] = {"file": []}
    for batch in Batch.objects.filter(source_name__in=[f"{name}.csv" for name in names]):
        told["file"].append(batch.pk)
        told[f"seen-{batch.pk}"] = digest(batch.result)
    return client.post(reverse("imports:together"), told | changed, follow=True)


def statuses() -> dict[str, str]:
    return dict(Batch.objects.values_list("source_name", "status"))


def test_kinds_are_posted_after_what_they_lean_on() -> None:
    wanted = ["plan", "amendment", "contracts", "acts", "funding", "cash", "bank", "actual", "balances", "treasury"]
    assert sorted(wanted, key=lambda key: kinds()[key].turn) == wanted
    assert kinds()["centres"].turn < kinds()["actual"].turn


def test_several_uploaded_files_are_offered_in_order_and_ticked(ground) -> None:
    said = send(ground.client("economist"), balances=BALANCES, cash=CASH, funding=FUNDING).content.decode()
    places = [said.index(f"{name}.csv</a>") for name in ("funding", "cash", "balances")]
    assert places == sorted(places)
    assert said.count("checked") == 3


def test_one_press_posts_all_in_that_order(ground) -> None:
    client = ground.client("economist")
    send(client, balances=BALANCES, cash=CASH, funding=FUNDING)
    press(client, "balances", "cash", "funding")
    assert set(statuses().values()) == {"posted"}
    assert list(Document.objects.order_by("pk").values_list("kind", flat=True)) == ["funding", "cash", "balances"]


def test_what_cannot_be_posted_stays_with_its_reason_and_the_rest_is_posted(ground) -> None:
    client = ground.client("economist")
    page = send(client, cash=CASH, broken=BROKEN, funding=FUNDING).content.decode()
    assert "is not an amount" in page or "сто" in page
    said = press(client, "cash", "funding", "broken").content.decode()
    assert statuses() == {"cash.csv": "posted", "funding.csv": "posted", "broken.csv": "refused"}
    assert "broken.csv" in said


def test_a_file_that_would_post_something_else_by_now_stays(ground) -> None:
    client = ground.client("economist")
    send(client, cash=CASH, again=CASH)
    said = press(client, "cash", "again").content.decode()
    assert sorted(statuses().values()) == ["posted", "preview"]
    assert Entry.objects.count() == 1
    assert "it would post something else today" in said


def test_a_paper_of_ones_own_waits_for_another_person(ground) -> None:
    client = ground.client("economist")
    amendment = "Дата;Номер;Специфика;Месяц;Сумма\n09.01.2025;1;141;02.2025;1000,50\n"
    send(client, amendment=amendment, cash=CASH)
    said = press(client, "amendment", "cash").content.decode()
    assert statuses() == {"amendment.csv": "preview", "cash.csv": "posted"}
    assert "another person must approve it" in said
    press(ground.client("manager"), "amendment")
    assert statuses()["amendment.csv"] == "posted"


def test_nobody_posts_files_of_another_facility(ground) -> None:
    send(ground.client("economist"), cash=CASH, funding=FUNDING)
    press(web_ground.stranger(ground), "cash", "funding")
    press(ground.client("auditor"), "cash", "funding")
    assert set(statuses().values()) == {"preview"}


def test_an_open_page_of_a_preview_leads_to_what_became_of_it(ground) -> None:
    client = ground.client("economist")
    send(client, cash=CASH)
    preview = Batch.objects.get()
    client.post(reverse("imports:correct", args=[preview.pk]), {"kind": "cash", "unit": "tenge"})
    press(client, "cash")
    posted = Batch.objects.get()
    assert posted.pk != preview.pk
    old = reverse("imports:batch", args=[preview.pk])
    assert client.get(old).headers["Location"] == reverse("imports:batch", args=[posted.pk])
    assert web_ground.stranger(ground).get(old).status_code == 404


def test_the_command_takes_several_files_in_any_order(ground, tmp_path, capsys) -> None:
    paths = []
    for name, text in {"balances": BALANCES, "broken": BROKEN, "cash": CASH, "funding": FUNDING}.items():
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("import_file", *map(str, paths), "--format", "json")
    said = json.loads(capsys.readouterr().out)["files"]
    assert [(Path(one["path"]).stem, one["status"]) for one in said] == [
        ("funding", "posted"), ("broken", "refused"), ("cash", "posted"), ("balances", "posted"),
    ]  # fmt: skip
