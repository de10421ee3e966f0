"""What each room of the house brings, said once in the `ROOM` of its `room.py`, and collected here.

Nothing here names a room: an app that has a `room.py` is one, in the order of the settings. A report is a module in
a room's `reports/` with a `REPORT`; no list names it.
"""

import pkgutil
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

from finance.guards import Chained, Trigger
from finance.head_figures import HeadPartOf
from finance.models import Budget, Document, Entry
from finance.money import totals
from finance.months import Month
from finance.plan_facts import PlanFacts
from finance.reporting.report import Remark, Report
from finance.reports.deviates import Deviates
from finance.reports.document_sections import DocumentSection
from finance.reports.parameters import AnyParameter
from finance.rights import Action
from finance.scope import Scope
from finance.searches import Search
from finance.setup_shapes import Shape
from finance.waits import WaitingPapers

if TYPE_CHECKING:
    from finance.book_figures import BookFigures
    from finance.books import BookCheck
    from finance.choices import FacilityChoice
    from finance.gates import Gate, Places
    from finance.new_year import YearTurn
    from finance.registers import Register, RegisterPlace

Text = str | Promise
# Given the report's name, its scope and months, says what data may be wrong or missing. A few queries at most.
Doubts = Callable[[str, Scope, Month, Month], list[Remark]]
# Asks the books at once for what the room's sections of a document of these months, inclusive, ask one by one.
SectionAsker = Callable[[Scope, Month, Month], None]
# What keeps a month of a budget from being closed, each with the address of the page where it is settled.
Blockers = Callable[[Budget, Month], list[Remark]]
# Names the entries of documents reversed together that something was built on: {entry id: reason}.
Protector = Callable[[Sequence[Document]], dict[int, str]]
# Posts what follows once entries of these measures were posted or reversed under documents of one budget.
Settler = Callable[[Sequence[Document], Collection[str]], object]
# What was accrued without a contract from January through a month, as known at a moment: tenge by (budget id, code id).
WithoutContract = Callable[[Collection[int], Month, datetime | None], Mapping[tuple[int, int], Decimal]]
# What a room knows of one entry beside what the entry says: (what it is about, a sentence).
EntryNotes = Callable[[Entry], list[tuple[str, str]]]
# Given the budget to be planned and the one of the year before. Few queries.
PlanSource = Callable[[Budget, Budget], PlanFacts]
# The name under which a room knows a БИН or ИИН; empty where it does not. One query at most.
PartyNames = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Family:
    """Reports side by side under one section of the menu, under “More” where `is_seldom`; the first of them opens.

    What `is_of_tree` is for those who see a facility with others below it.
    """

    key: str
    label: Text
    is_seldom: bool = False
    is_of_tree: bool = False


@dataclass(frozen=True, slots=True)
class RegisteredReport:
    """A report by its name on pages and on the command line.

    `build` takes the scope, the months (inclusive), `unit`, `language` and each of `parameters` as it reads it.
    In its family a report stands by `place`, then by room and name. One that `spans_years` takes a scope and months of
    several years, one that `knows_the_past` heeds its `known_at`, one that `is_of_tree` has all below a facility in it.
    """

    name: str
    label: Text
    family: str
    build: Callable[..., Report]
    parameters: tuple[AnyParameter, ...] = ()
    place: int = 50
    spans_years: bool = False
    knows_the_past: bool = False
    is_of_tree: bool = False
    deviates: Deviates | None = None


@dataclass(frozen=True, slots=True)
class RoomSection:
    """Pages beside the reports: `route` is an address or the first one of a namespace.

    `action` is the right it takes to see them; the address takes the budget's key where `is_of_budget`. What
    `is_seldom` asked for stands under “More”; what `is_for_head` stands first for the management.
    """

    label: Text
    route: str
    action: Action = Action.VIEW
    is_of_budget: bool = False
    is_seldom: bool = False
    is_of_tree: bool = False
    is_for_head: bool = False


@dataclass(frozen=True, slots=True)
class SetupSection:
    """A list of a set-up file: its key, the keys each item must have and those it may, and what makes it so.

    `settle` takes items, each after its place, and the `SettingUp` it fills. A key is text where `shapes` is silent.
    """

    key: str
    needed: tuple[str, ...]
    allowed: tuple[str, ...]
    settle: Callable[[Sequence[tuple[str, Mapping[str, Any]]], Any], None]
    shapes: Mapping[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a report cannot do without: whether it is there, and where whoever may `action` sees to it."""

    goal: str  # form2 or bed-day-cost
    label: str
    is_met: bool
    link: str
    action: Action = Action.VIEW


# What Form No.2 and the cost of a bed-day of a facility's year and month still lack.
Needs = Callable[["RegisterPlace"], list[Need]]
# Carries what a room keeps of a facility from one year into the next; says in sentences what it did. Safe to run again.
Starter = Callable[["YearTurn"], list[str]]


@dataclass(frozen=True, slots=True)
class Room:
    """All that an app adds to the others' pages, reports, closes, undos and database."""

    families: tuple[Family, ...] = ()
    reports: tuple[RegisteredReport, ...] = ()
    sections: tuple[RoomSection, ...] = ()
    document_sections: tuple[DocumentSection, ...] = ()
    section_askers: tuple[SectionAsker, ...] = ()
    doubts: tuple[Doubts, ...] = ()
    blockers: tuple[Blockers, ...] = ()
    waiting: tuple[WaitingPapers, ...] = ()
    protectors: tuple[Protector, ...] = ()
    settlers: tuple[Settler, ...] = ()
    proofs: tuple[Callable[[], "BookCheck"], ...] = ()  # what is kept beside papers, added up again
    without_contract: tuple[WithoutContract, ...] = ()
    entry_notes: tuple[EntryNotes, ...] = ()
    party_names: tuple[PartyNames, ...] = ()
    plan_sources: tuple[PlanSource, ...] = ()
    figures: tuple["BookFigures", ...] = ()
    triggers: tuple[Trigger, ...] = ()
    chained: tuple[Chained, ...] = ()
    setups: tuple[SetupSection, ...] = ()
    registers: tuple["Register", ...] = ()
    choices: tuple["FacilityChoice", ...] = ()
    needs: tuple["Needs", ...] = ()
    starters: tuple["Starter", ...] = ()
    searches: tuple[Search, ...] = ()
    head: tuple[HeadPartOf, ...] = ()
    gates: tuple["Gate", ...] = ()
    places: tuple["Places", ...] = ()


def reports_in(package: str) -> tuple[RegisteredReport, ...]:
    """The `REPORT` of every module of `package` that has one."""
    names = sorted(module.name for module in pkgutil.iter_modules(import_module(package).__path__))
    modules = (import_module(f"{package}.{name}") for name in names)
    return tuple(module.REPORT for module in modules if hasattr(module, "REPORT"))


@cache
def rooms() -> tuple[Room, ...]:
    """Every room; the apps must be ready. Raises ImproperlyConfigured for what cannot stand side by side."""
    found = tuple(
        import_module(f"{app.name}.room").ROOM
        for app in apps.get_app_configs()
        if app.module is not None and module_has_submodule(app.module, "room")
    )
    reports = [report for room in found for report in room.reports]
    families = {family.key for room in found for family in room.families}
    names = [report.name for report in reports]
    wrong = [f"two reports are called {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    wrong += [f"no room has the family {one.family} of {one.name}" for one in reports if one.family not in families]
    if wrong:
        raise ImproperlyConfigured("; ".join(wrong))
    return found


def reports() -> dict[str, RegisteredReport]:
    """Every report by its name, in the order of their families."""
    found = [report for room in rooms() for report in room.reports]
    return {report.name: report for report in sorted(found, key=lambda report: report.place)}


def label_of(name: str) -> str:
    """How the report is called in the active language; its name where no room has it any more."""
    known = reports().get(name)
    return str(known.label) if known else name


def families() -> list[tuple[Family, list[RegisteredReport]]]:
    """Families that have a report, with their reports."""
    of_family: defaultdict[str, list[RegisteredReport]] = defaultdict(list)
    for report in reports().values():
        of_family[report.family].append(report)
    return [
        (family, of_family[family.key]) for room in rooms() for family in room.families if of_family[family.key]
    ]  # fmt: skip


def party_name(number: str) -> str:
    """The name a room knows the БИН or ИИН by; empty where none does."""
    return next(filter(None, (ask(number) for room in rooms() for ask in room.party_names)), "")


def searches() -> list[Search]:
    return [search for room in rooms() for search in room.searches]


def sections() -> list[RoomSection]:
    return [section for room in rooms() for section in room.sections]


def triggers() -> list[Trigger]:
    return [trigger for room in rooms() for trigger in room.triggers]


def chained() -> list[Chained]:
    return [one for room in rooms() for one in room.chained]


def doubts(report: str, scope: Scope, first: Month, through: Month) -> tuple[Remark, ...]:
    """What the rooms find doubtful about the data behind `report`; nothing of books as they were known before."""
    if scope.known_at is not None:
        return ()
    return tuple(remark for room in rooms() for ask in room.doubts for remark in ask(report, scope, first, through))


def blockers(budget: Budget, month: Month) -> list[Remark]:
    """What the rooms want settled before `month` is closed."""
    return [remark for room in rooms() for block in room.blockers for remark in block(budget, month)]


def notes_on(entry: Entry) -> list[tuple[str, str]]:
    return [note for room in rooms() for contribute in room.entry_notes for note in contribute(entry)]


def protected(documents: Sequence[Document]) -> dict[int, str]:
    """Entries of `documents`, which are reversed together, that something was built on, each with its reason."""
    found = (protect(documents) for room in rooms() for protect in room.protectors)
    return {entry: reason for of_room in found for entry, reason in of_room.items()}


def settle(documents: Sequence[Document], measures: Collection[str]) -> None:
    """Post what follows, now that entries of `measures` moved under `documents` of one budget."""
    for room in rooms():
        for follow in room.settlers:
            follow(documents, measures)


def accrued_without_contract(
    budget_ids: Collection[int], through: Month, known_at: datetime | None = None
) -> dict[tuple[int, int], Decimal]:
    """Tenge by (budget id, code id) since January of `through`'s year."""
    known = (contribute(budget_ids, through, known_at) for room in rooms() for contribute in room.without_contract)
    return totals(pair for amounts in known for pair in amounts.items())
