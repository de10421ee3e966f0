"""The unit of a column stands in its header, in whichever of its rows: a thousand read as one is a wrong figure."""

from datetime import date
from decimal import Decimal

import pytest

from tests import office_files
from tests.import_ground import TODAY, bring, facility

pytestmark = pytest.mark.django_db


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
