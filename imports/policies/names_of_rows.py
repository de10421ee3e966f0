"""Names that people write for one organisation or object in several ways: brought to one before rows are compared.

Rows are told by such names, so that another spelling would stand beside what stands and count twice. One that reads the
same is taken for it; one that may mean it is asked about, by name, and the answer remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from imports.context import Context
from imports.kinds.kind import Line
from imports.models import RowName
from imports.policies.costing import CostingKind, CostingReading
from imports.resolve.alike_names import alike
from imports.resolve.letters import skeleton
from tariffs.models.declared import Declared

PROBLEM = "alike-names"
# The part of a file's form that says what names mean: the name as written → the name it means, itself for none other.
NAMES = "names"
_NO_FIGURES = ""


@dataclass(slots=True)
class WrittenName:
    """A name as a file writes it: the first row that bears it, and by scope what its rows say beside the name."""

    name: str
    line: Line
    figures: dict[Hashable, list[Any]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class StandingNames:
    """Names that stand in the books, folded → as written there, and the figures of each by scope."""

    names: Mapping[str, str]
    figures: Mapping[str, Mapping[Hashable, list[Any]]]


def remembered(context: Context, of: str) -> dict[str, str]:
    """What the facility said names mean, folded → the name; with what is said of this file. One query."""
    kept = RowName.objects.filter(facility=context.facility, of=of).values_list("folded", "meant")
    return {**dict(kept), **{skeleton(name): meant for name, meant in context.answers.names.items()}}


def settle(kind: NamedKind, reading: CostingReading, context: Context) -> None:
    """Give the rows the names that stand, and ask about those that may mean another."""
    standing, rows = kind.standing(context), kind.named_rows(reading)
    known = {skeleton(getattr(row, kind.called_by)) for _line, row in rows} | standing.names.keys()
    # what a name was said to mean holds while that stands somewhere
    meant = {own: name for own, name in remembered(context, kind.named_as).items() if skeleton(name) in known}
    spoken: dict[str, WrittenName] = {}
    for line, row in rows:
        name = getattr(row, kind.called_by)
        folded = skeleton(name)
        said = meant.get(folded, name)
        first = spoken.get(skeleton(said))
        kept = standing.names.get(skeleton(said)) or (first.name if first else said)
        setattr(row, kind.called_by, kept)
        one = spoken.setdefault(skeleton(kept), WrittenName(kept, line))
        one.figures[kind.scope(row)].append(kind.figures_of(row))
    _ask(kind, reading, spoken, standing, set(meant))


def _ask(
    kind: NamedKind,
    reading: CostingReading,
    spoken: Mapping[str, WrittenName],
    standing: StandingNames,
    settled: set[str],
) -> None:
    by_figures = _same_figures(spoken, standing)
    before: dict[str, WrittenName] = {}
    for folded, one in spoken.items():
        if folded and folded not in standing.names and folded not in settled:
            lacking = [name for key, name in standing.names.items() if key not in spoken or kind.is_register]
            earlier = [w.name for w in before.values() if kind.is_register or w.figures.keys().isdisjoint(one.figures)]
            found = alike(one.name, [*earlier, *(name for name in lacking if name not in earlier)])
            found += [name for name in by_figures.get(folded, ()) if name not in found]
            if found:
                _ask_one(reading, one, found)
        if folded:
            before[folded] = one


def _ask_one(reading: CostingReading, one: WrittenName, found: Sequence[str]) -> None:
    message = _("“%(written)s” may be “%(known)s” under another name, and would count beside it. Say whether it is.")
    values = {"written": one.name, "known": "”, “".join(found)}
    asks = (f"{NAMES}.{one.name}",)
    choices = (*found, one.name)
    reading.reject(one.line.row, one.line.cell, PROBLEM, message % values, one.name, asks=asks, choices=choices)


def _same_figures(spoken: Mapping[str, WrittenName], standing: StandingNames) -> dict[str, list[str]]:
    """Names that a file brings in place of as many others of the same scope, their every figure the same, in order.

    Rows without figures tell nothing.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    scopes = {scope for one in spoken.values() for scope in one.figures}
    for scope in scopes:
        new, gone = defaultdict(list), defaultdict(list)
        for folded, one in spoken.items():
            if folded and folded not in standing.names and scope in one.figures:
                new[_told(one.figures[scope])].append(folded)
        for folded, by_scope in standing.figures.items():
            if folded not in spoken and scope in by_scope:
                gone[_told(by_scope[scope])].append(standing.names[folded])
        if sum(map(len, new.values())) != sum(map(len, gone.values())):
            continue
        for figures, names in new.items():
            if figures != _NO_FIGURES and len(names) == len(gone.get(figures, ())):
                for folded, name in zip(names, gone[figures], strict=True):
                    if name not in found[folded]:
                        found[folded].append(name)
    return found


def _told(figures: Sequence[Any]) -> str:
    return repr(figures) if any(one is not None for one in figures) else _NO_FIGURES


class NamedKind(CostingKind):
    """A costing kind whose rows people tell by a name: `called_by` is its field, `named_as` whose names they are.

    Of a register, `is_register`, one organisation stands in many rows and under many spellings; elsewhere two names in
    one scope are two.
    """

    called_by = ""
    named_as = ""
    is_register = False

    def named_rows(self, reading: CostingReading) -> Sequence[tuple[Line, Any]]:
        """Rows that bear a name."""
        return [(line, row) for line, row in reading.declared if getattr(row, self.called_by, "")]

    def standing(self, context: Context) -> StandingNames:
        """What stands in the books under such names."""
        raise NotImplementedError

    def figures_of(self, row: Any) -> Hashable:
        """What a row says beside its name and scope; None where that tells nothing."""
        return None

    def match(self, reading: CostingReading, context: Context) -> None:
        if not reading.has_errors and reading.declared:
            settle(self, reading, context)
            self.refuse_names_twice(reading)
        super().match(reading, context)

    def refuse_names_twice(self, reading: CostingReading) -> None:
        """Refuse rows that turn out to be of one name."""

    def post(self, reading: CostingReading, job: Any) -> None:
        super().post(reading, job)
        remember(self.named_as, job)


def standing_rows(kind: NamedKind, groups: Iterable[Sequence[Declared]]) -> StandingNames:
    """Names and figures of rows in force."""
    names: dict[str, str] = {}
    figures: dict[str, dict[Hashable, list[Any]]] = {}
    for group in groups:
        for row in group:
            if name := getattr(row, kind.called_by):
                folded = skeleton(name)
                names.setdefault(folded, name)
                own = figures.setdefault(folded, {})
                own.setdefault(kind.scope(row), []).append(kind.figures_of(row))
    return StandingNames(names, figures)


def forget(kept: RowName, person: User) -> None:
    """The next file with the name is asked about."""
    told = {"facility": kept.facility.number, "name": kept.name, "meant": kept.meant}
    with transaction.atomic():
        kept.delete()
        record("imports.name.forgotten", user=person, data=told)


def remember(of: str, job: Any) -> None:
    """Keep what was said of this file's names for the next one."""
    for name, meant in job.context.answers.names.items():
        RowName.objects.update_or_create(
            facility=job.context.facility, of=of, folded=skeleton(name)[:255],
            defaults={"name": name[:255], "meant": meant[:255], "confirmed_by_id": job.entered_by_id},
        )  # fmt: skip
