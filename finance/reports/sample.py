"""A sample of entries for the audit, drawn by a seed: the same seed draws the same entries from the same books."""

from collections.abc import Callable
from decimal import Decimal

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.models import Entry, Measure
from finance.money import display
from finance.months import Month
from finance.reporting.report import Cell, Column, Report, Row, Unit
from finance.reports.audit_lists import entries_of, unreversed
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.reports.parameters import Parameter
from finance.rooms import RegisteredReport
from finance.sampling import Drawable, by_chance, by_money
from finance.scope import Scope

MEASURES = (Measure.CASH, Measure.ACTUAL, Measure.FUNDING, Measure.COMMITMENT, Measure.INCOME)
BY_MONEY, BY_CHANCE = 1, 2
WAYS: dict[int, Callable[..., list[int]]] = {BY_MONEY: by_money, BY_CHANCE: by_chance}


def ways() -> list[tuple[int, str]]:
    return [(BY_MONEY, _("by money: the larger, the likelier")), (BY_CHANCE, _("by chance"))]


def measures() -> list[tuple[int, str]]:
    return [(number, str(one.label)) for number, one in enumerate(MEASURES, start=1)]


PARAMETERS = (
    Parameter("entries", lambda: _("What is sampled"), 1, most=len(MEASURES), choices=measures),
    Parameter("way", lambda: _("How it is drawn"), BY_MONEY, most=len(WAYS), choices=ways),
    Parameter("size", lambda: _("How many"), 25, most=1000),
    Parameter("seed", lambda: _("Seed"), 1, most=1_000_000),
)


def drawn(
    scope: Scope, first: Month, through: Month, *, entries: int, way: int, size: int, seed: int
) -> tuple[list[Entry], int, Decimal]:
    """The entries drawn, how many there were to draw from, and their sum, tenge. Two queries.

    Reversed entries and their reversals are left out: they come to nothing.
    """
    of = unreversed(entries_of(scope, first, through).filter(measure=MEASURES[entries - 1]))
    every = [Drawable(pk, amount) for pk, amount in of.order_by("pk").values_list("pk", "amount").iterator()]
    keys = WAYS[way](every, size, seed)
    found = Entry.objects.filter(pk__in=keys).select_related("code", "document", "budget").order_by("pk")
    return list(found), len(every), sum((one.amount for one in every), Decimal("0.00"))


def build(
    scope: Scope,
    first: Month,
    through: Month,
    *,
    unit: Unit = "tenge",
    language: str = "ru",
    entries: int = 1,
    way: int = BY_MONEY,
    size: int = 25,
    seed: int = 1,
) -> Report:
    with translation.override(language):
        found, count, total = drawn(scope, first, through, entries=entries, way=way, size=size, seed=seed)
        columns = (
            Column("date", _("Date"), "date"),
            Column("document", _("Document"), "text"),
            Column("number", _("Number"), "text"),
            Column("code", _("Code"), "code"),
            Column("amount", _("Amount"), total="sum"),
            Column("found", _("Found by the auditor"), "text"),
        )
        said = _("%(drawn)s of %(count)s entries, %(how)s; %(total)s tenge in all; seed %(seed)s.")
        values = {
            "drawn": len(found), "count": count, "how": dict(ways())[way], "total": display(total, language),
            "seed": seed,
        }  # fmt: skip
        heading = ReportHeading(scope, first, through, unit, language)
        table = summed("sample", columns, [_row(one) for one in found], said % values, label="document")
        return beside_form2("sample", _("Sample for the audit"), heading, tables=(table,))


def _row(one: Entry) -> Row:
    page = reverse("entry", args=[one.pk])
    return Row(
        str(one.pk),
        {
            "date": Cell(one.date),
            "document": Cell(str(one.document), reverse("document", args=[one.document_id])),
            "number": Cell(one.number or None),
            "code": Cell(one.code.code),
            "amount": Cell(one.amount, page),
            "found": Cell(None),
        },
    )


REPORT = RegisteredReport("sample", gettext_lazy("Sample"), "audit", build, parameters=PARAMETERS, place=30)
