"""The report as a Word document: header rows repeated, fixed widths, page numbers; same input, same bytes.

Tables are written as markup of their own, since a library's cell by cell takes minutes for a long report; every text
in them is escaped, so nothing a user wrote is taken for markup.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Mm, Pt

from finance.reporting.paper import MARGINS_IN_MM, PAGE, PAGES, PAPER_IN_MM, WIDTH_IN_MM, as_data
from finance.reporting.report import Report

_FONT = "Arial"
_GREY, _PALE, _RED = "D9D9D9", "F2F2F2", "9C0006"
_USUAL_TABS = '<w:tab w:val="clear" w:pos="4320"/><w:tab w:val="clear" w:pos="8640"/>'
"""Those of a footer, which are taken away."""
_TWIPS_IN_MM = 1440 / 25.4
_NEVER_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TITLE = 255
_ZIPPED = (1980, 1, 1, 0, 0, 0)
"""When each part of the file was written, as far as anybody can tell: the same report is the same file."""


def render(report: Report) -> bytes:
    data = as_data(report)
    word = _blank(report)
    paper = _Paper(word, data)
    paper.report()
    made = BytesIO()
    word.save(made)
    return _without_clock(made.getvalue())


def _blank(report: Report) -> Word:
    """An empty document in one font that says nothing of when and by whom it was made."""
    word = Document()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(9)  # type: ignore[attr-defined] # a style of paragraphs has a font
    created = datetime.combine(report.last.last_day, time(), tzinfo=UTC)
    about = word.core_properties
    about.title, about.language = _clean(report.title)[:_LONGEST_TITLE], report.language
    about.author = about.comments = ""
    about.created = about.modified = created
    about.last_modified_by, about.revision = "", 1
    return word


def _without_clock(made: bytes) -> bytes:
    """The same package with its parts dated alike."""
    fixed = BytesIO()
    with ZipFile(BytesIO(made)) as old, ZipFile(fixed, "w") as new:
        for name in old.namelist():
            part = ZipInfo(name, _ZIPPED)
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return fixed.getvalue()


class _Paper:
    """Writes what `paper.as_data` laid out, from the first line to the last."""

    def __init__(self, word: Word, data: dict[str, Any]) -> None:
        self.word, self.data = word, data
        self.is_wide = True

    def report(self) -> None:
        data = self.data
        self._page(self.word.sections[0], is_wide=True)
        self._line(data["title"], size=12, bold=True, align="center", after=2)
        self._line(data["period"], align="center", after=4)
        self._tables(data)
        self._signatures(data["signatures"])
        self._remarks(data["remarks"])

    def _page(self, section: Section, *, is_wide: bool) -> None:
        self.is_wide = is_wide
        short, long = PAPER_IN_MM
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(long), Mm(short)) if is_wide else (Mm(short), Mm(long))
        left, right, top, bottom = MARGINS_IN_MM[is_wide]
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.top_margin, section.bottom_margin, section.footer_distance = Mm(top), Mm(bottom), Mm(6)
        section.footer.is_linked_to_previous = False
        foot = section.footer.paragraphs[0]._p
        foot.clear_content()
        foot.append(parse_xml(_properties(tab=_twips(WIDTH_IN_MM[is_wide]))))
        foot.append(parse_xml(_run(self.data["generated"], size=7.5)))
        foot.append(parse_xml(f"<w:r {nsdecls('w')}><w:tab/></w:r>"))
        for text in re.split(f"([{PAGE}{PAGES}])", self.data["page"]):
            field = {PAGE: "PAGE", PAGES: "NUMPAGES"}.get(text)
            foot.append(parse_xml(_field(field, size=7.5) if field else _run(text, size=7.5)))

    def _tables(self, block: dict[str, Any]) -> None:
        """A report's header lines, its tables, and the lines under the first of them."""
        for label, value in block["header"]:
            self._line(f"{label}: {value}", size=8, after=1)
        for place, table in enumerate(block["tables"]):
            if table["title"]:
                self._line(table["title"], size=10, bold=True, before=8, keep=True)
            if block["unit"]:
                self._line(block["unit"], size=8, italic=True, align="right", keep=True)
            self._append(_table(table, _twips(WIDTH_IN_MM[self.is_wide])))
            self._line("", size=4)
            if place == 0:
                for label, value in block["summary"]:
                    self._line(f"{label}: {value}", after=1)

    def _signatures(self, signatures: Sequence[Sequence[str]]) -> None:
        """Post, a stroke to sign on, name: in three columns, so that the strokes stand under each other."""
        if signatures:
            self._line("", size=4, before=6)
            self._append(_lines_to_sign(signatures, _twips(WIDTH_IN_MM[self.is_wide])))

    def _remarks(self, remarks: Sequence[dict[str, Any]]) -> None:
        for part in remarks:
            self._line(part["title"], size=8, bold=True, before=6, keep=True)
            for said in part["texts"]:
                self._line(f"– {said}", size=7.5, indent=200)

    def _line(self, text: str, **how: Any) -> None:
        self._append(_paragraph(text, **how))

    def _append(self, markup: str) -> None:
        self.word.element.body.insert_element_before(parse_xml(markup), "w:sectPr")


def _table(table: dict[str, Any], width: int) -> str:
    """The whole table; `width` in twentieths of a point, shared out as its columns ask."""
    shares = sum(table["widths"])
    columns = [round(width * share / shares) for share in table["widths"]]
    size = table["size"]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in columns)
    head = _head(table, columns)
    if table["numbers"]:
        cells = (_cell(text, one, size=size, align="center", italic=True)
                 for text, one in zip(table["numbers"], columns, strict=True))  # fmt: skip
        head += _row("".join(cells), is_head=True)
    rows = [*table["rows"], *([table["total"]] if table["total"] else [])]
    body = "".join(_body_row(row, table["aligns"], columns, size) for row in rows)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="404040"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
    about = (
        f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
    )
    grid = f"<w:tblGrid>{grid}</w:tblGrid>"
    return f"<w:tbl {nsdecls('w')}><w:tblPr>{about}</w:tblPr>{grid}{head}{body}</w:tbl>"


def _lines_to_sign(signatures: Sequence[Sequence[str]], width: int) -> str:
    columns = [round(width * share) for share in (0.42, 0.2, 0.38)]
    stroke = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
    rows = "".join(
        _row(
            _cell(position, columns[0], before=10, indent=20)
            + _cell("", columns[1], border=stroke)
            + _cell(name, columns[2], before=10, indent=80)
        )
        for position, name in signatures
    )
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in columns)
    about = f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl {nsdecls('w')}><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _head(table: dict[str, Any], columns: Sequence[int]) -> str:
    """The header's rows; a cell over two of them goes on in an empty cell of the second."""
    rows, going_on = [], {}
    for cells in table["head"]:
        at = {cell["column"]: cell for cell in cells}
        made, column = [], 0
        while column < len(columns):
            cell = at.get(column, {"text": "", "columns": 1, "rows": 1})
            span = cell["columns"]
            merge = "continue" if column in going_on else "restart" if cell["rows"] > 1 else ""
            if cell["rows"] > 1:
                going_on[column] = True
            look = {"size": table["size"] * 0.94, "align": "center", "bold": True, "fill": _GREY}
            made.append(_cell(cell["text"], sum(columns[column : column + span]), span=span, merge=merge, **look))
            column += span
        rows.append(_row("".join(made), is_head=True))
    return "".join(rows)


def _body_row(row: dict[str, Any], aligns: Sequence[str], columns: Sequence[int], size: float) -> str:
    is_bold = row["style"] != "normal"
    fill = _PALE if row["style"] in ("total", "section") else ""
    cells = []
    for place, ((text, flag), align, width) in enumerate(zip(row["cells"], aligns, columns, strict=True)):
        indent = row["level"] * 160 if place == 0 else 0
        look = {"bold": is_bold or bool(flag), "colour": _RED if flag else "", "fill": fill, "indent": indent}
        cells.append(_cell(text, width, size=size, align=align, **look))
    return _row("".join(cells))


def _row(cells: str, *, is_head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{cells}</w:tr>"


def _cell(
    text: str, width: int, *, span: int = 1, merge: str = "", fill: str = "", border: str = "", **how: Any
) -> str:
    about = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        about += f'<w:gridSpan w:val="{span}"/>'
    if merge:
        about += f'<w:vMerge w:val="{merge}"/>'
    about += border
    if fill:
        about += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    paragraph = _paragraph(text, is_inside=True, **how)
    return f'<w:tc><w:tcPr>{about}<w:vAlign w:val="{"bottom" if border else "center"}"/></w:tcPr>{paragraph}</w:tc>'


def _paragraph(
    text: str,
    *,
    is_inside: bool = False,
    align: str = "left",
    before: float = 0,
    after: float = 0,
    indent: int = 0,
    keep: bool = False,
    **how: Any,
) -> str:
    """`before` and `after` in points, `indent` in twentieths; `keep` leaves no page between it and what follows."""
    about = _properties(align=align, before=before, after=after, indent=indent, keep=keep)
    namespaces = "" if is_inside else f" {nsdecls('w')}"
    return f"<w:p{namespaces}>{about}{_run(text, **how)}</w:p>"


def _properties(
    *, align: str = "left", before: float = 0, after: float = 0, indent: int = 0, keep: bool = False, tab: int = 0
) -> str:
    return (
        f"<w:pPr {nsdecls('w')}>{'<w:keepNext/>' if keep else ''}"
        + (f'<w:tabs>{_USUAL_TABS}<w:tab w:val="right" w:pos="{tab}"/></w:tabs>' if tab else "")
        + f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="240" w:lineRule="auto"/>'
        + (f'<w:ind w:left="{indent}"/>' if indent else "")
        + f'<w:jc w:val="{align}"/></w:pPr>'
    )


def _run(text: str, *, size: float = 9, bold: bool = False, italic: bool = False, colour: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _clean(text).split("\n"))
    look = _look(size=size, bold=bold, italic=italic, colour=colour)
    return f"<w:r {nsdecls('w')}>{look}{lines}</w:r>"


def _clean(text: str) -> str:
    """Without the signs that no XML may hold."""
    return _NEVER_IN_XML.sub("", text)


def _look(*, size: float, bold: bool = False, italic: bool = False, colour: str = "") -> str:
    """Sizes are in half points."""
    return (
        "<w:rPr>"
        + ("<w:b/>" if bold else "")
        + ("<w:i/>" if italic else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + f'<w:sz w:val="{round(size * 2)}"/></w:rPr>'
    )


def _field(name: str, *, size: float) -> str:
    """A number that Word itself keeps: of the page, of all pages."""
    shown = f"<w:r>{_look(size=size)}<w:t>1</w:t></w:r>"
    return f'<w:fldSimple {nsdecls("w")} w:instr=" {name} ">{shown}</w:fldSimple>'


def _twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * _TWIPS_IN_MM)
