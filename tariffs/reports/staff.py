"""Positions and people: how many are approved and filled, by category of staff, at the end of the period."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.months import Month
from finance.reporting.formula import ratio
from finance.reporting.periods import month_in_words
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from tariffs.declaring import standing_with_documents
from tariffs.models import Position
from tariffs.reports.sources import cell_links
from tariffs.reports.wording import one_facility

NAME = "staff"
FIGURES = ("approved", "filled", "people")


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """The newest state within the months, inclusive. Raises ScopeError for several facilities, or without any state.

    Filled percent is filled ÷ approved; where nobody says how many are filled, people ÷ approved, with a note.
    """
    with translation.override(language):
        one_facility(scope)
        limits = {"month__gte": first, "month__lte": through}
        groups = standing_with_documents(Position, scope.budgets[0].facility, **limits).values()
        every = [row for group in groups for row in group if isinstance(row, Position)]
        if not every:
            raise ScopeError(_("There are no positions in the period. Import them."))
        month = max(row.month for row in every)
        positions = [row for row in every if row.month == month]
        known = {key for key in FIGURES if all(getattr(row, key) is not None for row in positions)}
        columns = _columns(known)
        links = cell_links(positions)
        rows = tuple(
            Row(
                str(position.pk),
                {
                    "category": Cell(position.category_kk if language == "kk" and position.category_kk
                                     else position.category),
                    **{key: Cell(getattr(position, key), links.get((Position, position.pk))) for key in FIGURES},
                },
                extra=_for_machines({key: getattr(position, key) for key in FIGURES}),
            )
            for position in positions
        )  # fmt: skip
        total = sum_row("total", columns, rows, {"category": _("Total")})
        total = replace(total, extra=_for_machines({key: total.cell(key).value for key in FIGURES}))
        notes = [
            Remark(_("Positions as of the end of %(month)s.") % {"month": month_in_words(month, language)}, "as-of")
        ]
        if "filled" not in known:
            notes.append(Remark(_("Filled positions are not stated: the percent is people ÷ approved."), "people"))
        return beside_form2(
            NAME,
            _("Positions and people"),
            ReportHeading(scope, first, through, unit, language),
            tables=(Table(NAME, columns, rows, total, _("Staff")),),
            notes=tuple(notes),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Staff"), "indicators", build, place=4)


def _for_machines(figures: Mapping[str, Any]) -> dict[str, str | None]:
    """Quantities as text: positions in quarters with their decimals, one at least; people whole."""
    found: dict[str, str | None] = dict.fromkeys(figures)
    for key, value in figures.items():
        if value is not None:
            whole, _point, decimals = f"{Decimal(value):f}".partition(".")
            found[key] = whole if key == "people" else f"{whole}.{decimals.rstrip('0') or '0'}"
    return found


def _columns(known: Collection[str]) -> tuple[Column, ...]:
    """A figure that a row lacks has no total."""
    totals: dict[str, Literal["sum", "none"]] = {key: "sum" if key in known else "none" for key in FIGURES}
    filling = ratio("filled" if "filled" in known else "people", "approved")
    return (
        Column("category", _("Category of staff"), "text"),
        Column("approved", _("Approved positions"), "quantity", total=totals["approved"], decimals=2),
        Column("filled", _("Filled positions"), "quantity", total=totals["filled"], decimals=2, is_optional=True),
        Column("people", _("People"), "quantity", total=totals["people"]),
        Column("filled_percent", _("Filled, %"), "percent", formula=filling, total="formula", decimals=1),
    )  # fmt: skip
