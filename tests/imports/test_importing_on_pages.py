"""Importing through the pages: preview, corrections, answers, four eyes, posting, undo; nothing half-done."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from finance import rights
from finance.models import Document, Entry, Setting
from imports.models import Alias, Batch, Layout, Rule
from imports.pipeline.seen import digest
from tests.ground import web_ground
from tests.ground.pages import notices, rows_of

pytestmark = pytest.mark.django_db

REGISTER = (
    "Дата;Номер;Специфика;Сумма;Контрагент;БИН;Договор;Назначение\n"
    "09.01.2025;100;141;1000,50;ТОО Нан;991240999288;;Хлеб\n"
    "10.01.2025;101;151;200,00;ГКП Су;991240999189;;Вода\n"
    "Итого;;;1200,50;;;;\n"
)


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.empty()


def send(client, text: str | bytes, name: str = "register.csv", follow: bool = True):
    data = text.encode() if isinstance(text, str) else text
    return client.post(reverse("imports:upload"), {"files": SimpleUploadedFile(name, data)}, follow=follow)


def newest() -> Batch:
    return Batch.objects.order_by("-pk")[0]


def post(client, batch: Batch, **changed):
    shown = {"seen": digest(batch.result)} | changed
    return client.post(reverse("imports:post", args=[batch.pk]), shown, follow=True)


def test_a_preview_posts_nothing(ground) -> None:
    said = send(ground.client("economist"), REGISTER).content.decode()
    assert newest().status == Batch.Status.PREVIEW
    assert not Entry.objects.exists()
    assert "Nothing is posted yet" in said
    changed = [(row["Code"], row["Changed by"]) for row in rows_of(said, "Changes by code")]
    assert changed == [("141", "+1,000.50"), ("151", "+200.00"), ("Total", "+1,200.50")]


def test_posting_saves_what_the_preview_showed(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    said = post(client, newest()).content.decode()
    assert "2 rows were posted" in said
    assert sorted(str(e.amount) for e in Entry.objects.all()) == ["1000.50", "200.00"]
    assert [b.status for b in Batch.objects.all()] == [Batch.Status.POSTED]


def test_nothing_is_posted_when_the_books_changed_since_the_preview(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    preview = newest()
    send(client, REGISTER)
    post(client, newest())
    said = post(client, preview).content.decode()
    assert "The books changed" in said
    assert Entry.objects.count() == 2


def test_the_same_file_again_brings_nothing_new_and_shows_what_it_resembles(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    post(client, newest())
    said = send(client, REGISTER, "renamed.csv").content.decode()
    assert "Nothing new in this file" in said
    for entry in Entry.objects.all():
        assert reverse("entry", args=[entry.pk]) in said


def test_a_duplicate_that_is_another_payment_is_posted_when_a_person_says_so(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    post(client, newest())
    send(client, REGISTER, "again.csv")
    batch = newest()
    client.post(reverse("imports:correct", args=[batch.pk]), {"duplicates": "1", "not_duplicates": ["3"]})
    batch = newest()
    assert (batch.result["rows"]["posted"], batch.result["rows"]["duplicate"]) == (1, 1)
    post(client, batch)
    assert sorted(str(e.amount) for e in Entry.objects.all()) == ["1000.50", "200.00", "200.00"]


def test_all_problems_are_listed_with_their_cells_and_given_as_a_workbook(ground) -> None:
    client = ground.client("economist")
    broken = REGISTER.replace("1000,50;ТОО Нан", "сто;=HYPERLINK(1)").replace("10.01.2025", "32.01.2025")
    said = send(client, broken).content.decode()
    assert newest().status == Batch.Status.REFUSED
    assert "Nothing was posted" in said
    assert "line 2, “Сумма”" in said
    assert "line 3, “Дата”" in said
    file = client.get(reverse("imports:rejected", args=[newest().pk])).content
    rows = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [2, 3]
    assert "=HYPERLINK(1)" in rows[1]
    assert all(row[-1] for row in rows[1:])


def test_a_correction_is_taken_and_remembered_for_the_next_file_of_that_shape(ground) -> None:
    client = ground.client("economist")
    strange = REGISTER.replace("Сумма", "Ақша көлемі-х")
    send(client, strange)
    assert newest().status == Batch.Status.REFUSED
    told = {"kind": "cash", "header_row": "1", "unit": "tenge", "column-amount": "D"}
    client.post(reverse("imports:correct", args=[newest().pk]), told)
    batch = newest()
    assert (batch.status, batch.result["total"]) == (Batch.Status.PREVIEW, "1200.50")
    post(client, batch)
    assert Layout.objects.get().corrections["columns"] == {"amount": "D"}


def test_a_plan_is_approved_by_another_person(ground) -> None:
    economist, manager = ground.client("economist"), ground.client("manager")
    plan = (web_ground.FILES / "plan-2025.xlsx").read_bytes()
    said = send(economist, plan, "plan-2025.xlsx").content.decode()
    batch = newest()
    assert "Waits for another person" in said
    assert post(economist, batch).status_code == 403
    assert not Entry.objects.exists()
    assert "Approve and post" in manager.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    post(manager, batch)
    document = Document.objects.get()
    assert (document.entered_by.username, document.approved_by.username) == ("economist", "manager")


def test_a_plan_is_not_offered_to_who_was_passed_over_as_its_approver(ground) -> None:
    send(ground.client("economist"), (web_ground.FILES / "plan-2025.xlsx").read_bytes(), "plan-2025.xlsx")
    batch = newest()
    Setting.objects.create(facility=batch.facility, key=rights.PLAN_APPROVERS, value=["accountant"])
    offered = {
        role: "Approve and post" in ground.client(role).get(reverse("imports:batch", args=[batch.pk])).content.decode()
        for role in ("manager", "accountant")
    }
    assert offered == {"manager": False, "accountant": True}
    post(ground.client("manager"), batch)
    assert not Entry.objects.exists()


def nameless_plan() -> str:
    months = "январь;февраль;март;апрель;май;июнь;июль;август;сентябрь;октябрь;ноябрь;декабрь"
    rows = "Приобретение продуктов питания;" + ";".join(["10,0"] * 12) + "\nПоездки по делам;" + ";".join(["1,5"] * 12)
    return f"План финансирования на 2025 год, тыс. тенге\nНаименование специфики;{months}\n{rows}\n"


def test_a_name_is_answered_once_and_remembered(ground) -> None:
    client = ground.client("economist")
    said = send(client, nameless_plan(), "plan.csv").content.decode()
    assert "Поездки по делам" in said
    assert newest().result["rows"]["unresolved"] == 1
    group = re.search(r'name="name-(\d+)" value="Поездки по делам"', said)[1]
    told = {"group": [group], f"code-{group}": "161", f"remember-{group}": "1", f"name-{group}": "Поездки по делам"}
    client.post(reverse("imports:answer", args=[newest().pk]), told)
    assert Alias.objects.get().code == "161"
    assert newest().result["rows"]["unresolved"] == 0


def test_an_answer_for_one_row_alone_is_not_remembered(ground) -> None:
    client = ground.client("economist")
    send(client, nameless_plan(), "plan.csv")
    row = newest().result["unresolved"][0]["row"]
    client.post(reverse("imports:answer", args=[newest().pk]), {"group": ["0"], "code-0": "161", "rows-0": str(row)})
    assert newest().result["rows"]["unresolved"] == 0
    assert not Alias.objects.exists()
    assert not Rule.objects.exists()


def test_a_code_that_does_not_exist_is_refused_with_a_sentence(ground) -> None:
    client = ground.client("economist")
    send(client, nameless_plan(), "plan.csv")
    said = client.post(
        reverse("imports:answer", args=[newest().pk]),
        {"group": ["0"], "code-0": "999", "remember-0": "1", "name-0": "Поездки по делам"},
        follow=True,
    )
    assert [one for one in notices(said) if "999" in one]
    assert not Alias.objects.exists()


def test_undo_asks_for_a_reason_and_takes_everything_back(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    post(client, newest())
    address = reverse("imports:undo", args=[newest().pk])
    assert "2 entries" in client.get(address).content.decode()
    refused = client.post(address, {"reason": "  "})
    assert refused.status_code == 422
    assert newest().status == Batch.Status.POSTED
    said = client.post(address, {"reason": "Не тот файл"}, follow=True).content.decode()
    assert "2 entries were taken back" in said
    assert newest().status == Batch.Status.UNDONE
    assert sum(e.amount for e in Entry.objects.all()) == 0
    send(client, REGISTER)
    assert newest().result["rows"]["posted"] == 2


def test_a_posted_import_is_not_posted_twice(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    post(client, newest())
    assert post(client, newest()).status_code == 403
    assert Entry.objects.count() == 2


def test_a_file_too_large_is_not_read(ground, settings) -> None:
    settings.IMPORT_MAX_BYTES = 10
    said = send(ground.client("economist"), REGISTER).content.decode()
    assert "was not read" in said
    assert not Batch.objects.exists()


def test_several_files_get_a_preview_each(ground) -> None:
    client = ground.client("economist")
    files = [SimpleUploadedFile("a.csv", REGISTER.encode()), SimpleUploadedFile("b.csv", b"nothing here")]
    said = client.post(reverse("imports:upload"), {"files": files}, follow=True).content.decode()
    assert "2 files were read" in said
    assert [b.status for b in Batch.objects.order_by("pk")] == [Batch.Status.PREVIEW, Batch.Status.REFUSED]


def test_a_file_name_never_becomes_markup(ground) -> None:
    said = send(ground.client("economist"), REGISTER, "<img src=x onerror=alert(1)>.csv").content.decode()
    assert "<img src=x" not in said


def test_the_list_is_filtered_by_its_address(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER, "first.csv")
    send(client, b"rubbish", "second.csv")
    for query, name in (("status=refused", "second.csv"), ("q=first", "first.csv")):
        assert [row["File"] for row in rows_of(client.get(f"{reverse('imports:list')}?{query}"))] == [name]


def test_a_figure_leads_to_the_cell_of_the_file(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    post(client, newest())
    entry = Entry.objects.get(amount="1000.50")
    page = client.get(reverse("entry", args=[entry.pk])).content.decode()
    address = re.search(r'href="(/imports/\d+/cell/\?at=[^"]+)"', page)[1]
    shown = client.get(address).content.decode()
    assert re.search(r'<td class="target" id="target" aria-current="true">1000,50</td>', shown)
    assert reverse("entry", args=[entry.pk]) in shown


def test_a_cell_the_file_does_not_have_is_not_found(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    assert client.get(f"{reverse('imports:cell', args=[newest().pk])}?at=99:Сумма").status_code == 404
    assert client.get(f"{reverse('imports:cell', args=[newest().pk])}?at=rubbish").status_code == 404


def test_the_source_file_comes_back_byte_for_byte(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    assert client.get(reverse("imports:source", args=[newest().pk])).content == REGISTER.encode()


MONTHS = "январь;февраль;март;апрель;май;июнь;июль;август;сентябрь;октябрь;ноябрь;декабрь"
PLAN = (
    f"План на 2025 год, тенге\nКод;Наименование;{MONTHS}\n111;Заработная плата;{';'.join(['10,00'] * 12)}\n"
    f";Расходы неведомые;{';'.join(['5,00'] * 12)}\n"
)


def test_what_waits_of_a_posted_plan_is_answered_by_a_second_person(ground) -> None:
    send(ground.client("economist"), PLAN, "plan.csv")
    post(ground.client("manager"), newest())
    batch = newest()
    assert (batch.status, batch.result["rows"]["unresolved"]) == (Batch.Status.POSTED, 1)
    row = batch.result["unresolved"][0]["row"]
    told = {"group": "1", "rows-1": str(row), "name-1": "Расходы неведомые", "code-1": "161"}
    address = reverse("imports:answer", args=[batch.pk])
    said = ground.client("economist").post(address, told, follow=True).content.decode()
    assert "another person, who may approve it, must choose" in said
    said = ground.client("manager").post(address, told, follow=True).content.decode()
    assert "1 row was posted" in said
    people = set(Document.objects.values_list("entered_by__username", "approved_by__username"))
    assert people == {("economist", "manager")}
