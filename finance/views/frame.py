"""The frame of every page: which budgets may be picked, the sections, the theme."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from finance.models import Budget
from finance.reports import registry
from finance.rights import Action
from finance.views import families
from finance.views.reach import Reach, reach

THEMES = ("light", "dark")
THEME_COOKIE = "smeta_theme"


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    url: str
    is_current: bool


class Frame:
    """Asked by the templates only for what they show."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def reach(self) -> Reach:
        return reach(self.request)

    @property
    def theme(self) -> str:
        theme = self.request.COOKIES.get(THEME_COOKIE, "")
        return theme if theme in THEMES else ""

    @property
    def budget(self) -> Budget | None:
        return self.reach.current

    @cached_property
    def shelves(self) -> list[tuple[str, list[tuple[Budget, str]]]]:
        """Facility → its budgets, each with the address of this page for that budget."""
        ordered = sorted(self.reach.budgets, key=lambda b: (b.facility.number, -b.year, b.key))
        return [
            (facility.name, [(budget, self._same_page(budget)) for budget in budgets])
            for facility, budgets in groupby(ordered, key=lambda b: b.facility)
        ]

    def _same_page(self, budget: Budget) -> str:
        match = self.request.resolver_match
        if match and "key" in match.kwargs:
            return reverse(match.view_name, kwargs={**match.kwargs, "key": budget.key})
        return f"{reverse('home')}?budget={budget.key}"

    @cached_property
    def sections(self) -> list[Section]:
        budget = self.budget
        match = self.request.resolver_match
        view = match.view_name if match else ""
        report = match.kwargs.get("name") if match else None
        found = [Section(_("Home"), reverse("home"), view == "home")]
        if budget is not None:
            found += [
                Section(label, reverse("report", args=[budget.key, names[0]]), report in names)
                for label, names in families.sections(set(registry.names()))
            ]
        found += [
            Section(
                str(label),
                reverse(route, args=[budget.key] if of_budget else []),
                view == route or view.startswith(f"{route.split(':')[0]}:"),
            )
            for label, route, action, of_budget in SECTIONS
            if budget is not None and self.reach.may(action)
        ]
        if getattr(self.request.user, "is_staff", False):
            found.append(Section(_("Reference data"), reverse("admin:index"), is_current=False))
        return found


StrOrPromise = str | Promise
# Sections of the rooms above: label, address name, the right it takes to see them, whether it takes a budget's key.
SECTIONS: list[tuple[StrOrPromise, str, Action, bool]] = []


def add_section(label: StrOrPromise, route: str, action: Action = Action.VIEW, *, of_budget: bool = False) -> None:
    """Called by an app when it is ready; `route` is an address or the first one of a namespace.

    It takes the budget's key where `of_budget`.
    """
    if (label, route, action, of_budget) not in SECTIONS:
        SECTIONS.append((label, route, action, of_budget))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"frame": Frame(request)}
