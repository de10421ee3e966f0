"""What costing carries into the next year: centres, where cost goes, drivers of the last month, tariffs in force."""

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from finance.models import Budget, Document
from finance.months import Month
from finance.new_year import YearTurn
from finance.rights import Action
from tariffs.declaring import declare, standing
from tariffs.models import Attribution, CostCentre, DriverValue, Tariff
from tariffs.models.declared import Declared


def start_costing(turn: YearTurn) -> list[str]:
    """Only what the new year has nothing of yet; a document for each table."""
    budget = Budget.objects.filter(facility=turn.facility, year=turn.year).order_by("pk").first()
    if budget is None:
        return []
    last = turn.year - 1
    carried = (
        (_("cost centres"), _of_year(turn, CostCentre, lambda _row: {"year": turn.year})),
        (_("rules of attribution"), _of_year(turn, Attribution, lambda row: {
            "year": turn.year, "first_month": Month(turn.year, row.first_month.number),
            "last_month": Month(turn.year, 12),
        }, is_taken=lambda row: row.last_month == Month(last, 12))),
        (_("drivers"), _drivers(turn)),
        (_("tariffs"), _tariffs(turn)),
    )  # fmt: skip
    if not turn.may(Action.COST):
        turn.left.extend(label for label, rows in carried if rows)
        return []
    return [_keep(turn, budget, label, rows) for label, rows in carried if rows]


def _keep(turn: YearTurn, budget: Budget, label: str, rows: list[Declared]) -> str:
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.COSTING, date=date(turn.year, 1, 1), entered_by=turn.user,
        reason=_("carried over from %(year)s") % {"year": turn.year - 1},
    )  # fmt: skip
    declare(document, rows)
    return _("Carried over: %(what)s (%(n)s).") % {"what": label, "n": len(rows)}


def _rows(model: type[Declared], turn: YearTurn, **limits: Any) -> list[Any]:
    return [row for group in standing(model, turn.facility, **limits).values() for row in group]


def _fresh(row: Declared, changes: dict[str, Any]) -> Declared:
    made = copy(row)
    made._state = type(row._state)()
    made.pk, made.cell = None, ""
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _of_year(turn: YearTurn, model: type[Declared], changed: Any, is_taken: Any = bool) -> list[Declared]:
    if _rows(model, turn, year=turn.year):
        return []
    return [_fresh(row, changed(row)) for row in _rows(model, turn, year=turn.year - 1) if is_taken(row)]


def _drivers(turn: YearTurn) -> list[Declared]:
    """Those of the last month that has any, as January's."""
    first = Month(turn.year, 1)
    if _rows(DriverValue, turn, month__gte=first, month__lte=Month(turn.year, 12)):
        return []
    rows = _rows(DriverValue, turn, month__gte=Month(turn.year - 1, 1), month__lte=Month(turn.year - 1, 12))
    last = max((row.month for row in rows), default=None)
    return [_fresh(row, {"month": first}) for row in rows if row.month == last]


def _tariffs(turn: YearTurn) -> list[Declared]:
    """Those that held on the last day; an order of the new year, published later, takes their place."""
    rows: list[Tariff] = _rows(Tariff, turn)

    def key(row: Tariff) -> tuple[Any, ...]:
        return row.profile_id, row.setting, row.payment_kind

    there = {key(row) for row in rows if row.applies_from.year == turn.year}
    holding: dict[tuple[Any, ...], Tariff] = {}
    for row in _oldest_first(row for row in rows if row.applies_from.year == turn.year - 1):
        holding[key(row)] = row
    start = date(turn.year, 1, 1)
    return [_fresh(row, {"applies_from": start}) for held, row in holding.items() if held not in there]


def _oldest_first(rows: Iterable[Tariff]) -> list[Tariff]:
    return sorted(rows, key=lambda row: (row.applies_from, row.published_on))
