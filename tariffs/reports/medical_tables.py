"""Tables of the medical side as they are printed: therapies, procedures, diagnoses, with computed figures beside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.months import Month
from finance.reporting.periods import period_in_words
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from finance.stated import Stated, StatedRounding, decimals_of, remarks
from tariffs.medical_records import KeptTable, tables_of
from tariffs.medical_sums import Checked, Finding, check
from tariffs.medical_tables import SECTION, TOTAL, Printed
from tariffs.models import MedicalRow
from tariffs.reports.sources import cell_links
from tariffs.reports.wording import one_facility

NAME = "medical-tables"
COUNTED = (StatedRounding.EQUAL, StatedRounding.TRUNCATED, StatedRounding.ROUNDED_UP, StatedRounding.DIFFERENT)
Links = Mapping[Any, str]
_SHORT = 60


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Tables whose period lies within the months, inclusive. Raises ScopeError for several facilities or none."""
    with translation.override(language):
        one_facility(scope)
        kept = tables_of(scope.budgets[0].facility, first, through)
        if not kept:
            raise ScopeError(_("There are no medical tables in the period. Import them."))
        links = cell_links(row for one in kept for row in one.rows)
        checked = [check(one.printed) for one in kept]
        pairs = list(zip(kept, checked, strict=True))
        notes, doubts = remarks(stated for one, found in pairs for stated in _stated(one, found, links))
        tables = [_table(f"table-{nth}", one, found, links) for nth, (one, found) in enumerate(pairs, 1)]
        return beside_form2(
            NAME,
            _("Medical tables"),
            ReportHeading(scope, first, through, unit, language),
            tables=(_contents(pairs, language), *tables),
            notes=(*notes, *(note for one, found in pairs for note in _unexplained(one.printed, found))),
            doubts=doubts,
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Medical tables"), "indicators", build, place=8)


def _contents(pairs: Sequence[tuple[KeptTable, Checked]], language: str) -> Table:
    """The list of the tables: how many of their figures follow from others, and how."""
    labels = {
        StatedRounding.EQUAL: _("Equal"),
        StatedRounding.TRUNCATED: _("Cut off"),
        StatedRounding.ROUNDED_UP: _("Rounded up"),
        StatedRounding.DIFFERENT: _("Different"),
    }
    group = _("Figures checked")
    columns = (
        Column("title", _("Table"), "text"),
        Column("period", _("Period"), "text"),
        Column("rows", _("Rows"), "quantity"),
        *(Column(str(key).replace("-", "_"), labels[key], "quantity", group=group) for key in COUNTED),
    )
    rows = []
    for nth, (kept, checked) in enumerate(pairs, 1):
        counted = Counter(finding.rounding for finding in checked.findings)
        cells = {
            "title": Cell(kept.printed.title),
            "period": Cell(period_in_words(*kept.period, language)),
            "rows": Cell(len(kept.printed.lines)),
            **{str(key).replace("-", "_"): Cell(counted[key]) for key in COUNTED},
        }
        rows.append(Row(f"contents-{nth}", cells, extra={"table": f"table-{nth}"}))
    return Table(NAME, columns, tuple(rows), title=_("Medical tables"))


def _table(key: str, kept: KeptTable, checked: Checked, links: Links) -> Table:
    """The table as printed; beside a column some figures of which follow from others, what they come to."""
    printed = kept.printed
    computed = {(finding.line, finding.column): finding for finding in checked.findings}
    beside = {finding.column for finding in checked.findings}
    columns = [column for at in range(len(printed.headings)) for column in _columns(printed, at, at in beside)]
    rows = []
    for line, row in enumerate(kept.rows[1:]):
        link = links.get((MedicalRow, row.pk))
        cells = {}
        for at in range(len(printed.headings)):
            number = printed.number(line, at) if at in printed.figures else None
            text = printed.lines[line].cells[at] or None
            shown = number if number is not None else text
            cells[f"c{at}"] = Cell(shown, link if number is not None else None)
            if finding := computed.get((line, at)):
                cells[f"c{at}_computed"] = _computed(finding)
        style = {SECTION: "section", TOTAL: "subtotal"}.get(row.role, "normal")
        rows.append(Row(f"{key}-{line}", cells, style=style))  # type: ignore[arg-type] # one of the styles
    return Table(key, tuple(columns), tuple(rows), title=printed.title, lists_subtotals=True)


def _columns(printed: Printed, at: int, has_computed: bool) -> list[Column]:
    group, _sign, label = printed.headings[at].text.rpartition(" / ")
    if at not in printed.figures:
        return [Column(f"c{at}", label, "text", group=group)]
    decimals = max(
        (decimals_of(number) for line in range(len(printed.lines)) if (number := printed.number(line, at)) is not None),
        default=0,
    )
    found = [Column(f"c{at}", label, "quantity", group=group, decimals=decimals)]
    if has_computed:
        more = 1 if printed.headings[at].is_percent or printed.headings[at].is_mean else 0
        name = _("computed")
        found.append(Column(f"c{at}_computed", name, "quantity", group=group or label, decimals=decimals + more))
        found[0] = Column(f"c{at}", label if group else _("as printed"), "quantity", group=group or label,
                          decimals=decimals)  # fmt: skip
    return found


def _computed(finding: Finding) -> Cell:
    return Cell(finding.computed, flag="doubt" if finding.rounding is StatedRounding.DIFFERENT else "")


def _stated(kept: KeptTable, checked: Checked, links: Links) -> list[Stated]:
    """Every figure that follows from others: in words which it is, and what follows."""
    printed = kept.printed
    title = Truncator(printed.title).chars(_SHORT)
    return [
        Stated(
            f"{title}: {printed.label(found.line)}, {printed.headings[found.column].text}",
            found.stated,
            found.computed,
            links.get((MedicalRow, kept.rows[found.line + 1].pk)),
        )
        for found in checked.findings
    ]


def _unexplained(printed: Printed, checked: Checked) -> list[Remark]:
    if not checked.unexplained:
        return []
    columns = "; ".join(printed.headings[at].text for at in checked.unexplained)
    text = _("%(title)s: what these columns follow from is not in the table, so they are not checked: %(columns)s.")
    return [Remark(text % {"title": Truncator(printed.title).chars(_SHORT), "columns": columns}, "unexplained")]
