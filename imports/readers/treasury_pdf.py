"""Treasury form 4-20 as a PDF with a text layer: a cumulative state of expenditure by code.

Shape of the form (see docs): the first line of each page names it; a level is shown by leading spaces only (0 =
administrator, 3 = programme, 7 = subprogramme, 12 = specific); a long name wraps inside a word and its ten sums stand
on the last of its lines; sums have commas, spaces or apostrophes for thousands and a point or a comma before two
decimals, in tenge. They come out with a point for decimals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from imports.periods import parse_period
from imports.readers import isolation
from imports.readers.grid import NO_TABLE, UNREADABLE, Cell, Grid, ReadError, Sheet

SUMS = 10
COLUMNS = ("level", "code", "name", *(str(number) for number in range(3, 3 + SUMS)))
# A page takes 0.2 s; the sample is read within 62 MB.
_LIMITS = isolation.Limits(memory=280_000_000, seconds=4.0, seconds_per_frame=1.0)

FORM = re.compile(r"форм\w*\s*№?\s*4-20|4-20\s*[-–]?\s*нысан|нысан\w*\s*№?\s*4-20", re.IGNORECASE)
_SUM = r"(?<![\d.,])[-\u2212]?(?:\d{1,3}(?:[,\u00a0\u202f '’]\d{3})+|\d+)[.,]\d{2}(?!\d)"
_USUAL_SUM = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}")
_EACH_SUM = re.compile(_SUM)
_TEN_SUMS = re.compile(rf"(?P<before>.*?)(?P<sums>(?:{_SUM}\s+){{{SUMS - 1}}}{_SUM})\s*$")
_SOME_SUMS = re.compile(rf"{_SUM}(?:\s+{_SUM})*\s*$")
_ROW = re.compile(r"(?P<indent>\s*)(?P<code>\d{3})\s+(?P<name>\S.*)?$")
_NUMBERING = re.compile(r"\s*1\s+(?:2\s+)?3\s+4\s+5\s+6\s+7\s+8\s+9\s+10\s+11\s+12\s*$")
_DATE = re.compile(r"(?:на|по состоянию на)?\s*(\d{2}\.\d{2}\.\d{4})", re.IGNORECASE)
_DATE_IN_WORDS = re.compile(
    r"(?:.*\b(?:по состоянию )?на\s+)?(\d{1,2}\s+[^\W\d_]{3,}\s+\d{4})(?:\s*(?:г\.?|года))?\s*$"
    r"|(\d{4}\s*(?:жылғы|жылдың|ж\.?)\s*\d{1,2}\s+[^\W\d_]+?)(?:ға|ге|қа|ке)?(?:\s+жағдай\w*(?:\s+бойынша)?)?\s*$",
    re.IGNORECASE,
)
_FOR = re.compile(r"\b(?:за|с)\b|период|кезең|ішінде", re.IGNORECASE)
_INSTITUTION = re.compile(r"\b(\d{7})\s*-\s*(.+)")
TOTAL = re.compile(r"\s*(?:Итого|Всего|Барлығы|Жиыны|Total)\b", re.IGNORECASE)
SIGNATURE = re.compile(
    r"\s*(?:Руководитель|Главный бухгалтер|Басшы|Бас бухгалтер|М\.?\s*П\.?|Исполнитель)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    number: int
    text: str


def read(data: bytes) -> Grid:
    """Read the form; raises ReadError for another document, a scan without text, or a row without its ten sums."""
    lines: list[_Line] = []
    with isolation.parsing(data, "pdf", _LIMITS) as pages:
        for page, (_, payload) in enumerate(pages, 1):
            texts = json.loads(payload)
            lines += [_Line(page, number, text) for number, text in enumerate(texts, 1)]
            if page == 1 and not any(FORM.search(text) for text in texts[:5]):
                raise ReadError(NO_TABLE, "pdf-without-form")
    return read_lines([(line.page, line.number, line.text) for line in lines])


def read_lines(numbered: Sequence[tuple[int, int, str]]) -> Grid:
    """The grid of the form's lines, given as (page, line, text)."""
    lines = [_Line(*line) for line in numbered]
    start = next((at for at, line in enumerate(lines) if _NUMBERING.match(line.text)), None)
    if start is None:
        raise ReadError(NO_TABLE, "pdf-without-form")
    heading, body = lines[:start], lines[start + 1 :]
    if lost := next((line for line in heading if _TEN_SUMS.match(line.text)), None):
        # the numbers of the columns stand on a later page only: what is above them would be taken for the heading
        raise ReadError(UNREADABLE, "sums-missing", f"p{lost.page}:{lost.number}:code")
    rows: list[tuple[Cell, ...]] = [(line.text.strip(), *[""] * (len(COLUMNS) - 1)) for line in heading]
    places = [(line.page, line.number) for line in heading]
    rows.append(COLUMNS)
    places.append((lines[start].page, lines[start].number))
    for place, row in _data(body):
        rows.append(row)
        places.append(place)
    _number_levels(rows, start + 1)
    sheet = Sheet("4-20", rows, page_lines=places, field_names=dict(enumerate(COLUMNS)))
    return Grid("treasury-pdf", None, (sheet,), header=header_of([line.text for line in heading]))


def _data(lines: Sequence[_Line]) -> list[tuple[tuple[int, int], tuple[Cell, ...]]]:
    """Rows with their indent in place of the level, each where its sums stand."""
    rows: list[tuple[tuple[int, int], tuple[Cell, ...]]] = []
    indent, code, name = 0, "", ""
    opened: _Line | None = None
    for line in lines:
        text = line.text
        if not text.strip() or FORM.search(text) or _NUMBERING.match(text):
            continue
        if SIGNATURE.match(text):
            break
        found = _TEN_SUMS.match(text)
        if not found and _SOME_SUMS.search(text):
            raise ReadError(UNREADABLE, "sums-missing", f"p{line.page}:{line.number}:code")
        label = found["before"] if found else text
        if found and not opened and TOTAL.match(label):
            _check_total(line, _plain(found["sums"]), rows)
            continue
        begins = None if opened else _ROW.match(label)
        if begins:
            opened, indent, code, name = line, len(begins["indent"]), begins["code"], begins["name"] or ""
        elif opened:
            name += label.strip() if not name.endswith(" ") else label.lstrip()
        elif rows and not found:
            continue  # a heading repeated on the next page
        else:
            raise ReadError(UNREADABLE, "sums-missing", f"p{line.page}:{line.number}:code")
        if found:
            rows.append(((line.page, line.number), (indent, code, " ".join(name.split()), *_plain(found["sums"]))))
            opened = None
    if opened:
        raise ReadError(UNREADABLE, "sums-missing", f"p{opened.page}:{opened.number}:code")
    return rows


def _check_total(line: _Line, stated: list[str], rows: Sequence[tuple[tuple[int, int], tuple[Cell, ...]]]) -> None:
    """A total is that of all rows of one level, or of those of its page; else the form is not whole."""
    indents = {row[0] for _place, row in rows}
    for chosen in (rows, [item for item in rows if item[0][0] == line.page]):
        for indent in indents:
            own = [row for _place, row in chosen if row[0] == indent]
            sums = [sum((_number(row[3 + at]) for row in own), Decimal(0)) for at in range(SUMS)]
            if sums == [_number(text) for text in stated]:
                return
    raise ReadError("total-differs", "form-total", f"p{line.page}:{line.number}:code")


def _number(text: Cell) -> Decimal:
    return Decimal(str(text).replace(",", ""))


def _plain(sums: str) -> list[str]:
    """`1 499,50  2,699.50` → `1499.50`, `2,699.50`: only what the form's usual spelling lacks is respelt."""
    return [found if _USUAL_SUM.fullmatch(found) else _respelt(found) for found in _EACH_SUM.findall(sums)]


def _respelt(text: str) -> str:
    return re.sub(r"[^\d-]", "", text[:-3].replace("\u2212", "-")) + "." + text[-2:]


def _number_levels(rows: list[tuple[Cell, ...]], begin: int) -> None:
    """Indents become levels: 0 for the outermost, whatever the number of spaces."""
    indents = sorted({int(row[0]) for row in rows[begin:]})  # type: ignore[arg-type]
    for at in range(begin, len(rows)):
        rows[at] = (indents.index(int(rows[at][0])), *rows[at][1:])  # type: ignore[arg-type]


def header_of(heading: Sequence[str]) -> dict[str, str]:
    """What the lines above the form's table state: its day, institution, budget and unit."""
    header: dict[str, str] = {}
    for line in heading:
        text = line.strip()
        if "date" not in header and (found := _DATE.match(text) or _DATE_IN_WORDS.match(text)):
            header["date"] = next(group for group in found.groups() if group)
        if "period" not in header and _FOR.search(text) and (said := parse_period(text)) and said.first.number == 1:
            header["period"] = text
        if found := _INSTITUTION.search(text):
            header["institution"], header["institution_name"] = found[1], found[2].strip()
        label, colon, value = text.partition(":")
        if colon and "бюджет" in label.casefold():
            header["budget"] = value.strip()
        if colon and ("единица" in label.casefold() or "өлшем" in label.casefold()):
            header["unit"] = value.strip()
    return header
