"""What the person behind a request may see, asked of `finance.rights` once a request."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import cast

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from finance import rights
from finance.asking_once import answered
from finance.clock import today
from finance.known_budgets import budgets_of
from finance.models import ApiToken, Budget, Facility
from finance.rights import Action

LAST_BUDGET = "budget"


def signed_in(request: HttpRequest) -> User:
    """The person behind a page; nobody else comes past the middleware that asks to sign in."""
    return cast(User, request.user)


def budget_of_day(budgets: Sequence[Budget], day: date) -> Budget | None:
    """The budget made first of the day's year, else of the nearest earlier year, else of the nearest later one."""

    def distance(budget: Budget) -> tuple[bool, int, int]:
        return budget.year > day.year, abs(budget.year - day.year), budget.pk

    return min(budgets, key=distance, default=None)


class Reach:
    """Budgets and facilities of one person; `current` is the budget the pages speak of."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.person = request.user
        self._allowed: dict[Action, set[int]] = {}

    @cached_property
    def _seen(self) -> rights.RightsRead:
        read = rights.seen_by(self.person)
        by_facility: defaultdict[Facility, list[Budget]] = defaultdict(list)
        for budget in sorted(read.budgets, key=attrgetter("pk")):
            by_facility[budget.facility].append(budget)
        for facility, own in by_facility.items():
            answered(budgets_of, own, facility)
        return read

    @property
    def standing(self) -> rights.Standing:
        return self._seen.standing

    @cached_property
    def budgets(self) -> list[Budget]:
        seen = {facility.pk for facility in self.facilities}
        return [budget for budget in self._seen.budgets if budget.facility_id in seen]

    @cached_property
    def facilities(self) -> list[Facility]:
        """Those that the person sees."""
        return self.standing.facilities(Action.VIEW)

    @cached_property
    def trees(self) -> list[Facility]:
        """Those of them with others below, by name."""
        above = {one.parent_id for one in self.facilities}
        return sorted((one for one in self.facilities if one.pk in above), key=lambda one: one.name)

    def below(self, top: Facility) -> list[Facility]:
        """`top` and everything below it, as far as the person sees it."""
        children: defaultdict[int | None, list[Facility]] = defaultdict(list)
        for one in self.facilities:
            children[one.parent_id].append(one)
        found = [top]
        for one in found:
            found += children[one.pk]
        return found

    @property
    def budget_ids(self) -> set[int]:
        return {budget.pk for budget in self.budgets}

    @cached_property
    def current(self) -> Budget | None:
        """The budget named in the address, else the one looked at last, else that of today's year."""
        match = self.request.resolver_match
        wanted = (match.kwargs.get("key") if match else None) or self.request.session.get(LAST_BUDGET)
        named = [budget for budget in self.budgets if budget.key == wanted]
        return named[0] if named else budget_of_day(self.budgets, today())

    def budget(self, key: str) -> Budget:
        """The budget with this key; a budget of somebody else's facility is not found, as if there were none."""
        for budget in self.budgets:
            if budget.key == key:
                self.remember(key)
                return budget
        raise Http404(_("There is no such budget, or you have no right to see it."))

    def remember(self, key: str) -> None:
        """The budget looked at last, so that pages without a budget in their address speak of it."""
        if self.request.session.get(LAST_BUDGET) != key:
            self.request.session[LAST_BUDGET] = key

    def sees_individuals(self, facility_id: int) -> bool:
        """Whether names of individuals whom the facility pays are shown to the person."""
        return facility_id in self._seen.sees_individuals

    def may(self, action: Action, facility: Facility | None = None) -> bool:
        """Whether the person may do `action` at `facility`, or anywhere at all."""
        if action == Action.VIEW and facility is None:
            return bool(self.budgets)
        if action not in self._allowed:
            self._allowed[action] = {f.pk for f in self.standing.facilities(action)}
        allowed = self._allowed[action]
        return bool(allowed) if facility is None else facility.pk in allowed


class TokenReach(Reach):
    """Of a program with a token: what its person may see, below the token's facility where it names one."""

    def __init__(self, request: HttpRequest, token: ApiToken) -> None:
        super().__init__(request)
        self.person, self.top = token.user, token.facility

    @cached_property
    def facilities(self) -> list[Facility]:
        seen = self.standing.facilities(Action.VIEW)
        within = None if self.top is None else {facility.pk for facility in self.top.with_branches()}
        return [facility for facility in seen if within is None or facility.pk in within]

    def remember(self, key: str) -> None:
        """A program has no session."""


def of_token(request: HttpRequest, token: ApiToken) -> None:
    """The reach of this request is the token's."""
    request._reach = TokenReach(request, token)  # type: ignore[attr-defined] # kept for the rest of this request


def reach(request: HttpRequest) -> Reach:
    """The reach of this request's person, made once."""
    found: Reach | None = getattr(request, "_reach", None)
    if found is None:
        found = Reach(request)
        request._reach = found  # type: ignore[attr-defined] # kept for the rest of this request
    return found
