"""Figures far from their plan, what was said of them, and what of an earlier month may be said again.

A figure asks for an explanation once it is off its plan by more than the facility's threshold: a share, or a sum. What
was said holds for that report, row, period and figure; once the figure changes it asks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import rooms, service_accounts
from finance.amounts import Refusal, parse_amount
from finance.asking_once import once_for_all
from finance.audit import record
from finance.choices import FacilityChoice, value_of
from finance.models import Budget, Explanation
from finance.money import ZERO, display, round_half_up
from finance.months import Month
from finance.refusals import LedgerError
from finance.reporting.report import Remark, Report, Row, Section
from finance.rights import Action, require_one_of
from finance.scope import Scope

THRESHOLD = "explanation_threshold"
SECTION = "explanations_of_deviations"
PERCENTS = (5, 10, 15)
USUAL = 10
MAY_EXPLAIN = (Action.IMPORT, Action.APPROVE)
LONGEST = 1000


class ExplanationError(LedgerError):
    """An explanation of nothing, or without a word."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """`percent` of the plan, `amount` tenge; None asks nothing."""

    percent: int | None = USUAL
    amount: Decimal | None = None

    def is_passed(self, figure: Decimal, planned: Decimal) -> bool:
        off = abs(figure - planned)
        if self.amount is not None and off > self.amount:
            return True
        return self.percent is not None and off > abs(planned) * self.percent / 100


@dataclass(frozen=True, slots=True)
class Deviation:
    """A row that asks. `said` is what holds of it, `before` what was last said of the same row of an earlier period."""

    about: str
    row: str
    label: str
    figure: Decimal
    planned: Decimal
    said: Explanation | None = None
    before: Explanation | None = None

    @property
    def difference(self) -> Decimal:
        return self.figure - self.planned

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.difference) / Fraction(abs(self.planned)) if self.planned else None

    @property
    def field(self) -> str:
        return f"{self.about}.{self.row}"


def threshold_of(scope: Scope) -> Threshold:
    """What the facility chose; a tenth of the plan where it chose nothing."""
    kept = value_of(scope.facility, THRESHOLD)
    if not isinstance(kept, dict):
        return Threshold()
    amount = kept.get("amount")
    return Threshold(kept.get("percent"), None if amount is None else Decimal(amount))


def deviations(report: Report, scope: Scope, name: str) -> list[Deviation]:
    """Rows of the report that ask, in its order, with what was said; none of a report without a plan."""
    compared = rooms.reports()[name].deviates
    if compared is None or len(scope.budgets) > 1 or not compared.figure:
        return []
    found = []
    for row in report.main.rows:
        figure, planned = _amount(row, compared.figure), _amount(row, (compared.planned,))
        if row.style == "normal" and figure is not None and planned is not None:
            found.append(Deviation(compared.about, row_name(row), _label(row), figure, planned))
    return asking(found, scope, report.first, report.last)


def asking(every: Sequence[Deviation], scope: Scope, first: Month, last: Month) -> list[Deviation]:
    """Those off by more than the threshold, with what was said of them."""
    limit = threshold_of(scope)
    found = [one for one in every if limit.is_passed(one.figure, one.planned)]
    if not found:
        return found
    held = [one for one in held_of(scope.budgets[0]) if one.about == found[0].about and one.last_month <= last]
    said, before = dict[str, Explanation](), dict[str, Explanation]()
    for given in sorted(held, key=attrgetter("last_month", "pk")):
        (said if (given.first_month, given.last_month) == (first, last) else before)[given.row] = given
    told = []
    for one in found:
        own = said.get(one.row)
        holds = own is not None and own.figure == one.figure
        told.append(replace(one, said=own if holds else None, before=before.get(one.row) if own is None else own))
    return told


@once_for_all
def held_of(budget: Budget) -> list[Explanation]:
    """What was said of the budget's figures and not said anew since, in the order it was said. One query."""
    return list(Explanation.objects.filter(budget=budget, replaced_at=None).select_related("said_by").order_by("pk"))


def row_name(row: Row) -> str:
    """The code or the profile a row is of, the same in every report."""
    return str(row.extra.get("profile") or row.cell("code").value or row.key)


def _amount(row: Row, columns: Sequence[str]) -> Decimal | None:
    """The first of the columns that the row has, to the tiyn as it is kept."""
    for column in columns:
        value = row.cell(column).value
        if isinstance(value, (Decimal, Fraction)):
            return round_half_up(value)
    return None


def _label(row: Row) -> str:
    code, name = row.cell("code").value, row.cell("name").value
    return " ".join(str(text) for text in (code, name) if text)


@transaction.atomic
def explain(budget: Budget, asked: Sequence[Deviation], said: Mapping[str, str], months: tuple[Month, Month],
            *, user: User) -> int:  # fmt: skip
    """Keep what was said by the field of each; how many. What stood before is kept and holds no more.

    Raises PermissionDenied, ExplanationError for a row that does not ask any more.
    """
    require_one_of(user, MAY_EXPLAIN, budget.facility)
    known = {one.field: one for one in asked}
    if unknown := sorted(set(said) - set(known)):
        raise ExplanationError(_("Nothing asks for the explanation “%(key)s”.") % {"key": unknown[0]})
    first, last = months
    number = 0
    for field, words in said.items():
        one, text = known[field], " ".join(words.split())[:LONGEST]
        if not text or (one.said is not None and one.said.text == text):
            continue
        place = {"budget": budget, "about": one.about, "row": one.row, "first_month": first, "last_month": last}
        Explanation.objects.filter(**place, replaced_at=None).update(replaced_at=timezone.now())
        made = Explanation.objects.create(**place, figure=one.figure, planned=one.planned, text=text, said_by=user)
        data = {"budget": budget.key, "explanation": made.pk, "row": one.row, "figure": str(one.figure)}
        record("finance.deviation.explained", user=user, reason=text, data=data)
        number += 1
    return number


def with_explanations(report: Report, scope: Scope, name: str) -> Report:
    """The report with what holds of its rows printed under it, of reports that have a plan beside them."""
    compared = rooms.reports()[name].deviates
    if compared is None or len(scope.budgets) > 1 or scope.known_at is not None:
        return report
    of_months = (compared.about, report.first, report.last)
    held = held_of(scope.budgets[0])
    said = {one.row: one for one in held if (one.about, one.first_month, one.last_month) == of_months}
    with translation.override(report.language):
        remarks = [
            Remark(_line(_label(row), said[row_name(row)], report.language), row_name(row))
            for row in report.main.rows
            if row_name(row) in said and _holds(said[row_name(row)], row, compared.figure)
        ]
        if not remarks:
            return report
        section = Section(SECTION, _("Explanations of deviations"), tuple(remarks))
    return replace(report, sections=(*report.sections, section))


def _holds(one: Explanation, row: Row, columns: Sequence[str]) -> bool:
    return not columns or _amount(row, columns) == one.figure


def _line(label: str, one: Explanation, language: str) -> str:
    words = {
        "label": label, "figure": display(one.figure, language), "planned": display(one.planned, language),
        "text": one.text, "who": service_accounts.said(one.said_by),
        "day": f"{timezone.localdate(one.said_at):%d.%m.%Y}",
    }  # fmt: skip
    return _("%(label)s: %(figure)s, planned %(planned)s. %(text)s (%(who)s, %(day)s)") % words


def _fields() -> Mapping[str, forms.Field]:
    percents = [("", _("no share")), *((str(one), f"{one} %") for one in PERCENTS)]
    return {
        "percent": forms.ChoiceField(label=_("Off the plan by more than"), choices=percents, required=False),
        "amount": forms.CharField(label=_("or by more than this sum, tenge"), required=False, validators=[_check_sum]),
    }


def _check_sum(text: str) -> None:
    value = parse_amount(text)
    if isinstance(value, Refusal) or value < ZERO:
        raise forms.ValidationError(_("This is no sum."))


def _shown(value: Any) -> Mapping[str, Any]:
    kept = {"percent": USUAL, "amount": None} if value is None else value
    return {"percent": str(kept.get("percent") or ""), "amount": kept.get("amount") or ""}


def _kept(told: Mapping[str, Any]) -> Any:
    amount = parse_amount(told["amount"]) if told["amount"] else None
    found = {
        "percent": int(told["percent"]) if told["percent"] else None,
        "amount": None if amount is None else str(amount),
    }
    return None if found == {"percent": USUAL, "amount": None} else found


CHOICE = FacilityChoice(
    THRESHOLD, gettext_lazy("What must be explained"),
    gettext_lazy("Figures of execution, of the variances and of tariff against cost that are off by more ask why."),
    _fields, _shown, _kept,
)  # fmt: skip
