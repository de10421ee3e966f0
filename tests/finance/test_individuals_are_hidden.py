"""Names and ИИН of individuals are shown to economist and accountant of the facility, to nobody else unless set."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finance.individuals import HIDDEN, hidden, hidden_party, is_individual_number
from finance.models import Document, Entry, Setting
from finance.party_numbers import is_valid
from finance.rights import INDIVIDUALS_SEEN_BY
from imports.models import Batch
from imports.pipeline.seen import digest
from tests.ground import web_ground

pytestmark = pytest.mark.django_db

NAME = "Сейтқали Айдос Маратұлы"
PURPOSE = f"Командировочные расходы {NAME}"


def number_of_person() -> str:
    return next(n for n in (f"85010130{i:04d}" for i in range(10000)) if is_valid(n))


def number_of_company() -> str:
    return next(n for n in (f"99124000{i:04d}" for i in range(10000)) if is_valid(n))


REGISTER = (
    "Дата;Номер;Специфика;Сумма;Контрагент;БИН;Договор;Назначение\n"
    f"09.01.2025;100;161;1000,50;{NAME};{number_of_person()};;{PURPOSE}\n"
    "10.01.2025;101;151;200,00;ТОО «Су Арнасы»;991240999189;;Вода\n"
    "Итого;;;1200,50;;;;\n"
)


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    made = web_ground.empty()
    client = made.client("economist")
    sent = SimpleUploadedFile("register.csv", REGISTER.encode())
    client.post(reverse("imports:upload"), {"files": sent})
    batch = Batch.objects.get()
    shown = {"seen": digest(batch.result)}
    client.post(reverse("imports:post", args=[batch.pk]), shown)
    return made


def pages(ground) -> dict[str, str]:
    entry, batch = Entry.objects.get(number="100"), Batch.objects.get()
    figure = f"?budget={ground.budget.key}&measure=cash&from=2025-01&through=2025-01"
    cell = "2:Контрагент"
    return {
        "entries": reverse("entries") + figure,
        "entry": reverse("entry", args=[entry.pk]),
        "document": reverse("document", args=[Document.objects.get(kind="cash").pk]),
        "batch": reverse("imports:batch", args=[batch.pk]),
        "cell": reverse("imports:cell", args=[batch.pk]) + f"?at={cell}",
    }


@pytest.mark.parametrize("page", ["entries", "entry", "document", "cell"])
def test_only_who_works_with_payments_sees_them(ground, page) -> None:
    address = pages(ground)[page]
    for person, sees in {"economist": True, "accountant": True, "manager": False, "auditor": False}.items():
        said = ground.client(person).get(address).content.decode()
        assert (NAME in said) == sees, person
        assert (number_of_person() in said) <= sees
        if not sees:
            assert "Сейтқали" not in said
            assert HIDDEN in said


def test_a_business_is_shown_to_everybody(ground) -> None:
    said = ground.client("auditor").get(pages(ground)["entries"]).content.decode()
    assert "Су Арнасы" in said


def test_the_file_itself_is_for_who_sees_individuals(ground) -> None:
    address = reverse("imports:source", args=[Batch.objects.get().pk])
    assert ground.client("auditor").get(address).status_code == 403
    assert ground.client("accountant").get(address).status_code == 200


def test_a_facility_may_show_them_to_others_too(ground) -> None:
    roles = ["economist", "accountant", "auditor"]
    Setting.objects.create(facility=ground.budget.facility, key=INDIVIDUALS_SEEN_BY, value=roles)
    assert NAME in ground.client("auditor").get(pages(ground)["entry"]).content.decode()
    assert NAME not in ground.client("manager").get(pages(ground)["entry"]).content.decode()


@pytest.mark.parametrize(
    "text",
    ["Иванов И.И.", "Иванов И. И.", "И.И. Иванов", "ИВАНОВА АННА ПЕТРОВНА", "Ким Олег Викторович", "Ахметова Сәуле Ерланқызы",
     "Аванс Петрову П. на командировку", "Бекмағанбетов Ерлан Серікұлы"],
)  # fmt: skip
def test_it_finds_names_however_they_are_written(text) -> None:
    assert HIDDEN in hidden(text)


@pytest.mark.parametrize(
    ("name", "number"),
    [("ТОО «Иванов и К»", ""), ("ИП Иванов И.И.", number_of_person()), ("ЖК Ахметова А.А.", ""),
     ("ГКП «Центр имени А. Байтұрсынова»", ""), ("АО Народный банк Казахстана", ""), ("Алматы Су", number_of_company())],
)  # fmt: skip
def test_businesses_stay(name, number) -> None:
    assert hidden_party(name, number) == (name, number)


@pytest.mark.parametrize(
    "text",
    ["Оплата за воду по счету 15 от 10.01.2025", "За услуги связи, г. Алматы", "Приказ ҚР ДСМ-170/2020", "Питание"],
)
def test_other_texts_stay(text) -> None:
    assert hidden(text) == text


@given(st.dates(), st.integers(0, 99999))
def test_every_number_of_a_person_is_found_and_none_of_a_company(born, rest) -> None:
    number = next((n for n in (f"{born:%y%m%d}{(rest + i) % 1000000:06d}" for i in range(300)) if is_valid(n)), "")
    assert not number or is_individual_number(number)
    company = f"{born:%y%m}4{rest:05d}00"
    assert not is_individual_number(company)
    assert hidden(f"счет {company}") == f"счет {company}"
