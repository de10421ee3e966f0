"""Form No.2: plan by contract, adjusted plan, money received, cash and actual expenditure by code.

Columns, header lines and signatures stand in `finance/reporting/forms/`: `form2.json`, and `form2-estimate.json` in
the very shape that a regional rehabilitation centre signs. Both plans are the whole year's, the adjusted one with the
changes dated up to the last day of the period; the rest is of the period.
"""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import cash, rooms
from finance.drill import Links
from finance.execution import Execution, figures
from finance.figures import CodeFigures
from finance.languages import in_language
from finance.models import Programme
from finance.months import Month
from finance.reporting.form import load_form
from finance.reporting.report import Caption, Cell, Report, Row, Table, Unit
from finance.reports import remarks
from finance.reports.deviates import Deviates
from finance.rooms import RegisteredReport
from finance.scope import Scope
from finance.thousandfold_said import size_doubts


def build(
    scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru", definition: str = "form2"
) -> Report:
    """Months inclusive, within the year of the budgets. Raises ScopeError for another period. Five queries at most.

    `definition` names the form: its amounts are fields of `CodeFigures`.
    """
    execution = figures(scope, first, through, are_promises_asked=False)
    return of_execution(execution, unit=unit, language=language, definition=definition)


def of_execution(execution: Execution, *, unit: Unit, language: str, definition: str = "form2") -> Report:
    """The form of figures that were added up already."""
    form, scope = load_form(definition), execution.scope
    first, through = execution.first, execution.through
    with translation.override(language):
        position, stated = cash.position(execution)
        links = Links(scope, first, through)
        columns = form.columns(language)
        shown = [column.key for column in columns if column.kind == "amount"]
        rows = _rows(execution, shown, links, language)
        total = Row("total", {"name": Cell(form.total_label(language))} | _cells(execution.total, shown, links))
        balances = {"opening": position.opening, "closing": position.closing}
        return Report(
            key=definition,
            title=form.title(language),
            first=first,
            last=through,
            language=language,
            unit=unit,
            decimals=form.decimals(unit),
            header=form.header(language, _header(scope, language), first, through, unit),
            tables=(Table(definition, columns, rows, total),),
            summary=form.summary(language, balances, links.stated()),
            checks=(remarks.cash_check(position),),
            notes=remarks.plan_notes(execution, language),
            doubts=(
                *remarks.cash_doubts(position, stated, language),
                *size_doubts(execution, language),
                *rooms.doubts("form2", scope, first, through),
            ),
            signatures=form.signatures(language),
            extra={"cash_balance": balances},
        )


REPORT = RegisteredReport(
    "form2", gettext_lazy("Form No. 2"), "form2", build, knows_the_past=True, deviates=Deviates("execution")
)


def _rows(execution: Execution, shown: Sequence[str], links: Links, language: str) -> tuple[Row, ...]:
    rows = []
    for pk, code_figures in execution.by_code.items():
        if not any(getattr(code_figures, figure) for figure in shown):
            continue
        code = execution.codes[pk]
        cells = {"name": Cell(code.name(language)), "code": Cell(code.code)}
        over = "over" if code_figures.is_over_plan else ""
        rows.append(Row(str(pk), cells | _cells(code_figures, shown, links, code.code, over)))
    return tuple(rows)


def _cells(
    code_figures: CodeFigures, shown: Sequence[str], links: Links, code: str = "", over: str = ""
) -> dict[str, Cell]:
    return {
        figure: Cell(getattr(code_figures, figure), links.of(figure, code), over if figure == "cash" else "")
        for figure in shown
    }


def _header(scope: Scope, language: str) -> dict[str, str]:
    """What the lines above the table say; of several programmes or administrators all."""
    programmes = {budget.programme_id: budget.programme for budget in scope.budgets}
    administrators = sorted({p.administrator_code for p in programmes.values() if p.administrator_code})
    facility = scope.facility
    name = in_language(facility.name_ru, facility.name_kk, language)
    if scope.is_tree:
        name = _("%(facility)s, with branches") % {"facility": name}
    return {
        "administrator": ", ".join(administrators),
        "programme": "; ".join(_programme(programme, language) for programme in programmes.values()),
        "organisation": name,
    }


def _programme(programme: Programme, language: str) -> str:
    name = in_language(programme.name_ru, programme.name_kk, language)
    codes = "/".join(code for code in (programme.programme_code, programme.subprogramme_code) if code)
    return f"{codes} {name}".strip()


def header_lines(scope: Scope, first: Month, through: Month, unit: Unit, language: str) -> tuple[Caption, ...]:
    """The same lines for the reports that stand beside the form."""
    form = load_form("form2")
    return form.header(language, _header(scope, language), first, through, unit)
