"""Codes, sources, programmes and facilities: shipped as files, edited by people, imported whole or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import translation
from tablib import Dataset

from finance import reference, resources, sample_facility
from finance.models import Budget, BudgetCode, Facility, FacilityCodeName, FundingSource, Programme

pytestmark = pytest.mark.django_db

FORM2_CODES = [
    "111",
    "113",
    "116",
    "121",
    "122",
    "123",
    "124",
    "141",
    "142",
    "144",
    "149",
    "151",
    "152",
    "159",
    "161",
    "169",
    "322",
]


@pytest.fixture
def shipped() -> None:
    reference.load()


def table(headers: str, *rows: tuple) -> Dataset:
    return Dataset(*rows, headers=headers.split())


def faults(result) -> dict[int, str]:
    """What is wrong by row number of the file's data, first row 1."""
    found = {row.number: str(row.error) for row in result.invalid_rows}
    found |= {number: str(errors[0].error) for number, errors in result.row_errors()}
    return found


def test_it_ships_every_code_of_the_form_with_its_group(shipped) -> None:
    today = BudgetCode.objects.filter(valid_to=None)
    assert set(FORM2_CODES) <= set(today.values_list("code", flat=True))
    assert today.get(code="149").parent.code == "140"
    assert today.get(code="322").parent.code == "320"
    assert not today.filter(is_group=False, parent=None).exists()
    assert not today.filter(is_group=True, parent__isnull=False).exists()


def test_it_knows_that_131_was_food_once(shipped) -> None:
    old, new = BudgetCode.objects.filter(code="131").order_by("valid_from")
    assert (old.valid_to, old.parent.name_ru) == (date(2009, 1, 1), "Приобретение товаров")
    assert "питания" in old.name_ru
    assert "технического" in new.name_ru
    assert new.valid_to is None


def test_it_calls_its_kazakh_names_unofficial_and_notes_the_conflicts(shipped) -> None:
    assert not BudgetCode.objects.filter(is_name_kk_official=True).exists()
    assert not BudgetCode.objects.filter(name_kk="").exists()
    for code in ("112", "113", "416"):
        assert BudgetCode.objects.get(code=code).note
    assert not BudgetCode.objects.filter(code__in=["163", "418", "419", "422", "423"]).exists()


def test_it_takes_food_and_drugs_for_what_changes_with_bed_days(shipped) -> None:
    shares = dict(BudgetCode.objects.filter(variable_share__gt=0).values_list("code", "variable_share"))
    assert shares == {"141": Decimal(1), "142": Decimal(1)}


def test_it_ships_sources_and_programmes(shipped) -> None:
    assert set(FundingSource.objects.values_list("key", flat=True)) == {
        "guaranteed-volume",
        "social-insurance",
        "local-budget",
        "paid-services",
        "charity",
    }
    assert Programme.objects.filter(administrator_code="253", programme_code="067").exists()


def test_it_never_writes_over_what_somebody_edited(shipped) -> None:
    BudgetCode.objects.filter(code="141").update(name_ru="Питание детей")
    assert reference.load() == 0
    assert BudgetCode.objects.get(code="141").name_ru == "Питание детей"


def test_it_makes_the_sample_facility_once() -> None:
    first = sample_facility.create()
    assert sample_facility.create() == first
    assert (first.facility.number, first.facility.treasury_code) == ("991240999016", "2530001")
    assert FacilityCodeName.objects.filter(facility=first.facility).count() == 17
    assert User.objects.get(username="economist").check_password("demo")
    assert not User.objects.get(username="operator").has_usable_password()
    assert {m.role for m in User.objects.get(username="auditor").memberships.all()} == {"auditor"}


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_it_reads_dates_and_shares_alike_in_every_language(shipped, language) -> None:
    headers = "code valid_from parent name_ru variable_share"
    rows = table(headers, ("145", "01.02.2025", "140", "Бельё", "0,5"), ("146", "2025-02-01", "140", "Посуда", "0.25"))
    with translation.override(language):
        result = resources.BudgetCodeResource().import_data(rows)
    assert faults(result) == {}
    found = {c.code: (c.valid_from, c.variable_share) for c in BudgetCode.objects.filter(code__in=["145", "146"])}
    assert found == {"145": (date(2025, 2, 1), Decimal("0.5")), "146": (date(2025, 2, 1), Decimal("0.25"))}


def test_it_names_every_bad_row_and_saves_none(shipped) -> None:
    rows = table(
        "code valid_from parent name_ru variable_share is_group",
        ("145", "2025-01-01", "140", "Бельё", "0.5", ""),
        ("146", "31.02.2025", "140", "Посуда", "0.5", "нет"),
        ("147", "2025-01-01", "777", "Мебель", "много", "иногда"),
        ("141", "2025-06-01", "140", "Питание", "1", "0"),
    )
    result = resources.BudgetCodeResource().import_data(rows)
    assert set(faults(result)) == {2, 3, 4}
    third = next(row for row in result.invalid_rows if row.number == 3)
    assert {"parent", "variable_share", "is_group"} <= set(third.error_dict)
    assert not BudgetCode.objects.filter(code__in=["145", "146", "147"]).exists()


def test_it_changes_nothing_on_a_dry_run(shipped) -> None:
    rows = table("code valid_from parent name_ru", ("145", "2025-01-01", "140", "Бельё"))
    result = resources.BudgetCodeResource().import_data(rows, dry_run=True)
    assert result.totals["new"] == 1
    assert not BudgetCode.objects.filter(code="145").exists()


def test_it_takes_a_code_typed_as_a_number(shipped) -> None:
    rows = table("code valid_from parent name_ru", (145.0, date(2025, 1, 1), 140, "Бельё"))
    assert faults(resources.BudgetCodeResource().import_data(rows)) == {}
    assert BudgetCode.objects.get(code="145").parent.code == "140"


def test_it_refuses_a_number_that_lost_its_leading_zeros() -> None:
    result = resources.FacilityResource().import_data(table("number name_ru", (91240999016.0, "Филиал")))
    assert set(faults(result)) == {1}
    assert not Facility.objects.exists()


def test_what_it_exports_it_imports_again_without_a_change() -> None:
    sample_facility.create()
    for resource in (
        resources.BudgetCodeResource,
        resources.FundingSourceResource,
        resources.ProgrammeResource,
        resources.FacilityResource,
        resources.AccountResource,
        resources.FacilityCodeNameResource,
        resources.BudgetResource,
    ):
        exported = resource().export()
        result = resource().import_data(exported)
        assert faults(result) == {}
        assert result.totals["skip"] == len(exported), resource


def test_it_keeps_the_tree_a_tree() -> None:
    region = Facility.objects.create(number="991240999017", name_ru="Область")
    centre = Facility.objects.create(number="991240999018", name_ru="Центр", parent=region)
    region.parent = centre
    with pytest.raises(ValidationError):
        region.full_clean()


def test_it_keeps_two_meanings_of_a_code_apart_in_time(shipped) -> None:
    second = BudgetCode(code="131", valid_from=date(2008, 6, 1), valid_to=date(2010, 1, 1), name_ru="Ещё одно")
    with pytest.raises(ValidationError):
        second.full_clean()


def test_an_administrator_imports_in_the_admin(client) -> None:
    sample_facility.create()
    client.force_login(User.objects.get(username="admin"))
    for name in ("budgetcode", "facility", "budget", "programme", "fundingsource", "entry", "auditevent"):
        assert client.get(f"/admin/finance/{name}/").status_code == 200
    assert client.get("/admin/finance/budgetcode/import/").status_code == 200
    assert client.get("/admin/finance/entry/add/").status_code == 403
    assert Budget.objects.count() == 1
