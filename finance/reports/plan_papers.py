"""Papers about a plan: the certificate of amendment with before and after, and two versions side by side."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from finance.execution import code_names
from finance.models import Budget
from finance.money import ZERO, total
from finance.months import Month
from finance.plan_steps import CodeMonth, Steps
from finance.reporting.form import load_form
from finance.reporting.formula import Ref
from finance.reporting.report import Caption, Cell, Column, Report, Row, Unit
from finance.reports import signing
from finance.reports.beside import ReportHeading, summed
from finance.reports.form2 import header_lines
from finance.scope import of_budget


def certificate(
    budget: Budget, paper: tuple[str, date, str], steps: Sequence[Steps], *, unit: Unit = "tenge", language: str = "ru"
) -> Report:
    """The paper (number, date, reason) that changes a plan: each month it changes, before and after, under its code."""
    number, day, reason = paper
    with translation.override(language):
        names = code_names(of_budget(budget))
        months = [step.month for group in steps for step in group.months] or [Month.of(day)]
        columns = (
            Column("code", _("Code"), "code"),
            Column("name", _("Name"), "text"),
            Column("month", _("Month"), "month"),
            Column("before", _("Before"), total="sum"),
            Column("change", _("Changed by"), total="sum"),
            Column("after", _("After"), total="sum", formula=Ref("before") + Ref("change")),
        )
        rows = [
            Row(
                f"{step.code.pk}-{step.month}",
                {
                    "code": Cell(step.code.code), "name": Cell(names[step.code.pk].name(language)),
                    "month": Cell(step.month), "before": Cell(step.before), "change": Cell(step.change),
                    "after": Cell(step.after),
                },
            )
            for group in steps for step in group.months
        ]  # fmt: skip
        heading = ReportHeading(of_budget(budget), min(months), max(months), unit, language)
        found = Report(
            key=f"plan-certificate-{number}" if number.isalnum() and number.isascii() else "plan-certificate",
            title=_("Certificate No. %(number)s of %(day)s on changing the plan")
            % {"number": number, "day": f"{day:%d.%m.%Y}"},
            first=heading.first,
            last=heading.through,
            tables=(summed("certificate", columns, rows),),
            language=language,
            unit=unit,
            header=(
                *header_lines(heading.scope, heading.first, heading.through, unit, language),
                Caption("reason", _("Reason"), reason),
            ),
            signatures=load_form("form2").signatures(language),
        )
        return signing.in_own_words(found, "", budget.facility)


def side_by_side(
    budget: Budget,
    left: tuple[str, Mapping[CodeMonth, Decimal]],
    right: tuple[str, Mapping[CodeMonth, Decimal]],
    *,
    unit: Unit = "tenge",
    language: str = "ru",
) -> Report:
    """Each code's year in two versions, (label, tenge), and below every month that differs."""
    first, through = Month(budget.year, 1), Month(budget.year, 12)
    with translation.override(language):
        names = code_names(of_budget(budget))
        sides = (Column("left", left[0], total="sum"), Column("right", right[0], total="sum"))
        change = Column("change", _("Difference"), total="sum", formula=Ref("right") - Ref("left"))
        code, name, month = Column("code", _("Code"), "code"), Column("name", _("Name"), "text"), _("Month")
        keys = sorted({*left[1], *right[1]}, key=lambda key: (names[key[0]].code, key[0], key[1]))
        years, months = [], []
        for pk in dict.fromkeys(pk for pk, _month in keys):
            own = [key for key in keys if key[0] == pk]
            called = {"code": Cell(names[pk].code), "name": Cell(names[pk].name(language))}
            year = [total(side[1].get(key, ZERO) for key in own) for side in (left, right)]
            years.append(Row(f"{pk}", called | _sides(*year)))
            for key in own:
                before, after = (side[1].get(key, ZERO) for side in (left, right))
                if before != after:
                    months.append(Row(f"{pk}-{key[1]}", called | {"month": Cell(key[1])} | _sides(before, after)))
        heading = ReportHeading(of_budget(budget), first, through, unit, language)
        return Report(
            key="plan-versions",
            title=_("Versions of the plan side by side"),
            first=first,
            last=through,
            tables=(
                summed("versions", (code, name, *sides, change), years, _("Year")),
                summed("months", (code, name, Column("month", month, "month"), *sides, change), months, _("By month")),
            ),
            language=language,
            unit=unit,
            header=header_lines(heading.scope, first, through, unit, language),
        )


def _sides(before: Decimal, after: Decimal) -> dict[str, Cell]:
    return {"left": Cell(before), "right": Cell(after), "change": Cell(after - before)}
