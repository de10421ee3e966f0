"""What was recorded for cases: the price list of units, services given, medicines issued; as values."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Value

from finance.asking_once import once
from finance.models import Facility
from finance.money import ZERO, round_half_up, total
from finance.months import Month
from tariffs.bed_days import StayPart, nights, parts_of
from tariffs.case_costing import CaseStay
from tariffs.declaring import standing
from tariffs.facility_records import rule_of, tariff_rows, transfers_of
from tariffs.known_profiles import profile_keys
from tariffs.models import DrugIssue, ServiceRate, ServiceUse, Stay
from tariffs.revenue import BED_DAY, CASE
from tariffs.tariff_in_force import TariffRow, tariff_on


@dataclass(frozen=True, slots=True)
class ServiceUnits:
    """One procedure of a service takes `units` of the work of `centre`."""

    service: str
    name_ru: str
    name_kk: str
    centre: str
    units: Decimal


@dataclass(frozen=True)
class PriceList:
    """Rates by the key of the service."""

    rates: Mapping[str, ServiceUnits] = field(default_factory=dict)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for rate in self.rates.values():
            for name in (rate.service, rate.name_ru, rate.name_kk):
                if name:
                    found.setdefault(_folded(name), rate.service)
        return found

    def key_of(self, code: str, name: str) -> str:
        """The key of a service by its code, else by its name; empty where neither is on the list."""
        if code in self.rates:
            return code
        return self._by_name.get(_folded(code), "") or self._by_name.get(_folded(name), "")

    def is_two(self, code: str, name: str) -> bool:
        """Whether code and name are two different services of the list."""
        by_name = self._by_name.get(_folded(name), "") if name else ""
        by_code = self.key_of(code, "") if code else ""
        return bool(by_name and by_code and by_name != by_code)


def _folded(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


@once
def price_list_of(facility: Facility) -> PriceList:
    """One query."""
    return priced(ServiceRate.objects.filter(facility=facility))


def priced(rows: Iterable[ServiceRate]) -> PriceList:
    return PriceList(
        {row.service: ServiceUnits(row.service, row.name_ru, row.name_kk, row.centre, row.units) for row in rows}
    )


@dataclass(frozen=True)
class Recorded:
    """The stays of the costed months with what was recorded for them, and what of it could not be placed.

    `without_rate` counts procedures by service that is not on the price list, `outside` rows of services and of
    medicines by case that lie in no stay.
    """

    stays: tuple[CaseStay, ...]
    prices: PriceList
    without_rate: Mapping[str, Decimal]
    outside: Mapping[str, int]
    stated_otherwise: tuple[str, ...] = ()
    continued: int = 0


def recorded(facility: Facility, first: Month, last: Month) -> Recorded:
    """What was recorded for cases from `first` to `last`, inclusive. Seven queries, however many rows there are."""
    prices = price_list_of(facility)
    held = [stay for group in standing(Stay, facility, admitted__lte=last.last_day).values()
            for stay in group if isinstance(stay, Stay)
            and (stay.discharged is None or stay.discharged >= first.first_day)]  # fmt: skip
    profiles, rule, dues = profile_keys(), rule_of(facility), _Dues(tariff_rows(facility), first, last)
    moved = transfers_of(facility, admitted__lte=last.last_day)
    parts = [
        (stay, part)
        for stay in held
        for part in parts_of(
            stay.admitted, stay.discharged, profiles[stay.profile_id], moved.get((stay.case, stay.admitted), ())
        )
    ]
    placing = _Placing(parts)
    units, drugs = _given(facility, first, last, prices, placing)
    stays, continued = list[CaseStay](), 0
    due_of: defaultdict[int, list[Decimal | None]] = defaultdict(list)
    for at, (stay, part) in enumerate(parts):
        begin, end = part.within(nights(stay.admitted, stay.discharged, rule, last.last_day))
        inside = max(begin, first.first_day), min(end, last.last_day + timedelta(days=1))
        days = max((inside[1] - inside[0]).days, 0)
        if not days and at not in units and at not in drugs and stay.admitted < first.first_day:
            continue
        is_finished = stay.discharged is not None and stay.discharged <= last.last_day
        due = dues.of(part, stay, inside if days else None, is_finished=is_finished)
        due_of[stay.pk].append(due)
        continued += part.begun == stay.admitted < first.first_day
        stays.append(
            CaseStay(
                stay.case, part.begun, part.left, part.profile, days, is_finished, stay.referred_by, stay.diagnosis,
                stay.outcome, due, units.get(at, {}), drugs.get(at),
                None if part.begun == stay.admitted else stay.admitted,
            )
        )  # fmt: skip
    otherwise = [stay.case for stay in held if _is_stated_otherwise(stay, due_of.get(stay.pk, []), first, last)]
    return Recorded(
        tuple(stays), prices, dict(placing.without_rate), dict(placing.outside), tuple(otherwise), continued
    )  # fmt: skip


def _is_stated_otherwise(stay: Stay, dues: Sequence[Decimal | None], first: Month, last: Month) -> bool:
    """Whether the register says another sum than the tariff pays for a stay that lies wholly in the months."""
    if stay.amount_due is None or stay.discharged is None or stay.discharged > last.last_day:
        return False
    known = [due for due in dues if due is not None]
    return (
        stay.admitted >= first.first_day and bool(dues) and len(known) == len(dues) and total(known) != stay.amount_due
    )


class _Placing:
    """Which stay a row of a case and day belongs to; of two that meet on a day the one that ends there."""

    def __init__(self, parts: Sequence[tuple[Stay, StayPart]]) -> None:
        self.by_case: defaultdict[str, list[int]] = defaultdict(list)
        for at, (stay, _part) in enumerate(parts):
            self.by_case[stay.case].append(at)
        self.spans = [(part.begun, part.last_day) for _stay, part in parts]
        self.without_rate: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.outside: Counter[str] = Counter()

    def stay(self, case: str, day: date) -> int | None:
        for at in self.by_case.get(case, ()):
            admitted, discharged = self.spans[at]
            if admitted <= day <= discharged:
                return at
        self.outside[case] += 1
        return None


def _given(
    facility: Facility, first: Month, last: Month, prices: PriceList, placing: _Placing
) -> tuple[dict[int, dict[str, Decimal]], dict[int, Decimal]]:
    """Units by place of the stay and centre, and tenge of medicines by place of the stay. One query."""
    within = {"facility": facility, "day__gte": first.first_day, "day__lte": last.last_day}
    services = ServiceUse.objects.in_force().filter(**within).order_by()
    drugs = DrugIssue.objects.in_force().filter(**within).order_by()
    # sorts of rows stand in one query, told apart by the first column
    rows = services.values_list(Value(True), "case", "day", "service", "name", "quantity").union(
        drugs.values_list(Value(False), "case", "day", Value(""), Value(""), "amount"), all=True
    )
    rates: dict[tuple[str, str], ServiceUnits | None] = {}
    units: defaultdict[int, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    amounts: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for is_service, case, day, service, name, quantity in rows.iterator(chunk_size=10_000):
        if not is_service:
            if (at := placing.stay(case, day)) is not None:
                amounts[at] += quantity
            continue
        said = service, name
        if said not in rates:
            rates[said] = prices.rates.get(prices.key_of(service, name))
        rate = rates[said]
        if rate is None:
            placing.without_rate[service] += quantity
            continue
        if (at := placing.stay(case, day)) is not None:
            units[at][rate.centre] += quantity * rate.units
    return {at: dict(own) for at, own in units.items()}, dict(amounts)


class _Dues:
    """What the tariff in force pays for days, added up from the first day of the months on, by profile and setting."""

    def __init__(self, rows: Sequence[TariffRow], first: Month, last: Month) -> None:
        self.rows, self.first, self.last = rows, first.first_day, last.last_day
        self.kinds = {(row.profile, row.setting, row.payment_kind) for row in rows}
        self.sums: dict[tuple[str, str], list[tuple[Decimal, int]]] = {}

    def of(
        self, part: StayPart, stay: Stay, inside: tuple[date, date] | None, *, is_finished: bool
    ) -> Decimal | None:  # fmt: skip
        """Tenge due for the days `inside`; of a case paid as a whole when it is over, in its last profile.

        None where a tariff lacks.
        """
        key = part.profile, stay.setting
        if (*key, CASE) in self.kinds and (*key, BED_DAY) not in self.kinds:
            if not part.is_last:
                return ZERO
            row = tariff_on(self.rows, (*key, CASE), stay.discharged) if is_finished and stay.discharged else None
            if row is None:
                return None if is_finished else ZERO
            return row.amount if stay.weight is None else round_half_up(row.amount * stay.weight)
        if inside is None:
            return ZERO if (*key, BED_DAY) in self.kinds else None
        if key not in self.sums:
            self.sums[key] = self._added_up(key)
        (begin, without), (end, without_then) = (self.sums[key][(day - self.first).days] for day in inside)
        return round_half_up(end - begin) if without == without_then else None

    def _added_up(self, key: tuple[str, str]) -> list[tuple[Decimal, int]]:
        """Before each day: what the days before it are paid, and how many of them have no tariff."""
        own = [row for row in self.rows if (row.profile, row.setting) == key]
        found, amount, without, day = [(ZERO, 0)], ZERO, 0, self.first
        while day <= self.last:
            row = tariff_on(own, (*key, BED_DAY), day)
            amount, without = (amount + row.amount, without) if row else (amount, without + 1)
            found.append((amount, without))
            day += timedelta(days=1)
        return found
