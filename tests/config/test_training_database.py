"""The sample facility is made in a database of its own, never beside somebody's data and never in production."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from finance import sample_facility
from finance.models import Entry, Facility
from tariffs.models import CareProfile

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_an_empty_demonstration_makes_everything_but_figures() -> None:
    run("demo", "--empty")
    assert Facility.objects.get().is_demo
    assert not Entry.objects.exists()
    assert set(CareProfile.objects.values_list("key", flat=True)) == {"neurology", "orthopaedics", "somatic"}


def test_it_leaves_a_database_of_somebodys_own_alone() -> None:
    Facility.objects.create(number="991240999017", name_ru="Настоящий центр")
    with pytest.raises(CommandError) as refusal:
        run("demo")
    assert refusal.value.returncode == 1
    assert Facility.objects.count() == 1


def test_it_stays_out_of_production(settings) -> None:
    sample_facility.create()
    settings.PRODUCTION = True
    for command in (("demo",), ("check_books",)):
        with pytest.raises(CommandError) as refusal:
            run(*command)
        assert refusal.value.returncode == 1


def test_it_leaves_a_database_with_somebodys_sign_in_alone() -> None:
    User.objects.create(username="gulnara")
    with pytest.raises(CommandError):
        run("demo", "--empty")
    assert not Facility.objects.exists()
