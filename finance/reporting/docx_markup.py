"""Pieces of a Word document as markup: tables, paragraphs, fields. Every text in them is escaped."""

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape
from zlib import crc32

from docx.oxml.ns import nsdecls

_GREY, _PALE, _RED = "D9D9D9", "F2F2F2", "9C0006"
_USUAL_TABS = "".join(f'<w:tab w:val="clear" w:pos="{place}"/>' for place in (4320, 4680, 8640, 9360))
"""Those of a footer, which are taken away."""
_TWIPS_IN_MM = 1440 / 25.4
_NEVER_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OF_PARAGRAPHS = frozenset({"align", "before", "after", "indent", "keep", "tab", "leader", "level", "on_new_page"})


def table(table: dict[str, Any], width: int) -> str:
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
    last = len(rows) - 1
    first_kept = 0 if table["is_whole"] else last - 2  # no total stands alone on a page
    body = "".join(
        _body_row(row, table["aligns"], columns, size=size, keep=first_kept <= place < last)
        for place, row in enumerate(rows)
    )
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="404040"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{gap}" w:type="dxa"/>'
        for side, gap in (("top", 15), ("left", 40), ("bottom", 15), ("right", 40))
    )
    about = (
        f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
    )
    grid = f"<w:tblGrid>{grid}</w:tblGrid>"
    return f"<w:tbl {nsdecls('w')}><w:tblPr>{about}</w:tblPr>{grid}{head}{body}</w:tbl>"


def lines_to_sign(signatures: Sequence[Sequence[str]], width: int) -> str:
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
            look: dict[str, Any] = {"size": table["size"] * 0.94, "align": "center", "bold": True, "fill": _GREY}
            look["keep"] = True
            made.append(_cell(cell["text"], sum(columns[column : column + span]), span=span, merge=merge, **look))
            column += span
        rows.append(_row("".join(made), is_head=True))
    return "".join(rows)


def _body_row(row: dict[str, Any], aligns: Sequence[str], columns: Sequence[int], *, size: float, keep: bool) -> str:
    is_bold = row["style"] != "normal"
    fill = _PALE if row["style"] in ("total", "section") else ""
    cells = []
    for place, ((text, flag), align, width) in enumerate(zip(row["cells"], aligns, columns, strict=True)):
        indent = row["level"] * 160 if place == 0 else 0
        look: dict[str, Any] = {"bold": is_bold or bool(flag), "colour": _RED if flag else "", "fill": fill}
        cells.append(_cell(text, width, size=size, align=align, indent=indent, keep=keep, **look))
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
    said = paragraph(text, is_inside=True, **how)
    return f'<w:tc><w:tcPr>{about}<w:vAlign w:val="{"bottom" if border else "center"}"/></w:tcPr>{said}</w:tc>'


def paragraph(text: str, *, is_inside: bool = False, mark: str = "", page_of: str = "", **how: Any) -> str:
    """`how` is that of `properties` and `run`. `mark` names the place, `page_of` adds the page of a place so named."""
    about = {key: how.pop(key) for key in [*how] if key in _OF_PARAGRAPHS}
    words = run(text, **how)
    if mark:
        number = crc32(mark.encode())
        words = f'<w:bookmarkStart w:id="{number}" w:name="{mark}"/>{words}<w:bookmarkEnd w:id="{number}"/>'
    if page_of:
        words += "<w:r><w:tab/></w:r>" + field(f"PAGEREF {page_of}", size=how.get("size", 9), is_stale=True)
    namespaces = "" if is_inside else f" {nsdecls('w')}"
    return f"<w:p{namespaces}>{properties(**about)}{words}</w:p>"


def properties(
    *,
    align: str = "left",
    before: float = 0,
    after: float = 0,
    indent: int = 0,
    keep: bool = False,
    tab: int = 0,
    leader: str = "none",
    level: int | None = None,
    on_new_page: bool = False,
) -> str:
    """`before` and `after` in points, `indent` and `tab` in twentieths; `keep` leaves no page between it and the next.

    `level` puts a heading into the outline.
    """
    return (
        f"<w:pPr {nsdecls('w')}>{'<w:keepNext/>' if keep else ''}{'<w:pageBreakBefore/>' if on_new_page else ''}"
        + (f'<w:tabs>{_USUAL_TABS}<w:tab w:val="right" w:leader="{leader}" w:pos="{tab}"/></w:tabs>' if tab else "")
        + f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="240" w:lineRule="auto"/>'
        + (f'<w:ind w:left="{indent}"/>' if indent else "")
        + f'<w:jc w:val="{align}"/>'
        + (f'<w:outlineLvl w:val="{level}"/>' if level is not None else "")
        + "</w:pPr>"
    )


def run(text: str, *, size: float = 9, bold: bool = False, italic: bool = False, colour: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).split("\n"))
    look = _look(size=size, bold=bold, italic=italic, colour=colour)
    return f"<w:r {nsdecls('w')}>{look}{lines}</w:r>"


def clean(text: str) -> str:
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


def field(name: str, *, size: float, is_stale: bool = False) -> str:
    """A number that Word itself keeps: of the page, of all pages, of another place; a stale one it finds on opening."""
    shown = f"<w:r>{_look(size=size)}<w:t>{'' if is_stale else '1'}</w:t></w:r>"
    dirty = ' w:dirty="true"' if is_stale else ""
    return f'<w:fldSimple {nsdecls("w")} w:instr=" {name} "{dirty}>{shown}</w:fldSimple>'


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * _TWIPS_IN_MM)
