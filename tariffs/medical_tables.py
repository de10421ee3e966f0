"""A printed table of the medical side: its columns by what their headings say, its rows, its figures. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

SECTION, ROW, PARTS, TOTAL = "section", "row", "parts", "total"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_PERCENT = re.compile(r"%|процент|пайыз|үлес|удельн|\bдол[яи]\b|\bpct\b|percent|\bshare\b")
_NUMBERING = re.compile(r"№|р/с|номер|п/п|no\.?|number|#|рет\b.*")
_OF_YEARS = re.compile(r"год[аы]?|жыл(?:ы|дар)?|years?|период|кезең(?:і)?|мес(?:яц)?|айы?")
# averages, norms and rates, whose sums say nothing
_MEAN = re.compile(r"орташа|средн|норма|коэфф|шаққан|average|\bper\b|\bна (?:1|один|одно|1000|10 ?000|100 ?000)\b")
_ALL = re.compile(r"\b(?:всего|итого|барлығы|барлық|жиыны|жалпы|total|all)\b")


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


@dataclass(frozen=True)
class ColumnHeading:
    """The heading of a column, its levels joined by ` / `, and what it says."""

    text: str

    @cached_property
    def _said(self) -> str:
        return self.text.casefold()

    @cached_property
    def is_numbering(self) -> bool:
        return bool(_NUMBERING.fullmatch(self._said.strip()))

    @cached_property
    def is_of_years(self) -> bool:
        return bool(_OF_YEARS.fullmatch(self._said.strip()))

    @cached_property
    def is_percent(self) -> bool:
        return bool(_PERCENT.search(self._said))

    @cached_property
    def is_mean(self) -> bool:
        return bool(_MEAN.search(self._said))

    @cached_property
    def is_of_all(self) -> bool:
        return bool(_ALL.search(self._said))

    @cached_property
    def year(self) -> str:
        """The one year it names, else nothing."""
        years = set(_YEAR.findall(self.text))
        return years.pop() if len(years) == 1 else ""

    @cached_property
    def measure(self) -> str:
        """What it counts, whatever the year: its lowest level that is no year."""
        parts = [_YEAR.sub("", part).strip(" .,-–/") for part in self._said.split(" / ")]
        return next((part for part in reversed(parts) if re.sub(r"\b(?:г|ж|год\w*|жыл\w*|\d+)\b\.?", "", part).strip()),
                    "")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A row: its role and its cells, one for each heading."""

    role: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """A table as printed. Lines and columns are told by their place, from 0."""

    title: str
    headings: tuple[ColumnHeading, ...]
    lines: tuple[PrintedLine, ...]

    def number(self, line: int, column: int) -> Decimal | None:
        """The figure of a cell; None for a text, a blank or a dash."""
        return self._numbers[line][column]

    @cached_property
    def _numbers(self) -> list[list[Decimal | None]]:
        return [[Decimal(text) if is_number(text) else None for text in line.cells] for line in self.lines]

    @cached_property
    def scale(self) -> int:
        """How many of the finest digit printed anywhere make one."""
        return 10 ** max((_decimals(one) for line in self._numbers for one in line if one is not None), default=0)

    @cached_property
    def wholes(self) -> list[list[int | None]]:
        """Every figure in its finest digits: whole numbers, so that thousands of guesses are compared quickly."""
        return [[None if one is None else int(one * self.scale) for one in line] for line in self._numbers]

    def follows(self, line: int, column: int, over: int, under: int) -> bool:
        """Whether a figure is `over` ÷ `under` finest digits at its printed ones: less than one of them apart."""
        stated = self.wholes[line][column]
        if stated is None or not under:
            return False
        return abs(stated * under - over) < self._digits[line][column] * abs(under)

    @cached_property
    def _digits(self) -> list[list[int]]:
        """What the last printed digit of every figure is worth in finest digits."""
        return [[0 if one is None else self.scale // 10 ** _decimals(one) for one in line] for line in self._numbers]

    def label(self, line: int) -> str:
        """What the row is called."""
        cells = self.lines[line].cells
        return cells[self.label_column] or next((text for text in cells if text), "")

    @cached_property
    def label_column(self) -> int:
        """The first column of words, else that of years, else the first."""
        worded = [at for at in range(len(self.headings)) if not self._is_of_figures(at)]
        named = [at for at in worded if not self.headings[at].is_numbering]
        return next(iter([*named, *worded, 0]))

    @cached_property
    def figures(self) -> tuple[int, ...]:
        """Columns of figures."""
        return tuple(at for at in range(len(self.headings)) if at != self.label_column and self._is_of_figures(at))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Columns of figures whose sums say something: no percents, no averages."""
        return tuple(at for at in self.figures if not (self.headings[at].is_percent or self.headings[at].is_mean))

    @cached_property
    def percents(self) -> tuple[int, ...]:
        return tuple(at for at in self.figures if self.headings[at].is_percent)

    def _is_of_figures(self, at: int) -> bool:
        heading = self.headings[at]
        texts = [line.cells[at] for line in self.lines if line.role != SECTION and line.cells[at] not in ("", "-")]
        return (
            not heading.is_numbering
            and not heading.is_of_years
            and bool(texts)
            and 2 * sum(map(is_number, texts)) > len(texts)
        )

    def sections(self) -> Iterator[tuple[str, list[int]]]:
        """(heading of rows, the lines below it that hold figures)."""
        heading, found = "", list[int]()
        for at, line in enumerate(self.lines):
            if line.role == SECTION:
                if found:
                    yield heading, found
                heading, found = self.label(at), []
            elif any(self.number(at, column) is not None for column in self.figures):
                found.append(at)
        if found:
            yield heading, found
