"""What costing stands on, typed into tables: the same rows a file would declare, and the last change can be taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from finance.models import Document, MonthState
from finance.months import Month
from finance.refusals import LedgerError
from tariffs.costing_inputs import centres_of, driver_figures, rules_of
from tariffs.facility_records import tariff_rows
from tariffs.forms import field_name
from tariffs.models import Beds, CareProfile, CareSetting, CostCentre, Indicator, ServiceRate, Tariff, Volume
from tests.ground import web_ground
from tests.ground.import_ground import bring
from tests.ground.pages import page_of
from tests.ground.register_pages import address, as_shown, faults, fill
from tests.ground.web_ground import WebGround

pytestmark = pytest.mark.django_db
JUNE = "?month=2025-06"


@pytest.fixture
def ground() -> WebGround:
    return web_ground.empty()


@pytest.fixture
def client(ground: WebGround):
    return ground.client("economist")


def profile(client, name: str = "Неврология") -> CareProfile:
    assert fill(client, "profiles", {"name_ru": name}).status_code == 302
    return CareProfile.objects.get(name_ru=name)


def declare_centres(client) -> CareProfile:
    made = profile(client)
    rows = (
        {"key": "ADM", "name_ru": "Администрация", "kind": "administrative", "step": 1, "basis": "positions"},
        {"key": "NEU", "name_ru": "Неврология", "kind": "clinical", "profile": made.pk},
    )
    assert fill(client, "centres", *rows, query="?year=2025").status_code == 302
    return made


def test_a_profile_gets_a_key_of_latin_letters_and_stands_once(client) -> None:
    assert profile(client).key == "nevrologiya"
    rows = (
        {"name_ru": "Соматика"},
        {"name_ru": "Палата", "name_kk": "Н"},
        {"name_ru": " «соматика»"},
        {"name_ru": "З", "name_kk": "н"},
    )
    twins = fill(client, "profiles", *rows)
    assert (twins.status_code, [list(row) for row in faults(twins)]) == (422, [["name_ru"], ["name_kk"]])
    assert "Палата" in page_of(twins).only("input", name="row-2-name_ru").attributes["value"]
    assert CareProfile.objects.count() == 1


def test_beds_are_kept_from_a_day_on(client) -> None:
    made = profile(client)
    assert fill(client, "beds", {"profile": made.pk, "since": "2025-01-01", "beds": "155"}).status_code == 302
    assert Beds.objects.get().beds == 155


def test_centres_typed_are_those_a_costing_reads(client, ground: WebGround) -> None:
    declare_centres(client)
    found = centres_of(ground.budget.facility, 2025)
    assert [(c.key, c.kind, c.basis, c.profile) for c in found] == [
        ("ADM", "administrative", "positions", ""), ("NEU", "clinical", "", "nevrologiya"),
    ]  # fmt: skip
    document = Document.objects.get(kind="costing")
    assert (document.entered_by.username, document.budget) == ("economist", ground.budget)


def test_what_cannot_be_is_refused_beside_its_field(client) -> None:
    row = {"key": "X", "name_ru": "Икс", "kind": "clinical"}
    assert list(faults(fill(client, "centres", row, query="?year=2025"))[0]) == ["profile"]
    nameless = fill(client, "centres", {"key": "X", "kind": "auxiliary", "basis": "positions"}, query="?year=2025")
    assert list(faults(nameless)[0]) == ["name_ru"]
    assert not CostCentre.objects.exists()


def test_two_centres_do_not_share_a_step(client) -> None:
    one = {"key": "ADM", "name_ru": "А", "kind": "administrative", "step": 1, "basis": "positions"}
    answer = fill(client, "centres", one, one | {"key": "AHO"}, one | {"step": 2}, query="?year=2025")
    assert [list(row) for row in faults(answer)] == [["step"], ["__all__"]]
    assert not CostCentre.objects.exists()


def test_an_edited_row_takes_the_place_of_the_old_one_and_taking_back_brings_it_again(client, ground) -> None:
    made = declare_centres(client)
    row = {"profile": made.pk, "setting": "inpatient", "amount": "52 750,00", "applies_from": "2025-01-01",
           "published_on": "2024-12-20"}  # fmt: skip
    fill(client, "tariffs", row)
    client.post(address("tariffs"), as_shown(client, "tariffs") | {"row-0-amount": "53 000,50"})
    assert [t.amount for t in tariff_rows(ground.budget.facility)] == [Decimal("53000.50")]
    assert Tariff.objects.count() == 2
    client.post(address("tariffs"), as_shown(client, "tariffs") | {"take-back": "1"})
    assert [t.amount for t in tariff_rows(ground.budget.facility)] == [Decimal("52750.00")]


def test_what_names_a_row_is_not_edited(client, ground) -> None:
    declare_centres(client)
    client.post(
        address("centres"), as_shown(client, "centres", "?year=2025") | {"row-0-key": "NEW", "row-0-name_ru": "Аппарат"}
    )
    assert {c.key for c in centres_of(ground.budget.facility, 2025)} == {"ADM", "NEU"}


def test_drivers_are_of_a_month_and_keep_their_decimals(client, ground) -> None:
    declare_centres(client)
    rows = ({"centre": "ADM", "driver": "positions", "measure": "stock", "value": "14,25"},
            {"centre": "NEU", "driver": "positions", "measure": "stock", "value": "87"})  # fmt: skip
    assert fill(client, "drivers", *rows, query=JUNE).status_code == 302
    found = driver_figures(ground.budget.facility, Month(2025, 6), Month(2025, 6))
    assert [(f.centre, f.value) for f in found] == [("ADM", Decimal("14.25")), ("NEU", Decimal(87))]
    assert driver_figures(ground.budget.facility, Month(2025, 5), Month(2025, 5)) == []
    assert fill(client, "drivers", rows[0] | {"driver": "bed_days"}, query=JUNE).status_code == 422


def test_shares_of_a_code_make_a_whole(client, ground) -> None:
    declare_centres(client)
    half = {"code": ground.code["111"], "share": "0,5", "target": "driver:positions"}
    assert list(faults(fill(client, "attribution", half, query="?year=2025"))[0]) == ["share"]
    assert fill(client, "attribution", half, half, query="?year=2025").status_code == 422
    assert fill(client, "attribution", half, half | {"target": "centre:ADM"}, query="?year=2025").status_code == 302
    rules = rules_of(ground.budget.facility, Month(2025, 1), Month(2025, 12))
    assert {(rule.target, rule.share) for rule in rules} == {
        ("driver:positions", Decimal("0.5")),
        ("centre:ADM", Decimal("0.5")),
    }


def test_a_rule_is_not_removed_without_another(client, ground) -> None:
    declare_centres(client)
    fill(client, "attribution", {"code": ground.code["111"], "share": "1", "target": "centre:ADM"}, query="?year=2025")
    told = as_shown(client, "attribution", "?year=2025") | {"row-0-DELETE": "on"}
    assert [list(row) for row in faults(client.post(address("attribution"), told))] == [["DELETE"]]
    assert len(rules_of(ground.budget.facility, Month(2025, 1), Month(2025, 12))) == 1


def test_without_a_budget_of_the_year_the_page_says_so_and_takes_nothing(client) -> None:
    told = as_shown(client, "centres", "?year=2025")
    assert client.post(address("centres"), told | {"month": "2030-01", "row-0-key": "A"}).status_code == 422
    assert "2030" in client.get(address("centres") + "?year=2030").context["lacking"]


def close(ground: WebGround, month: Month) -> None:
    MonthState.objects.create(budget=ground.budget, month=month, closed_by=ground.person("manager"))


def test_volumes_of_a_closed_month_are_refused_at_their_form(client, ground: WebGround) -> None:
    made = profile(client)
    close(ground, Month(2025, 6))
    before = Document.objects.count()
    name = field_name(made, CareSetting.INPATIENT, "bed_days_done")
    page = client.post(reverse("tariffs:volumes", args=[ground.budget.key]), {"month": "2025-06", name: "900"})
    assert page.status_code == 422
    assert "These months are closed: 2025-06." in page.content.decode()
    assert (Volume.objects.count(), Document.objects.count()) == (0, before)


def test_a_table_of_a_closed_month_is_refused_with_what_was_typed(client, ground: WebGround) -> None:
    declare_centres(client)
    close(ground, Month(2025, 6))
    before = Document.objects.count()
    answer = fill(
        client, "drivers", {"centre": "NEU", "driver": "positions", "measure": "stock", "value": "12.5"}, query=JUNE
    )
    assert answer.status_code == 422
    assert "These months are closed: 2025-06." in answer.content.decode()
    assert Document.objects.count() == before


def test_whatever_the_books_refuse_is_said_with_its_sentence_and_no_fault(
    client, ground: WebGround, monkeypatch
) -> None:
    def refuse(*_args: object) -> None:
        raise LedgerError("The books are closed today.")

    monkeypatch.setattr("tariffs.views.indicators.months_of", refuse)
    held = Document.objects.create(
        budget=ground.budget, kind="costing", date=date(2025, 1, 1), entered_by=ground.person("economist")
    )
    made = Indicator.objects.create(document=held, facility=ground.budget.facility, number="1", name="Койко-дни")
    page = client.get(reverse("tariffs:indicator", args=[ground.budget.key, made.pk]))
    assert page.status_code == 422
    assert "The books are closed today." in page.content.decode()


def test_a_price_list_of_units_is_typed_once_and_stays_while_services_of_cases_stand_on_it(client) -> None:
    declare_centres(client)
    rate = {"service": "F01", "name_ru": "Электрофорез", "centre": "ADM", "units": "2.5"}
    assert list(faults(fill(client, "services", rate | {"units": "0"}))[0]) == ["units"]
    assert faults(fill(client, "services", rate, rate | {"units": "3"})) != []
    assert fill(client, "services", rate, {"service": "F02", "centre": "NEU", "units": "1"}).status_code == 302
    kept = ServiceRate.objects.get(service="F01")
    assert (kept.name_ru, kept.centre, kept.units) == ("Электрофорез", "ADM", Decimal("2.5"))
    stays = "case,profile,setting,admitted,discharged\nC1,nevrologiya,inpatient,2025-06-02,2025-06-12\n"
    assert bring(stays.encode(), "stays.csv", kind="stays")["status"] == "posted"
    used = "case;day;service;quantity\nC1;2025-06-03;F01;4\n"
    answer = bring(used.encode(), "services.csv", kind="services")
    assert (answer["status"], answer["doubts"]) == ("posted", [])
    told = as_shown(client, "services")
    for typed in ({"row-0-DELETE": "on"}, {"row-0-units": "9"}, {"row-0-service": "F09"}):
        client.post(address("services"), told | typed)
    assert client.post(address("services"), as_shown(client, "services") | {"row-1-units": "4"}).status_code == 302
    assert list(ServiceRate.objects.values_list("service", "units")) == [("F01", Decimal("2.5")), ("F02", Decimal(4))]
