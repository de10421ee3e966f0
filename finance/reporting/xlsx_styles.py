"""Cell formats of the workbook: made once each, asked for by what the cell is."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from finance.reporting.figures import decimals_of
from finance.reporting.report import Column, Report

FONT = "Arial"
_SIZE = 9
_GREY = "#D9D9D9"
_OVER = "#9C0006"


class Styles:
    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """The format with these properties of XlsxWriter; Arial 9, centred in height, unless they say otherwise."""
        wanted = {"font_name": FONT, "font_size": _SIZE, "valign": "vcenter", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(wanted)
        return self._made[key]

    def title(self) -> Format:
        return self.get(bold=True, font_size=12, align="center", text_wrap=True)

    def line(self, *, bold: bool = False) -> Format:
        return self.get(bold=bold, text_wrap=True, valign="top")

    def heading(self) -> Format:
        return self.get(bold=True, align="center", text_wrap=True, border=1, bg_color=_GREY)

    def number_row(self) -> Format:
        return self.get(align="center", border=1, italic=True)

    def cell(self, pattern: str, column: Column, *, style: str, level: int, flag: str, is_formula_like: bool) -> Format:
        """A cell of the table. `style` is the row's or `total`; `flag` colours the figure, the notes say why."""
        properties: dict[str, Any] = {"border": 1}
        if column.is_numeric:
            properties |= {"num_format": pattern, "align": "right"}
        else:
            properties |= {"text_wrap": True, "align": "center" if column.kind in ("code", "month", "date") else "left"}
            if pattern:
                properties["num_format"] = pattern
            if column.kind == "text" and level:
                properties["indent"] = level
            if is_formula_like:
                # keeps the text a text when somebody edits the cell
                properties["quote_prefix"] = True
        if style in ("total", "subtotal", "section"):
            properties["bold"] = True
        if style in ("total", "section"):
            properties["bg_color"] = "#F2F2F2"
        if flag:
            properties |= {"font_color": _OVER, "bold": True}
        return self.get(**properties)


def pattern(report: Report, column: Column, *, is_whole: bool = False) -> str:
    """The display format of a column; the sheet's own language decides how it looks on screen."""
    if column.kind == "date":
        return "dd.mm.yyyy"
    if not column.is_numeric:
        return ""
    decimals = decimals_of(report, column.kind, column)
    if decimals is None:
        decimals = 0 if is_whole else 2
    zeros = "." + "0" * decimals if decimals > 0 else ""
    return f"0{zeros}%" if column.kind == "percent" else f"#,##0{zeros}"
