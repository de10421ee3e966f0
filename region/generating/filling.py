"""Invented books into an empty database, through the one writer to the ledger, a paper or a few at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from finance import reference
from finance.ledger import LedgerError
from finance.ledger.posting import Posting, write_each
from finance.models import (
    Account,
    Budget,
    BudgetCode,
    CashBalance,
    Document,
    Facility,
    FundingSource,
    PlanLine,
    Programme,
)
from finance.months import Month
from finance.service_accounts import SERVICE_ACCOUNTS, ServiceAccounts, service_accounts
from finance.whole_tiyn import in_tenge
from region.generating.papers import LINES_OF_REGISTER, GeneratedLine, MadePaper, shared, year_of_papers
from region.generating.people_and_places import MOST_FACILITIES, OF_FACILITIES, MadeFacility, numbers, payees, places
from region.generating.shape import CODES, DISTRICTS
from tariffs.models import CareProfile, CareSetting, Volume

LAST_YEAR = 2025  # that of the sample
MOST_YEARS = 17
LINES_AT_ONCE = 2 * LINES_OF_REGISTER
PROFILE = "somatic"


class NotEmptyError(LedgerError):
    """The database holds something already."""


class TooSmallError(LedgerError):
    """Fewer than one facility, year or entry, or more facilities and years than there are numbers for."""


@dataclass(frozen=True, slots=True)
class WantedBooks:
    facilities: int
    years: int
    entries: int
    seed: int

    @property
    def calendar(self) -> range:
        return range(LAST_YEAR - self.years + 1, LAST_YEAR + 1)


@dataclass(frozen=True, slots=True)
class Filled:
    """`fingerprint` is over every entry in its order: equal books, equal fingerprint, on any database."""

    budgets: int
    documents: int
    entries: int
    fingerprint: str


def fill(asked: WantedBooks, tell: Callable[[int], object] = lambda _entries: None) -> Filled:
    """Write the books and return what was written; `tell` hears the number of entries so far.

    Memory does not grow with them. Raises NotEmptyError and TooSmallError.
    """
    _require_sense(asked)
    with transaction.atomic():
        require_empty()
        reference.load()
        people = service_accounts()
        members = _facilities(asked)
        budgets = _budgets(asked, members)
    filling = _Filling(people, tell)
    shares = iter(shared(asked.entries, [1] * len(budgets)))
    for place, budget in budgets:
        filling.budget(asked.seed, place, budget, next(shares))
    return Filled(len(budgets), filling.documents, filling.entries, filling.digest.hexdigest())


def _require_sense(asked: WantedBooks) -> None:
    if min(asked.facilities, asked.years, asked.entries) < 1:
        raise TooSmallError(_("At least one facility, one year and one entry are needed."))
    if asked.years > MOST_YEARS or asked.facilities > MOST_FACILITIES:
        message = _("At most %(facilities)s facilities and %(years)s years can be made.")
        raise TooSmallError(message % {"facilities": MOST_FACILITIES, "years": MOST_YEARS})


def require_empty() -> None:
    """Raises NotEmptyError where there are facilities, or people beside the accounts of the command line."""
    people = get_user_model().objects.exclude(username__in=SERVICE_ACCOUNTS)
    if Facility.objects.exists() or people.exists():
        raise NotEmptyError(
            _("This database holds data already, so no books are made up in it. Name an empty one in DATABASE_URL.")
        )


def _facilities(asked: WantedBooks) -> list[tuple[MadeFacility, Facility]]:
    """One alone, or a department with all of them below it."""
    top = None
    if asked.facilities > 1:
        top = Facility.objects.create(
            number=next(numbers(OF_FACILITIES)), name_ru="Управление здравоохранения (пример)",
            name_kk="Денсаулық сақтау басқармасы (үлгі)", kind=Facility.Kind.OTHER,
        )  # fmt: skip
    every = list(places(asked.facilities))
    made = Facility.objects.bulk_create(
        (
            Facility(
                number=one.number, name_ru=one.name_ru, name_kk=one.name_kk, parent=top, kind=one.shape.kind,
                district=DISTRICTS[one.district],
            )
            for one in every
        ),
        batch_size=500,
    )  # fmt: skip
    Account.objects.bulk_create(
        (
            Account(facility=facility, iik=f"KZ00{one.serial:016d}", bank="Банк (пример)")
            for one, facility in zip(every, made, strict=True)
        ),
        batch_size=500,
    )
    return list(zip(every, made, strict=True))


def _budgets(asked: WantedBooks, members: Sequence[tuple[MadeFacility, Facility]]) -> list[tuple[MadeFacility, Budget]]:
    """One a year of every facility, those of a facility one after another."""
    programme = Programme.objects.get(administrator_code="253", programme_code="067", subprogramme_code="")
    source = FundingSource.objects.get(key="social-insurance")
    made = [
        (
            place,
            Budget(key=f"{facility.number}-{year}", facility=facility, year=year, programme=programme, source=source),
        )
        for place, facility in members
        for year in asked.calendar
    ]
    Budget.objects.bulk_create([budget for _place, budget in made], batch_size=500)
    return made


class _Filling:
    def __init__(self, people: ServiceAccounts, tell: Callable[[int], object]) -> None:
        self.people, self.tell = people, tell
        self.codes = dict(BudgetCode.objects.filter(valid_to=None).values_list("code", "pk"))
        self.profile, _made = CareProfile.objects.get_or_create(
            key=PROFILE, defaults={"name_ru": "Соматика", "name_kk": "Соматика"}
        )
        self.documents = self.entries = 0
        self.digest = hashlib.sha256()

    def budget(self, seed: int, place: MadeFacility, budget: Budget, entries: int) -> None:
        """Everything of one budget. Each transaction holds as many papers as memory does."""
        paid = payees(place.district)
        with transaction.atomic():
            self._volumes(place, budget)
        papers = year_of_papers(f"{seed}/{place.number}", budget.year, entries, place.shape.size)
        for some in _in_reach(papers):
            self._write(budget, some, paid)
            self.tell(self.entries)

    @transaction.atomic
    def _write(self, budget: Budget, papers: Sequence[MadePaper], paid: Sequence[Sequence[tuple[str, str]]]) -> None:
        documents = Document.objects.bulk_create(
            self._document(budget, one.kind, one.number, one.day) for one in papers
        )
        pairs = list(zip(documents, papers, strict=True))
        PlanLine.objects.bulk_create(
            (
                PlanLine(
                    document=document, code_id=self.codes[CODES[line.code].code], month=Month(budget.year, line.month),
                    amount=in_tenge(line.tiyn),
                )
                for document, paper in pairs
                if paper.kind in ("plan", "amendment")
                for line in paper.lines
            ),
            batch_size=500,
        )  # fmt: skip
        CashBalance.objects.bulk_create(
            CashBalance(budget=budget, date=day, amount=in_tenge(tiyn), document=document)
            for document, paper in pairs
            for day, tiyn in paper.balances
        )
        write_each([(document, self._postings(budget, paper, paid)) for document, paper in pairs if paper.lines])
        self.documents += len(papers)
        self.entries += sum(len(paper.lines) for paper in papers)

    def _document(self, budget: Budget, kind: str, number: str, day: date) -> Document:
        return Document(
            budget=budget, kind=kind, number=number, date=day, entered_by=self.people.author,
            approved_by=self.people.approver,
        )  # fmt: skip

    def _postings(self, budget: Budget, paper: MadePaper, paid: Sequence[Sequence[tuple[str, str]]]) -> list[Posting]:
        found = []
        for line in paper.lines:
            one, month = CODES[line.code], Month(budget.year, line.month)
            name, number = paid[line.code][line.payee] if line.payee >= 0 else ("", "")
            purpose = f"{one.purpose} за {month}" if line.payee >= 0 else ""
            found.append(
                Posting(
                    self.codes[one.code], month, line.day, paper.kind, in_tenge(line.tiyn), number=line.number,
                    counterparty_number=number, counterparty_name=name, purpose=purpose,
                )
            )  # fmt: skip
            self._sign(budget, paper, line, number)
        return found

    def _sign(self, budget: Budget, paper: MadePaper, line: GeneratedLine, number: str) -> None:
        told = (budget.key, paper.kind, CODES[line.code].code, line.month, line.day, line.tiyn, line.number, number)
        self.digest.update("|".join(map(str, told)).encode() + b"\n")

    def _volumes(self, place: MadeFacility, budget: Budget) -> None:
        """Bed-days of the months where there are beds: nine tenths of them are taken, give or take."""
        beds = place.shape.beds
        if beds is None:
            return
        last = date(budget.year, 12, 31)
        document = self._document(budget, Document.Kind.COSTING, "", last)
        document.save()
        rows = []
        for number in range(1, 13):
            month = Month(budget.year, number)
            days = beds * month.last_day.day * (80 + (place.serial * 7 + number * 5) % 19) // 100
            rows.append(
                Volume(
                    document=document, facility=budget.facility, month=month, profile=self.profile,
                    setting=CareSetting.INPATIENT, beds=beds, bed_days_planned=beds * 28, bed_days_done=days,
                    discharged=days // 9, accompanying_days=0,
                )
            )  # fmt: skip
        Volume.objects.bulk_create(rows)
        self.documents += 1


def _in_reach(papers: Iterator[MadePaper]) -> Iterator[list[MadePaper]]:
    """Papers by the handful, of no more lines together than a few registers have."""
    held: list[MadePaper] = []
    for paper in papers:
        if held and sum(len(one.lines) for one in held) + len(paper.lines) > LINES_AT_ONCE:
            yield held
            held = []
        held.append(paper)
    if held:
        yield held
