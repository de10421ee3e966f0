"""A Report laid out for the screen: the same texts as everywhere, with spoken names, signs in words and meters."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from finance.money import ZERO
from finance.reporting import html
from finance.reporting.form import UNIT_NAMES
from finance.reporting.layout import leading_columns
from finance.reporting.report import Column, Part, Report, Row, Table, Value
from finance.views.cells import row_of
from finance.views.drawn import draw, drawn_trend
from finance.views.folding import Fold
from finance.views.long_tables import parts

BEGIN = "first-figure"
# What a colour means is said in words where no other column says it.
FLAG_WORDS = {
    "over": lambda: _("over plan"),
    "excess": lambda: _("over the contract"),
    "missing": lambda: _("no data"),
    "doubt": lambda: _("doubtful"),
}
# Tables wider than a desk screen scroll in a frame of their own; the others let their header stick to the window.
# Pixels: a digit, a letter of a head, the padding of a cell, a column of words, a percent with its meter, the content
# of a window 1200 and 1440 wide.
DIGIT, LETTER, PADDING, WORDS, METER = 8, 9, 16, 150, 56
SMALL_SCREEN, WIDE_SCREEN = 1120, 1350


def sheet(
    report: Report,
    query: QueryDict | None = None,
    folds: Mapping[str, Fold] | None = None,
    *,
    is_part: bool = False,
) -> dict[str, Any]:
    """Context of `parts/report.html`. Everything is text already.

    `query`, the address, says which part is shown of tables too long for a page; `folds` are the rows of the first
    table, by key, that open and close.
    """
    shown = parts(report, query if query is not None else QueryDict())
    chosen = {table.key: shown[table.key].rows if table.key in shown else table.rows for table in report.tables}
    made = html.context(report, chosen=chosen)
    for laid, table in zip(made["tables"], report.tables, strict=True):
        laid["part"] = part = shown.get(table.key)
        laid["leading"] = max(leading_columns(table), 1)
        laid["fits"] = _fits(table, laid)
        laid["caption"] = table.title or report.title
        for drawn, row in zip(laid["rows"], chosen[table.key], strict=True):
            _name_cells(report, table, drawn, row)
        if part and part.found:
            laid["found"] = html.laid_out_row(report, table, part.found)
            _name_cells(report, table, laid["found"], part.found)
        if table.total and laid["total"]:
            _name_cells(report, table, laid["total"], table.total)
    _fold(made["tables"][0], folds or {})
    if not is_part:
        _begin(made["tables"])
    for laid in made["tables"]:
        for drawn in (*laid["rows"], *filter(None, (laid["total"], laid.get("found")))):
            drawn["html"] = row_of(drawn["cells"])
    made["parts"] = [_part(part, query) for part in report.parts]
    made["drawn"] = [drawn for drawn in map(draw, made["charts"]) if drawn is not None]
    checks = [{"text": c["text"], "link": None, "style": _check_style(c["holds"])} for c in made["checks"]]
    notes = [{"text": n.text, "link": n.link, "style": n.key} for n in made["notes"]]
    made["remarks"] = checks + [note for note in notes if note["style"] != "rounding"]
    made["rounding"] = [note for note in notes if note["style"] == "rounding"]
    return made


def _fold(laid: dict[str, Any], folds: Mapping[str, Fold]) -> None:
    """The heading of each row that opens and closes leads to the page where it does."""
    for drawn in laid["rows"]:
        if drawn["key"] in folds:
            heading = next(cell for cell in drawn["cells"] if cell["is_heading"])
            heading["fold"], heading["row"] = folds[drawn["key"]], drawn["name"]
            if not folds[drawn["key"]].is_open:
                drawn["style"] = "subtotal"


def _begin(tables: list[dict[str, Any]]) -> None:
    """The first figure that leads anywhere has a name to jump to."""
    every = (cell for laid in tables for drawn in laid["rows"] for cell in drawn["cells"])
    first = next((cell for cell in every if cell["link"] and cell["is_numeric"]), None)
    if first is not None:
        first["begin"] = BEGIN
    tables[0]["begin"] = BEGIN if first is not None else f"table-{tables[0]['key']}"


def _part(part: Part, query: QueryDict | None) -> dict[str, Any]:
    if part.report is None:
        return {"part": part}
    made = sheet(part.report, query, is_part=True)
    return {"part": part, "sheet": made | {"tables": html.told_apart(part, made["tables"])}}


def _fits(table: Table, laid: dict[str, Any]) -> str:
    """Class of the frame: from which window on the whole table stands in it, by its longest figures."""
    drawn = [row["cells"] for row in laid["rows"]] + ([laid["total"]["cells"]] if laid["total"] else [])
    width = 0
    for place, column in enumerate(table.columns):
        figures = DIGIT * max((len(cells[place]["text"]) for cells in drawn), default=0)
        head = LETTER * max(map(len, column.label.split()), default=0)
        needed = max(figures, head, METER if column.kind == "percent" else 0)
        width += PADDING + (needed if column.is_numeric else min(needed, WORDS))
    if width <= SMALL_SCREEN:
        return "fits"
    return "fits-wide" if width <= WIDE_SCREEN else ""


def _check_style(holds: bool | None) -> str:
    return {True: "good", False: "broken", None: ""}[holds]


def _name_cells(report: Report, table: Table, drawn: dict[str, Any], row: Row) -> None:
    name = " ".join(cell["text"] for cell in drawn["cells"][: max(leading_columns(table), 1)] if cell["text"])
    heading = next((i for i, cell in enumerate(drawn["cells"]) if cell["text"]), 0)
    said: set[str] = set()
    drawn["name"] = name
    for place, (cell, column) in enumerate(zip(drawn["cells"], table.columns, strict=True)):
        value = row.cell(column.key).value
        cell["is_heading"] = place == heading
        cell["classes"] = " ".join([*_classes(column, cell["flag"], value), *_heat(table, row, column)])
        cell["word"] = FLAG_WORDS[cell["flag"]]() if cell["flag"] in FLAG_WORDS and cell["flag"] not in said else ""
        said.add(cell["flag"])
        cell["spoken"] = f"{name}, {column.label}: {cell['text']} {_unit(report, column)}".strip()
        if (trend := row.cell(column.key).trend) and len(trend) > 1:
            cell["trend"] = drawn_trend(trend)
        if column.kind == "percent" and not isinstance(value, str) and value is not None:
            cell["meter"] = _meter(value, is_over=cell["flag"] == "over")


def _classes(column: Column, flag: str, value: Value) -> list[str]:
    found: list[str] = ["num" if column.is_numeric else column.kind]
    if flag:
        found.append(flag)
    if column.is_numeric and value is not None and not isinstance(value, str):
        if value == ZERO:
            found.append("zero")
        elif column.is_overspend:
            found.append("better" if value < 0 else "worse")  # type: ignore[operator] # a number, as told above
        elif value < 0:  # type: ignore[operator]
            found.append("negative")
    return found


def _heat(table: Table, row: Row, column: Column) -> list[str]:
    """`warm-1` to `warm-5` by fifths of the row's largest figure."""
    value = row.cell(column.key).value
    if not column.is_heat or row is table.total or not isinstance(value, Decimal) or value <= 0:
        return []
    amounts = [row.cell(one.key).value for one in table.columns if one.is_heat]
    most = max(amount for amount in amounts if isinstance(amount, Decimal))
    return [f"warm-{min(5, int(value * 5 / most) + 1)}"]


def _unit(report: Report, column: Column) -> str:
    if column.kind == "percent":
        return "%"
    if column.kind == "rate":
        return UNIT_NAMES["tenge"][report.language]
    return UNIT_NAMES[report.unit][report.language] if column.kind == "amount" else ""


def _meter(share: Any, *, is_over: bool) -> dict[str, Any]:
    """Width of a bar from 0 to 100. More than the whole is full; only what the report flags is too much."""
    return {"width": max(0, min(100, round(share * 100))), "over": is_over}
