"""The first hour: a few steps through the training year, offered on its first page and gone once they are done."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance.models import Budget

KEPT = "tour"  # in the session: keys of the steps taken, in the order they were


@dataclass(frozen=True, slots=True)
class TourStep:
    key: str
    text: Promise
    address: Callable[[Budget], str]


@dataclass(frozen=True, slots=True)
class ShownStep:
    step: TourStep
    is_done: bool


STEPS = (
    TourStep("form2",
             _("Open Form No. 2 and press any figure: it leads to the payments and on to the cell of the file."),
             lambda budget: reverse("report", args=[budget.key, "form2"])),
    TourStep("bed-day", _("See what a bed-day costs by profile and set it against the tariff."),
             lambda budget: reverse("report", args=[budget.key, "bed-day-cost"])),
    TourStep("files", _("Look at an imported file: how it was read, what it changed, and how it is taken back."),
             lambda _budget: reverse("imports:list")),
    TourStep("contracts", _("Open a contract: what is promised, delivered, paid and still free in the plan."),
             lambda budget: reverse("procurement:contracts", args=[budget.key])),
    TourStep("months", _("Look at the checklist that a month must pass before it is closed."),
             lambda budget: reverse("months", args=[budget.key])),
    TourStep("set-up", _("See what your own facility would need: the tables and the steps of setting up."),
             lambda budget: reverse("facility", args=[budget.facility.number])),
)  # fmt: skip


def shown(budget: Budget, session: MutableMapping[str, Any]) -> list[ShownStep]:
    """The steps with those done; none outside the training year and after the last."""
    taken = set(session.get(KEPT, ()))
    if not budget.facility.is_demo or taken >= {step.key for step in STEPS}:
        return []
    return [ShownStep(step, step.key in taken) for step in STEPS]


def take(key: str, session: MutableMapping[str, Any]) -> TourStep | None:
    """The step of that name, now taken; `all` takes every one. None for another name."""
    found = {step.key: step for step in STEPS}
    if key not in found and key != "all":
        return None
    taken = list(found) if key == "all" else [key]
    session[KEPT] = list(dict.fromkeys([*session.get(KEPT, ()), *taken]))
    return found.get(key)
