"""Resources by programme, stage and year, beside what the books say was spent of them.

Of a year that several plans speak of the nearest counts in the total: what was before what is, what is before what is
planned. Absorbed is actual cost ÷ resources of the programme.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.asking_together import together
from finance.drill import Drill
from finance.languages import in_language
from finance.models import Budget, FundingSource, Measure, Programme
from finance.money import ZERO, round_half_up, total
from finance.months import Month
from finance.reporting.formula import ratio
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from finance.several_years import amounts
from tariffs.declaring import standing
from tariffs.models import ResourceLine
from tariffs.reports.sources import cell_links

NAME, ACROSS = "resources", "across"
Stage = ResourceLine.Stage
# The nearest to what was, first.
NEAREST = (Stage.REPORTING, Stage.CURRENT, Stage.PLAN)
# A programme or a source of funds.
Of = tuple[int | None, int | None]


@dataclass(frozen=True)
class Resources:
    """The lines in force in the order of their file; `actual` is tenge by programme or source and year."""

    lines: Sequence[ResourceLine]
    labels: Mapping[Of, tuple[str, str]]
    budgets: Mapping[tuple[Of, int], Sequence[Budget]]
    actual: Mapping[tuple[Of, int], Decimal]

    def counted(self) -> dict[tuple[Of, int], ResourceLine]:
        """The line that counts for each programme and year."""
        found: dict[tuple[Of, int], ResourceLine] = {}
        for line in sorted(self.lines, key=lambda one: NEAREST.index(Stage(one.stage))):
            found.setdefault((of(line), line.year), line)
        return found

    @property
    def years(self) -> list[int]:
        return sorted({line.year for line in self.lines})


def of(line: ResourceLine) -> Of:
    return line.programme_id, line.source_id


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Years of `first` to `through`; actual cost of the months within them. Raises ScopeError without any line."""
    with translation.override(language):
        found = gather(scope, first, through, language)
        if not found.lines:
            raise ScopeError(_("There are no resources of these years. Import them."))
        main, across = _main(found, first, through), _across(found)
        return beside_form2(
            NAME,
            _("Resources by programme and year"),
            ReportHeading(scope, first, through, unit, language),
            tables=(main, across),
            checks=(_check(found, across),),
            notes=_notes(found),
            doubts=_doubts(found, scope),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Resources"), "years", build, place=10, spans_years=True)


def gather(scope: Scope, first: Month, through: Month, language: str) -> Resources:
    """Three queries."""
    limits = {"year__gte": first.year, "year__lte": through.year}
    lines = [row for group in standing(ResourceLine, scope.facility, **limits).values() for row in group]
    every = together(Programme.objects.all(), FundingSource.objects.all())
    programmes, sources = ({one.pk: one for one in rows} for rows in every)
    labels: dict[Of, tuple[str, str]] = {}
    for line in lines:
        if isinstance(line, ResourceLine):
            labels[of(line)] = _label(
                programmes.get(line.programme_id or 0), sources.get(line.source_id or 0), language
            )
    budgets: defaultdict[tuple[Of, int], list[Budget]] = defaultdict(list)
    places: dict[int, Of] = {}
    for budget in scope.budgets:
        # a source with a row of its own takes its budgets out of their programme
        of_source = (None, budget.source_id)
        place = places[budget.pk] = of_source if of_source in labels else (budget.programme_id, None)
        budgets[place, budget.year].append(budget)
    actual: defaultdict[tuple[Of, int], Decimal] = defaultdict(lambda: ZERO)
    for one in amounts(scope, first, through, [Measure.ACTUAL]):
        actual[places[one.budget], one.year] += one.amount
    return Resources([line for line in lines if isinstance(line, ResourceLine)], labels, budgets, actual)


def _label(programme: Programme | None, source: FundingSource | None, language: str) -> tuple[str, str]:
    """The code as it is printed before the name, and the name."""
    if programme is not None:
        codes = (programme.programme_code, programme.subprogramme_code)
        return "/".join(code for code in codes if code), in_language(programme.name_ru, programme.name_kk, language)
    return "", in_language(source.name_ru, source.name_kk, language) if source else ""


def _spent(found: Resources, place: Of, year: int) -> Decimal | None:
    """Actual cost; None where no budget of that year is the programme's."""
    return found.actual.get((place, year), ZERO) if (place, year) in found.budgets else None


def _main(found: Resources, first: Month, through: Month) -> Table:
    links = cell_links(found.lines)
    columns = (
        Column("programme", _("Programme"), "text"),
        Column("name", _("Name"), "text"),
        Column("shown", _("Year"), "text"),
        Column("stage_name", _("Stage"), "text"),
        Column("amount", _("Resources")),
        Column("actual", _("Actual cost")),
        Column("percent", _("Absorbed, %"), "percent", formula=ratio("actual", "amount"), decimals=1),
    )
    rows = []
    for line in found.lines:
        code, name = found.labels[of(line)]
        budgets = found.budgets.get((of(line), line.year), ())
        drill = Drill(
            (Measure.ACTUAL,), max(first, Month(line.year, 1)), min(through, Month(line.year, 12)),
            budgets=tuple(budget.key for budget in budgets),
        )  # fmt: skip
        cells = {
            "programme": Cell(code),
            "name": Cell(name),
            "shown": Cell(str(line.year)),
            "stage_name": Cell(str(line.get_stage_display())),
            "amount": Cell(line.amount, links.get((ResourceLine, line.pk))),
            "actual": Cell(_spent(found, of(line), line.year), drill.url() if budgets else None),
        }
        extra = {"year": line.year, "stage": line.stage, "node": line.node}
        rows.append(Row(str(line.pk), cells, extra=extra))
    return Table(
        NAME,
        columns,
        tuple(rows),
        Row("total", {"name": Cell(_("Totals by year: in the next table"))}, extra=_totals(found)),
        _("By stage"),
    )


def _totals(found: Resources) -> dict[str, dict[str, object]]:
    """`{"2023": {"amount": …, "actual": …, "percent": …}}`, each programme counted once a year."""
    totals: dict[str, dict[str, object]] = {}
    counted = found.counted()
    for year in found.years:
        own = {place: line.amount for (place, of_year), line in counted.items() if of_year == year}
        spent = [amount for place in own if (amount := _spent(found, place, year)) is not None]
        planned, actual = total(own.values()), total(spent) if spent else None
        share = Fraction(actual) / Fraction(planned) * 100 if actual is not None and planned else None
        percent = None if share is None else str(round_half_up(share, 1))
        totals[str(year)] = {"amount": planned, "actual": actual, "percent": percent}
    return totals


def _across(found: Resources) -> Table:
    """A row a programme under its direction, a column a year."""
    columns = (
        Column("programme", _("Programme"), "text"),
        Column("name", _("Name"), "text"),
        *(Column(str(year), f"{year}, {_stage_of(found, year)}", total="sum") for year in found.years),
    )
    counted, direction = found.counted(), ""
    rows: list[Row] = []
    links = cell_links(found.lines)
    for place, line in {of(line): line for line in found.lines}.items():
        if line.direction != direction:
            direction = line.direction
            rows.append(Row(f"direction-{len(rows)}", {"name": Cell(direction)}, style="section"))
        code, name = found.labels[place]
        own = {year: counted[place, year] for year in found.years if (place, year) in counted}
        cells = {str(year): Cell(one.amount, links.get((ResourceLine, one.pk))) for year, one in own.items()}
        rows.append(Row(str(place), {"programme": Cell(code), "name": Cell(name), **cells}))
    return summed(ACROSS, columns, rows, _("By programme and year"))


def _stage_of(found: Resources, year: int) -> str:
    stages = {line.stage: str(line.get_stage_display()) for (_of, own), line in found.counted().items() if own == year}
    return " / ".join(stages.values())


def _check(found: Resources, across: Table) -> Check:
    """The table across the years holds every line that counts, and only those."""
    shown = total(
        value for row in across.rows for key, cell in row.cells.items()
        if key.isdecimal() and isinstance(value := cell.value, Decimal)
    )  # fmt: skip
    off = total(line.amount for line in found.counted().values()) - shown
    return Check("counted-once", _("Every programme counts once a year"), off, off == ZERO)


def _notes(found: Resources) -> tuple[Remark, ...]:
    twice = len(found.lines) - len(found.counted())
    text = _("Two plans speak of %(count)s figures: the nearer one counts in the totals.")
    return (Remark(text % {"count": twice}, "two-plans"),) if twice else ()


def _doubts(found: Resources, scope: Scope) -> list[Remark]:
    """Years left out between two, and programmes that stand only among the resources or only among the budgets."""
    years, remarks = found.years, []
    for year in range(years[0], years[-1]):
        if year not in years:
            text = _("%(year)s lies between other years and no resources are planned for it.")
            remarks.append(Remark(text % {"year": year}, "missing-year"))
    planned = {place[0]: found.labels[place] for place in found.labels if place[0] is not None}
    budgeted = {budget.programme_id: budget.programme for budget in scope.budgets}
    if alone := [" ".join(label).strip() for pk, label in planned.items() if pk not in budgeted]:
        text = _("Resources are planned, but no budget is kept for: %(programmes)s.")
        remarks.append(Remark(text % {"programmes": "; ".join(alone)}, "programme-without-budget"))
    if alone := [str(programme) for pk, programme in budgeted.items() if pk not in planned]:
        text = _("A budget is kept, but no resources are planned for: %(programmes)s.")
        remarks.append(Remark(text % {"programmes": "; ".join(alone)}, "programme-without-resources"))
    return remarks
