"""The four methods of allocation side by side: full cost and cost of a bed-day by profile, and their differences."""

from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.money import ZERO
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Ref, difference
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from tariffs.allocation.inputs import STEP_DOWN
from tariffs.bed_day_cost import BedDayCost
from tariffs.costing import cost_by_methods
from tariffs.reports.bed_day_cost import doubts
from tariffs.reports.links import cost_link
from tariffs.reports.wording import method_name, profile_name

NAME, PER_DAY = "methods", "per-bed-day"


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Differences are from step-down. Raises CostingError where the period cannot be costed."""
    with translation.override(language):
        costings, refused = cost_by_methods(scope, first, through)
        columns, rows = _columns(costings), _rows(costings, scope, language)
        table = summed(NAME, columns, rows, _("Full cost"))
        main = costings[STEP_DOWN]
        return beside_form2(
            NAME,
            _("Methods of allocation side by side"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table, _per_day(costings, language)),
            checks=tuple(_check(method, costing) for method, costing in costings.items()),
            notes=(Remark(_("Differences are from step-down. Reciprocal is solved exactly, not by iteration.")),),
            doubts=(
                *(Remark(f"{method_name(method)}: {why}", "refused") for method, why in refused.items()),
                *doubts(main, language),
            ),
            charts=(
                Chart("methods", _("Cost of a bed-day by method, ₸"), PER_DAY, "name",
                      tuple(Series(key(method)) for method in costings), is_stacked=False,
                      rows=tuple(p.profile for p in main.profiles if p.bed_days) or None),
            ),
        )  # fmt: skip


REPORT = RegisteredReport(NAME, gettext_lazy("Methods compared"), "care", build, place=5)


def key(method: str) -> str:
    """The column of a method: keys of columns have no hyphens."""
    return method.replace("-", "_")


def _columns(costings: dict[str, BedDayCost]) -> tuple[Column, ...]:
    others = [method for method in costings if method != STEP_DOWN]
    return (
        Column("name", _("Profile"), "text"),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
        *(Column(key(m), method_name(m), group=_("Full cost"), total="sum") for m in costings),
        *(
            Column(f"{key(m)}_difference", method_name(m), group=_("Difference from step-down"), total="sum",
                   formula=difference(key(m), key(STEP_DOWN)))
            for m in others
        ),
    )  # fmt: skip


def _rows(costings: dict[str, BedDayCost], scope: Scope, language: str) -> tuple[Row, ...]:
    main = costings[STEP_DOWN]
    rows = []
    for place, profile in enumerate(main.profiles):
        cells = {
            "name": Cell(profile_name(main.inputs.profiles, profile.profile, language)),
            "bed_days": Cell(profile.bed_days),
        }
        for method, costing in costings.items():
            full_cost = costing.profiles[place].full_cost
            cells[key(method)] = Cell(full_cost, cost_link(scope, costing, profile.profile))
            if method != STEP_DOWN:
                cells[f"{key(method)}_difference"] = Cell(full_cost - profile.full_cost)
        rows.append(Row(profile.profile, cells, extra={"profile": profile.profile}))
    return tuple(rows)


def _per_day(costings: dict[str, BedDayCost], language: str) -> Table:
    main = costings[STEP_DOWN]
    columns = (Column("name", _("Profile"), "text"), *(Column(key(m), method_name(m), "rate") for m in costings))
    rows = tuple(
        Row(
            profile.profile,
            {
                "name": Cell(profile_name(main.inputs.profiles, profile.profile, language)),
                **{
                    key(m): Cell(
                        None,
                        formula=Ref(key(m), table=NAME, row=profile.profile)
                        / Ref("bed_days", table=NAME, row=profile.profile),
                    )
                    for m in costings
                },
            },
        )
        for profile in main.profiles
    )
    return Table(PER_DAY, columns, rows, None, _("Cost of a bed-day, ₸"))


def _check(method: str, costing: BedDayCost) -> Check:
    left = Fraction(costing.full_cost + costing.unallocated - costing.ledger_total)
    label = _("%(method)s: costed total = ledger total") % {"method": method_name(method)}
    return Check(f"costed-total-{method}", label, left, left == ZERO)
