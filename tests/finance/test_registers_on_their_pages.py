"""The small tables of a facility: edited on pages, refused at the field, kept from others."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from finance import registers
from finance.models import (
    Account,
    AuditEvent,
    Budget,
    BudgetCode,
    Facility,
    FacilityCodeName,
    FundingSource,
    Programme,
    Signatory,
)
from finance.registers import Register
from tests.ground import web_ground
from tests.ground.pages import page_of
from tests.ground.register_pages import NUMBER, address, as_shown, faults, fill
from tests.ground.web_ground import WebGround

pytestmark = pytest.mark.django_db
PEOPLE = ("economist", "accountant", "manager", "auditor", "admin")
KEYS = [register.key for register in registers.registers().values()]


@pytest.fixture
def ground() -> WebGround:
    return web_ground.empty()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_looks_and_only_the_right_people_change(ground: WebGround, key: str, name: str) -> None:
    found: Register = registers.find(key)
    client, person = ground.client(name), ground.person(name)
    told = as_shown(client, key)
    may = found.may_edit(person, ground.budget.facility)
    assert client.post(address(key), told).status_code == (302 if may else 403)
    assert may == any(action in ROLES[name] for action in found.actions)


ROLES = {
    "economist": {"plan", "cost"}, "accountant": set(), "manager": set(), "auditor": set(), "admin": {"manage"},
}  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_a_stranger_finds_no_table_of_another_facility(ground: WebGround, key: str) -> None:
    stranger = web_ground.stranger(ground)
    assert stranger.get(address(key)).status_code == 404
    assert stranger.post(address(key), {}).status_code == 404


def test_a_row_of_another_facility_cannot_be_changed_through_ones_own_table(ground: WebGround) -> None:
    web_ground.stranger(ground)
    other = Facility.objects.get(number="991240999024")
    foreign = Account.objects.create(facility=other, iik="KZ000000000000000077", bank="Их банк")
    client = ground.client("admin")
    told = as_shown(client, "accounts") | {"row-0-id": str(foreign.pk), "row-0-bank": "Наш"}
    assert client.post(address("accounts"), told).status_code == 422
    assert Account.objects.get(pk=foreign.pk).bank == "Их банк"


def test_accounts_are_read_however_they_are_spaced_and_stand_once(ground: WebGround) -> None:
    client = ground.client("admin")
    assert fill(client, "accounts", {"iik": "kz00 0000 0000 0000 0026"}).status_code == 302
    assert Account.objects.filter(iik="KZ000000000000000026").count() == 1
    again = fill(client, "accounts", {"iik": "KZ000000000000000026"})
    assert (again.status_code, list(faults(again)[0])) == (422, ["iik"])


def test_a_year_that_cannot_be_is_refused_at_its_field(ground: WebGround) -> None:
    budget = ground.budget
    row = {"year": "26", "programme": budget.programme_id, "source": budget.source_id}
    answer = fill(ground.client("admin"), "budgets", row)
    assert (answer.status_code, list(faults(answer)[0])) == (422, ["year"])
    assert Budget.objects.count() == 1


def test_a_budget_gets_a_key_that_nobody_types_and_is_not_made_twice(ground: WebGround) -> None:
    budget, client = ground.budget, ground.client("admin")
    row = {"year": "2026", "programme": budget.programme_id, "source": budget.source_id}
    assert fill(client, "budgets", row).status_code == 302
    assert Budget.objects.get(year=2026).key == "2026-social-insurance"
    assert fill(client, "budgets", row).status_code == 422
    assert Budget.objects.count() == 2


def test_whose_money_a_budget_is_stays_once_there_are_papers(ground: WebGround) -> None:
    ground.plan(("111", 1, "10.00"))
    client = ground.client("admin")
    told = as_shown(client, "budgets") | {"row-0-year": "2030", "row-0-contract_number": "7/2025"}
    client.post(address("budgets"), told)
    kept = Budget.objects.get()
    assert (kept.year, kept.contract_number) == (2025, "7/2025")


def test_what_is_missing_names_the_budget_that_lacks_it(ground: WebGround) -> None:
    def asked() -> list[str]:
        page = page_of(ground.client("economist").get(f"/set-up/{NUMBER}/?month=2025-01"))
        return [one.all("span")[1].text for one in page.all("li", class_="doubt")]

    ground.plan(("111", 1, "10.00"))
    source = FundingSource.objects.create(key="own", name_ru="Own means")
    other = Budget.objects.create(
        key="own", facility=ground.budget.facility, year=2025, programme=ground.budget.programme, source=source
    )
    assert not [text for text in asked() if "plan" in text]
    replace(ground, budget=other).post("funding", ("111", 1, "5.00"))
    assert [text for text in asked() if "plan" in text] == ["The plan of the year: Own means : missing"]


def test_what_another_person_changed_meanwhile_is_not_written_over(ground: WebGround) -> None:
    client = ground.client("admin")
    told = as_shown(client, "accounts") | {"row-0-bank": "Мой"}
    Account.objects.update(bank="Чужой")
    assert client.post(address("accounts"), told).status_code == 422
    assert Account.objects.get().bank == "Чужой"


def test_own_names_of_codes_win_on_the_form_and_are_removed_by_a_tick(ground: WebGround) -> None:
    client = ground.client("economist")
    told = as_shown(client, "codes")
    at = next(n for n in range(17) if told[f"row-{n}-code"] == str(ground.code["111"]))
    client.post(address("codes"), told | {f"row-{at}-name_ru": "Жалованье"})
    assert FacilityCodeName.objects.get(code__code="111").name_ru == "Жалованье"
    client.post(address("codes"), as_shown(client, "codes") | {f"row-{at}-DELETE": "on"})
    assert not FacilityCodeName.objects.filter(code__code="111").exists()
    assert BudgetCode.objects.filter(code="111").exists()


def test_programmes_are_added_by_any_administrator_and_changed_by_who_looks_after_the_program(
    ground: WebGround,
) -> None:
    admin = ground.person("admin")
    User.objects.filter(pk=admin.pk).update(is_superuser=False)
    client = ground.client("admin")
    held = Programme.objects.get(administrator_code="253", programme_code="067", subprogramme_code="")
    row = {"administrator_code": "253", "programme_code": "067", "subprogramme_code": "100", "name_ru": "Подпрограмма"}
    assert fill(client, "programmes", row).status_code == 302
    told = as_shown(client, "programmes")
    at = next(n for n in range(9) if told.get(f"row-{n}-id") == str(held.pk))
    client.post(address("programmes"), told | {f"row-{at}-name_ru": "Другое", f"row-{at}-DELETE": "on"})
    assert Programme.objects.get(pk=held.pk).name_ru == held.name_ru


def test_a_source_of_funds_is_added_on_its_page_and_chosen_for_a_budget(ground: WebGround) -> None:
    assert fill(ground.client("admin"), "sources", {"name_ru": "Гранты и доноры"}).status_code == 302
    source = FundingSource.objects.get(name_ru="Гранты и доноры")
    assert source.key == "granty-i-donory"
    assert "Гранты и доноры" in ground.client("admin").get(address("budgets")).content.decode()


def test_who_signs_is_printed_under_form_no_2(ground: WebGround) -> None:
    ground.plan(("111", 1, "10.00"))
    row = {"place": "head", "name": "А. Б. Ким", "post_ru": "Главный врач", "post_kk": "Бас дәрігер"}
    assert fill(ground.client("admin"), "signatories", row).status_code == 302
    assert Signatory.objects.get().name == "А. Б. Ким"
    page = reverse("report", args=["2025-fund", "form2"])
    assert "Главный врач" in ground.client("economist", "ru").get(page).content.decode()
    said = ground.client("economist", "kk").get(page).content.decode()
    assert "Бас дәрігер" in said
    assert "А. Б. Ким" in said


def test_a_line_above_the_form_is_the_facilitys_own(ground: WebGround) -> None:
    fill(ground.client("admin"), "header-lines", {"line": "programme", "text_ru": "226067 Трансферты Фонду"})
    said = ground.client("economist", "ru").get(reverse("report", args=["2025-fund", "form2"])).content.decode()
    assert "226067 Трансферты Фонду" in said


def test_changes_leave_a_trail(ground: WebGround) -> None:
    fill(ground.client("admin"), "accounts", {"iik": "KZ000000000000000026", "bank": "Банк"})
    event = AuditEvent.objects.get(action="register.changed")
    assert (event.user.username, event.data["register"]) == ("admin", "accounts")
    assert event.data["added"] == [{"iik": "KZ000000000000000026", "bank": "Банк"}]


def test_a_facility_of_the_same_name_or_a_wrong_number_is_refused_at_its_field(ground: WebGround) -> None:
    User.objects.filter(username="admin").update(is_superuser=True)
    client = ground.client("admin")
    form = {"number": "991240200016", "name_ru": ground.budget.facility.name_ru, "ownership": "state", "language": "ru"}
    twin = client.post("/set-up/new/", form)
    assert (twin.status_code, list(twin.context["form"].errors)) == (422, ["name_ru"])
    wrong = form | {"number": "991240999025", "name_ru": "Другой центр"}
    assert list(client.post("/set-up/new/", wrong).context["form"].errors) == ["number"]
    reasoned = client.post("/set-up/new/", wrong | {"number_reason": "так в свидетельстве о регистрации"})
    assert reasoned.status_code == 302
    assert Facility.objects.get(number="991240999025").number_reason


def test_an_administrator_makes_branches_of_his_own_alone(ground: WebGround) -> None:
    User.objects.filter(username="admin").update(is_superuser=False)
    web_ground.stranger(ground)
    client = ground.client("admin")
    own, other = ground.budget.facility, Facility.objects.get(number="991240999024")
    form = {"number": "991240200016", "name_ru": "Филиал", "ownership": "state", "language": "kk"}
    assert list(client.post("/set-up/new/", form).context["form"].errors) == ["parent"]
    assert list(client.post("/set-up/new/", form | {"parent": other.pk}).context["form"].errors) == ["parent"]
    assert client.post("/set-up/new/", form | {"parent": own.pk}).status_code == 302
    assert Facility.objects.get(number="991240200016").parent == own
    assert ground.client("economist").get("/set-up/new/").status_code == 403


def test_no_key_is_shown_to_a_person(ground: WebGround) -> None:
    for key in KEYS:
        said = ground.client("admin").get(address(key, NUMBER)).content.decode()
        for raw in ("2025-fund", "social-insurance<", "driver:positions<", "area_m2<", ">form2<"):
            assert raw not in said.split("<main", 1)[1], (key, raw)
