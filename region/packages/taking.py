"""Taking a facility's package into the region's books: what it says becomes what they hold, by posting differences.

So the same package changes nothing, a newer one replaces, and undoing one brings back what stood before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance import cash
from finance.ledger import Posting, post
from finance.models import (
    Balance,
    Budget,
    BudgetCode,
    CashBalance,
    Document,
    Entry,
    Facility,
    FundingSource,
    Measure,
    Programme,
)
from finance.money import TIYN, ZERO
from finance.months import Month
from finance.register_tables import free_key
from region.models import FacilityKey, TakenPackage
from region.packages.sealed import Package
from region.packages.writing import OF_THE_YEAR
from tariffs import declaring
from tariffs.models import CareProfile, Tariff, Volume

# budget as the package calls it, code id, measure, month, month of the date
Key = tuple[str, int, str, Month, Month]


@dataclass(frozen=True, slots=True)
class BalanceDifference:
    """Before → after of one balance, tenge."""

    key: Key
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class UnderstoodPackage:
    """A package as the region's books understand it. `budgets` are None where they are still to be opened."""

    package: Package
    facility: Facility
    month: Month
    balances: Mapping[Key, Decimal]
    budgets: Mapping[str, Budget | None]

    @property
    def links(self) -> int:
        return int(self.package.content["links"])


def faults(package: Package, facility: Facility, day: date) -> list[tuple[str, str]]:
    """(problem, sentence) for what forbids taking the package in: a foreign key, another facility, books kept here."""
    found = []
    if package.content["facility"]["number"] != facility.number:
        message = _("The package is of %(other)s, not of %(own)s.")
        said = {"other": package.content["facility"]["number"], "own": facility.number}
        found.append(("wrong-facility", message % said))
    keys = {one.key: one for one in FacilityKey.objects.filter(facility=facility)}
    own = keys.get(package.key)
    made = datetime.fromisoformat(package.content["made_at"]).date()
    if own is None:
        message = _("The package is signed with a key that is not among those of “%(facility)s”: %(key)s. Compare it "
                    "with the facility by telephone, then enter it on the page “Keys of packages”.")  # fmt: skip
        found.append(("unknown-key", message % {"facility": facility.name, "key": package.key}))
    elif made < own.valid_from or (own.valid_to is not None and made >= own.valid_to):
        message = _("The key of the package was not in use on %(day)s. Ask “%(facility)s” for one of its new key.")
        found.append(("unknown-key", message % {"day": f"{made:%d.%m.%Y}", "facility": facility.name}))
    if made > day:
        message = _("The package says it was made on %(day)s, which is still to come.")
        found.append(("future-date", message % {"day": f"{made:%d.%m.%Y}"}))
    newest = TakenPackage.objects.filter(facility=facility, document__status=Document.Status.POSTED)
    later = newest.filter(links__gt=package.content["links"]).order_by("-links").first()
    if later is not None:
        message = _("A package made later was taken in already (%(month)s, seal %(seal)s). Ask for one of today.")
        found.append(("older-package", message % {"month": later.month, "seal": later.seal}))
    of_year = Entry.objects.filter(budget__facility=facility, budget__year=Month.parse(package.content["month"]).year)
    if of_year.exclude(document__kind__in=[Document.Kind.REGION, Document.Kind.REVERSAL]).exists():
        message = _("“%(facility)s” keeps its books of the year in this program: a package would count them twice.")
        found.append(("books-kept-here", message % {"facility": facility.name}))
    return found


def understood(package: Package, facility: Facility, unknown: Callable[[int, str, str], object]) -> UnderstoodPackage:
    """The package in terms of this database; `unknown(row, problem, sentence)` hears what it does not know."""
    month = Month.parse(package.content["month"])
    codes = _codes(month.year)
    balances: dict[Key, Decimal] = {}
    for row, told in enumerate(package.content["balances"]):
        code = codes.get(told["code"])
        if code is None:
            message = _("“%(code)s” is no budget code of %(year)s here. Add it to the list of codes first.")
            unknown(row, "unknown-code", message % {"code": told["code"], "year": month.year})
            continue
        measure, of, dated = told["measure"], Month.parse(told["month"]), Month.parse(told["dated"])
        key = (told["budget"], code, measure, of, _counted(measure, of, dated))
        balances[key] = balances.get(key, ZERO) + Decimal(told["amount"]).quantize(TIYN)
    budgets = {one["key"]: _budget(one, facility, unknown) for one in package.content["budgets"]}
    return UnderstoodPackage(package, facility, month, balances, budgets)


def _counted(measure: str, of: Month, dated: Month) -> Month:
    """A plan by contract counts from January, as the ledger dates it."""
    return Month(of.year, 1) if measure == Measure.PLAN else dated


def _codes(year: int) -> dict[str, int]:
    lives = BudgetCode.every.filter(valid_from__year__lte=year).exclude(valid_to__year__lte=year)
    return dict(lives.order_by("valid_from").values_list("code", "pk"))


def _budget(told: Mapping[str, Any], facility: Facility, unknown: Callable[[int, str, str], object]) -> Budget | None:
    source = FundingSource.objects.filter(key=told["source"]).first()
    if source is None:
        message = _("“%(source)s” is no funding source here. Add it first.")
        unknown(0, "no-budget", message % {"source": told["source"]})
        return None
    programme = _programme(told["programme"])
    if programme is None:
        message = _("There is no programme %(programme)s here. Add it first.")
        unknown(0, "no-budget", message % {"programme": "/".join(filter(None, told["programme"]))})
        return None
    return Budget.objects.filter(facility=facility, year=told["year"], programme=programme, source=source).first()


def _programme(codes: Sequence[str]) -> Programme | None:
    administrator, programme, subprogramme = codes
    return Programme.objects.filter(
        administrator_code=administrator, programme_code=programme, subprogramme_code=subprogramme
    ).first()


def differences(told: UnderstoodPackage) -> list[BalanceDifference]:
    """What the books must change by. Of months after the package's they keep what they hold."""
    held = _held(told)
    keys = sorted({*told.balances, *held}, key=lambda key: (key[0], key[2], key[3], key[1], key[4]))
    return [BalanceDifference(key, held.get(key, ZERO), told.balances.get(key, ZERO)) for key in keys]


def _held(told: UnderstoodPackage) -> dict[Key, Decimal]:
    names = {budget.pk: name for name, budget in told.budgets.items() if budget is not None}
    found: defaultdict[Key, Decimal] = defaultdict(lambda: ZERO)
    rows = Balance.objects.filter(budget__in=names).values_list(
        "budget_id", "code_id", "measure", "month", "dated", "amount"
    )
    for budget, code, measure, month, dated, amount in rows:
        if (dated <= told.month) if measure in OF_THE_YEAR else (month <= told.month):
            found[names[budget], code, measure, month, _counted(measure, month, dated)] += amount
    return {key: amount for key, amount in found.items() if amount}


def is_known(told: UnderstoodPackage) -> bool:
    """Whether this very package was taken in and stands."""
    taken = TakenPackage.objects.filter(facility=told.facility, fingerprint=told.package.fingerprint)
    return taken.filter(document__status=Document.Status.POSTED).exists()


def has_news(told: UnderstoodPackage) -> bool:
    """Whether bed-days, tariffs or cash of the package differ from what stands, or nothing of it was taken in yet."""
    if not TakenPackage.objects.filter(facility=told.facility, document__status=Document.Status.POSTED).exists():
        return True
    budgets = {name: budget for name, budget in told.budgets.items() if budget is not None}
    if len(budgets) < len(told.budgets):
        return True
    rows = [declaring.compare(told.facility, some).moved for some in (_volumes(told), _tariffs(told)) if some]
    return any(rows) or bool(_cash(told, budgets, {}))


def open_budgets(told: UnderstoodPackage) -> dict[str, Budget]:
    """The budgets of the package, made where the region has none of that year, programme and source."""
    found = {}
    for one in told.package.content["budgets"]:
        budget = told.budgets[one["key"]]
        if budget is None:
            programme = _programme(one["programme"])
            assert programme is not None
            source = FundingSource.objects.get(key=one["source"])
            key = free_key(Budget, f"{told.facility.number}-{one['year']}")
            budget = Budget.objects.create(
                key=key, facility=told.facility, year=one["year"], programme=programme, source=source,
                contract_number=one["contract_number"],
            )  # fmt: skip
        found[one["key"]] = budget
    return found


def take(
    told: UnderstoodPackage, changes: Sequence[BalanceDifference], document_of: Callable[[Budget], Document]
) -> None:
    """Post what differs, a document a budget, and keep cash, bed-days, tariffs and that the package came."""
    budgets = open_budgets(told)
    documents = {name: document_of(budget) for name, budget in budgets.items()}
    for name, document in documents.items():
        postings = [
            Posting(code, month, dated.first_day, measure, one.after - one.before)
            for one in changes
            for of, code, measure, month, dated in [one.key]
            if of == name and one.after != one.before
        ]
        post(document, postings)
    cash.keep(_cash(told, budgets, documents))
    first = next(iter(documents.values()))
    for rows in (_volumes(told), _tariffs(told)):
        if rows:
            declaring.declare(first, rows)
    content = told.package.content
    TakenPackage.objects.create(
        document=first, facility=told.facility, month=told.month, links=told.links, seal=content["seal"][:60],
        made_at=datetime.fromisoformat(content["made_at"]), fingerprint=told.package.fingerprint,
    )  # fmt: skip


def _cash(
    told: UnderstoodPackage, budgets: Mapping[str, Budget], documents: Mapping[str, Document]
) -> list[CashBalance]:
    stated = CashBalance.objects.filter(
        budget__in=[one.pk for one in budgets.values()], document__status=Document.Status.POSTED
    ).order_by("id")
    newest = {(one.budget_id, one.date, one.account): one.amount for one in stated}
    found = []
    for one in told.package.content["cash"]:
        budget, day, amount = budgets[one["budget"]], date.fromisoformat(one["date"]), Decimal(one["amount"])
        if newest.get((budget.pk, day, one["account"])) != amount:
            document = documents.get(one["budget"])
            found.append(
                CashBalance(budget=budget, account=one["account"], date=day, amount=amount, document=document)
            )  # fmt: skip
    return found


def _profile(row: Mapping[str, Any]) -> CareProfile:
    names = {"name_ru": row["profile_ru"], "name_kk": row["profile_kk"]}
    return CareProfile.objects.get_or_create(key=row["profile"], defaults=names)[0]


def _volumes(told: UnderstoodPackage) -> list[Volume]:
    plain = ("setting", "beds", "bed_days_planned", "bed_days_done", "discharged", "accompanying_days")
    return [
        Volume(month=Month.parse(row["month"]), profile=_profile(row), **{key: row[key] for key in plain})
        for row in told.package.content["volumes"]
    ]


def _tariffs(told: UnderstoodPackage) -> list[Tariff]:
    plain = ("setting", "payment_kind", "applies_from", "published_on", "order_number")
    return [
        Tariff(profile=_profile(row), amount=Decimal(row["amount"]), **{key: row[key] for key in plain})
        for row in told.package.content["tariffs"]
    ]


def built_upon(documents: Sequence[Document]) -> dict[int, str]:
    """Entries of packages that a later package was measured against."""
    found: dict[int, str] = {}
    for document in documents:
        if document.kind != Document.Kind.REGION:
            continue
        posted = TakenPackage.objects.filter(
            facility=document.budget.facility_id, document__status=Document.Status.POSTED
        )  # fmt: skip
        newer = posted.filter(document__batch_number__gt=document.batch_number or 0).order_by("pk").first()
        if newer is not None:
            reason = _("A newer package stands on it (%(month)s, seal %(seal)s): undo that one first.")
            said = reason % {"month": newer.month, "seal": newer.seal}
            found |= dict.fromkeys(document.entries.values_list("pk", flat=True), said)
    return found
