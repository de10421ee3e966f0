"""The section of a set-up file that projects make: a project with its funders, sites and stages, and their budgets."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance.amounts import Refusal, parse_amount
from finance.models import Budget, BudgetCode
from finance.months import Month, MonthError
from finance.refusals import explain
from finance.rights import Action
from finance.rooms import SetupSection
from finance.setting_up import Item, Placed, SettingUp
from finance.setup_shapes import objects, texts, whole
from projects.models import Funder, Project, Site, Stage
from projects.opening import outside_programmes, source_of
from projects.standing import budget_key

FUNDER_KEYS = ("key", "name", "name_ru", "name_kk", "aliases", "number", "role", "pays_for", "codes", "promised")
SITE_KEYS = ("key", "site", "city", "name", "name_ru", "name_kk", "aliases", "akimat", "region", "host", "area_m2",
             "places", "opened_on")  # fmt: skip
STAGE_KEYS = ("key", "name", "name_ru", "name_kk", "aliases", "from", "through", "first_month", "last_month")
PROJECT_KEYS = ("facility", "name_ru", "name_kk", "purpose", "from", "through", "first_month", "last_month", "funders",
                "sites", "stages", "akimats")  # fmt: skip


def set_up_projects(items: Placed, done: SettingUp) -> None:
    """A project may be completed with funders, sites and stages; what is there and differs is refused."""
    for key, item in items:
        _Making(key, item, done).make()


class _Making:
    """One project on its way from the file. Its parts count with it, not beside it."""

    def __init__(self, key: str, item: Item, done: SettingUp) -> None:
        self.key, self.item, self.done = key, item, done
        self.parts = SettingUp(problems=done.problems, person=done.person)

    def make(self) -> None:
        facility = self.done.facility(f"{self.key}.facility", self.item.get("facility"), Action.PLAN)
        amount = self._amount(f"{self.key}.amount", self.item["amount"])
        first = self._month(f"{self.key}.from", self.item.get("from") or self.item.get("first_month"), is_needed=True)
        last = self._month(
            f"{self.key}.through", self.item.get("through") or self.item.get("last_month"), is_needed=True
        )
        if first is not None and last is not None and last < first:
            message = _("The period ends (%(last)s) before it begins (%(first)s). Correct the months.")
            self.done.refuse(f"{self.key}.through", "ends-before-it-begins", message % {"first": first, "last": last})
            last = first
        if facility is None:
            return
        # its parts are checked, were its own amount and months refused
        first = first or last or Month(2000, 1)
        values = {
            "facility": facility, **_names(self.item), "purpose": self.item.get("purpose") or "",
            "amount": Decimal(1) if amount is None else amount, "first": first, "last": last or first,
            "akimats": list(self.item.get("akimats") or []),
        }  # fmt: skip
        unchanged = self.done.unchanged["projects"]
        project = self.done.put("projects", self.key, Project, {"key": self.item["key"]}, values)
        if project is None:
            return
        funders = [self._funder(project, at, one) for at, one in enumerate(self.item.get("funders") or ())]
        for at, one in enumerate(self.item.get("sites") or ()):
            self._site(project, at, one)
        for at, one in enumerate(self.item.get("stages") or ()):
            self._stage(project, at, one)
        for funder in funders:
            if funder is not None:
                self._budgets(project, funder)
        if self.done.unchanged["projects"] > unchanged and (self.parts.created or self.parts.completed):
            self.done.unchanged["projects"] -= 1
            self.done.completed["projects"] += 1

    def _funder(self, project: Project, at: int, item: Mapping[str, Any]) -> Funder | None:
        key = f"{self.key}.funders[{at}]"
        codes = item.get("codes") or []
        for code in codes:
            if not BudgetCode.objects.filter(code=code, is_group=False).exists():
                self.done.refuse(
                    f"{key}.codes", "unknown-code", _("There is no budget code “%(code)s”.") % {"code": code}
                )
        stated = item.get("promised")
        values = {
            **_names(item), "aliases": list(item.get("aliases") or []), "number": item.get("number") or "",
            "role": item.get("role") or Funder.Role.CO_FUNDER, "pays_for": list(item.get("pays_for") or []),
            "codes": codes, "promised": None if stated is None else self._amount(f"{key}.promised", stated),
        }  # fmt: skip
        identity = {"project": project, "key": item.get("key") or f"funder-{at + 1}"}
        return self.parts.put("funders", key, Funder, identity, values)

    def _site(self, project: Project, at: int, item: Mapping[str, Any]) -> None:
        key = f"{self.key}.sites[{at}]"
        name = item.get("site") or item.get("city") or item.get("name") or item.get("name_ru") or ""
        area, opened = item.get("area_m2"), item.get("opened_on")
        values = {
            "name_ru": item.get("name_ru") or name, "name_kk": item.get("name_kk") or name,
            "aliases": list(item.get("aliases") or []), "akimat": item.get("akimat") or item.get("region") or "",
            "host": item.get("host") or "", "area_m2": None if area is None else self._amount(f"{key}.area_m2", area),
            "places": item.get("places"), "opened_on": self._day(f"{key}.opened_on", opened) if opened else None,
        }  # fmt: skip
        self.parts.put("sites", key, Site, {"project": project, "key": item.get("key") or f"site-{at + 1}"}, values)

    def _stage(self, project: Project, at: int, item: Mapping[str, Any]) -> None:
        key = f"{self.key}.stages[{at}]"
        values = {
            **_names(item),
            "aliases": list(item.get("aliases") or []),
            "first": self._month(f"{key}.from", item.get("from") or item.get("first_month")),
            "last": self._month(f"{key}.through", item.get("through") or item.get("last_month")),
        }
        identity = {"project": project, "key": item.get("key") or f"stage-{at + 1}"}
        self.parts.put("stages", key, Stage, identity, values)

    def _budgets(self, project: Project, funder: Funder) -> None:
        """One a year: outside the budget programmes, its source the funder."""
        programme, source = outside_programmes(), source_of(project, funder)
        for year in range(project.first.year, project.last.year + 1):
            values = {
                "facility": project.facility, "year": year, "programme": programme, "source": source,
                "project": project.key,
            }  # fmt: skip
            identity = {"key": budget_key(project.key, funder.key, year)}
            self.parts.put("budgets", f"{self.key}.budgets", Budget, identity, values)

    def _amount(self, key: str, stated: object) -> Decimal | None:
        found = parse_amount(str(stated))
        if isinstance(found, Refusal):
            self.done.refuse(key, found.problem, explain(found))
            return None
        if found < 0:
            message = _("%(value)s is negative; zero or more is possible here.") % {"value": stated}
            self.done.refuse(key, "not-an-amount", message)
            return None
        return found

    def _day(self, key: str, stated: object) -> date | None:
        try:
            return date.fromisoformat(str(stated))
        except ValueError:
            message = _("“%(text)s” is no date; write it as 2025-07-31.") % {"text": stated}
            self.done.refuse(key, "not-a-date", message)
            return None

    def _month(self, key: str, stated: object, *, is_needed: bool = False) -> Month | None:
        if stated is None and not is_needed:
            return None
        try:
            found = Month.parse(str(stated or ""))
            if found.calendar == found:
                return found
        except MonthError:
            pass
        message = _("“%(text)s” is no month; write it as 2025-01.") % {"text": stated or ""}
        self.done.refuse(key, "not-a-date", message)
        return None


def _names(item: Mapping[str, Any]) -> dict[str, str]:
    """Names in both languages; a lone one stands for both."""
    name = item.get("name") or item.get("name_ru") or item.get("name_kk") or ""
    return {"name_ru": item.get("name_ru") or name, "name_kk": item.get("name_kk") or name}


SHAPES = {
    "akimats": texts,
    "funders": objects(FUNDER_KEYS, {"aliases": texts, "pays_for": texts, "codes": texts}),
    "sites": objects(SITE_KEYS, {"aliases": texts, "places": whole}),
    "stages": objects(STAGE_KEYS, {"aliases": texts}),
}
SETUPS = (SetupSection("projects", ("key", "amount"), PROJECT_KEYS, set_up_projects, SHAPES),)
