"""What is said under the table besides its figures: checks in words, notes, and the differences that rounding makes."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction

from django.utils.translation import gettext as _

from finance.money import WIDE, ZERO, display, round_half_up
from finance.reporting.figures import decimals_of, scaled, shown
from finance.reporting.form import UNIT_NAMES
from finance.reporting.report import Answered, Check, Column, Report, Row, Table


def notes(report: Report, decimals: int | None = None) -> list[str]:
    """The report's notes and one for each column, of a document's sections too, whose rounded rows miss the total.

    `decimals` replaces those of the printed form: JSON always rounds to two.
    """
    reports = (report, *(part.report for part in report.parts if part.report))
    rounding = dict.fromkeys(note for one in reports for note in _rounding_notes(one, decimals))
    return [note.text for note in report.notes] + list(rounding)


def parts(report: Report) -> list[tuple[str, list[str]]]:
    """What stands under the table, each part with its title; empty parts are left out."""
    own = [(section.title, [remark.text for remark in section.remarks]) for section in report.sections]
    if not report.are_remarks_printed:
        return own
    said = [
        *own,
        (_("Checks"), [check_text(report, check) for check in report.checks]),
        (_("Notes"), notes(report)),
        (_("Doubts"), doubts(report)),
        (_("Answered doubts"), [answered_text(one) for one in report.answered]),
    ]
    return [(title, texts) for title, texts in said if texts]


def doubts(report: Report) -> list[str]:
    return [doubt.text for doubt in report.doubts]


def answered_text(one: Answered) -> str:
    """The doubt, then why it may stand, who said so and when."""
    return f"{one.doubt.text} {answer_text(one)}"


def answer_text(one: Answered) -> str:
    """Why the doubt may stand, who said so and when."""
    words = {"reason": one.reason, "who": one.who, "day": f"{one.day:%d.%m.%Y}"}
    return _("Answered: %(reason)s (%(who)s, %(day)s)") % words


def _rounding_notes(report: Report, decimals: int | None) -> Iterator[str]:
    for table in report.tables:
        for column in table.columns:
            if table.total is None or column.kind != "amount" or column.total != "sum":
                continue
            places = decimals if decimals is not None else decimals_of(report, "amount", column)
            rows, total = _rounded(report, table, column, places or 0)
            if total is not None and rows != total:
                yield _("%(column)s: the rounded rows add up to %(rows)s, the rounded total is %(total)s.") % {
                    "column": column.label,
                    "rows": display(rows, report.language, places or 0),
                    "total": display(total, report.language, places or 0),
                }


def _rounded(report: Report, table: Table, column: Column, places: int) -> tuple[Decimal, Decimal | None]:
    """The sum of the rounded rows of the first level, and the rounded total."""

    def rounded(row: Row) -> Decimal | None:
        value = row.cell(column.key).value
        if not isinstance(value, (Decimal, Fraction, int)):
            return None
        return round_half_up(scaled(value, "amount", report.unit), places)

    counted = set(table.children(None))
    with localcontext(WIDE):
        found = sum((one for row in table.rows if row.key in counted and (one := rounded(row))), ZERO)
    return found, rounded(table.total) if table.total else None


def check_text(report: Report, check: Check) -> str:
    """`Opening + funding − cash = closing: holds` or with the difference, or that there is nothing to compare with."""
    if check.holds is None:
        return _("%(check)s: nothing to compare with") % {"check": check.label}
    if check.holds:
        return _("%(check)s: holds, difference %(difference)s") % _words(report, check)
    return _("%(check)s: DOES NOT HOLD, difference %(difference)s") % _words(report, check)


def _words(report: Report, check: Check) -> dict[str, str]:
    return {"check": check.label, "difference": shown(report, check.difference, check.kind)}


def unit_line(report: Report, table: Table, *, is_alone: bool = False) -> str:
    """The unit above a table, empty where its columns name it, nothing is in money, or the form's own header says it.

    `is_alone`: the table stands without that header. Rates are tenge whatever the report's unit.
    """
    kinds = {column.kind for column in table.columns}
    if "amount" in kinds:
        is_said = not is_alone and any(line.key == "unit" for line in report.header)
        return "" if is_said else UNIT_NAMES[report.unit][report.language]
    bare = (column.kind == "rate" and "₸" not in f"{column.group} {column.label}" for column in table.columns)
    return UNIT_NAMES["tenge"][report.language] if any(bare) else ""
