"""Tables whose figures stand by period: every header of a sheet with its columns, and the rows below it.

Such sources print the header anew on each page, sometimes with fewer columns, and put several tables under each other;
a header has one row or more, the period above the figure or below it. What stands in one header says nothing of the
next, so columns are told for each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from finance.months import Month
from imports.columns.column import Column
from imports.kinds.kind import Table
from imports.month_columns import month_of_header, months_of_part
from imports.periods import Period, between, parse_period, shifted
from imports.readers.grid import Cell, Sheet
from imports.recognise.folding import fold
from imports.recognise.headers import fit, header_text, is_numbering
from imports.recognise.wording import Wording

# A year, or a part of one, and nothing else: `2024 ж. 6 ай`, `2023 жыл`, `I полугодие 2025 года`
_YEARS = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NUMBER = re.compile(r"[-+]?\d[\d\s.,]*%?")
_OF_PERIOD = re.compile(
    r"20\d\d ?(?:г|ж)?|\d{1,2}|[ivхіи]{1,3}|г|год|года|году|ж|жыл|жылы|жылдын|жылга|жылгы|ай|айы|айга|айлык|айда"
    r"|мес|месяц|месяца|месяцев|кв|квартал|квартала|токсан|жартыжылдык|полугодие|полугодия|year|half|months|first|second|за|на|и"
    r"|период|кезен|кезени|h1|h2|q[1-4]"
)
_OF_A_YEAR = re.compile(r"\b(?:(?:на|за) (?:весь )?год|годово[йе]|жылға|жылдық|of the year|for the year|annual)\b")
_PREVIOUS = ("прошл", "предыдущ", "өткен жыл", "былтыр", "алдыңғы жыл", "previous", "last year", "откен жыл")


def says_period(header: str) -> bool:
    """Whether a header names a year or a part of one and nothing else."""
    words = header.replace("/", " ").split()
    return any(_YEARS.search(word) for word in words) and all(_OF_PERIOD.fullmatch(word) for word in words)


def names_period(header: str) -> bool:
    """Whether a folded header names a month, a part of a year or a year and nothing else, a year beside it or not."""
    last = header.rpartition(" / ")[2]
    is_worded = any(map(str.isalpha, last)) and (month_of_header(last) or months_of_part(last))
    return says_period(header) or bool(is_worded)


class Headers:
    """The columns of a kind as headers name them: those that describe a row, and those of figures, by `figures`."""

    def __init__(self, columns: Sequence[Column], figures: Collection[str]) -> None:
        self.plain = tuple(column for column in columns if column.key not in figures)
        self.figures = tuple(column for column in columns if column.key in figures)
        self.of_plain, self.of_figures = Wording(self.plain), Wording(self.figures)


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures: what it holds, by the kind's key, its whole heading as printed, and the period it is of."""

    place: int
    figure: str
    heading: str
    period: Period | None = None

    @property
    def is_previous(self) -> bool:
        """Whether its heading speaks of the year before."""
        text = self.heading.casefold()
        return any(word in text for word in _PREVIOUS)


@dataclass(slots=True)
class TableSection:
    """A header and the rows below it, counted from 0, up to the next. `title` are the rows of words above it."""

    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    figures: tuple[FigureColumn, ...]
    period: Period | None
    title: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def value(self, row: int, key: str) -> Cell:
        """The cell of a row under `key`; "" where the section lacks the column."""
        return cell_of(self.sheet, row, self.columns.get(key, -1))

    def texts(self) -> list[tuple[str, str]]:
        """(text, address) of the titles above the header, the nearest first."""
        rows = self.sheet.rows
        return [
            (" ".join(str(v).split()), self.sheet.address(i, j))
            for i in reversed(self.title)
            for j, v in enumerate(rows[i])
            if isinstance(v, str) and v.strip()
        ]


def cell_of(sheet: Sheet, row: int, place: int) -> Cell:
    cells = sheet.rows[row]
    return cells[place] if 0 <= place < len(cells) else ""


def sections(table: Table, headers: Headers) -> list[TableSection]:
    """Every header of the table's sheet from its own on, with what stands below it.

    What a person said of the columns (`table.columns`) holds for the first header.
    """
    sheet, found = table.sheet, list[TableSection]()
    i = table.header_row
    while i < len(sheet.rows):
        if i == table.header_row or _is_header(sheet.rows[i], headers):
            end = _end_of_header(sheet, i, headers)
            section = _headed(sheet, i, end, headers)
            title = _take_title(found[-1].rows, sheet) if found else list(range(i))
            if i == table.header_row:
                _apply(table, section, headers)
            section.title = title
            own = [period for text, _cell in section.texts() if (period := parse_period(text))]
            # a header that stands again without a title goes on with the table above it
            section.period = own[0] if own else found[-1].period if found else table.period
            section.figures = _dated(section)
            found.append(section)
            i = end
        else:
            found[-1].rows.append(i)
            i += 1
    return found


def _is_header(row: Sequence[Cell], headers: Headers) -> bool:
    """Whether a row names every required column and one of figures, each in a cell of its own, and holds no number.

    Of a kind that requires none it names some column beside those of figures.
    """
    texts = [fold(header_text(value)) for value in row if value != ""]
    if len(texts) < 2 or any(_is_number(value) for value in row):
        return False
    found = [headers.of_plain.hits(text) for text in texts]
    required = [i for i, column in enumerate(headers.plain) if column.is_required]
    if not all(any(i in hits for hits in found) for i in required):
        return False
    named = {at for at, hits in enumerate(found) if (any(i in hits for i in required) if required else hits)}
    return bool(named) and any(headers.of_figures.hits(text) for at, text in enumerate(texts) if at not in named)


def _is_number(value: Cell) -> bool:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return bool(_NUMBER.fullmatch(text.strip())) and not _YEARS.fullmatch(text.strip())


def _end_of_header(sheet: Sheet, top: int, headers: Headers) -> int:
    """The first row below the header: its further rows name figures or periods, and a row of numbers closes it."""
    i = top + 1
    while i < len(sheet.rows) and i < top + 4:
        row = [value for value in sheet.rows[i] if value != ""]
        if not row or is_numbering(sheet.rows[i]):
            break
        texts = [fold(header_text(value)) for value in row]
        hits = [headers.of_figures.hits(text) or headers.of_plain.hits(text) for text in texts]
        if not all(one or names_period(text) for one, text in zip(hits, texts, strict=True)):
            break
        if _is_header(sheet.rows[i], headers):
            break
        i += 1
    return i + 1 if i < len(sheet.rows) and is_numbering(sheet.rows[i]) else i


def _headed(sheet: Sheet, top: int, end: int, headers: Headers) -> TableSection:
    """The columns that the rows `top` to `end`, exclusive, head."""
    rows = [i for i in range(top, end) if not is_numbering(sheet.rows[i]) or i == top]
    headings = {place: text for place, text in headings_of(sheet, rows) if text}
    shape = {place: " / ".join(fold(part) for part in text) for place, text in headings.items()}
    columns = fit(headers.plain, shape, {at: headers.of_plain.hits(header) for at, header in shape.items()}).columns
    figures = []
    for place, header in sorted(shape.items()):
        found = _figure_of(header, headers) if place not in columns.values() else ""
        if found:
            figures.append(FigureColumn(place, found, " / ".join(headings[place])))
    return TableSection(sheet, top, columns, tuple(figures), None)


def _figure_of(header: str, headers: Headers) -> str:
    """The key of the figure that a header names: its lowest part that says more than a period, else all of it."""
    parts = [part for part in reversed(header.split(" / ")) if not names_period(part)]
    for part in (*parts, header):
        if found := headers.of_figures.hits(part):
            return headers.figures[max(found, key=lambda i: found[i])].key
    return ""


def headings_of(sheet: Sheet, rows: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    """Column → its texts from the top; an upper text stands over its merged columns, or up to the next."""
    width = max((len(sheet.rows[i]) for i in rows), default=0)
    lines = []
    for nth, i in enumerate(rows):
        merged = [m for m in sheet.merged if m[0] <= i <= m[2]]
        line, last = [], ""
        for place in range(width):
            value = cell_of(sheet, i, place)
            if value != "":
                last = " ".join(header_text(value).split())
            elif nth == len(rows) - 1 or (merged and not any(m[1] <= place <= m[3] for m in merged)):
                last = ""
            line.append(last)
        lines.append(line)
    for place in range(width):
        own = any(cell_of(sheet, i, place) != "" for i in rows)
        texts = [line[place] for line in lines if line[place]] if own else []
        yield place, list(dict.fromkeys(texts))


def _take_title(rows: list[int], sheet: Sheet) -> list[int]:
    """Take the last rows of one text or of nothing off `rows`: they are the title of what follows."""
    title: list[int] = []
    while rows and sum(1 for value in sheet.rows[rows[-1]] if value != "") <= 1:
        title.insert(0, rows.pop())
    return title


def _apply(table: Table, section: TableSection, headers: Headers) -> None:
    """What a person said of the columns, or recognition settled, goes before what the words of the header say."""
    keys = {column.key for column in headers.figures}
    for key, place in table.columns.items():
        if key in keys:
            headed = next((one for one in section.figures if one.place == place), None)
            if headed is None:
                text = header_text(cell_of(section.sheet, section.header_row, place))
                section.figures = (*section.figures, FigureColumn(place, key, text))
            elif headed.figure != key:
                section.figures = tuple(
                    replace(one, figure=key) if one.place == place else one for one in section.figures
                )
        else:
            section.columns[key] = place
            section.figures = tuple(one for one in section.figures if one.place != place)


def _dated(section: TableSection) -> tuple[FigureColumn, ...]:
    """The columns of figures with the periods their headings name, else that of the title; None where nobody says.

    Where the title speaks of a part of a year and no heading does, a heading's bare year means those months of it.
    """
    within = section.period
    named = {one.place: _said(one.heading) for one in section.figures}
    completed = {one.place: _within(one, within) for one in section.figures if named[one.place] is None}
    is_part = within is not None and (within.first.number, within.last.number) != (1, 12)
    years = [period for period in named.values() if period is not None]
    if within is not None and is_part and all((p.first.number, p.last.number) == (1, 12) for p in years):
        own = within
        named = {place: period and shifted(own, period.first.year - own.last.year) for place, period in named.items()}
    found = []
    for one in section.figures:
        period = named[one.place] or completed.get(one.place)
        if period is None and within is not None:
            period = shifted(within, -1) if one.is_previous else within
        found.append(replace(one, period=period))
    return tuple(found)


def _within(one: FigureColumn, title: Period | None) -> Period | None:
    """The months that a heading names of the year of the title: `I квартал`, `План на 9 мес.`, `План на год`."""
    if title is None or title.first.year != title.last.year:
        return None
    text, year = _spaced(one.heading), title.first.year - one.is_previous
    for part in map(fold, one.heading.split(" / ")):
        months = months_of_part(part) or ((number,) if names_period(part) and (number := month_of_header(part)) else ())
        if months:
            return between(Month(year, months[0]), Month(year, months[-1]))
    whole = f"{year} год" if _OF_A_YEAR.search(text.casefold()) else ""
    return parse_period(text, year) or parse_period(whole)


def _spaced(heading: str) -> str:
    return heading.replace("_", " ").replace("/", " ")


def _said(heading: str) -> Period | None:
    """The period of a heading: as titles say it, else the one year it names."""
    text = _spaced(heading)
    period = parse_period(text)
    if period is None and len(years := set(_YEARS.findall(text))) == 1:
        period = parse_period(f"{years.pop()} год")
    return period
