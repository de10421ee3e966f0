"""Tables that only the medical side keeps: therapies, procedures, diagnoses. Taken as they are, their sums checked."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.amounts import ColumnStyle, Refusal, parse_amount, settle_column
from finance.stated import StatedRounding
from imports.columns.column import NUMBER, Column
from imports.columns.printed_numbers import as_seen, digits_of, without_percent
from imports.columns.shared import DASHES
from imports.context import Context
from imports.kinds.account_analysis import AccountAnalysis
from imports.kinds.account_balance import AccountBalance
from imports.kinds.account_card import AccountCard
from imports.kinds.acts import ActsKind
from imports.kinds.cash import Cash
from imports.kinds.contracts import ContractsKind
from imports.kinds.kind import NO_CLAIM, Line, Problem, Table
from imports.kinds.medical_blocks import WORD, MedicalBlock, blocks, is_figure, shape_of
from imports.kinds.plan import Plan
from imports.periods import Period, parse_period
from imports.policies.costing import CostingKind, CostingReading
from imports.readers.grid import Broken, as_code
from imports.recognise.template_marks import is_explanation
from imports.refusals import explain_number
from imports.resolve.letters import skeleton
from imports.rows.controls import state
from imports.rows.sections import cell_of, says_period
from imports.sentences import say
from tariffs.medical_records import printed_of
from tariffs.medical_sums import SUM, check
from tariffs.models import MedicalRow

_TOTAL = re.compile(r"(?:барлыгы|барлык|всего|итого|жиыны|total|grand total)\b|.+ бойынша барлыгы$|жалпы сан\w*$")
_PARTS = re.compile(r"\b(?:онын ишинде|сонын ишинде|в том числе|в т ч|из них|including|of which)\b")
_MEDICAL = (
    "терапия", "нозолог", "диагноз", "физиоем", "физиотерап", "физиопроцедур", "процедур", "массаж", "уқалау",
    "жаттығу", "лфк", "емдік дене", "логопед", "дефектолог", "психолог", "психиатр", "педиатр", "ортопед",
    "ботулин", "ботокс", "диспорт", "монтессори", "қозғалыс", "медициналық кесте", "мкб", "медицинские таблицы",
    "аурулар", "емделуші", "балалар саны", "қабылдаған", "осмотр", "консультац", "науқас", "пролечен", "инвалидн",
    "мүгедек", "госпитализ", "лечебн", "емшара", "емдеу",
)  # fmt: skip
_OF_OTHERS = (
    "целевых индикаторов", "целевые индикаторы", "нысаналы индикатор", "target indicators", "штатное расписание",
    "штат кестесі", "распределение квот", "выполнение квот", "исполнение квот", "бөлінген орын",
    *(word for kind in (AccountAnalysis, AccountBalance, AccountCard, ActsKind, Cash, ContractsKind, Plan)
      for word in kind.title_words),
)  # fmt: skip
# behind every kind whose columns fit as well
_LAST = -90


class MedicalTables(CostingKind):
    key = "medical-tables"
    label = gettext_lazy("medical tables")
    order = 190
    columns = (
        Column("no", gettext_lazy("number"), ("no", "номер", "номер п п", "п п", "р с", "рет*", "number")),
        Column("name", gettext_lazy("what is counted"),
               ("name", "*атауы*", "атау*", "*наименован*", "*показател*", "*көрсеткіш*", "*диагноз*", "*нозолог*",
                "*процедур*", "*ем шара*", "*емшара*", "*терапи*", "вид*", "*түрі*", "*дағды*", "*жаттығу*",
                "*упражнен*", "*бөлім*", "*отделен*", "*област*", "*облыс*", "*аймақ*", "*регион*", "*аудан*", "*мкб*",
                "*ахж*", "*заезд*", "жылдар*", "год*", "жыл*", "*кезең*", "region*", "*содержан*", "*мазмұны*")),
        Column("figure", gettext_lazy("figure"),
               ("count", "*саны*", "*колич*", "кол во*", "*число*", "*пациент*", "*балалар*", "*детей*", "*науқас*",
                "*бірлік*", "*единиц*", "*процент*", "*пайыз*", "*пролечен*", "*емделген*", "абс*", "*койк*", "*төсек*",
                "*факт*", "*план*", "*жоспар*", "*центр*", "*орталық*", "*жиілігі*"), NUMBER, test=says_period),
    )  # fmt: skip
    title_words = _MEDICAL
    has_total = False
    adds_up = False
    reads_every_sheet = True
    reads_every_column = True
    by_period = frozenset({"figure"})
    model = MedicalRow
    is_grouped = True

    def weighs(self, table: Table) -> int:
        """Behind any other kind, and nothing where no word of the title or of the headings speaks of treatment.

        Nor where the title names another paper: its figures are no table to be kept as it stands.
        """
        if table.says(_OF_OTHERS):
            return NO_CLAIM
        said = skeleton(" ".join(table.headers.values()))
        is_medical = table.says(_MEDICAL) or any(skeleton(word) in said for word in _MEDICAL)
        return _LAST if is_medical else NO_CLAIM

    def read(self, table: Table, context: Context) -> CostingReading:
        reading = CostingReading()
        sheets = [sheet for sheet in table.grid.sheets if not is_explanation(sheet)]
        taken: dict[str, int] = {}
        for sheet in sheets:
            for block in blocks(sheet) if not sheet.is_hidden or sheet is table.sheet else ():
                title = "; ".join(block.title_texts())[:450] or sheet.name
                taken[title] = nth = taken.get(title, 0) + 1
                _Block(block, title if nth == 1 else f"{title} ({nth})", table.period, reading).read()
        reading.passing_doubts += reading.doubts
        return reading

    def scope(self, row: MedicalRow) -> Hashable:
        return row.title, row.first_month, row.last_month

    def named(self, row: Any) -> str:
        return f"{row.title}, {row.first_month} – {row.last_month}"


KIND = MedicalTables()


@dataclass(slots=True)
class _Block:
    """One table of the file as it becomes rows, and what its sums say."""

    block: MedicalBlock
    title: str
    within: Period | None
    reading: CostingReading

    def read(self) -> None:
        period = self._period()
        if period is None:
            cell = self.block.sheet.address(self.block.header_row, 0)
            message = _("No period is stated for “%(title)s”. Name it in the title, as “first half of 2025”.")
            self.reading.problems.append(Problem(cell, "missing-column", message % {"title": self.title}))
            return
        made = {"first_month": period.first, "last_month": period.last, "title": self.title}
        places = sorted({*self.block.headings, *self._filled()})
        heads = [self._heading(place) for place in places]
        styles = {
            place: settle_column(cell_of(self.block.sheet, i, place) for i in self.block.rows) for place in places
        }
        rows = [self._row(0, self.block.header_row, MedicalRow.Role.HEAD, heads, made)]
        for nth, i in enumerate(self.block.rows, 1):
            texts = [self._text(i, place, styles[place]) for place in places]
            rows.append(self._row(nth, i, self._role(i, texts), texts, made))
        for row, i in zip(rows, (self.block.rows[0], *self.block.rows), strict=True):
            line = Line(self.block.sheet.row_number(i), row.cell, month=period.last, name=self.title)
            if row.role != MedicalRow.Role.HEAD:
                self.reading.lines.append(line)
            self.reading.declared.append((line, row))
        self.reading.reach(period.first, period.last)
        self._check(rows, places)

    def _heading(self, place: int) -> str:
        """The levels of a heading; a column that the sheet shows as percents says so."""
        levels = self.block.headings.get(place, [])
        percents = self.block.sheet.percents
        is_shown = any((i, place) in percents for i in self.block.rows) and not any("%" in text for text in levels)
        return " / ".join([*levels, "%"] if is_shown else levels)

    def _period(self) -> Period | None:
        """What the title says, else the file, else the latest that a heading names."""
        own = next((found for text in self.block.title_texts() if (found := parse_period(text))), None)
        headed = [found for texts in self.block.headings.values() if (found := parse_period(" ".join(texts)))]
        return own or self.within or max(headed, key=lambda period: period.last, default=None)

    def _filled(self) -> set[int]:
        return {
            place for i in self.block.rows for place, value in enumerate(self.block.sheet.rows[i]) if as_code(value)
        }

    def _role(self, i: int, texts: Sequence[str]) -> MedicalRow.Role:
        words = skeleton(next((text for text in texts if text and not is_figure(text)), ""))
        if shape_of(self.block.sheet.rows[i]) == WORD:
            return MedicalRow.Role.SECTION
        if _PARTS.search(words):
            return MedicalRow.Role.PARTS
        return MedicalRow.Role.TOTAL if _TOTAL.match(words) else MedicalRow.Role.ROW

    def _row(self, place: int, i: int, role: str, texts: list[str], made: dict[str, Any]) -> MedicalRow:
        return MedicalRow(place=place, role=role, cells=texts, cell=self.block.sheet.address(i, 0), **made)

    def _text(self, i: int, place: int, style: ColumnStyle) -> str:
        """The cell as printed, a figure with a decimal point; what can be read two ways is refused."""
        cell = cell_of(self.block.sheet, i, place)
        text = as_code(cell) if not isinstance(cell, Broken) else str(cell)
        if text in DASHES:
            return "-"
        if isinstance(cell, float):
            return f"{round(as_seen(self.block.sheet, i, place, Decimal(repr(cell))), 4).normalize():f}"
        if not isinstance(cell, Broken) and not is_figure(text):
            return text
        number = parse_amount(without_percent(cell), style, Decimal(10_000))
        if not isinstance(number, Refusal):
            return digits_of(text, number / 10_000)
        if isinstance(cell, Broken) or number.problem == "ambiguous-amount":
            address = self.block.sheet.address(i, place)
            problem = number.problem if not isinstance(cell, Broken) else cell.reason
            self.reading.reject(self.block.sheet.row_number(i), address, problem, explain_number(number), text)
        return text

    def _check(self, rows: Sequence[MedicalRow], places: Sequence[int]) -> None:
        """Sums, products and percents that do not follow are doubts: the sources themselves do not add up."""
        printed = printed_of(rows)
        for found in check(printed).findings:
            i = self.block.rows[found.line]
            cell = self.block.sheet.address(i, places[found.column])
            is_open = bool(self.reading.rejected_rows)
            if found.rule == SUM:
                figures = (found.stated, Decimal(found.computed.numerator) / found.computed.denominator)
                place = (cell, self.block.sheet.row_number(i))
                state(self.reading, "total", figures, place, is_open=is_open, is_doubt=True)
            elif found.rounding is StatedRounding.DIFFERENT and not is_open:
                doubt = say("%(cell)s: %(what)s: %(stated)s is stated, %(found)s follows from the others.")
                what = f"{printed.label(found.line)}, {printed.headings[found.column].text}"
                values = {"cell": cell, "what": what, "stated": str(found.stated), "found": _short(found.computed)}
                self.reading.doubts.append(doubt % values)


def _short(value: Any) -> str:
    return f"{(Decimal(value.numerator) / value.denominator).quantize(Decimal('0.01')).normalize():f}"
