"""The report as a Word document: header rows repeated, fixed widths, page numbers; same input, same bytes.

Tables are written as markup of their own, since a library's cell by cell takes minutes for a long report; every text
in them is escaped, so nothing a user wrote is taken for markup.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section as Pages
from docx.shared import Mm, Pt

from finance.reporting.docx_markup import clean, field, lines_to_sign, paragraph, properties, run, table, twips
from finance.reporting.paper import MARGINS_IN_MM, PAGE, PAGES, PAPER_IN_MM, WIDTH_IN_MM, as_data
from finance.reporting.report import Report

_FONT = "Arial"
_LONGEST_TITLE = 255
_ZIPPED = (1980, 1, 1, 0, 0, 0)
"""When each part of the file was written, as far as anybody can tell: the same report is the same file."""


def render(report: Report) -> bytes:
    data = as_data(report)
    word = _blank(report)
    _Paper(word, data).write()
    made = BytesIO()
    word.save(made)
    return _without_clock(made.getvalue())


def _blank(report: Report) -> Word:
    """An empty document in one font that says nothing of when and by whom it was made."""
    word = Document()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(9)
    created = datetime.combine(report.last.last_day, time(), tzinfo=UTC)
    about = word.core_properties
    about.title, about.language = clean(report.title)[:_LONGEST_TITLE], report.language
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
        self.is_wide = data["cover"] is None
        self._page(word.sections[0])

    def write(self) -> None:
        if self.data["cover"] is None:
            self._line(self.data["title"], size=12, bold=True, align="center", after=2)
            self._line(self.data["period"], align="center", after=4)
            self._tables(self.data)
        else:
            self.word.sections[0].different_first_page_header_footer = True
            self._cover(self.data["cover"])
            self._contents(self.data["contents"])
            self._sections()
        self._signatures(self.data["signatures"])
        self._remarks(self.data["remarks"])

    @property
    def _width(self) -> int:
        return twips(WIDTH_IN_MM[self.is_wide])

    def _page(self, pages: Pages) -> None:
        """Paper, margins and foot of the pages that follow."""
        short, long = PAPER_IN_MM
        pages.orientation = WD_ORIENT.LANDSCAPE if self.is_wide else WD_ORIENT.PORTRAIT
        pages.page_width, pages.page_height = (Mm(long), Mm(short)) if self.is_wide else (Mm(short), Mm(long))
        left, right, top, bottom = MARGINS_IN_MM[self.is_wide]
        pages.left_margin, pages.right_margin = Mm(left), Mm(right)
        pages.top_margin, pages.bottom_margin, pages.footer_distance = Mm(top), Mm(bottom), Mm(6)
        pages.footer.is_linked_to_previous = False
        foot = pages.footer.paragraphs[0]._p
        foot.clear_content()
        foot.append(parse_xml(properties(tab=self._width)))
        foot.append(parse_xml(run(self.data["generated"], size=7.5)))
        foot.append(parse_xml(f"<w:r {nsdecls('w')}><w:tab/></w:r>"))
        for text in re.split(f"([{PAGE}{PAGES}])", self.data["page"]):
            name = {PAGE: "PAGE", PAGES: "NUMPAGES"}.get(text)
            foot.append(parse_xml(field(name, size=7.5) if name else run(text, size=7.5)))

    def _turn(self, *, is_wide: bool) -> bool:
        """New pages of another orientation, where the paper lies otherwise now; whether it was turned."""
        if is_wide == self.is_wide:
            return False
        self.is_wide = is_wide
        pages = self.word.add_section(WD_SECTION.NEW_PAGE)
        pages.different_first_page_header_footer = False
        self._page(pages)
        return True

    def _cover(self, cover: dict[str, Any]) -> None:
        self._line(cover["over"], size=11, align="center")
        self._line(cover["organisation"], size=13, bold=True, align="center")
        self._line(cover["number"], size=9, align="center", after=60)
        if cover["approved"]:
            indent = twips(90)
            self._line(cover["approved"], size=11, bold=True, indent=indent, after=4)
            self._line(cover["position"], size=10.5, indent=indent, after=14)
            self._line(f"______________________ {cover['name']}".rstrip(), size=10.5, indent=indent, after=10)
            self._line(cover["day"], size=10.5, indent=indent)
        self._line(self.data["title"], size=20, bold=True, align="center", before=130, after=8)
        self._line(self.data["period"], size=14, align="center", after=250)
        self._line(cover["foot"], size=11, align="center")

    def _contents(self, contents: dict[str, Any]) -> None:
        self._line(contents["title"], size=12, bold=True, after=8, on_new_page=True)
        for place, line in enumerate(contents["lines"]):
            self._line(line, size=10, after=2, tab=self._width, leader="dot", page_of=_mark(place))

    def _sections(self) -> None:
        for place, part in enumerate(self.data["parts"]):
            is_form = bool(part["title"])
            is_turned = self._turn(is_wide=part["is_wide"])
            self._heading(part["heading"], mark=_mark(place), on_new_page=is_form and not is_turned)
            self._words(part["texts"])
            if is_form:
                self._line(part["title"], size=10, bold=True, align="center", after=4, keep=True)
            self._tables(part)
        self._turn(is_wide=False)
        for place, section in enumerate(self.data["sections"], start=len(self.data["parts"])):
            self._heading(section["title"], mark=_mark(place))
            self._words(section["texts"])

    def _heading(self, text: str, **how: Any) -> None:
        self._line(text, size=12, bold=True, before=14, after=6, keep=True, level=0, **how)

    def _words(self, texts: Sequence[str]) -> None:
        for text in texts:
            self._line(text, size=10.5, after=5, align="both")

    def _tables(self, block: dict[str, Any]) -> None:
        """A report's header lines, its tables, and the lines under the first of them."""
        for label, value in block["header"]:
            self._line(f"{label}: {value}", size=8, after=1, keep=True)
        for place, one in enumerate(block["tables"]):
            if one["title"]:
                self._line(one["title"], size=10, bold=True, before=8, keep=True)
            if one["unit"]:
                self._line(one["unit"], size=8, italic=True, align="right", keep=True)
            self._append(table(one, self._width))
            self._line("", size=4)
            if place == 0:
                for label, value in block["summary"]:
                    self._line(f"{label}: {value}", after=1)

    def _signatures(self, signatures: Sequence[Sequence[str]]) -> None:
        """Post, a stroke to sign on, name: in three columns, so that the strokes stand under each other."""
        if signatures:
            self._line("", size=4, before=6)
            self._append(lines_to_sign(signatures, self._width))

    def _remarks(self, remarks: Sequence[dict[str, Any]]) -> None:
        for part in remarks:
            self._line(part["title"], size=8, bold=True, before=6, keep=True)
            for said in part["texts"]:
                self._line(f"– {said}", size=7.5, indent=200)

    def _line(self, text: str, **how: Any) -> None:
        self._append(paragraph(text, **how))

    def _append(self, markup: str) -> None:
        self.word.element.body.insert_element_before(parse_xml(markup), "w:sectPr")


def _mark(place: int) -> str:
    """The name of a section's place for its line in the contents."""
    return f"section_{place + 1}"
