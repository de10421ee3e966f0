"""Resources by programme and year: what was, what the plan of this year says, what is planned; totals are checked.

A row is told by the programme's code before its name. Rows of directions, goals and tasks and rows of totals state sums
of the programmes below them; a sum that fails refuses the file.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.models import Programme
from finance.money import ZERO, total
from finance.months import Month
from imports.columns.column import AMOUNT, Column
from imports.context import Context
from imports.kinds.indicator_nodes import Nodes
from imports.kinds.indicator_values import staged
from imports.kinds.indicators import is_value_of_year
from imports.kinds.kind import Line, Problem, Table
from imports.kinds.resource_amounts import ResourceAmounts
from imports.kinds.resource_programmes import ProgrammeBook
from imports.policies.costing import CostingKind, CostingReading
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.rows.controls import state
from imports.rows.measures_in_titles import ACTUAL, CASH, RECEIVED, measure_said
from imports.rows.sections import FigureColumn, Headers, TableSection, says_period, sections
from tariffs.models import IndicatorValue, ResourceLine

VALUE = "value"
Stage = ResourceLine.Stage
_STAGE_OF = {IndicatorValue.Kind.REPORTING: Stage.REPORTING, IndicatorValue.Kind.CURRENT: Stage.CURRENT}
_STAGE_WORDS = (
    (Stage.REPORTING, ("reporting", "отчетн", "есепти", "есептик", "факт", "накты")),
    (Stage.CURRENT, ("current", "текущ", "агымдагы")),
    (Stage.PLAN, ("plan", "план", "жоспар")),
)
_SUMS = re.compile(r"\b(?:итого|всего|барлыгы|жиыны|total)\b")
_OF_A_PART = re.compile(r"\b(?:по|бойынша|направлени\w*|багыт\w*)\b")
# year and stage of a figure
Key = tuple[int, Stage]


_STAGE_BESIDE = (
    (Stage.REPORTING, ("отчет", "факт", "исполнен", "есеп", "накты", "орындал", "actual", "reported")),
    (Stage.CURRENT, ("текущ", "ожидаем", "оценка", "агымдагы", "кутилетин", "expected", "current")),
    (Stage.PLAN, ("план", "прогноз", "проект", "жоспар", "болжам", "plan", "forecast")),
)


def is_amount_of_year(header: str) -> bool:
    """A year, alone or with its stage beside it: `2024 год (отчёт)`, `2026 жыл жоспар`."""
    words = [word for word in header.split() if not _stage_of((word,))]
    return is_value_of_year(header) or (len(words) < len(header.split()) and says_period(" ".join(words)))


def _stage_of(words: Iterable[str]) -> Stage | None:
    return next((stage for stage, stems in _STAGE_BESIDE for word in words if word.startswith(stems)), None)


class ResourcesKind(CostingKind):
    reads_sources_apart = True
    key = "resources"
    label = gettext_lazy("resources by programme and year")
    order = 185
    columns = (
        Column("programme", gettext_lazy("programme"),
               ("programme", "код программы*", "*код бюджетной программы*", "бағдарлама коды*", "*бағдарламаның коды*",
                "programme code*", "код", "programme number*", "номер программы*", "бағдарлама нөмірі*", "программа",
                "бағдарлама")),
        Column("name", gettext_lazy("name"),
               ("name", "*ресурсы*", "*ресурстар*", "наименование*", "*наименование программ*", "*атауы*",
                "бюджетная программа*", "бюджеттік бағдарлама*", "программа", "бағдарлама", "показател*",
                "көрсеткіш*", "resources*")),
        Column("unit", gettext_lazy("unit"), ("unit", "ед изм*", "единица измерения*", "өлшем бірлі*")),
        Column("year", gettext_lazy("year"), ("year", "год", "жыл")),
        Column("stage", gettext_lazy("stage"), ("stage", "этап*", "стадия*", "кезең", "период", "вид плана*")),
        Column(VALUE, gettext_lazy("amount"),
               ("value", "amount", "сумма*", "сома*", "*плановый период*", "*жоспарлы кезең*", "отчетный период*",
                "есептік кезең*", "план текущего*", "план на текущ*", "ағымдағы*", "текущий*", "план", "жоспар"),
               AMOUNT, test=is_amount_of_year),
    )  # fmt: skip
    needs_one_of = (("programme", "name"), (VALUE,))
    title_words = ("ресурсы", "ресурстар", "финансовые ресурсы", "қаржы ресурстары", "resources")
    is_claimed_by_title = True
    is_in_tenge = True
    reads_every_sheet = True
    by_period = frozenset((VALUE,))
    model = ResourceLine

    @cached_property
    def headers(self) -> Headers:
        return Headers(self.columns, (VALUE,))

    def weighs(self, table: Table) -> int:
        """Resources where a title says so, or where programmes' codes stand and no title is of money."""
        if table.says(self.title_words):
            return 0
        if measure_said(table) in (ACTUAL, CASH, RECEIVED):
            return -200
        coded = [text for text in map(as_code, table.values("name", table.body)) if re.match(r"\d{3}\b", text)]
        return 0 if table.has("programme") or coded else -200

    def read(self, table: Table, context: Context) -> CostingReading:
        reading = CostingReading()
        book = ProgrammeBook(context)
        for one in (table, *table.others):
            for section in sections(one, self.headers):
                _Section(section, one, book, reading).read()
        _refuse_twice(reading)
        return reading

    def scope(self, row: ResourceLine) -> Hashable:
        return row.year, row.stage

    def named(self, row: Any) -> str:
        of = row.programme or row.source
        return f"{of}, {row.year}, {row.get_stage_display()}"


KIND = ResourcesKind()


@dataclass(slots=True)
class _Block:
    """Rows that a direction, goal or task, or a total, speaks for: its sums as stated, by column, and its depth."""

    row: int
    depth: int
    stated: dict[int, Decimal]
    sums: dict[int, Decimal] = field(default_factory=dict)


@dataclass(slots=True)
class _Section:
    section: TableSection
    table: Table
    book: ProgrammeBook
    reading: CostingReading
    nodes: Nodes = field(default_factory=Nodes)
    direction: str = ""
    blocks: list[_Block] = field(default_factory=list)
    done: list[_Block] = field(default_factory=list)
    sums: dict[int, Decimal] = field(default_factory=dict)
    since: dict[int, Decimal] = field(default_factory=dict)
    columns: list[tuple[FigureColumn, Key | None]] = field(default_factory=list)

    def read(self) -> None:
        if not self._columns():
            return
        grand: list[_Block] = []
        tenge = ResourceAmounts(self.section, self.table, self.reading)
        for i in self.section.rows:
            name = as_code(self.section.value(i, "name"))
            code = as_code(self.section.value(i, "programme"))
            amounts = tenge.of(i, [one.place for one, _key in self.columns])
            label = name or code
            if not amounts or not label:
                self._open_node(i, label, {})
                self.reading.skipped += 1
            elif _SUMS.search(skeleton(label)) and not re.match(r"\d{3}\b", code or name):
                self._total(_Block(i, 0, amounts), label, grand)
            elif self._open_node(i, label, amounts):
                self.reading.skipped += 1
            else:
                self._programme(i, (code, name), amounts)
        self._close(0)
        for block in grand:
            self._check(block, self.sums)
        for block in self.done:
            self._check(block, block.sums)

    def _columns(self) -> bool:
        """The columns of figures with year and stage; every header that does not say its year is a problem."""
        of_row = "year" in self.section.columns
        seen: dict[Key, str] = {}
        for one, kind, period in staged(self.section.figures, has_year_of_row=of_row):
            cell = self.section.sheet.address(self.section.header_row, one.place)
            if of_row:
                self.columns.append((one, None))
            elif period is None or period.first.year != period.last.year:
                message = _("No year is stated for “%(column)s”. Name it in the header.") % {"column": one.heading}
                self.reading.problems.append(Problem(cell, "missing-column", message))
            else:
                beside = _stage_of(skeleton(one.heading).split()) if re.search(r"20\d\d", one.heading) else None
                key = (period.last.year, _STAGE_OF.get(kind) or beside or Stage.PLAN)
                if (first := seen.setdefault(key, cell)) != cell:
                    message = _("This column says the same as the one in %(cell)s: the same year twice.")
                    self.reading.problems.append(Problem(cell, "duplicate-year", message % {"cell": first}))
                self.columns.append((one, key))
        return bool(self.columns) and not self.reading.has_errors

    def _open_node(self, i: int, name: str, amounts: dict[int, Decimal]) -> bool:
        node = self.nodes.read([name]) if name else None
        if node is None:
            return False
        depth = len(self.nodes.open)
        self._close(depth)
        self.direction = name[:500]
        self.blocks.append(_Block(i, depth, amounts))
        return True

    def _close(self, depth: int) -> None:
        """Nodes as deep as `depth` or deeper have all their rows."""
        while self.blocks and self.blocks[-1].depth >= max(depth, 1):
            self.done.append(self.blocks.pop())

    def _total(self, block: _Block, name: str, grand: list[_Block]) -> None:
        """A total of all rows, wherever it stands; a total of a part speaks for the rows since the last one."""
        self.reading.skipped += 1
        if _OF_A_PART.search(skeleton(name)) and self.since:
            block.sums, self.since = self.since, {}
            self.done.append(block)
        else:
            grand.append(block)

    def _check(self, block: _Block, sums: dict[int, Decimal]) -> None:
        for place, expected in block.stated.items():
            at = (self.section.sheet.address(block.row, place), self.section.sheet.row_number(block.row))
            name = "subtotal" if block.depth else "grand-total"
            figures = (expected, sums.get(place, ZERO))
            state(self.reading, name, figures, at, is_open=bool(self.reading.rejected_rows))

    def _programme(self, i: int, said: tuple[str, str], amounts: dict[int, Decimal]) -> None:
        sheet = self.section.sheet
        number = sheet.row_number(i)
        for sums in (self.sums, self.since, *(block.sums for block in self.blocks)):
            for place, amount in amounts.items():
                sums[place] = sums.get(place, ZERO) + amount
        of = self.book.find(*said)
        keys = self._keys(i, amounts)
        if isinstance(of, str):
            key = "programme" if said[0] else "name"
            cell = sheet.address(i, self.section.columns.get(key, self.section.columns.get("name", 0)))
            self.reading.reject(number, cell, "unknown-programme", of, said[0] or said[1])
        if isinstance(of, str) or number in self.reading.rejected_rows:
            return
        first = min(amounts)
        line = Line(number, sheet.address(i, first), total(amounts.values()), name=said[1])
        years = [year for year, _stage in keys.values()]
        line.month = Month(max(years), 12)
        self.reading.lines.append(line)
        self.reading.reach(Month(min(years), 1), Month(max(years), 12))
        programme, source = (of, None) if isinstance(of, Programme) else (None, of)
        self.reading.declared += [
            (line, ResourceLine(
                programme=programme, source=source, year=keys[place][0], stage=keys[place][1],
                node=self.nodes.current, direction=self.direction, amount=amount, cell=sheet.address(i, place),
            ))
            for place, amount in amounts.items()
        ]  # fmt: skip

    def _keys(self, i: int, amounts: dict[int, Decimal]) -> dict[int, Key]:
        """Year and stage of each figure of the row; a row that says its year must say it readably."""
        keys = {one.place: key for one, key in self.columns}
        if any(keys[place] is not None for place in amounts):
            return {place: key for place in amounts if (key := keys[place]) is not None}
        text, said = as_code(self.section.value(i, "year")), skeleton(as_code(self.section.value(i, "stage")))
        stage = next((one for one, words in _STAGE_WORDS if any(said.startswith(w) for w in words)), None)
        refused = []
        if not re.fullmatch(r"20\d\d", text):
            refused.append(("year", "not-a-date", _("“%(value)s” is no year.") % {"value": text}, text))
        if said and stage is None:
            message = _("“%(value)s” is no stage. Write: reporting period, current period or plan.")
            refused.append(("stage", "unknown-word", message % {"value": said}, said))
        for column, problem, message, value in refused:
            place = self.section.sheet.address(i, self.section.columns[column])
            self.reading.reject(self.section.sheet.row_number(i), place, problem, message, value)
        if refused:
            return dict.fromkeys(amounts, (2000, Stage.PLAN))
        return {place: (int(text), stage or Stage.PLAN) for place in amounts}


def _refuse_twice(reading: CostingReading) -> None:
    """One programme's figure of a year and stage stands in one row."""
    seen: dict[Hashable, int] = {}
    for line, row in reading.declared:
        assert isinstance(row, ResourceLine)
        key = (row.programme_id, row.source_id, row.year, row.stage)
        first = seen.setdefault(key, line.row)
        if first != line.row:
            message = _("Row %(row)s says the same programme and year already. Leave one of them.") % {"row": first}
            reading.reject(line.row, row.cell, "duplicate-row", message)
