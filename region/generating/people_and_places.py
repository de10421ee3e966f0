"""The facilities that invented books are of: names, numbers, districts and who is paid. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from finance.party_numbers import check_digit
from region.generating.shape import CODES, DISTRICTS, FACILITIES, FacilityShape

OF_FACILITIES, OF_PAYEES = "991240", "991250"
MOST_FACILITIES = 80_000


@dataclass(frozen=True, slots=True)
class MadeFacility:
    """A facility to be. Its payees are those of its district."""

    serial: int
    number: str
    name_ru: str
    name_kk: str
    district: int
    shape: FacilityShape


def numbers(beginning: str) -> Iterator[str]:
    """Numbers of twelve digits with the right last one that nobody bears: registered in a month long gone."""
    for serial in range(100_000):
        first_eleven = f"{beginning}{serial:05d}"
        last = check_digit(first_eleven)
        if last is not None:
            yield f"{first_eleven}{last}"


def places(count: int) -> Iterator[MadeFacility]:
    """Facilities in the order of their numbers; the first number is left to the department above them."""
    found = islice(numbers(OF_FACILITIES), 1, count + 1)
    for serial, number in enumerate(found):
        shape = FACILITIES[serial % len(FACILITIES)]
        district = (serial // len(FACILITIES) + serial) % len(DISTRICTS)
        name_ru, name_kk = (f"{name} «Үлгі-{serial + 1}»" for name in (shape.name_ru, shape.name_kk))
        yield MadeFacility(serial, number, name_ru, name_kk, district, shape)


def payees(district: int) -> list[list[tuple[str, str]]]:
    """(name, number) of everybody paid in a district, by place of the code and place among its payees."""
    serial = district * sum(len(one.payees) for one in CODES)
    ready = islice(numbers(OF_PAYEES), serial, None)
    return [[(f"{payee.name} {district + 1}", next(ready)) for payee in one.payees] for one in CODES]
