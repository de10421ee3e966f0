"""What an import is judged against: the facility, its budgets and codes, today, and the answers people gave.

Everything is fetched once for a file; nothing here is asked row by row of the database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from finance.clock import today
from finance.ledger.posting import closed_months
from finance.models import Account, Budget, BudgetCode, Document, Facility, FacilityCodeName
from finance.months import Month
from finance.scope import apart_from_projects
from imports.models import Alias
from imports.pipeline.errors import UsageError
from imports.readers.grid import Cell
from imports.resolve.codes_in_names import leading_code
from imports.resolve.letters import skeleton
from imports.resolve.names import NamedCode, Names
from tariffs.declaring import standing
from tariffs.models import CareProfile, CostCentre

_CLASS = re.compile(r"[1-9][0-9]0")


class CodeBook:
    """Every life of every budget code, by its digits; by id income items as well."""

    def __init__(self) -> None:
        self.lives: dict[str, list[BudgetCode]] = {}
        self.by_id: dict[int, BudgetCode] = {}
        self.texts: dict[int, str] = {}
        for code in BudgetCode.every.all():
            if not code.is_income:
                self.lives.setdefault(code.code, []).append(code)
            self.by_id[code.pk] = code
            self.texts[code.pk] = code.code

    def find(self, value: Cell, day: date) -> BudgetCode | None:
        """The code that `value` names, valid on `day` and no heading: 111.0, `111`, `111, Заработная плата`."""
        return self.valid(leading_code(value), day)

    def valid(self, text: str, day: date) -> BudgetCode | None:
        for code in self.lives.get(text, ()):
            if not code.is_group and code.valid_from <= day and (code.valid_to is None or day < code.valid_to):
                return code
        return None

    def of_class(self, value: Cell, day: date) -> list[str]:
        """The codes valid on `day` of the class that `value` names: 111, 112 and 113 of `110, Оплата труда`."""
        digits = leading_code(value)
        if not _CLASS.fullmatch(digits):
            return []
        start = digits.rstrip("0")
        return sorted(code for code in self.lives if code.startswith(start) and self.valid(code, day))


@dataclass(slots=True)
class Answers:
    """What people said about this file: codes of rows, duplicates that are no duplicates, what received money is.

    `receipts` are by row as text: `{"as": …, "split": …, "code": …}`; `funding` splits all that has no split of its
    own. Where a person sees what is proposed, `takes_proposals`, it holds unless they say otherwise.
    """

    rows: Mapping[int, str] = field(default_factory=dict)
    not_duplicates: frozenset[int] = frozenset()
    receipts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    funding: str = ""
    takes_proposals: bool = False
    # how a plan of a year without months is spread over them
    spread: str = ""
    # the name that each name written in the rows means, itself for no other
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Context:
    """`only_rows`: where a batch is taken up again, the rows that still wait; None for a whole file."""

    facility: Facility
    budget: Budget | None = None
    answers: Answers = field(default_factory=Answers)
    only_rows: frozenset[int] | None = None
    batch_number: int | None = None
    today: date = field(default_factory=today)

    @cached_property
    def codes(self) -> CodeBook:
        return CodeBook()

    @cached_property
    def names(self) -> Names:
        """Names of codes: official ones of codes valid today, the facility's own, and what it confirmed."""
        named = [
            NamedCode(code.code, name)
            for lives in self.codes.lives.values()
            for code in lives
            if not code.is_group and (code.valid_to is None or self.today < code.valid_to)
            for name in (code.name_ru, code.name_kk)
            if name
        ]
        for own in FacilityCodeName.objects.filter(facility=self.facility).select_related("code"):
            named += [NamedCode(own.code.code, name) for name in (own.name_ru, own.name_kk) if name]
        aliases = dict(Alias.objects.filter(facility=self.facility).values_list("name", "code"))
        return Names(named, aliases)

    @cached_property
    def own_accounts(self) -> frozenset[str]:
        return frozenset(Account.objects.filter(facility=self.facility).values_list("iik", flat=True))

    @cached_property
    def profiles(self) -> dict[str, CareProfile]:
        """Care profiles by key and by both names, folded."""
        every = [(one, name) for one in CareProfile.objects.all() for name in (one.key, one.name_ru, one.name_kk)]
        return {skeleton(name): one for one, name in every if name}

    @cached_property
    def _centres(self) -> dict[int, dict[str, str]]:
        return {}

    def centres(self, year: int) -> dict[str, str]:
        """Keys of the cost centres that stand in `year`, by key and both names, folded."""
        if year not in self._centres:
            groups = standing(CostCentre, self.facility, year=year).values()
            every = [(one.key, name) for group in groups for one in group if isinstance(one, CostCentre)
                     for name in (one.name_kk, one.name_ru, one.key)]  # fmt: skip
            self._centres[year] = {skeleton(name): key for key, name in every if name}
        return self._centres[year]

    @cached_property
    def budgets(self) -> dict[int, list[Budget]]:
        """The facility's budgets by year; those of the chosen budget's programme and source where one was chosen.

        Those of projects are only meant where one of them is chosen, or there are no others.
        """
        found: dict[int, list[Budget]] = {}
        budgets = Budget.objects.filter(facility=self.facility).select_related("facility", "programme", "source")
        for budget in budgets if self.budget else apart_from_projects(budgets):
            chosen = self.budget
            if chosen and (budget.programme_id, budget.source_id) != (chosen.programme_id, chosen.source_id):
                continue
            found.setdefault(budget.year, []).append(budget)
        return found

    def budget_of(self, year: int) -> Budget | None:
        """The one budget of `year`; None where there is none. Raises AmbiguousBudgetError where there are several."""
        found = self.budgets.get(year, [])
        if len(found) > 1:
            raise AmbiguousBudgetError(year, [budget.key for budget in found])
        return found[0] if found else None

    @property
    def programme(self) -> tuple[str, ...]:
        """Codes of the administrator, programme and subprogramme of the budgets that may be meant; none of several."""
        every = [budget for budgets in self.budgets.values() for budget in budgets]
        found = {(p.administrator_code, p.programme_code, p.subprogramme_code) for p in (b.programme for b in every)}
        return found.pop() if len(found) == 1 else ()

    @cached_property
    def _closed(self) -> dict[int, set[Month]]:
        return {}

    def closed(self, budget_id: int) -> set[Month]:
        """Months of a budget that take no entry. Ask only once its lock is held."""
        if budget_id not in self._closed:
            self._closed[budget_id] = closed_months(budget_id)
        return self._closed[budget_id]


class AmbiguousBudgetError(UsageError):
    """A year with several budgets and none chosen, or (None) a file that says no year while budgets are of several."""

    def __init__(self, year: int | None, keys: list[str]) -> None:
        message = (
            _("The file does not say its year, and there are several budgets: %(keys)s. Name one with --budget.")
            if year is None
            else _("There are several budgets of %(year)s: %(keys)s. Name one with --budget.")
        )
        super().__init__(message % {"year": year, "keys": ", ".join(keys)})


@dataclass
class Job:
    """A posting under way: whose it is and under which batch its documents stand."""

    context: Context
    batch_number: int
    entered_by_id: int
    approved_by_id: int | None
    source_name: str = ""
    documents: list[Document] = field(default_factory=list)

    def document(self, budget: Budget, kind: str, *, day: date, number: str = "", reason: str = "") -> Document:
        document = Document.objects.create(
            budget=budget,
            kind=kind,
            number=number[:64],
            date=day,
            reason=reason or self.source_name,
            batch_number=self.batch_number,
            entered_by_id=self.entered_by_id,
            approved_by_id=self.approved_by_id,
        )
        self.documents.append(document)
        return document

    def documents_of(self, budget: Budget, kind: str, papers: Sequence[tuple[str, date]]) -> list[Document]:
        """A document for each (number, day) at once, in their order."""
        made = Document.objects.bulk_create(
            [
                Document(
                    budget=budget, kind=kind, number=number[:64], date=day, reason=self.source_name,
                    batch_number=self.batch_number, entered_by_id=self.entered_by_id,
                    approved_by_id=self.approved_by_id,
                )
                for number, day in papers
            ],
            batch_size=500,
        )  # fmt: skip
        self.documents += made
        return made
