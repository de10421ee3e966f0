"""Names are found in capitals or without, in every alphabet, on both databases."""

import pytest

from finance.models import Facility

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["прачечн", "ТОО ПРАЧ", "Қала", "50%_\\"])
def test_a_name_is_found_however_it_is_typed(typed: str) -> None:
    Facility.objects.create(number="991240999016", name_ru="тОО «ҚАЛАЛЫҚ» 50%_\\ ТОО Прачечная")
    assert Facility.objects.filter(name_ru__icontains=typed).exists()
    assert not Facility.objects.filter(name_ru__icontains=f"{typed}x").exists()


def test_signs_of_a_pattern_mean_themselves() -> None:
    Facility.objects.create(number="991240999016", name_ru="а100б")
    assert not Facility.objects.filter(name_ru__icontains="а%б").exists()
    assert not Facility.objects.filter(name_ru__icontains="а_00б").exists()
    assert Facility.objects.filter(name_ru__iexact="А100Б").exists()
    assert Facility.objects.filter(name_ru__istartswith="А10").exists()
