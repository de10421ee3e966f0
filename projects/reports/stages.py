"""A project by stage: its months, what is planned on it, by which funders, at how many sites."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.languages import in_language
from finance.money import total
from finance.months import Month
from finance.reporting.formula import Ref
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading
from finance.rooms import RegisteredReport
from finance.scope import Scope
from projects.asked import WholeProject, whole_of
from projects.doubts import doubts_of
from projects.headed import headed
from projects.models import ProjectLine, Stage
from projects.standing import standing

NAME = "project-stages"


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """The standing lines of the months, inclusive, by stage. Raises ScopeError. Eight queries at most."""
    with translation.override(language):
        whole = whole_of(scope)
        lines = [line for line in standing(whole.project) if first <= line.month <= through]
        rows = tuple(_rows(whole, lines, language))
        columns = _columns()
        whole_plan = sum_row("total", columns, rows, {"stage": _("Total")})
        return headed(
            whole.project,
            NAME,
            _("Project by stage"),
            ReportHeading(whole.scope, first, through, unit, language),
            tables=(Table(NAME, columns, rows, whole_plan),),
            doubts=doubts_of(whole),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Stages"), "projects", build, place=2, spans_years=True)


def _columns() -> tuple[Column, ...]:
    return (
        Column("stage", _("Stage"), "text"),
        Column("first_month", _("from the month"), "month"),
        Column("last_month", _("through the month"), "month"),
        Column("funders", _("Funders"), "text"),
        Column("codes", _("Codes"), "text"),
        Column("sites", _("Sites"), "quantity"),
        Column("plan", _("Plan"), total="sum"),
        Column("percent", _("Share, %"), "percent", formula=Ref("plan") / Ref("plan", "total"), total="formula"),
    )


def _rows(whole: WholeProject, lines: Sequence[ProjectLine], language: str) -> Iterator[Row]:
    """Stages of the project first, in its order, with what is planned; then those that only the lines name."""
    of_stage: defaultdict[str, list[ProjectLine]] = defaultdict(list)
    for line in lines:
        of_stage[line.stage].append(line)
    known = {stage.name_kk or stage.name_ru: stage for stage in whole.stages}
    for name in dict.fromkeys([*known, *of_stage]):
        own, stage = of_stage.get(name, []), known.get(name)
        months = [line.month for line in own]
        funders = dict.fromkeys(in_language(x.funder.name_ru, x.funder.name_kk, language) for x in own)
        yield Row(
            f"stage-{name}",
            {
                "stage": Cell(_named(name, stage, language)),
                "first_month": Cell(stage.first if stage and stage.first else min(months, default=None)),
                "last_month": Cell(stage.last if stage and stage.last else max(months, default=None)),
                "funders": Cell("; ".join(funders)),
                "codes": Cell(", ".join(sorted({line.code.code for line in own}))),
                "sites": Cell(len({line.site_id for line in own})),
                "plan": Cell(total(line.amount for line in own)),
            },
        )  # fmt: skip


def _named(name: str, stage: Stage | None, language: str) -> str:
    return (in_language(stage.name_ru, stage.name_kk, language) if stage else name) or _("Without a stage")
