"""The price list of units as a table that is edited: how much of whose work one procedure of a service takes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.asking_once import once_for_all
from finance.models import Facility
from finance.register_tables import the_facility
from finance.registers import EVERYTHING, Register, RegisterPlace, Row
from tariffs.models import CostCentre, ServiceRate, ServiceUse
from tariffs.register_tables import COSTING, standing_rows


def _centres(place: RegisterPlace) -> list[tuple[str, str]]:
    """Those of every year: a price list is of none."""
    return list({row.key: (row.key, f"{row.key} · {row.name}") for row in standing_rows(CostCentre)(place)}.values())


def _rates(place: RegisterPlace) -> Any:
    return ServiceRate.objects.filter(facility=place.facility).order_by("service")


def _checked(row: Row, _place: RegisterPlace) -> Mapping[str, str]:
    assert isinstance(row, ServiceRate)
    return {"units": _("More than zero is expected.")} if row.units is not None and row.units <= 0 else {}


def _held(row: Row, place: RegisterPlace) -> frozenset[str]:
    """What cost of cases was counted by neither changes nor goes."""
    assert isinstance(row, ServiceRate)
    return EVERYTHING if row.pk and row.service in _given_services(place.facility) else frozenset()


@once_for_all
def _given_services(facility: Facility) -> frozenset[str]:
    """What services in force call them. One query."""
    given = ServiceUse.objects.in_force().filter(facility=facility)
    return frozenset(given.values_list("service", flat=True).distinct())


REGISTER = Register(
    "services", gettext_lazy("Price list of units"),
    gettext_lazy("How many units of whose work one procedure takes, so that services given to cases bear cost."),
    ServiceRate, ("service", "name_ru", "name_kk", "centre", "units"), _rates, the_facility, actions=COSTING,
    choices={"centre": _centres}, check=_checked, protects=_held,
)  # fmt: skip
