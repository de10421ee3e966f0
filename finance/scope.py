"""What a report is about: one budget, a facility, or a facility with everything below it, in one year or in several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from finance.models import Budget, Facility


class ScopeError(ValueError):
    """No budget, or more than one where one is meant; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Budgets of one year, loaded with facility, programme and source. `facility` is the one whose name stands on top.

    `is_tree` says that branches count in. Of a report that spans years the budgets are those of all its years, oldest
    first; `in_year` is the part of one of them. `known_at`: the books as they were known then, for reports that can
    show so.
    """

    budgets: tuple[Budget, ...]
    facility: Facility
    is_tree: bool = False
    known_at: datetime | None = None
    # whether a tree lacks none of its budgets of the year, those of projects apart
    is_whole: bool = False

    @property
    def year(self) -> int:
        return self.budgets[0].year

    @property
    def years(self) -> list[int]:
        """Years that have a budget, oldest first."""
        return sorted({budget.year for budget in self.budgets})

    def in_year(self, year: int) -> Scope:
        """The same of one of its years."""
        return replace(self, budgets=tuple(budget for budget in self.budgets if budget.year == year))

    @property
    def budget_ids(self) -> list[int]:
        return [budget.pk for budget in self.budgets]


def apart_from_projects(budgets: Iterable[Budget]) -> list[Budget]:
    """Without the budgets of projects' funders, a scope of their own; all of them where there are no others."""
    every = list(budgets)
    return [budget for budget in every if not budget.project] or every


def of_budget(budget: Budget) -> Scope:
    """One budget alone, with its facility, programme and source. One query where it was read without them."""
    if not {"facility", "programme", "source"} <= set(budget._state.fields_cache):
        budget = _budgets(None).get(pk=budget.pk)
    return Scope((budget,), budget.facility)


def of_facility(
    facility: Facility, year: int, *, with_branches: bool = False, allowed: Iterable[Budget] | None = None
) -> Scope:
    """All budgets of `facility` in `year`; `allowed` leaves out what the reader may not see. Raises ScopeError."""
    facilities = facility.with_branches() if with_branches else [facility]
    every = list(_budgets(None).filter(facility__in=facilities, year=year).order_by("facility__number", "key"))
    seen = None if allowed is None else {budget.pk for budget in allowed}
    budgets = apart_from_projects(budget for budget in every if seen is None or budget.pk in seen)
    if not budgets:
        raise ScopeError(
            _("“%(facility)s” has no budget of %(year)s.") % {"facility": facility.name, "year": year}
            + ("" if with_branches or not facility.children.exists() else " " + _("Its branches may have one."))
        )
    is_whole = with_branches and budgets == [budget for budget in every if not budget.project]
    return Scope(tuple(budgets), facility, with_branches, is_whole=is_whole)


def of_years(
    facility: Facility,
    years: range,
    *,
    like: Budget | None = None,
    with_branches: bool = False,
    allowed: Iterable[Budget] | None = None,
) -> Scope:
    """All budgets of `facility` in `years`, oldest first; those of its other years where none lies in them.

    `like` keeps to the programme and source of a budget. Raises ScopeError for a facility without any budget.
    """
    facilities = facility.with_branches() if with_branches else [facility]
    every = _budgets(allowed).filter(facility__in=facilities)
    if like is not None:
        every = every.filter(programme=like.programme_id, source=like.source_id)
    budgets = apart_from_projects(every.order_by("year", "facility__number", "key"))
    if not budgets:
        raise ScopeError(_("“%(facility)s” has no budget.") % {"facility": facility.name})
    within = [budget for budget in budgets if budget.year in years]
    return Scope(tuple(within or budgets), facility, with_branches)


def of_project(key: str, years: int | range, *, allowed: Iterable[Budget] | None = None) -> Scope:
    """The budgets of a project's funders, oldest first; all of them where none is of `years`. Raises ScopeError."""
    budgets = list(_budgets(allowed).filter(project=key).order_by("year", "key"))
    if not budgets:
        raise ScopeError(_("There is no project with the key %(key)s.") % {"key": key})
    wanted = (years,) if isinstance(years, int) else years
    within = [budget for budget in budgets if budget.year in wanted]
    return Scope(tuple(within or budgets), budgets[0].facility)


def choose(
    years: int | range,
    *,
    facility_number: str = "",
    budget_key: str = "",
    project_key: str = "",
    with_branches: bool = False,
    allowed: Iterable[Budget] | None = None,
) -> Scope:
    """The scope a command or address names; what is left out must be clear of itself. Raises ScopeError.

    `years` is one year, or a range of them for a report that spans years.
    """
    if project_key:
        return of_project(project_key, years, allowed=allowed)
    if budget_key:
        budget = _by_key(budget_key, facility_number, allowed)
        if not isinstance(years, int):
            return of_years(budget.facility, years, like=budget, allowed=allowed)
        if budget.year != years:
            raise ScopeError(
                _("The budget %(key)s is of %(own)s, the period of %(year)s.")
                % {"key": budget_key, "own": budget.year, "year": years}
            )
        return of_budget(budget)
    facility = _facility(facility_number, allowed)
    if isinstance(years, int):
        return of_facility(facility, years, with_branches=with_branches, allowed=allowed)
    return of_years(facility, years, with_branches=with_branches, allowed=allowed)


def _facility(number: str, allowed: Iterable[Budget] | None) -> Facility:
    """The facility of a number, else the only one that has a budget."""
    if number:
        named = Facility.objects.filter(number=number).first()
        if named is None:
            raise ScopeError(_("There is no facility with the number %(number)s.") % {"number": number})
        return named
    facilities = Facility.objects.filter(budgets__in=_budgets(allowed)).distinct()
    if not facilities:
        raise ScopeError(_("There is no budget yet. Create one, or run the command demo."))
    if len(facilities) > 1:
        numbers = ", ".join(facility.number for facility in facilities)
        raise ScopeError(_("There are several facilities. Name one by its number: %(numbers)s.") % {"numbers": numbers})
    return facilities[0]


def one_budget(year: int | None = None, *, facility_number: str = "", budget_key: str = "") -> Budget:
    """The one budget a command speaks of. Raises ScopeError where none or several fit."""
    budgets = _budgets(None)
    if budget_key:
        budgets = budgets.filter(key=budget_key)
    if facility_number:
        budgets = budgets.filter(facility__number=facility_number)
    if year is not None:
        budgets = budgets.filter(year=year)
    found = list(budgets) if budget_key else apart_from_projects(budgets)
    if not found:
        raise ScopeError(_("There is no such budget."))
    if len(found) > 1:
        keys = ", ".join(budget.key for budget in found)
        raise ScopeError(_("There are several budgets. Name one by its key: %(keys)s.") % {"keys": keys})
    return found[0]


def _by_key(key: str, facility_number: str, allowed: Iterable[Budget] | None) -> Budget:
    budget = _budgets(allowed).filter(key=key).first()
    if budget is None:
        raise ScopeError(_("There is no budget with the key %(key)s.") % {"key": key})
    if facility_number and budget.facility.number != facility_number:
        raise ScopeError(
            _("The budget %(key)s belongs to another facility than %(number)s.")
            % {"key": key, "number": facility_number}
        )
    return budget


def _budgets(allowed: Iterable[Budget] | None) -> QuerySet[Budget]:
    budgets = Budget.objects.select_related("facility", "programme", "source")
    return budgets if allowed is None else budgets.filter(pk__in=[budget.pk for budget in allowed])
