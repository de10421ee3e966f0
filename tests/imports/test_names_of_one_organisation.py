"""One organisation under two names: what reads the same is one, what may be one is asked and remembered."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finance.models import AuditEvent, Budget
from finance.reporting.json import as_object
from finance.scope import of_budget
from imports.models import Batch, RowName
from imports.pipeline.seen import digest
from imports.resolve.alike_names import alike, may_be_one
from tariffs.reports import quotas
from tests.ground import web_ground
from tests.ground.costing_ground import JANUARY, JUNE, csv, facility
from tests.ground.import_ground import answer, bring

pytestmark = pytest.mark.django_db
FULL = "Арыс аудандық орталық ауруханасы"
SAME = ["Арыс АОА", "Арысская ЦРБ", "Арысская центральная районная больница", "Арыс ауд. орт. ауруханасы",
        "Орталық аудандық Арыс ауруханасы", "Арыз аудандық орталық ауруханасы",
        "Арысская ЦРБ Туркестанской области"]  # fmt: skip
OTHERS = ["Торабтық Б «Арыс»", "Арыс қалалық ауруханасы", "Арыс аудандық емханасы", "Отырар аудандық орталық ауруханасы",
          "Арыс аудандық орталық ауруханасы №2"]  # fmt: skip
HEAD = "№;Ұйымның атауы;Бөлінген орын;Қабылданған бала саны"
NAMES = ["Кентау ҚЕ", "Түркістан ҚЕ", FULL, "Торабтық Б «Арыс»", "Ленгір ҚЕ", "«Атакент» Мақтаарал аудандық ауруханасы",
         "«Мырзакент» Мақтаарал аудандық ауруханасы", "Сайрам аудандық «Қарабұлақ» ауруханасы",
         "Сайрам аудандық орталық ауруханасы", "Сауран аудандық емханасы"]  # fmt: skip


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.empty()


def quota(*rows: str, period: str = "1 тоқсан") -> bytes:
    return csv(f"Квоталар, 2025 жылғы {period};;;", HEAD, *(f"{at};{row}" for at, row in enumerate(rows, 1)))


def said_of(data: bytes, names: dict[str, str]) -> dict[str, Any]:
    """What becomes of a file that asks about its names, once they are answered."""
    assert bring(data, "квота2.csv")["asked"]
    return answer(newest().pk, {"form": {"names": names}})


def newest() -> Batch:
    return Batch.objects.latest("pk")


def post(client: Client) -> None:
    batch = newest()
    client.post(reverse("imports:post", args=[batch.pk]), {"seen": digest(batch.result)}, follow=True)


def counted(budget: Budget) -> dict[str, Any]:
    said = as_object(quotas.build(of_budget(budget), JANUARY, JUNE))
    return {
        row["organisation"]: (row["quota"], int(row["admitted"] or 0)) for row in said["rows"] if row["organisation"]
    }


@pytest.mark.parametrize("name", SAME)
def test_another_spelling_of_a_name_is_asked_about_with_its_cell(name: str) -> None:
    budget = facility()
    bring(quota(f"{FULL};45;46", "Кентау ҚЕ;15;12"), "квота.csv")
    found = bring(quota(f"{name};45;40", "Кентау ҚЕ;15;12"), "квота2.csv")
    assert (found["status"], [one["problem"] for one in found["problems"]]) == ("refused", ["alike-names"])
    assert [(one["form"], one["label"], one["choices"]) for one in found["asked"]] == [
        (f"names.{name}", name, [FULL, name])
    ]
    assert found["problems"][0]["cell"] == found["asked"][0]["cell"] != ""
    assert counted(budget) == {FULL: (45, 46), "Кентау ҚЕ": (15, 12)}


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_of_another_organisation_is_not_asked_about(name: str) -> None:
    budget = facility()
    bring(quota(f"{FULL};45;46", "Кентау ҚЕ;15;12"), "квота.csv")
    assert bring(quota(f"{name};30;33", "Кентау ҚЕ;15;12"), "квота2.csv")["status"] == "posted"
    assert counted(budget) == {FULL: (45, 46), "Кентау ҚЕ": (15, 12), name: (30, 33)}


@pytest.mark.parametrize("name", ["Арыс  аудандык орталык ауруханасы", "АРЫС АУДАНДЫҚ ОРТАЛЫҚ АУРУХАНАСЫ", f"«{FULL}»"])
def test_a_name_that_reads_the_same_is_the_same(name: str) -> None:
    budget = facility()
    bring(quota(f"{FULL};45;46"), "квота.csv")
    assert bring(quota(f"{name};45;50"), "квота2.csv")["status"] == "posted"
    assert counted(budget) == {FULL: (45, 50)}


def test_what_was_said_of_a_name_is_remembered_in_quotas_and_in_the_register_of_stays() -> None:
    budget = facility()
    bring(quota(f"{FULL};45;", "Кентау ҚЕ;15;"), "квота.csv")
    said = said_of(quota("Арыс АОА;48;"), {"Арыс АОА": FULL})
    assert said["status"] == "posted", said["problems"]
    assert bring(quota("Арыс АОА;50;"), "квота3.csv")["status"] == "posted"
    stays = "case;profile;admitted;discharged;referred_by\n"
    found = bring((stays + "C1;neurology;2025-01-05;2025-01-15;Арыс АОА\n").encode(), "stays.csv", kind="stays")
    assert found["status"] == "posted", found["problems"]
    assert counted(budget)[FULL] == (50, 1)
    assert "Арыс АОА" not in counted(budget)


def test_a_name_said_to_be_its_own_counts_beside_the_other() -> None:
    budget = facility()
    bring(quota(f"{FULL};45;46"), "квота.csv")
    said = said_of(quota("Арыс АОА;30;33"), {"Арыс АОА": "Арыс АОА"})
    assert said["status"] == "posted", said["problems"]
    assert counted(budget) == {FULL: (45, 46), "Арыс АОА": (30, 33)}


def test_a_name_said_to_mean_what_stands_nowhere_is_asked_about_again() -> None:
    facility()
    bring(quota(f"{FULL};45;46"), "квота.csv")
    said = said_of(quota("Арыс АОА;30;33"), {"Арыс АОА": "Арыс"})
    assert [one["problem"] for one in said["problems"]] == ["alike-names"]


def test_two_rows_said_to_be_one_are_refused() -> None:
    facility()
    bring(quota(f"{FULL};45;46"), "квота.csv")
    data = quota(f"{FULL};45;46", "Арысская ЦРБ;30;33")
    RowName.objects.create(facility=facility().facility, of="referrer", name="Арысская ЦРБ", folded="арысская црб",
                           meant=FULL)  # fmt: skip
    assert [one["problem"] for one in bring(data, "квота2.csv")["problems"]] == ["duplicate-row"]


def test_names_that_stand_together_in_a_file_are_two() -> None:
    budget = facility()
    data = quota("Арыс АОА;30;33", f"{FULL};45;46")
    assert bring(data, "квота.csv")["status"] == "posted"
    assert bring(data, "квота2.csv")["status"] == "already-imported"
    assert len(counted(budget)) == 2


def test_names_in_place_of_others_with_every_figure_the_same_are_asked_about() -> None:
    budget = facility()
    bring(quota("Ленгір ҚЕ;9;10", "Шымкент;12;17", "Кентау ҚЕ;15;12"), "квота.csv")
    found = bring(quota("Төлеби ОБ;9;10", "Chimkent city;12;17", "Кентау ҚЕ;15;12"), "квота2.csv")
    assert [(one["label"], one["choices"][0]) for one in found["asked"]] == [
        ("Төлеби ОБ", "Ленгір ҚЕ"), ("Chimkent city", "Шымкент"),
    ]  # fmt: skip
    assert len(counted(budget)) == 3


def test_names_without_a_figure_are_not_taken_for_each_other() -> None:
    budget = facility()
    bring(quota("Ленгір ҚЕ;9;10", "Шымкент;;"), "квота.csv")
    assert bring(quota("Ленгір ҚЕ;9;10", "Төлеби ОБ;;"), "квота2.csv")["status"] == "posted"
    assert len(counted(budget)) == 3


def test_spellings_of_one_organisation_within_a_register_of_stays_are_asked_about() -> None:
    facility()
    rows = ["case;profile;admitted;discharged;referred_by", f"C1;neurology;2025-01-05;2025-01-15;{FULL}",
            "C2;neurology;2025-01-06;2025-01-16;Арыс АОА", "C3;neurology;2025-01-07;2025-01-17;Арыс АОА"]  # fmt: skip
    found = bring(csv(*rows), "stays.csv", kind="stays")
    assert [(one["problem"], one["row"]) for one in found["problems"]] == [("alike-names", 3)]


def test_a_person_answers_on_the_page_and_the_answer_is_kept_until_it_is_forgotten(ground) -> None:
    client, page = ground.client("economist"), reverse("imports:forms")
    for name, data in (("квота.csv", quota(f"{FULL};45;46")), ("квота2.csv", quota("Арыс АОА;45;50"))):
        sent = {"files": SimpleUploadedFile(name, data)}
        said = client.post(reverse("imports:upload"), sent, follow=True).content.decode()
        post(client)
    assert [f'value="{FULL}"' in said, 'name="name-meant"' in said] == [True, True]
    answers = {"kind": "", "name-written": ["Арыс АОА"], "name-meant": [FULL]}
    client.post(reverse("imports:correct", args=[newest().pk]), answers, follow=True)
    post(client)
    assert counted(ground.budget) == {FULL: (45, 50)}
    kept = RowName.objects.get()
    assert (kept.name, kept.meant, kept.of) == ("Арыс АОА", FULL, "referrer")
    assert "Арыс АОА" in client.get(page).content.decode()
    client.post(page, {"name": kept.pk})
    assert not RowName.objects.exists()
    assert AuditEvent.objects.filter(action="imports.name.forgotten").exists()


def test_a_file_refused_on_the_command_line_is_answered_on_its_page(ground) -> None:
    bring(quota(f"{FULL};45;46"), "квота.csv")
    bring(quota("Арыс АОА;45;50"), "квота2.csv")
    client, refused = ground.client("economist"), newest()
    said = client.get(reverse("imports:batch", args=[refused.pk])).content.decode()
    assert [f'value="{FULL}"' in said, 'name="name-meant"' in said] == [True, True]
    answers = {"kind": "", "name-written": ["Арыс АОА"], "name-meant": [FULL]}
    client.post(reverse("imports:correct", args=[refused.pk]), answers, follow=True)
    post(client)
    assert counted(ground.budget) == {FULL: (45, 50)}


@given(st.sampled_from([*NAMES, *SAME, *OTHERS]), st.sampled_from([*NAMES, *SAME, *OTHERS]))
def test_alike_goes_both_ways_and_never_joins_other_numbers(one: str, other: str) -> None:
    assert may_be_one(one, other) == may_be_one(other, one)
    assert not may_be_one(f"{one} №1", f"{other} №2")
    assert not may_be_one(one, one.upper())


def test_organisations_of_one_list_are_not_taken_for_each_other() -> None:
    assert [alike(name, [other for other in NAMES if other != name]) for name in NAMES] == [[]] * len(NAMES)
