"""The registers of care and cost: profiles, beds, tariffs, cost centres, drivers, attribution.

What costing stands on is declared, never edited: saving a table makes a document whose rows take the place of those of
the same name, and the last such document can be taken back.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from functools import partial, reduce
from operator import or_
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import party_numbers
from finance.asking_once import once_for_all
from finance.latin import latin_key
from finance.ledger import lock
from finance.models import Budget, Document, Facility
from finance.months import Month
from finance.register_tables import codes_now, free_key, of_facility, the_facility
from finance.registers import (
    EVERYTHING,
    Register,
    RegisterError,
    RegisterPlace,
    RegisterRowsError,
    Row,
    RowFault,
    TableChanges,
)
from finance.rights import Action
from tariffs.declared_rules import centre_faults
from tariffs.declaring import declare, key_of, standing
from tariffs.models import Attribution, Beds, CareProfile, CostCentre, DriverValue, Tariff, Volume
from tariffs.models.declared import Declared
from tariffs.reports.step_sheet import driver_name
from tariffs.reports.wording import COMPUTED_DRIVER, DRIVERS

COSTING = (Action.COST,)


def profiles(_place: RegisterPlace | None = None) -> Any:
    return CareProfile.objects.order_by("pk")


def standing_rows(model: type[Declared], *, of_month: bool = False, of_year: bool = False) -> Any:
    def rows(place: RegisterPlace) -> list[Declared]:
        limits = {"month": place.month} if of_month else {"year": place.year} if of_year else {}
        return [row for group in standing(model, place.facility, **limits).values() for row in group]

    return rows


def _named(row: Row, _place: RegisterPlace) -> frozenset[str]:
    """What names a declared row stays; another name is another row."""
    assert isinstance(row, Declared)
    return frozenset(name.removesuffix("_id") for name in row.NAMED_BY)


def budget_for(place: RegisterPlace) -> Budget | None:
    """The budget under which the place's papers are kept."""
    return Budget.objects.filter(facility=place.facility, year=place.year).order_by("pk").first()


def _needs_budget(place: RegisterPlace) -> str:
    if budget_for(place) is None:
        return _("Make a budget of %(year)s first: what is declared here is a paper of that year.") % {
            "year": place.year
        }
    return ""


def declare_rows(_register: Register, place: RegisterPlace, changes: TableChanges) -> None:
    """A document of the rows that moved, each with the others of its name. Raises RegisterError."""
    budget = budget_for(place)
    if budget is None:
        raise RegisterError(_needs_budget(place))
    moved = [cast(Declared, row) for row in (*changes.added, *changes.changed, *changes.removed)]
    keys = {key_of(row) for row in moved}
    after = [row for one in changes.after if key_of(row := cast(Declared, one)) in keys]
    left = {key_of(row) for row in after}
    message = _("The last row of its name is not removed; write what holds instead.")
    faults = [RowFault(row, "DELETE", message) for row in changes.removed if key_of(cast(Declared, row)) not in left]
    faults += _unsound(after) + _not_apart([row for row in changes.after if isinstance(row, CostCentre)])
    if faults:
        raise RegisterRowsError(faults)
    lock(budget.pk)
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.COSTING, date=place.month.last_day, reason=_("typed in"),
        entered_by=place.user,
    )  # fmt: skip
    declare(document, [_fresh(row) for row in after])


def _fresh(row: Declared) -> Declared:
    made = copy(row)
    made._state = type(row._state)()
    made.pk, made.cell = None, ""
    return made


def _unsound(rows: Iterable[Declared]) -> list[RowFault]:
    """Rows that stand twice, and shares of one rule of attribution that make no whole."""
    groups: dict[Any, list[Declared]] = {}
    for row in rows:
        groups.setdefault(key_of(row), []).append(row)
    faults = []
    for group in groups.values():
        rules = [row for row in group if isinstance(row, Attribution)]
        of_target = {row.target if isinstance(row, Attribution) else "": row for row in reversed(group)}
        twice = [row for row in group if row not in of_target.values()]
        if rules and sum(rule.share for rule in rules if rule not in twice) != 1:
            message = _("The shares of code %(code)s do not add up to 1.") % {"code": rules[0].code.code}
            faults += [RowFault(rule, "share", message) for rule in rules]
        said = _("“%(row)s” stands twice. Leave one of them.")
        faults += [RowFault(row, None, said % {"row": _said(row)}) for row in twice]
    return faults


def _not_apart(centres: Iterable[CostCentre]) -> list[RowFault]:
    """Each step, and each care profile, is of one centre."""
    held: dict[Any, str] = {}
    faults = []
    message = _("%(one)s and %(other)s have the same step or care profile. Give each its own.")
    for centre in centres:
        for field, value in (("step", centre.step), ("profile", centre.profile_id)):
            other = held.setdefault((field, value), centre.key) if value is not None else centre.key
            if other != centre.key:
                faults.append(RowFault(centre, field, message % {"one": other, "other": centre.key}))
    return faults


def _said(row: Declared) -> str:
    if isinstance(row, Attribution):
        return row.code.code
    if isinstance(row, DriverValue):
        return f"{row.centre} · {driver_name(row.driver)}"
    return f"{row.profile.name} · {row.applies_from}" if isinstance(row, Tariff) else str(row)


def last_typed(register: Register, place: RegisterPlace) -> Document | None:
    """The last paper that a page made of the register's rows and that stands."""
    if not issubclass(register.model, Declared):
        return None
    ids = register.model.objects.filter(facility=place.facility).values("document")
    return Document.objects.filter(pk__in=ids, batch_number=None, status=Document.Status.POSTED).order_by("pk").last()


def _key_of_profile(row: Row, _place: RegisterPlace) -> None:
    assert isinstance(row, CareProfile)
    row.key = free_key(CareProfile, latin_key(row.name_ru))


def _held_profile(row: Row, place: RegisterPlace) -> frozenset[str]:
    """A profile that other facilities use keeps its name."""
    return EVERYTHING if row.pk in _profiles_of_others(place.facility) else frozenset()


@once_for_all
def _profiles_of_others(facility: Facility) -> frozenset[int]:
    """Ids of the profiles that facilities beside this one use. One query."""
    used = (
        Exists(use.objects.filter(profile=OuterRef("pk")).exclude(facility=facility)) for use in (Beds, Volume, Tariff)
    )
    return frozenset(CareProfile.objects.filter(reduce(or_, map(Q, used))).values_list("pk", flat=True))


def _checked_centre(row: Row, _place: RegisterPlace) -> Mapping[str, str]:
    assert isinstance(row, CostCentre)
    return {name: message for name, _problem, message in centre_faults(row)}


def _checked_rule(row: Row, _place: RegisterPlace) -> Mapping[str, str]:
    assert isinstance(row, Attribution)
    if row.supplier_number and not party_numbers.is_valid(row.supplier_number):
        return {"supplier_number": _("The last digit of this BIN does not fit the others: look again.")}
    return {} if 0 < row.share <= 1 else {"share": _("A share is more than 0 and at most 1.")}


def _checked_tariff(row: Row, _place: RegisterPlace) -> Mapping[str, str]:
    assert isinstance(row, Tariff)
    return {"amount": _("More than zero is expected.")} if row.amount is not None and row.amount <= 0 else {}


def drivers(place: RegisterPlace, *, is_computed: bool) -> list[tuple[str, str]]:
    used = DriverValue.objects.filter(facility=place.facility).values_list("driver", flat=True).distinct()
    keys = dict.fromkeys([*DRIVERS, *sorted(used)])
    return [(key, driver_name(key)) for key in keys if is_computed or key != COMPUTED_DRIVER]


def centres(place: RegisterPlace) -> list[tuple[str, str]]:
    rows = standing_rows(CostCentre, of_year=True)(place)
    return [(row.key, f"{row.key} · {row.name}") for row in rows]


def targets(place: RegisterPlace) -> list[tuple[str, str]]:
    found = [(f"centre:{key}", label) for key, label in centres(place)]
    spread = _("spread by: %(driver)s")
    return found + [(f"driver:{key}", spread % {"driver": label}) for key, label in drivers(place, is_computed=True)]


def _the_year(place: RegisterPlace) -> Mapping[str, Any]:
    return {"facility": place.facility, "year": place.year}


def _the_rule(place: RegisterPlace) -> Mapping[str, Any]:
    months = {"first_month": Month(place.year, 1), "last_month": Month(place.year, 12)}
    return {**_the_year(place), **months}


def _the_month(place: RegisterPlace) -> Mapping[str, Any]:
    return {"facility": place.facility, "month": place.month}


DeclaredRegister = partial(
    Register, actions=COSTING, protects=_named, save=declare_rows, typed=last_typed, needs=_needs_budget
)
REGISTERS = (
    Register(
        "profiles", gettext_lazy("Care profiles"),
        gettext_lazy("What is treated here. A profile that another facility uses too keeps its name."),
        CareProfile, ("name_ru", "name_kk"), profiles, lambda _place: {}, actions=(Action.MANAGE, Action.COST),
        protects=_held_profile, keyed=_key_of_profile, step=5,
    ),
    Register(
        "beds", gettext_lazy("Beds"),
        gettext_lazy("Beds of each profile from a day on, until a later row; a month counts those of its first day."),
        Beds, ("profile", "since", "beds"), of_facility(Beds, "profile"), the_facility,
        actions=(Action.MANAGE, Action.COST), labels={"since": gettext_lazy("from the day")},
        choices={"profile": profiles}, step=6,
    ),
    DeclaredRegister(
        "tariffs", gettext_lazy("Tariffs"),
        gettext_lazy("Tenge for a bed-day from a day on, until the next row, never past the end of that year."),
        Tariff, ("profile", "setting", "amount", "applies_from", "published_on", "order_number"),
        standing_rows(Tariff), the_facility, choices={"profile": profiles}, check=_checked_tariff, can_remove=False,
    ),
    DeclaredRegister(
        "centres", gettext_lazy("Cost centres"),
        gettext_lazy("Where cost arises in the year. A clinical centre has a care profile and keeps its cost; "
                     "the others give theirs away in the order of their steps."),
        CostCentre, ("key", "name_ru", "name_kk", "kind", "profile", "step", "basis"),
        standing_rows(CostCentre, of_year=True), _the_year, labels={"key": gettext_lazy("short name")},
        choices={"profile": profiles, "basis": lambda place: drivers(place, is_computed=True)},
        check=_checked_centre, is_of_year=True, can_remove=False,
    ),
    DeclaredRegister(
        "drivers", gettext_lazy("Drivers"),
        gettext_lazy("What each cost centre had or used in the month. Bed-days are counted by the program."),
        DriverValue, ("centre", "driver", "measure", "value"), standing_rows(DriverValue, of_month=True), _the_month,
        choices={"centre": centres, "driver": lambda place: drivers(place, is_computed=False)},
        is_of_month=True, can_remove=False,
    ),
    DeclaredRegister(
        "attribution", gettext_lazy("Where cost goes"),
        gettext_lazy("A budget code goes to one cost centre or is spread by a driver; several rows of a code are its "
                     "shares. Bed-days and positions are usual drivers."),
        Attribution, ("code", "target", "share", "supplier_number", "contract_number"),
        standing_rows(Attribution, of_year=True), _the_rule, choices={"code": codes_now, "target": targets},
        check=_checked_rule, is_of_year=True,
    ),
)  # fmt: skip
