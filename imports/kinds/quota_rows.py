"""Tables of quotas with a column for each figure and period: groups, sums of the source, percents as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import Refusal, parse_amount, settle_column
from finance.money import round_half_up
from imports.columns.printed_numbers import as_seen, percent_of, without_percent
from imports.columns.shared import DASHES
from imports.context import Context
from imports.kinds.counts_across import check_across
from imports.kinds.kind import Line, Problem
from imports.periods import Period
from imports.policies.costing import CostingReading
from imports.readers.grid import Cell, as_code
from imports.recognise.folding import fold
from imports.refusals import explain_number
from imports.resolve.letters import is_same_word, skeleton
from imports.rows.controls import LEFT_OUT, part_of_above, state
from imports.rows.money_rows import TOTAL
from imports.rows.parts_below import is_part
from imports.rows.sections import FigureColumn, TableSection, cell_of, names_period
from tariffs.models import CareProfile, Quota

COUNTS = ("quota", "admitted", "disabled", "low_income")
PERCENT, PREVIOUS = "percent", "previous_"
CITY, DISTRICT = Quota.Group
_SUM = r"(?:(?:итого|всего|барлыгы|жиыны) )?(?:по )?"
_SAID = r"(?: бойынша)?(?: (?:итого|всего|барлыгы|жиыны|total))?"
_GROUPS = {
    CITY: re.compile(rf"{_SUM}(?:город\w*|кала\w*|city|cities){_SAID}"),
    DISTRICT: re.compile(rf"{_SUM}(?:район\w*|аудан\w*|districts?){_SAID}"),
}
GROUP_WORDS = {
    str(CITY): ("город", "қала", "города", "қалалар"),
    str(DISTRICT): ("район", "аудан", "районы", "аудандар"),
}
_OF_PROFILE = re.compile(r"\b(?:профил|бейін|бейин|profile)", re.IGNORECASE)
_ALL = re.compile(r"\b(?:барлық|все|всем|всех|жалпы|all)\b", re.IGNORECASE)
# what a title says of figures that are headed by their period alone
_OF_PLACES = re.compile(r"\b(?:квот|мест|орын|план|жоспар|quota|places)")
_OF_ADMITTED = re.compile(r"\b(?:исполн|выполн|принят|поступ|пролеч|кабылдан|орындал|емделген|факт|admitted|execut)")
# More decimals than a percent has: a share that a sheet shows as a percent.
_SHARE_DECIMALS = 3


# the period and the key of the profile that a column of figures is of; "" for the profile of its row
Key = tuple[Period | None, str]


@dataclass(slots=True)
class _Entry:
    """A row of the table: an organisation, or a sum where there is none; its rows by period and profile."""

    at: int
    name: str
    group: str
    is_sum: bool
    quotas: dict[Key, Quota] = field(default_factory=dict)


class QuotaRows:
    """The rows of one section, read into `reading`."""

    def __init__(self, section: TableSection, reading: CostingReading, context: Context) -> None:
        self.section, self.reading, self.profiles = section, reading, context.profiles
        self.style = settle_column(without_percent(cell_of(section.sheet, i, one.place)) for i in section.rows
                                   for one in section.figures)  # fmt: skip

    def read(self) -> None:
        missing = [one for one in self.section.figures if one.period is None]
        for one in missing:
            message = _("No period is stated for “%(column)s”. Name it in the header or in the title.")
            cell = self.section.sheet.address(self.section.header_row, one.place)
            self.reading.problems.append(Problem(cell, "missing-column", message % {"column": one.heading}))
        profile, is_known = self._profile_of_title()
        if missing or not is_known or self._says_twice() or self._is_untold():
            return
        entries = self._entries()
        for entry in entries:
            self._figures(entry, profile)
        self._keep(entries)
        self._check(entries)

    def _key(self, one: FigureColumn) -> Key:
        profile = self._profile_in(one.heading)
        return one.period, profile.key if profile else ""

    def _says_twice(self) -> bool:
        """Tell columns that hold one figure of one period and profile: which of them holds nobody knows."""
        seen: dict[tuple[str, Key], str] = {}
        for one in self.section.figures:
            cell = self.section.sheet.address(self.section.header_row, one.place)
            first = seen.setdefault((one.figure.removeprefix(PREVIOUS), self._key(one)), cell)
            if first != cell:
                message = _("This column says the same as the one in %(cell)s: the same period twice.")
                self.reading.problems.append(Problem(cell, "duplicate-year", message % {"cell": first}))
        return self.reading.has_errors

    def _is_untold(self) -> bool:
        """Ask what figures headed by a period alone count, where the table does not speak of places alone."""
        bare = [one for one in self.section.figures if names_period(fold(one.heading))]
        said = [skeleton(text) for text, _cell in (*self.section.texts(), (self.section.sheet.name, ""))]
        is_told = any(map(_OF_PLACES.search, said)) and not any(map(_OF_ADMITTED.search, said))
        if not bare or (is_told and all(one.figure == COUNTS[0] for one in self.section.figures)):
            return False
        message = _("“%(column)s” could be places or the admitted. Write it beside: “%(column)s, places”.")
        for one in bare:
            cell = self.section.sheet.address(self.section.header_row, one.place)
            self.reading.problems.append(Problem(cell, "ambiguous-column", message % {"column": one.heading}))
        return True

    def _profile_in(self, text: str) -> CareProfile | None:
        words = skeleton(text).split()
        for name, profile in self.profiles.items():
            if all(any(is_same_word(word, part) for word in words) for part in name.split()):
                return profile
        return None

    def _profile_of_title(self) -> tuple[CareProfile | None, bool]:
        """The profile that the title names, None for all of them, and whether it names none that nobody knows."""
        texts = self.section.texts()
        for text, _cell in texts:
            if (profile := self._profile_in(text)) is not None:
                return profile, True
        for text, cell in texts:
            if _OF_PROFILE.search(text) and not _ALL.search(text) and "profile" not in self.section.columns:
                message = _("“%(title)s” names no known care profile. Correct the title, or add the profile.")
                self.reading.problems.append(Problem(cell, "unknown-profile", message % {"title": text}))
                return None, False
        return None, True

    def _entries(self) -> list[_Entry]:
        """Organisations and sums in their order; the sum of a group stands above its rows, or below them."""
        entries: list[_Entry] = []
        for i in self.section.rows:
            name = as_code(self.section.value(i, "referred_by"))
            label = skeleton(name)
            group = next((str(key) for key, pattern in _GROUPS.items() if pattern.fullmatch(label)), "")
            if not name or self._is_signature(i, name):
                self.reading.skipped += 1
                continue
            if is_part(label) and entries and not entries[-1].is_sum:
                cell = self.section.sheet.address(i, self.section.columns["referred_by"])
                self.reading.warn(self.section.sheet.row_number(i), cell, LEFT_OUT, part_of_above(name))
                self.reading.skipped += 1
                continue
            is_sum = bool(group) or bool(TOTAL.match(label))
            entries.append(_Entry(i, "" if is_sum else name, group or self._group_of_row(i), is_sum))
        heads = [entry for entry in entries if entry.is_sum and entry.group]
        is_above = bool(heads) and not any(not entry.is_sum for entry in entries[: entries.index(heads[0])])
        current = ""
        for entry in entries if is_above else reversed(entries):
            if entry.is_sum:
                current = entry.group
            elif not entry.group:
                entry.group = current
        return entries

    def _is_signature(self, i: int, name: str) -> bool:
        cells = [v for v in self.section.sheet.rows[i] if v != ""]
        if any(cell_of(self.section.sheet, i, one.place) != "" for one in self.section.figures):
            return False
        return (len(cells) == 1 or not as_code(cells[0])[:1].isdigit()) and not TOTAL.match(skeleton(name))

    def _group_of_row(self, i: int) -> str:
        said = skeleton(as_code(self.section.value(i, "group")))
        return (
            next((key for key, words in GROUP_WORDS.items() if said in map(skeleton, (key, *words))), "")
            if said
            else ""
        )

    def _figures(self, entry: _Entry, of_title: CareProfile | None) -> None:
        profile = self._profile_of_row(entry, of_title)
        for one in self.section.figures:
            assert one.period is not None
            own = self._profile_in(one.heading) or profile
            quota = entry.quotas.setdefault(self._key(one), Quota(
                referred_by=entry.name, group=entry.group, profile=own, first_month=one.period.first,
                last_month=one.period.last, cell=self._address(entry.at, one),
            ))  # fmt: skip
            key = one.figure.removeprefix(PREVIOUS)
            cell = cell_of(self.section.sheet, entry.at, one.place)
            if as_code(cell) in ("", *DASHES):
                continue
            if key == PERCENT and isinstance(cell, float) and (entry.at, one.place) in self.section.sheet.percents:
                seen = as_seen(self.section.sheet, entry.at, one.place, Decimal(repr(cell)))
                quota.percent_stated = f"{round_half_up(seen, 1)}"
                continue
            if key == PERCENT and isinstance(cell, float):
                # a share or a percent that a sheet computed has more decimals than any amount
                quota.percent_stated = _printed(cell, Decimal(repr(cell)), quota)
                continue
            number = parse_amount(without_percent(cell), self.style, Decimal(10_000))
            if isinstance(number, Refusal):
                self._refuse(entry.at, one, number.problem, explain_number(number), cell)
            elif key == PERCENT:
                quota.percent_stated = _printed(cell, number / 10_000, quota)
            elif number < 0 or number % 10_000:
                problem = "negative-number" if number < 0 else "not-a-whole-number"
                message = _("“%(value)s” is no whole number of zero or more.") % {"value": as_code(cell)}
                self._refuse(entry.at, one, problem, message, cell)
            else:
                setattr(quota, key, int(number / 10_000))

    def _profile_of_row(self, entry: _Entry, of_title: CareProfile | None) -> CareProfile | None:
        text = as_code(self.section.value(entry.at, "profile"))
        if not text or _ALL.fullmatch(text) or skeleton(text) in ("барлыгы", "всего", "итого"):
            return of_title
        found = self.profiles.get(skeleton(text))
        if found is None:
            place = self.section.columns["profile"]
            message = _("“%(profile)s” is no care profile. Known are: %(names)s. Correct it, or add the profile.")
            names = ", ".join(sorted({f"{one.key} ({one.name})" for one in self.profiles.values()}))
            address = self.section.sheet.address(entry.at, place)
            number = self.section.sheet.row_number(entry.at)
            self.reading.reject(number, address, "unknown-profile", message % {"profile": text, "names": names}, text)
        return found

    def _keep(self, entries: list[_Entry]) -> None:
        """A line for each organisation; the sums stand with the line before them, or the first."""
        waiting: list[Quota] = []
        line: Line | None = None
        for entry in entries:
            number = self.section.sheet.row_number(entry.at)
            if number in self.reading.rejected_rows:
                continue
            rows = list(entry.quotas.values())
            if entry.is_sum:
                waiting += rows
                continue
            last = max(row.last_month for row in rows)
            line = Line(number, rows[0].cell, month=last, name=entry.name)
            self.reading.lines.append(line)
            self.reading.declared += [(line, row) for row in (*waiting, *rows)]
            waiting = []
            self.reading.reach(min(row.first_month for row in rows), last)
        if line is not None:
            self.reading.declared += [(line, row) for row in waiting]

    def _check(self, entries: list[_Entry]) -> None:
        """Counts that a sum states beside those of its rows: sources of counts do not add up, so it is a doubt."""
        is_open = bool(self.reading.rejected_rows)
        for entry in entries:
            own = [one for one in self.section.figures if one.figure in COUNTS]
            for profile in {self._key(one)[1] for one in own}:
                counts = {one: self._of(entry, one) for one in own if self._key(one)[1] == profile}
                check_across(self.reading, self.section, entry.at, counts)
        for entry in entries:
            rows = [one for one in entries if not one.is_sum and (not entry.group or one.group == entry.group)]
            for column in self.section.figures if entry.is_sum and rows else ():
                key = column.figure.removeprefix(PREVIOUS)
                of = self._key(column)
                stated = getattr(entry.quotas[of], key) if key in COUNTS and column.period else None
                if stated is None or column.period is None:
                    continue
                found = sum(getattr(row.quotas[of], key) or 0 for row in rows)
                place = (self._address(entry.at, column), self.section.sheet.row_number(entry.at))
                name = "subtotal" if entry.group else "grand-total"
                state(self.reading, name, (Decimal(stated), Decimal(found)), place, is_open=is_open, is_doubt=True)

    def _of(self, entry: _Entry, one: FigureColumn) -> int | None:
        found: int | None = getattr(entry.quotas[self._key(one)], one.figure)
        return found

    def _address(self, i: int, one: FigureColumn) -> str:
        return self.section.sheet.address(i, one.place)

    def _refuse(self, i: int, one: FigureColumn, problem: str, message: str, value: Cell) -> None:
        number = self.section.sheet.row_number(i)
        self.reading.reject(number, self._address(i, one), problem, message, as_code(value))


def _printed(cell: Cell, number: Decimal, quota: Quota) -> str:
    """The percent as printed, with a decimal point; a share that a sheet shows as a percent in one decimal."""
    if isinstance(cell, str):
        return percent_of(cell)[:12]
    if quota.quota and quota.admitted is not None:
        share = Decimal(quota.admitted) / quota.quota
        if abs(number - share) < Decimal("0.0005"):
            return f"{round_half_up(number * 100, 1)}"
    decimals = -int(number.normalize().as_tuple().exponent)
    return f"{number.normalize():f}" if decimals <= _SHARE_DECIMALS else f"{round_half_up(number, 1)}"
