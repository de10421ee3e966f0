"""Target indicators: plan and fact by period or by year, under the directions, goals and tasks of a strategy."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.columns.column import NUMBER, YEAR, Column
from imports.context import Context
from imports.kinds.indicator_nodes import Nodes
from imports.kinds.indicator_values import ValueCells, plan_years
from imports.kinds.kind import NO_CLAIM, Line, Table
from imports.policies.costing import CostingKind, CostingReading
from imports.readers.grid import as_code
from imports.rows.sections import Headers, TableSection, cell_of, says_period, sections
from imports.sentences import say
from tariffs import declaring
from tariffs.indicators import better_of, formula_of
from tariffs.models import Indicator, IndicatorValue, StrategicNode
from tariffs.models.declared import Declared

VALUE, PLAN, FACT, EXECUTION = "value", "plan", "fact", "execution"
FIGURES = (PLAN, FACT, VALUE, EXECUTION)
_STAGES = ("отчетный период", "отчетный год", "есептик кезен", "есепти кезен", "есептик жыл", "текущий год",
           "агымдагы жыл", "текущий период", "агымдагы кезен", "reporting", "current")  # fmt: skip

# what says how much of a plan was reached, and is no value itself
_EXECUTED = ("процент", "пайыз", "отклонение", "ауытқуы")


def is_value_of_year(header: str) -> bool:
    """A column of values is headed by its year or stage alone."""
    return says_period(header) or header.startswith(_STAGES)


class Indicators(CostingKind):
    key = "indicators"
    label = gettext_lazy("target indicators")
    order = 180
    columns = (
        Column("no", gettext_lazy("number"),
               ("no", "номер", "номер п п", "п п", "р с", "number", "рет*", "код показателя")),
        Column("name", gettext_lazy("indicator"),
               ("name", "indicator", "*индикатор*", "*показател*", "*көрсеткіш*", "indicator*", "наименование",
                "атауы"), is_required=True,
               excluded=("номер", "код", "единица", "источник", "значение показателя")),
        Column("name_kk", gettext_lazy("indicator in Kazakh"),
               ("name kk", "*на казахском*", "*қазақша*", "*казахском языке*", "*қазақ тілінде*")),
        Column("unit", gettext_lazy("unit"),
               ("unit", "unit*", "units*", "ед изм*", "единица измерения*", "единицы измерения*", "ед*", "өлшем бірлі*",
                "бірлігі*"), is_required=True),
        Column("source", gettext_lazy("source of information"),
               ("source", "*источник*", "дереккөз*", "*ақпарат көзі*", "*дереккөз*", "source*")),
        Column("responsible", gettext_lazy("responsible office"),
               ("responsible", "*ответственн*", "*исполнител*", "*жауапты*", "responsible*")),
        Column("node", gettext_lazy("direction, goal or task"),
               ("node", "номер задачи", "номер цели", "міндет нөмірі")),
        Column("year", gettext_lazy("year"), ("year", "год", "жыл", "период", "кезең", "period"), YEAR),
        Column("reason", gettext_lazy("reason"), ("reason", "причин*", "*причин*", "себеб*", "*себеб*", "reason*")),
        Column(EXECUTION, gettext_lazy("executed, %"),
               ("execution percent", "*процент*", "*пайыз*", "*отклонени*", "*ауытқу*", "*статус*", "*мәртебе*",
                "status", "*разниц*", "*айырма*", "execution*", "difference"), NUMBER),
        Column(PLAN, gettext_lazy("plan"),
               ("plan", "план*", "*план", "жоспар*", "*жоспар", "*целевое значение*", "target*", "previous plan",
                "plan*"), NUMBER,
               excluded=_EXECUTED),
        Column(FACT, gettext_lazy("fact"),
               ("fact", "факт*", "*факт", "орындалуы*", "*орындалуы", "нақты*", "*нақты мәні*", "исполнение*",
                "выполнение*", "достигнут*", "actual*", "previous fact", "fact*"), NUMBER, excluded=_EXECUTED),
        Column(VALUE, gettext_lazy("value of a year"), ("value", "значение", "мәні"), NUMBER, test=is_value_of_year),
    )  # fmt: skip
    needs_one_of = ((PLAN, FACT, VALUE),)
    title_words = ("целевых индикаторов", "целевые индикаторы", "показатели результата", "нысаналы индикатор",
                   "стратегический план", "стратегиялық жоспар", "индикаторлар", "indicators")  # fmt: skip
    has_total = False
    adds_up = False
    reads_every_sheet = True
    by_period = frozenset(FIGURES)
    model = IndicatorValue

    @cached_property
    def headers(self) -> Headers:
        return Headers(self.columns, FIGURES)

    def weighs(self, table: Table) -> int:
        """A column that is headed “name” and nothing more holds indicators where a title says so."""
        is_plain = table.headers.get(table.columns.get("name", -1)) in ("наименование", "атауы")
        return NO_CLAIM if is_plain and not table.says(self.title_words) else 0

    def read(self, table: Table, context: Context) -> CostingReading:
        reading = CostingReading()
        for one in (table, *table.others):
            _Sheet(one, reading).read(sections(one, self.headers))
        return reading

    def match(self, reading: CostingReading, context: Any) -> None:
        """What people set by hand outlives a file, and an empty cell does not take back what stands."""
        if not reading.has_errors and reading.declared:
            held: dict[Any, Any] = {
                (model, key): rows[0]
                for model in (Indicator, IndicatorValue)
                for key, rows in declaring.standing(model, context.facility).items()
            }
            for _line, row in reading.declared:
                before = held.get((type(row), declaring.key_of(row)))
                if before is not None and isinstance(row, Indicator):
                    row.formula, row.better = before.formula, before.better
                    row.responsible = row.responsible or before.responsible
                elif before is not None and isinstance(row, IndicatorValue) and row.is_left_empty:
                    row.value, row.text = before.value, before.text
            reading.doubts += _renamed(reading, [row for row in held.values() if isinstance(row, Indicator)])
        super().match(reading, context)

    def scope(self, row: Any) -> Hashable:
        """A file speaks for its periods; of directions and indicators it says nothing by leaving them out."""
        return (row.first_month, row.last_month, row.kind) if isinstance(row, IndicatorValue) else id(row)

    def named(self, row: Declared) -> str:
        return f"{self.briefly(row)}, {row.get_kind_display()}" if isinstance(row, IndicatorValue) else str(row)

    def briefly(self, row: Declared) -> str:
        if isinstance(row, IndicatorValue):
            return f"{row.number} {row.name}, {row.first_month} – {row.last_month}"
        return str(row)


KIND = Indicators()


def _renamed(reading: CostingReading, held: list[Indicator]) -> Iterator[str]:
    """A number that stands under another name: the same indicator in new words, or another one; both stay."""
    named = [row for _line, row in reading.declared if isinstance(row, Indicator)]
    names = {row.name for row in named}
    gone = {(row.node, row.number): row.name for row in held if row.name not in names}
    for row in named:
        before = gone.get((row.node, row.number))
        if before is not None and all(one.name != row.name for one in held):
            message = say(
                "The number %(number)s stood for “%(before)s”, the file gives it to “%(after)s”; both stay with their "
                "values. If it is the same indicator, undo this import and give it its old name, or undo the old one."
            )
            yield message % {"number": row.number, "before": before, "after": row.name}


@dataclass(slots=True)
class _Sheet:
    """The sections of a sheet as they are read: nodes reach over a page's end, numbers are told within their node."""

    table: Table
    reading: CostingReading
    nodes: Nodes = field(default_factory=Nodes)
    numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    declared: set[tuple[str, str, str]] = field(default_factory=set)
    waiting: list[StrategicNode] = field(default_factory=list)

    def read(self, found: list[TableSection]) -> None:
        years = plan_years([text for section in found for text, _cell in section.texts()])
        for nth, section in enumerate(found):
            if nth:
                self._nodes(section.title, section)
            cells = ValueCells(section, self.reading, years)
            if not cells.problems():
                self._rows(section, cells)
        if self.waiting and self.reading.declared:
            line = self.reading.declared[-1][0]
            self.reading.declared += [(line, node) for node in self.waiting]

    def _nodes(self, rows: list[int], section: TableSection) -> None:
        for i in rows:
            self._take_node(i, section)

    def _take_node(self, i: int, section: TableSection) -> bool:
        node = self.nodes.read([as_code(value) for value in section.sheet.rows[i] if value != ""])
        if node is None:
            return False
        node.cell = section.sheet.address(i, 0)
        self.waiting.append(node)
        return True

    def _rows(self, section: TableSection, cells: ValueCells) -> None:
        rows = list(_without_signatures(section, cells))
        self.reading.skipped += len(section.rows) - len(rows)
        for i in rows:
            if not self._take_node(i, section):
                self._indicator(i, section, cells)

    def _indicator(self, i: int, section: TableSection, cells: ValueCells) -> None:
        name, unit = (as_code(section.value(i, key)) for key in ("name", "unit"))
        node = self.node(i, section)
        counted = 1 + sum(1 for of, _number, _year in self.numbers if of == node)
        number = as_code(section.value(i, "no")).rstrip(".)") or str(counted)
        first = self.numbers.setdefault((node, number, as_code(section.value(i, "year"))), i)
        if not name:
            message = _("The name of the indicator is missing.")
            self._refuse(i, section, "name", ("missing-value", message))
        elif not unit:
            message = _("The unit of “%(name)s” is missing. Write it: %%, days, thousand tenge, certificate …")
            self._refuse(i, section, "unit", ("missing-unit", message % {"name": name}))
        elif first != i:
            message = _("The number %(number)s stands in row %(row)s already, under the same direction, goal or task.")
            values = {"number": number, "row": section.sheet.row_number(first)}
            self._refuse(i, section, "no", ("duplicate-number", message % values))
        else:
            self._keep(i, section, cells, Indicator(
                node=node, number=number, name=name[:500], unit=unit[:80],
                name_kk=as_code(section.value(i, "name_kk"))[:500], source=as_code(section.value(i, "source"))[:255],
                responsible=as_code(section.value(i, "responsible"))[:255],
                kind=Indicator.Kind.RESULT if node.count(".") >= 2 else Indicator.Kind.TARGET,
                better=better_of(name, unit), formula=formula_of(name),
            ))  # fmt: skip

    def node(self, i: int, section: TableSection) -> str:
        return as_code(section.value(i, "node")).rstrip(".") or self.nodes.current

    def _keep(self, i: int, section: TableSection, cells: ValueCells, indicator: Indicator) -> None:
        values = cells.read(i, indicator)
        number = section.sheet.row_number(i)
        if number in self.reading.rejected_rows:
            return
        cell = section.sheet.address(i, section.columns["name"])
        months = [value.last_month for value in values]
        line = Line(number, cell, month=max(months, default=None), name=indicator.name)
        rows: list[Declared] = [*self.waiting, indicator, *values]
        if indicator.indicator in self.declared:
            # a row for each year
            rows.remove(indicator)
        self.declared.add(indicator.indicator)
        reason = as_code(section.value(i, "reason"))
        if reason and values:
            stated = [value for value in values if value.kind == IndicatorValue.Kind.FACT] or values
            last = max(stated, key=lambda value: (value.last_month, value.first_month))
            rows.append(IndicatorValue(
                node=indicator.node, number=indicator.number, name=indicator.name, kind=IndicatorValue.Kind.REASON,
                first_month=last.first_month, last_month=last.last_month, text=reason[:2000],
            ))  # fmt: skip
        self.waiting = []
        for row in rows:
            row.cell = row.cell or cell
        self.reading.lines.append(line)
        self.reading.declared += [(line, row) for row in rows]
        if months:
            self.reading.reach(min(value.first_month for value in values), max(months))

    def _refuse(self, i: int, section: TableSection, key: str, why: tuple[str, str]) -> None:
        """Refuse a row for (problem, sentence) at its cell under `key`."""
        place = section.columns.get(key, section.columns["name"])
        value = as_code(cell_of(section.sheet, i, place))
        self.reading.reject(section.sheet.row_number(i), section.sheet.address(i, place), *why, value)


def _without_signatures(section: TableSection, cells: ValueCells) -> Iterator[int]:
    """Rows that say something of indicators; blank ones and, at the end, those of words without unit and number."""
    rows = [i for i in section.rows if any(value != "" for value in section.sheet.rows[i])]
    while rows and _is_signature(rows[-1], section, cells):
        rows.pop()
    yield from rows


def _is_signature(i: int, section: TableSection, cells: ValueCells) -> bool:
    number = as_code(section.value(i, "no"))
    if (as_code(section.value(i, "unit")) and as_code(section.value(i, "name"))) or number[:1].isdigit():
        return False
    if Nodes.tell([as_code(value) for value in section.sheet.rows[i] if value != ""]) is not None:
        return False
    return not any(any(letter.isdigit() for letter in text) for text in cells.texts(i))
