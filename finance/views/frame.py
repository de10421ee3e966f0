"""The frame of every page: which budgets may be picked, the sections, the theme."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from finance import rooms, second_factor
from finance.models import Budget
from finance.rights import Action
from finance.views.reach import Reach, reach

# Whoever may do any of these finds the set-up in the menu, whose pages stand below one address.
SETTING_UP = (Action.MANAGE, Action.PLAN, Action.COST)
SET_UP = "set-up/"
THEMES = ("light", "dark")
THEME_COOKIE = "smeta_theme"
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class MenuLink:
    label: str
    url: str
    is_current: bool
    is_seldom: bool = False


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
    def is_signed_in(self) -> bool:
        return self.request.user.is_authenticated and not second_factor.is_owed(self.request.session)

    @property
    def is_line_open(self) -> bool:
        """Whether an administrator is to be told that nothing protects what goes over the network."""
        is_open = settings.PRODUCTION and settings.CLOSED_NETWORK
        return is_open and (getattr(self.request.user, "is_superuser", False) or self.reach.may(Action.MANAGE))

    @property
    def budget(self) -> Budget | None:
        return self.reach.current

    @cached_property
    def shelves(self) -> list[tuple[str, list[tuple[Budget, str]]]]:
        """Facility → its budgets, each with the address of this page for that budget.

        Of a tree with hundreds of them, which its own page leads to, those of the facility looked at and of the tops.
        """
        shown = self.reach.budgets
        if len(shown) > MOST_SHOWN and (tops := {one.pk for one in self.reach.trees}):
            tops |= {self.budget.facility_id} if self.budget else set()
            shown = [one for one in shown if one.facility_id in tops]
        ordered = sorted(shown, key=lambda b: (b.facility.number, -b.year, b.key))
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
    def sections(self) -> list[MenuLink]:
        budget = self.budget
        match = self.request.resolver_match
        view = match.view_name if match else ""
        report = match.kwargs.get("name") if match else None
        found = [MenuLink(_("Home"), reverse("home"), view == "home")]
        if budget is not None:
            found += [
                MenuLink(
                    str(family.label),
                    reverse("report", args=[budget.key, reports[0].name]),
                    report in {one.name for one in reports},
                    family.is_seldom,
                )
                for family, reports in rooms.families()
                if not family.is_of_tree or self.reach.trees
            ]
        for section in rooms.sections():
            if self.reach.trees if section.is_of_tree else budget is not None and self.reach.may(section.action):
                is_first = section.is_for_head and self.reach.may(Action.OVERRIDE)
                link = MenuLink(
                    str(section.label),
                    reverse(section.route, args=[budget.key] if section.is_of_budget and budget is not None else []),
                    view == section.route or view.startswith((f"{section.route.split(':')[0]}:", f"{section.route}-")),
                    section.is_seldom and not is_first,
                )
                found.insert(0 if is_first else len(found), link)
        if any(map(self.reach.may, SETTING_UP)) or getattr(self.request.user, "is_superuser", False):
            is_here = match is not None and match.route.startswith(SET_UP)
            found.append(MenuLink(_("Setting up"), reverse("set-up"), is_here, budget is not None))
        return [*(link for link in found if not link.is_seldom), *(link for link in found if link.is_seldom)]

    @property
    def often(self) -> list[MenuLink]:
        return [link for link in self.sections if not link.is_seldom]

    @property
    def seldom(self) -> list[MenuLink]:
        return [link for link in self.sections if link.is_seldom]

    @property
    def seldom_now(self) -> str:
        """The section under “More” that this page belongs to, if it does."""
        return next((link.label for link in self.seldom if link.is_current), "")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"frame": Frame(request)}
