"""A whole region in one file: 313 facilities that add up to the tiyn, ten of which sent nothing."""

from decimal import Decimal
from itertools import islice

import pytest

from finance import reference
from finance.models import Facility
from finance.money import split
from region.generating.people_and_places import numbers
from tests.ground.file_factory import xlsx
from tests.ground.import_ground import bring
from tests.ground.region_ground import FIRST, HEADER, LAST, TITLE, TOP, report

pytestmark = pytest.mark.django_db
PLAN, CASH, STATE, SILENT = Decimal("89000000000.00"), Decimal("39300000000.00"), 313, 10


def test_313_facilities_total_to_the_tiyn_and_303_have_submitted() -> None:
    reference.load()
    top = Facility.objects.create(number=TOP, name_ru="Управление здравоохранения")
    members = Facility.objects.bulk_create(
        Facility(number=number, name_ru=f"ФАП «Үлгі-{at}»", parent=top, district=f"Район {at % 9}")
        for at, number in enumerate(islice(numbers("991241"), STATE))
    )
    Facility.objects.bulk_create(
        Facility(number=number, name_ru=f"Клиника {at}", parent=top, ownership="private")
        for at, number in enumerate(islice(numbers("991251"), 48))
    )
    plans = split(PLAN, [3 + at % 17 for at in range(STATE)])
    paid = iter(split(CASH, [5 + at % 11 for at in range(STATE - SILENT)]))
    rows = []
    for at, (member, plan) in enumerate(zip(members, plans, strict=True)):
        cash = "—" if at % 31 == 30 and at < 31 * SILENT else str(next(paid))
        rows.append([member.name_ru, member.number, member.district, str(plan), "", cash, "", "", "", ""])
    rows.append(["ВСЕГО", "", "", str(PLAN), "", str(CASH), "", "44,1", "", ""])
    answer = bring(xlsx({"Освоение": [TITLE, [], HEADER, *rows]}), "свод.xlsx", facility=top)
    assert (answer["status"], answer["problems"][:2]) == ("posted", [])
    found = report("absorption", FIRST, LAST)
    total = found["total"]
    assert (total["plan_year"], total["cash"], total["percent_year"]) == (str(PLAN), str(CASH), "44.2")
    assert (total["submitted"], total["of"]) == (STATE - SILENT, STATE)
    assert any("303" in note and "313" in note for note in found["notes"])
    assert [note for note in found["notes"] if "44,1" in note and "усеч" in note], found["notes"]
