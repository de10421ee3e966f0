"""What a report is about: one budget, a facility, or a facility with everything below it, in one year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from finance.models import Budget, Facility


class ScopeError(ValueError):
    """No budget, or more than one where one is meant; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Budgets of one year, loaded with facility, programme and source. `facility` is the one whose name stands on top.

    `is_tree` says that branches count in. `known_at`: the books as they were known then, for reports that can show so.
    """

    budgets: tuple[Budget, ...]
    facility: Facility
    is_tree: bool = False
    known_at: datetime | None = None

    @property
    def year(self) -> int:
        return self.budgets[0].year

    @property
    def budget_ids(self) -> list[int]:
        return [budget.pk for budget in self.budgets]


def of_budget(budget: Budget) -> Scope:
    """One budget alone; its facility, programme and source are read from it."""
    return Scope((budget,), budget.facility)


def of_facility(
    facility: Facility, year: int, *, with_branches: bool = False, allowed: Iterable[Budget] | None = None
) -> Scope:
    """All budgets of `facility` in `year`; `allowed` leaves out what the reader may not see. Raises ScopeError."""
    facilities = facility.with_branches() if with_branches else [facility]
    budgets = _budgets(allowed).filter(facility__in=facilities, year=year).order_by("facility__number", "key")
    if not budgets:
        raise ScopeError(
            _("“%(facility)s” has no budget of %(year)s.") % {"facility": facility.name, "year": year}
            + ("" if with_branches or not facility.children.exists() else " " + _("Its branches may have one."))
        )
    return Scope(tuple(budgets), facility, with_branches)


def choose(
    year: int,
    *,
    facility_number: str = "",
    budget_key: str = "",
    with_branches: bool = False,
    allowed: Iterable[Budget] | None = None,
) -> Scope:
    """The scope a command or address names; what is left out must be clear of itself. Raises ScopeError."""
    if budget_key:
        return _by_key(budget_key, year, facility_number, allowed)
    facilities = Facility.objects.filter(budgets__in=_budgets(allowed)).distinct()
    if facility_number:
        named = Facility.objects.filter(number=facility_number).first()
        if named is None:
            raise ScopeError(_("There is no facility with the number %(number)s.") % {"number": facility_number})
        return of_facility(named, year, with_branches=with_branches, allowed=allowed)
    if not facilities:
        raise ScopeError(_("There is no budget yet. Create one, or run the command demo."))
    if len(facilities) > 1:
        numbers = ", ".join(facility.number for facility in facilities)
        raise ScopeError(_("There are several facilities. Name one by its number: %(numbers)s.") % {"numbers": numbers})
    return of_facility(facilities[0], year, with_branches=with_branches, allowed=allowed)


def one_budget(year: int | None = None, *, facility_number: str = "", budget_key: str = "") -> Budget:
    """The one budget a command speaks of. Raises ScopeError where none or several fit."""
    budgets = _budgets(None)
    if budget_key:
        budgets = budgets.filter(key=budget_key)
    if facility_number:
        budgets = budgets.filter(facility__number=facility_number)
    if year is not None:
        budgets = budgets.filter(year=year)
    found = list(budgets)
    if not found:
        raise ScopeError(_("There is no such budget."))
    if len(found) > 1:
        keys = ", ".join(budget.key for budget in found)
        raise ScopeError(_("There are several budgets. Name one by its key: %(keys)s.") % {"keys": keys})
    return found[0]


def _by_key(key: str, year: int, facility_number: str, allowed: Iterable[Budget] | None) -> Scope:
    budget = _budgets(allowed).filter(key=key).first()
    if budget is None:
        raise ScopeError(_("There is no budget with the key %(key)s.") % {"key": key})
    if budget.year != year:
        raise ScopeError(
            _("The budget %(key)s is of %(own)s, the period of %(year)s.")
            % {"key": key, "own": budget.year, "year": year}
        )
    if facility_number and budget.facility.number != facility_number:
        raise ScopeError(
            _("The budget %(key)s belongs to another facility than %(number)s.")
            % {"key": key, "number": facility_number}
        )
    return of_budget(budget)


def _budgets(allowed: Iterable[Budget] | None) -> QuerySet[Budget]:
    budgets = Budget.objects.select_related("facility", "programme", "source")
    return budgets if allowed is None else budgets.filter(pk__in=[budget.pk for budget in allowed])
