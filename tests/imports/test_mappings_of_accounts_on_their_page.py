"""What accounts of 1C mean: a table that is edited, and answers on the page of an import that are remembered."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import AuditEvent, Balance
from imports.models import AccountMapping, Batch
from tests.ground import import_ground, office_files, web_ground
from tests.imports.test_cost_of_1c_by_account import osv, with_centres

pytestmark = pytest.mark.django_db
PAGE = "imports:mappings"


@pytest.fixture
def ground(monkeypatch: pytest.MonkeyPatch) -> web_ground.WebGround:
    monkeypatch.setenv("SMETA_TODAY", import_ground.TODAY)
    with_centres()
    return web_ground.standing()


def kept(ground: web_ground.WebGround, **said: Any) -> AccountMapping:
    given = {"account": "8110", "article": "Продукты", "code": "141", "centre": "KIT"} | said
    return AccountMapping.objects.create(facility=ground.budget.facility, **given)


def shown(client: Any, **asked: str) -> dict[str, str]:
    """The form as the page shows it, as a browser would send it back."""
    said = client.get(reverse(PAGE), asked).content.decode()
    sent = {}
    for tag in re.findall(r"<input[^>]*>", said):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name = found.get("name", "")
        if (name.startswith("row-") or name == "budget") and (found["type"] != "checkbox" or " checked" in tag):
            sent[name] = found.get("value", "")
    return sent


def save(client: Any, sent: dict[str, str]) -> Any:
    return client.post(reverse(PAGE), sent)


def row(at: int, **said: str) -> dict[str, str]:
    return {f"row-{at}-{name}": value for name, value in said.items()}


def table() -> list[tuple[str, ...]]:
    rows = AccountMapping.objects.order_by("account", "article", "since")
    return [(m.account, m.article, m.department, "no cost" if m.is_ignored else m.code, m.centre,
             str(m.since or "always")) for m in rows]  # fmt: skip


def test_rows_are_added_changed_and_removed_together(ground) -> None:
    kept(ground)
    kept(ground, account="7010", article="", code="", centre="", is_ignored=True)
    kept(ground, article="Связь", code="152", centre="")
    client = ground.client("economist")
    sent = shown(client)
    assert [sent[f"row-{at}-account"] for at in range(4)] == ["7010", "8110", "8110", ""]
    sent |= row(0, DELETE="on") | row(1, code="142", centre="NEU")
    sent |= row(3, account=" 7210 ", article="Зарплата", department="Аппарат", code="111", centre="ADM")
    sent |= row(4, account="7410", is_ignored="on", since="2025-05-01")
    assert save(client, sent).status_code == 302
    assert table() == [
        ("7210", "Зарплата", "Аппарат", "111", "ADM", "always"),
        ("7410", "", "", "no cost", "", "2025-05-01"),
        ("8110", "Продукты", "", "142", "NEU", "always"),
        ("8110", "Связь", "", "152", "", "always"),
    ]


def test_a_change_leaves_its_before_and_after_in_the_audit(ground) -> None:
    kept(ground)
    client = ground.client("economist")
    save(client, shown(client) | row(0, code="142"))
    event = AuditEvent.objects.get(action="imports.mappings.changed")
    assert event.user.username == "economist"
    [moved] = event.data["changes"]
    assert (moved["before"]["code"], moved["after"]["code"]) == ("141", "142")
    assert {name for name in moved["before"] if moved["before"][name] != moved["after"][name]} == {"code"}
    assert AccountMapping.objects.get().confirmed_by == event.user


def test_nothing_changed_is_no_event(ground) -> None:
    kept(ground, centre="GONE")
    client = ground.client("economist")
    assert save(client, shown(client)).status_code == 302
    assert not AuditEvent.objects.filter(action="imports.mappings.changed").exists()


@pytest.mark.parametrize(
    ("said", "field", "why"),
    [
        ({"account": "7210", "code": "999"}, "code", "“999” is no budget code"),
        ({"account": "7210", "code": "110"}, "code", "“110” is no budget code"),
        ({"account": "7210", "code": "111", "centre": "XXX"}, "centre", "no cost centre “XXX”"),
        ({"account": "7210", "code": "111", "centre": "KIT", "since": "2031-01-01"}, "centre", "no cost centre “KIT”"),
        ({"account": "7210"}, "code", "Write the budget code"),
        ({"article": "Зарплата", "code": "111"}, "account", "Write the account."),
        ({"account": "7210", "code": "111", "is_ignored": "on"}, "is_ignored", "not both"),
        ({"account": "8110", "article": "ПРОДУКТЫ", "code": "149"}, "since", "Another row says"),
        ({"account": "7210", "code": "111", "since": "завтра"}, "since", "Choose a day."),
        ({"account": "1" * 17, "code": "111"}, "account", "At most 16"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_saved(ground, said, field, why) -> None:
    kept(ground)
    client = ground.client("economist")
    answer = save(client, shown(client) | row(0, code="142") | row(1, **said))
    assert answer.status_code == 422
    page = answer.content.decode()
    beside = re.search(rf'id="row-1-{field}_error">([^<]*)<', page)
    assert beside is not None
    assert why in beside[1]
    assert len(re.findall(r'class="error" id', page)) == 1
    assert table() == [("8110", "Продукты", "", "141", "KIT", "always")]


def test_a_row_that_another_person_changed_meanwhile_is_not_written_over(ground) -> None:
    kept(ground)
    first, second = ground.client("economist"), ground.client("accountant")
    stale = shown(second)
    save(first, shown(first) | row(0, code="142"))
    answer = save(second, stale | row(0, code="149"))
    assert (answer.status_code, table()[0][3]) == (422, "142")
    assert "Another person has changed this row" in answer.content.decode()


def test_two_rows_may_change_places(ground) -> None:
    kept(ground, since=date(2025, 1, 1))
    kept(ground, article="Связь", code="152", centre="", since=date(2025, 1, 1))
    client = ground.client("economist")
    save(client, shown(client) | row(0, article="Связь") | row(1, article="Продукты"))
    assert [(m[1], m[3]) for m in table()] == [("Продукты", "152"), ("Связь", "141")]


def test_more_lines_keep_what_was_typed(ground) -> None:
    client = ground.client("economist")
    page = client.post(reverse(PAGE), shown(client) | row(0, account="7210") | {"more": "1"})
    assert page.status_code == 200
    assert 'name="row-0-account" value="7210"' in page.content.decode()
    assert 'name="row-9-account"' in page.content.decode()
    assert not AccountMapping.objects.exists()


def test_a_person_without_the_right_to_import_reads_and_changes_nothing(ground) -> None:
    kept(ground)
    sent = shown(ground.client("economist"))
    manager = ground.client("manager")
    page = manager.get(reverse(PAGE)).content.decode()
    assert "Продукты" in page
    assert "row-0-DELETE" not in page
    assert save(manager, sent | row(0, code="142")).status_code == 403
    stranger = web_ground.stranger(ground)
    assert "Продукты" not in stranger.get(reverse(PAGE)).content.decode()
    assert save(stranger, sent | row(0, code="142")).status_code == 404
    assert table()[0][3] == "141"


def test_rows_of_another_facility_are_out_of_reach(ground) -> None:
    kept(ground)
    sent = shown(ground.client("economist"))
    stranger = web_ground.stranger(ground)
    answer = save(stranger, sent | {"budget": "other-2025"} | row(0, code="142"))
    assert (answer.status_code, table()[0][3]) == (422, "141")


def test_the_list_of_imports_leads_to_the_table(ground) -> None:
    said = ground.client("economist").get(reverse("imports:list")).content.decode()
    assert f'href="{reverse(PAGE)}"' in said


def test_a_long_table_is_found_in_and_paged(ground, query_counts) -> None:
    for at in range(130):
        kept(ground, article=f"Статья {at:03}")
    client = ground.client("economist")
    assert sum(name.endswith("-stamp") and value != "" for name, value in shown(client, page="3").items()) == 10
    with query_counts("mappings of accounts, a page of a long table"):
        shown(client)
    found = shown(client, q="Статья 12")
    assert sum(name.endswith("-stamp") and value != "" for name, value in found.items()) == 10


def waits(ground) -> tuple[Any, Batch, str]:
    """A trial balance whose rows wait, as a page, posted."""
    found = import_ground.bring(office_files.xlsx({"TDSheet": osv()}), "март.xlsx")
    client = ground.client("economist")
    batch = Batch.objects.get(pk=found["batch"])
    return client, batch, client.get(reverse("imports:batch", args=[batch.pk])).content.decode()


def chosen(page: str, answers: dict[tuple[str, str], dict[str, str]]) -> dict[str, Any]:
    """The form of the page with a choice for each article and department."""
    sent: dict[str, Any] = {"group": re.findall(r'name="group" value="(\d+)"', page)}
    for group in sent["group"]:
        place = {key: re.search(rf'name="{key}-{group}" value="([^"]*)"', page)[1]
                 for key in ("account", "article", "department")}  # fmt: skip
        choice = answers.get((place["article"], place["department"]), {})
        sent |= {f"{name}-{group}": value for name, value in (place | choice).items()}
    return sent


def test_answers_on_the_page_are_posted_and_remembered(ground) -> None:
    client, batch, page = waits(ground)
    sent = chosen(page, {
        ("Зарплата", "Пищеблок"): {"code": "111", "centre": "KIT"},
        ("Зарплата", "Отделение неврологии"): {"code": "111", "centre": "NEU"},
        ("Продукты", "Пищеблок"): {"code": "141", "centre": "KIT", "everywhere": "1"},
        ("Амортизация", ""): {"code": "no-cost"},
    })  # fmt: skip
    client.post(reverse("imports:answer", args=[batch.pk]), sent)
    batch.refresh_from_db()
    assert (batch.result["rows"]["posted"], batch.result["rows"]["unresolved"]) == (3, 0)
    costs = Balance.objects.filter(measure="actual", month=202503).order_by("code__code", "centre")
    assert [(b.code.code, b.centre, str(b.amount)) for b in costs if b.amount] == [
        ("111", "KIT", "10.00"), ("111", "NEU", "90.00"), ("141", "KIT", "45.50"),
    ]  # fmt: skip
    assert table() == [
        ("8110", "Амортизация", "", "no cost", "", "always"),
        ("8110", "Зарплата", "Пищеблок", "111", "KIT", "always"),
        ("8110", "Зарплата", "Отделение неврологии", "111", "NEU", "always"),
        ("8110", "Продукты", "", "141", "KIT", "always"),
    ]
    again = import_ground.bring(office_files.xlsx({"TDSheet": osv("Апрель")}), "апрель.xlsx")
    assert (again["rows"]["posted"], again["unresolved"]) == (3, [])


def test_one_answer_for_every_department_settles_them_all(ground) -> None:
    client, batch, page = waits(ground)
    sent = chosen(page, {("Зарплата", "Пищеблок"): {"code": "111", "everywhere": "1"}})
    client.post(reverse("imports:answer", args=[batch.pk]), sent)
    batch.refresh_from_db()
    assert (batch.result["rows"]["posted"], batch.result["rows"]["unresolved"]) == (2, 2)


def test_two_answers_for_every_department_that_differ_are_refused(ground) -> None:
    client, batch, page = waits(ground)
    sent = chosen(page, {
        ("Зарплата", "Пищеблок"): {"code": "111", "everywhere": "1"},
        ("Зарплата", "Отделение неврологии"): {"code": "113", "everywhere": "1"},
    })  # fmt: skip
    said = client.post(reverse("imports:answer", args=[batch.pk]), sent, follow=True).content.decode()
    assert "“8110 · Зарплата” is mapped twice in different ways." in said
    assert not AccountMapping.objects.exists()


def test_a_preview_takes_the_answer_before_anything_is_posted(ground) -> None:
    client = ground.client("economist")
    file = SimpleUploadedFile("март.xlsx", office_files.xlsx({"TDSheet": osv()}))
    page = client.post(reverse("imports:upload"), {"files": file}, follow=True).content.decode()
    batch = Batch.objects.get(status=Batch.Status.PREVIEW)
    sent = chosen(page, {("Продукты", "Пищеблок"): {"code": "141", "centre": "KIT"}})
    client.post(reverse("imports:answer", args=[batch.pk]), sent)
    batch = Batch.objects.get(status=Batch.Status.PREVIEW)
    assert (batch.result["rows"]["posted"], batch.result["rows"]["unresolved"]) == (1, 3)
    assert [m[1:5] for m in table()] == [("Продукты", "Пищеблок", "141", "KIT")]
    assert not Balance.objects.filter(measure="actual").exists()


def test_codes_and_centres_of_the_same_words_are_offered_first(ground) -> None:
    kept(ground, account="7210", article="Зарплата", department="", code="113", centre="")
    kept(ground, account="7210", article="Хозтовары", department="Пищеблок", code="149", centre="KIT")
    _client, _batch, page = waits(ground)
    asked = page[page.index('value="8110 · Зарплата · Пищеблок"') :]
    first = re.search(r'<optgroup label="nearest">\s*<option value="(\w+)"', asked)
    assert first is not None
    assert first[1] == "113"
    centre = re.search(r'name="centre-\d+">.*?<optgroup label="nearest">\s*<option value="(\w+)"', asked, re.DOTALL)
    assert centre is not None
    assert centre[1] == "KIT"


def test_the_tables_words_are_escaped(ground) -> None:
    kept(ground, article='<b>"x"</b>')
    said = ground.client("economist").get(reverse(PAGE)).content.decode()
    assert "<b>" not in said[said.index("row-0-article") :][:200]


def test_the_page_speaks_russian_and_kazakh(ground) -> None:
    for language, words in (("ru", "Что значат счета 1С"), ("kk", "1С шоттары нені білдіреді")):
        said = ground.client("economist", language).get(reverse(PAGE)).content.decode()
        assert words in said


def test_rows_that_wait_are_matched_as_soon_as_the_table_is_saved(ground) -> None:
    found = import_ground.bring(office_files.xlsx({"TDSheet": osv()}), "март.xlsx")
    waiting = found["rows"]["unresolved"]
    assert waiting > 1
    client = ground.client("economist")
    sent = shown(client) | row(0, account="8110", article="Продукты", code="141", centre="KIT")
    said = client.post(reverse(PAGE), sent, follow=True).content.decode()
    assert "1 row was posted" in said
    batch = Batch.objects.get(pk=found["batch"])
    assert batch.result["rows"]["unresolved"] == waiting - 1
    assert str(Balance.objects.get(measure="actual", code__code="141").amount) == "45.50"
