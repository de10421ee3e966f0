"""The unit of a column stands in its header, in whichever of its rows: a thousand read as one is a wrong figure."""

from datetime import date
from decimal import Decimal

import pytest

from tests.ground import office_files
from tests.ground.import_ground import TODAY, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("unit", ["тыс. тенге", "тысячах тенге", "тыс0 тенге", "мың теңге"])
def test_thousands_named_in_the_lower_row_of_a_header_are_thousands(settings, unit):
    settings.SMETA_TODAY = TODAY
    facility()
    rows = [
        ["Справка №", "Дата", "Специфика", "", ""],
        ["", "", "", "Месяц", f"Изменение, {unit}"],
        ["1", date(2025, 3, 28), "111", 5, Decimal("10.5")],
    ]
    found = bring(office_files.xlsx({"Лист1": rows}), "amendment.xlsx")
    assert (found["kind"], found["unit"], found["total"]) == ("amendment", "thousand", "10500.00")


@pytest.mark.parametrize("unit", ["тыс. тенге (тенге)", "тенге / мың теңге"])
def test_two_units_named_in_one_breath_are_refused(settings, unit):
    settings.SMETA_TODAY = TODAY
    facility()
    rows = [["Справка №", "Дата", "Специфика", "Месяц", f"Изменение, {unit}"], ["1", date(2025, 3, 28), "111", 5, 10]]
    found = bring(office_files.xlsx({"Лист1": rows}), "amendment.xlsx")
    assert [(p["problem"], p["cell"]) for p in found["problems"]] == [("ambiguous-amount", "Лист1!E1")]


def test_a_title_decides_where_a_column_of_the_named_kind_is_lacking(settings):
    """The number of a certificate under the word “Сумма” would post as money received."""
    settings.SMETA_TODAY = TODAY
    facility()
    rows = [
        ["Справки об изменении плана"],
        ["Сумма", "Дата", "Специфика", "Месяц", "Изменение, тыс. тенге"],
        ["1", date(2025, 3, 28), "111", 5, Decimal("10.5")],
    ]
    found = bring(office_files.xlsx({"Лист1": rows}), "amendment.xlsx")
    assert [p["problem"] for p in found["problems"]] == ["missing-column"]
