"""The rows of a project's plan, typed: long rows, months across, funders across, or sites across."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import is_blank
from finance.money import ZERO, split, total
from finance.months import Month, span
from imports.columns.column import AMOUNT, Column
from imports.columns.shared import MONTHS
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.kind import Reading, Table
from imports.readers.grid import Cell, as_code
from imports.resolve.letters import skeleton
from imports.resolve.project_names import by_spelling, meant
from imports.rows.controls import check_column, state, take
from imports.rows.line import Line, MonthAmount
from imports.rows.money_rows import Body, drop_signatures, sort_out
from projects.models import Funder, Project, Site, Stage
from projects.standing import Planned

NOT_ACROSS = ("site", "funder", "stage", "code", "month", "amount", "row_total", "number", "supplier", *MONTHS)
# Columns of funders, or of sites, under one heading: as many as a header is laid over.
ACROSS = tuple(f"across-{number:02d}" for number in range(1, 33))
# What a funder pays for, as an article names it.
PURPOSES = {
    "training": ("обучен", "окыту", "training"),
    "equipment": ("оборудован", "оснащ", "жабдык", "жарактандыру", "equipment"),
    "repair": ("ремонт", "жондеу", "repair"),
    "staff": ("кадр", "персонал", "staff", "зарплат", "жалакы"),
}
DASHES = ("-", "–", "—")
AKIMATS = ("акимат", "акимдик", "мио")


class ProjectRows:
    """`planned` is what the lines plan; `papers` the documents they name, where a column does."""

    def __init__(
        self, table: Table, context: Context, reading: Reading, project: Project, declared: Sequence[Column]
    ) -> None:
        self.table, self.context, self.reading, self.project = table, context, reading, project
        self.declared = declared
        self.planned: list[tuple[Line, Planned]] = []
        self.papers: list[tuple[Line, Planned, tuple[str, str]]] = []
        self.funders = list(Funder.objects.filter(project=project))
        self.sites = list(Site.objects.filter(project=project))
        funders: list[tuple[list[str], Funder | Site]] = [(one.names, one) for one in self.funders]
        sites: list[tuple[list[str], Funder | Site]] = [(one.names, one) for one in self.sites]
        self.known_funders: dict[str, Funder | Site | None] = by_spelling(funders)
        self.known_sites: dict[str, Funder | Site | None] = by_spelling(sites)
        stages = Stage.objects.filter(project=project)
        self.known_stages = by_spelling((one.names, one.name_kk or one.name_ru) for one in stages)
        # the texts of rows with one cell alone, "" for others; from 0
        self._alone: dict[int, str] = {}
        self.by_cell: dict[tuple[int, str], Decimal] = {}
        self.across = self._across()

    @property
    def is_whole(self) -> bool:
        """Whether each line says its month, so that it can be compared with what stands."""
        return not self.across and (self.table.has("month") or any(self.table.has(key) for key in MONTHS))

    def read(self) -> None:
        money = [*self.across, *(key for key in ("amount", *MONTHS) if self.table.has(key))]
        key = "site" if self.table.has("site") else "funder"
        body = sort_out(self.table, key=key, money=money, marks=())
        drop_signatures(self.table, body)
        declared = [*self.declared, *(Column(one, self.table.headers.get(self.table.columns[one], one), (), AMOUNT,
                                             blank=ZERO, blanks=DASHES) for one in self.across)]  # fmt: skip
        columns = Columns.below(self.table, body, self.context, self.reading, declared)
        columns.in_years = [columns.year or self.project.first.year] * len(body.rows)
        lines = [self._line(columns, at) for at in range(len(body.rows))]
        take(columns, body, lines, key="amount" if self.table.has("amount") else "")
        for one in money if not self.table.has("amount") else ():
            own = [line and replace(line, amount=self.by_cell.get((at, one), ZERO)) for at, line in enumerate(lines)]
            check_column(columns, body, own, one)
        self._check_row_totals(columns, body, lines)

    def _across(self) -> dict[str, Funder | Site | None]:
        """Columns named by a funder, or by a site where rows are funders: their keys in the table → who is meant."""
        table = self.table
        for key in [*ACROSS, "funder", "site", "code", "stage"]:
            # the heading over funders or sites is no column of its own
            if key in ACROSS or " / " in table.headers.get(table.columns.get(key, -1), ""):
                table.columns.pop(key, None)
        if table.has("amount") or any(table.has(key) for key in MONTHS):
            return {}
        known: Mapping[str, Funder | Site | None] = self.known_sites if table.has("funder") else self.known_funders
        taken = {table.columns[key] for key in NOT_ACROSS if table.has(key)}
        found: dict[str, Funder | Site | None] = {}
        for place, header in table.headers.items():
            name = header.rpartition(" / ")[2]
            if place in taken or name in ("номер", "номер пп", "п п"):
                continue
            key = f"column-{place}"
            table.columns[key] = place
            found[key] = self._meant(name, known)
            if found[key] is None:
                self._refuse_header(place, known)
        return found

    def _refuse_header(self, place: int, known: Mapping[str, object]) -> None:
        sheet, row = self.table.sheet, self.table.first_row - 1
        while row > self.table.header_row and not as_code(self._cell(row, place)):
            row -= 1
        text = as_code(self._cell(row, place))
        message = _("“%(name)s” is no part of the project. Known are: %(names)s.")
        names = ", ".join(sorted({str(one) for one in known.values() if one}))
        problem = "unknown-funder" if not self.table.has("funder") else "unknown-site"
        number = sheet.row_number(row)
        self.reading.reject(number, sheet.address(row, place), problem, message % {"name": text, "names": names}, text)

    def _cell(self, row: int, place: int) -> Cell:
        cells = self.table.sheet.rows[row]
        return cells[place] if place < len(cells) else ""

    def _meant(self, text: str, known: Mapping[str, Funder | Site | None]) -> Funder | Site | None:
        found = meant(text, known)
        if found is not None or known is not self.known_funders:
            return found  # type: ignore[return-value] # the checker joins the two to their base
        akimats = [one for one in self.funders if one.role == Funder.Role.AKIMAT]
        is_akimat = any(word in skeleton(text) for word in AKIMATS)
        return akimats[0] if is_akimat and len(akimats) == 1 else None

    def _line(self, columns: Columns, at: int) -> Line | None:
        parts = list(self._parts(columns, at))
        row = columns.numbers[at]
        if row in self.reading.rejected_rows or not parts:
            return None
        cells = {cell: amount for *_who, cell, amount in parts}
        line = Line(row, next(iter(cells)), total(cells.values()))
        stage = self._stage(columns["stage"][at])
        paper = (columns["number"][at], skeleton(columns["supplier"][at]))
        planned: list[Planned] = []
        for funder, site, months, cell, amount in parts:
            code = self._code(columns, at, funder, months[0].first_day)
            if code is None or not self._is_within(columns, at, months, cell):
                continue
            shares = split(amount, [1] * len(months)) if amount else [amount]
            planned += [
                Planned(funder, site, code, month, part, stage, cell)
                for month, part in zip(months, shares, strict=False)
                if part
            ]
        if row in self.reading.rejected_rows:
            return None
        one_code, one_month = {one.code for one in planned}, {one.month for one in planned}
        line.code = one_code.pop() if len(one_code) == 1 else None
        line.month = one_month.pop() if len(one_month) == 1 else None
        line.parts = tuple(MonthAmount(one.month, one.amount, one.cell) for one in planned)
        self.planned += [(line, one) for one in planned]
        self.papers += [(line, one, paper) for one in planned if paper[0]]
        return line

    def _parts(self, columns: Columns, at: int) -> Iterator[tuple[Funder, Site, list[Month], str, Decimal]]:
        """Who gives whom how much in which months, and the cell that says so."""
        every = list(span(self.project.first, self.project.last))
        if self.across:
            named = self._named(columns, at, "funder" if self.table.has("funder") else "site")
            for key, who in self.across.items():
                amount = self.by_cell[at, key] = columns[key][at] or ZERO
                giver, taker = (who, named) if isinstance(who, Funder) else (named, who)
                if amount and isinstance(giver, Funder) and isinstance(taker, Site):
                    yield giver, taker, every, columns.address(at, key), amount
            return
        site, funder = self._named(columns, at, "site"), self._named(columns, at, "funder")
        if not isinstance(site, Site) or not isinstance(funder, Funder):
            return
        months = columns["month"] if self.table.has("month") else [None] * len(columns.rows)
        if self.table.has("amount"):
            amount, month = columns["amount"][at], months[at]
            if amount is not None and (month is not None or not self.table.has("month")):
                yield funder, site, [month] if month else every, columns.address(at, "amount"), amount
            return
        year = columns.in_years[at] or self.project.first.year
        for key in MONTHS:
            if self.table.has(key) and (amount := columns[key][at]):
                self.by_cell[at, key] = amount
                yield funder, site, [Month(year, int(key))], columns.address(at, key), amount

    def _named(self, columns: Columns, at: int, key: str) -> Funder | Site | None:
        """Who a cell of the column names; refused with those that are known. A lone funder or site needs no column."""
        every: Sequence[Funder | Site] = self.sites if key == "site" else self.funders
        known = self.known_sites if key == "site" else self.known_funders
        text = self._filled_down(columns, at, key) if self.table.has(key) else ""
        if not text and (above := self._above(columns.rows[at], known)) is not None:
            return above
        if not self.table.has(key) and len(every) == 1:
            return every[0]
        found = self._meant(text, known)
        if found is None:
            names = ", ".join(one.name for one in every)
            message = _("“%(name)s” is no part of the project. Known are: %(names)s.")
            columns.refuse(at, key, f"unknown-{key}", message % {"name": text, "names": names}, text)
        return found

    def _filled_down(self, columns: Columns, at: int, key: str) -> str:
        """The cell's text; of merged cells that of the uppermost."""
        row, place = columns.rows[at], self.table.columns[key]
        text = str(columns[key][at])
        if text:
            return text
        for top, left, bottom, right in self.table.sheet.merged:
            if top <= row <= bottom and left <= place <= right:
                return as_code(self._cell(top, left))
        return text

    def _above(self, row: int, known: Mapping[str, Funder | Site | None]) -> Funder | Site | None:
        """Who a row between names: the nearest above `row` whose only cell means somebody of `known`."""
        for at in range(row - 1, self.table.first_row - 1, -1):
            if at not in self._alone:
                said = [as_code(cell) for cell in self.table.sheet.rows[at] if cell != ""]
                self._alone[at] = said[0] if len(said) == 1 else ""
            if self._alone[at] and (found := self._meant(self._alone[at], known)) is not None:
                return found
        return None

    def _stage(self, text: str) -> str:
        return meant(text, self.known_stages) or text

    def _code(self, columns: Columns, at: int, funder: Funder, day: date) -> int | None:
        """The code of the row, or what the funder alone pays for; refused where the funder does not pay for it."""
        book, text = self.context.codes, columns["code"][at]
        if text and not any(letter.isdigit() for letter in text):
            folded = skeleton(text)
            meant_for = {purpose for purpose, words in PURPOSES.items() if any(word in folded for word in words)}
            text = funder.codes[0] if meant_for & set(funder.pays_for) and len(funder.codes) == 1 else text
        if not text and len(funder.codes) == 1:
            text = funder.codes[0]
        life = book.find(text, day) if text else None
        key = "code" if self.table.has("code") else "funder" if self.table.has("funder") else "site"
        if life is None:
            columns.refuse(at, key, "unknown-code", columns.no_code(at, text, day), text)
            return None
        if funder.codes and life.code not in funder.codes:
            message = _("%(funder)s does not pay for %(code)s; it pays for: %(codes)s.")
            words = {"funder": funder.name, "code": life.code, "codes": ", ".join(funder.codes)}
            columns.refuse(at, key, "not-paid-for", message % words, text)
            return None
        return life.pk

    def _is_within(self, columns: Columns, at: int, months: Sequence[Month], cell: str) -> bool:
        outside = [month for month in months if not self.project.first <= month <= self.project.last]
        if outside:
            message = _("%(month)s lies outside the project, %(first)s – %(last)s.")
            words = {"month": outside[0], "first": self.project.first, "last": self.project.last}
            key = "month" if self.table.has("month") else ""
            place = columns.address(at, key) if key else cell
            self.reading.reject(columns.numbers[at], place, "outside-project", message % words, str(outside[0]))
        return not outside

    def _check_row_totals(self, columns: Columns, body: Body, lines: Sequence[Line | None]) -> None:
        """The sum that a row states of itself, and the total of those sums."""
        if not self.table.has("row_total") or self.table.has("amount"):
            return
        text = _("The total says %(expected)s, its parts add up to %(found)s.")
        for at, stated in enumerate(columns.stated_amounts("row_total", columns.rows)):
            line = lines[at]
            if line is None or stated is None or is_blank(self.table.value(columns.rows[at], "row_total")):
                continue
            if stated != line.amount:
                cell = columns.address(at, "row_total")
                state(self.reading, "row-total", (stated, line.amount), (cell, line.row), text=text)
        check_column(columns, body, lines, "row_total")
