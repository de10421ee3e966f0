"""What a kind of file must say about itself, and what its rows become. Pure but for the lazy labels.

A kind is asked to `read` (cells → lines, controls, problems), to `match` (which lines are new), to `post` the new ones,
to `undo`. `read` never writes; `match` and `post` run in the transaction that holds the budgets' locks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.functional import Promise

from finance.money import total
from finance.months import Month
from imports.columns.column import Column, Crossing
from imports.rows.line import DUPLICATE, NEW, UNRESOLVED, Line
from imports.rows.table import Direction, Table

if TYPE_CHECKING:
    from finance.ledger import KeptEntry
    from finance.models import Budget
    from imports.claims import Claim
    from imports.context import Context, Job
    from imports.models import Batch

NO_CLAIM = -10_000  # what `weighs` answers where nothing speaks for the kind, though its columns are all there


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell. `problem` is a key of the interface, `message` a sentence: what and what to do.

    `asks` are the parts of the file's form that a person may name to settle it: `kind`, `sheet`, `header_row`,
    `last_row`, `unit`, `direction`, `period`, `columns.amount`, `names.` and a name as written.
    """

    cell: str | None
    problem: str
    message: str
    row: int | None = None
    value: Any = None
    severity: str = "error"
    asks: tuple[str, ...] = ()
    # what may answer it, where the rows say so
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """A figure the file states beside its rows. `holds` is None where there is nothing to compare it with.

    `is_inside` controls compare the file with itself and refuse it when they fail; the others compare it with the
    ledger and leave a doubt: they come of the reading's claims, judged anew on every report.
    """

    name: str
    expected: Decimal | None
    found: Decimal | None
    holds: bool | None
    cell: str = ""
    row: int | None = None
    code: str = ""
    month: Month | None = None
    is_inside: bool = True
    message: str = ""


@dataclass(slots=True)
class Reading:
    """All that a file says, before and after matching."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    # what the file states about the books beside its rows; the pipeline judges them into controls
    claims: list[Claim] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    # those among the doubts that every report finds for itself, as long as they are true
    passing_doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rejected_rows: set[int] = field(default_factory=set)
    skipped: int = 0
    months: tuple[Month, Month] | None = None
    # whether more than lines is new: money received, balances
    has_more_news: bool = False
    # rows before → after that no ledger measure holds
    changes: list[dict[str, str]] = field(default_factory=list)

    def reach(self, *months: Month) -> None:
        """The file speaks of these months too."""
        known = [*(self.months or ()), *months]
        self.months = (min(known), max(known)) if known else None

    def reject(
        self, row: int, cell: str, problem: str, message: str, value: object = None, *, asks: tuple[str, ...] = (),
        choices: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.rejected_rows.add(row)
        self.problems.append(Problem(cell, problem, message, row, value, asks=asks, choices=choices))

    def warn(self, row: int | None, cell: str, problem: str, message: str, value: object = None) -> None:
        self.problems.append(Problem(cell, problem, message, row, value, "warning"))

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def is_bare(self) -> bool:
        """Whether the file says nothing at all below its header."""
        return not self.lines and not self.problems

    def kept(self) -> dict[str, Any]:
        """What is kept with the import once it is posted, as JSON: what its undo or other files will ask for."""
        return {}

    def told(self) -> dict[str, Any]:
        """What only this kind tells in the import object, by key; of rows, an object for each."""
        return {}

    def payments(self) -> list[dict[str, Any]]:
        """Its payments that get a code, one by one and all of them."""
        return []


# what a kind's `read` hands on
R = TypeVar("R", bound=Reading)


class RowsError(Exception):
    """Raised by `post` to refuse the file: `problems` name every cell."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class Kind(Generic[R]):
    """Base of every kind. `title_words` are words above the table that speak for it, folded.

    `R` is what its `read` hands to `match` and `post`: a `Reading`, with what only this kind knows.
    """

    key: str = ""
    # the kind that people name, where several layouts bring the same; else the key
    told_as: str = ""
    label: str | Promise = ""
    columns: tuple[Column, ...] = ()
    needs_one_of: tuple[tuple[str, ...], ...] = ()
    # its columns that may stand across, tried where the table is none of a known kind as it stands
    crossings: tuple[Crossing, ...] = ()
    # which way money goes, where a column of it stands in the file or the layout says it
    direction: Direction = Direction()
    # the bank whose layout the columns are: they are a file's only where every one of them stands there
    layout: str = ""
    title_words: tuple[str, ...] = ()
    formats: frozenset[str] = frozenset()
    # whether a file that lacks one of its columns is taken for it only where its title says so
    is_claimed_by_title: bool = False
    measure: str = ""
    # measures that its posting moves beside its own
    also_moves: tuple[str, ...] = ()
    document_kind: str = ""
    # whether a file without any control total leaves a doubt
    is_controlled: bool = True
    # whether the total of its rows is money, not bed-days or driver values
    is_in_tenge: bool = True
    # whether that total is a count, told without tiyn
    is_total_plain: bool = False
    # whether the sum of its rows says anything; balances of several days do not add up
    adds_up: bool = True
    # whether machines are told a total: indicators, each in its own unit, and quotas of several profiles have none
    has_total: bool = True
    # whether every sheet that holds such a table is read, not one of them
    reads_every_sheet: bool = False
    # whether it keeps apart the accounts, or the sources of money, of one sheet by itself
    reads_accounts_apart: bool = False
    reads_sources_apart: bool = False
    # whether every column is kept as it is printed, whatever heads it
    reads_every_column: bool = False
    # columns of which there may be one for each period
    by_period: frozenset[str] = frozenset()
    # its place in the order in which people meet kinds
    order: int = 1000
    # its turn when several files are posted together: the lower one is what the higher one leans on
    turn: int = 90
    # whether it brings papers that take a second person's approval, as typed ones do
    needs_approval: bool = False
    # whether a row is a paper that another one may change: a contract, an act
    brings_papers: bool = False
    # roles of columns (`recognise.row_roles`) that are heeded though no column of money is told by its meaning
    heeds: frozenset[str] = frozenset()
    # whether a status in unknown words is asked about; where it may be a person's, it says nothing of the row
    is_status_asked: bool = True
    # whether rows that wait are asked about by supplier and purpose, not by name
    waits_by_party: bool = False
    # whether rows that wait name facilities, whose БИН is the answer
    waits_for_facility: bool = False
    # whether undoing an import may reverse its documents, of which there are many, together
    is_reversed_together: bool = False
    # whether its postings stand for what the treasury counted beyond the books: below zero, they are a doubt
    keeps_remainders: bool = False

    @property
    def name(self) -> str:
        """The kind of the command line and of machine-readable answers."""
        return self.told_as or self.key

    def column_label(self, key: str) -> str:
        """What people call the column `key`; the key itself where the kind has no such column."""
        return next((str(column.label) for column in self.columns if column.key == key), key)

    def weighs(self, table: Table) -> int:
        """Points for or against this kind that only the rows can tell; asked where headers fit more than one."""
        return 0

    def is_told(self, table: Table) -> bool:
        """Whether the file says that it is of this kind; where not, a person is asked to name it."""
        return True

    def years(self, reading: R) -> set[int]:
        """Years whose budgets the file touches: they are locked before `match`."""
        found = {line.date.year for line in reading.lines if line.date is not None}
        found |= {line.month.year for line in reading.lines if line.month is not None}
        return found | {part.month.year for line in reading.lines for part in line.parts}

    def budgets(self, reading: R, context: Context) -> list[Budget]:
        """Budgets that the file touches, oldest first: of each of its years the one that takes it."""
        found = (context.budget_of(year) for year in sorted(self.years(reading)))
        return [budget for budget in found if budget is not None]

    def expected(self, reading: R) -> tuple[int, Decimal] | None:
        """How many entries and what sum `post` must have written; None where the kind's own service proves it."""
        return None

    def read(self, table: Table, context: Context) -> R:
        raise NotImplementedError

    def match(self, reading: R, context: Context) -> None:
        """Mark lines that the books hold as DUPLICATE; add claims, doubts and closed-month problems."""
        raise NotImplementedError

    def is_statement_new(self, reading: R, context: Context) -> bool:
        """Whether a file that posts nothing now must still be kept, since the books will be held to it later."""
        return False

    def total_of(self, lines: Sequence[Line]) -> Decimal | None:
        """The total of a file's rows, or of a month of it; None where they come to none."""
        return total(line.amount for line in lines)

    def waiting(self, reading: R) -> list[tuple[Line, str, bool]]:
        """Rows kept beside those posted: the line, the measure it is asked about, and whether it is settled already."""
        return [(line, self.measure, False) for line in reading.lines if line.status == UNRESOLVED]

    def settled(self, reading: R) -> list[Line]:
        """Rows that wait no longer."""
        return [line for line in reading.lines if line.status in (NEW, DUPLICATE)]

    def post(self, reading: R, job: Job) -> None:
        """Write the lines that are NEW. Documents are made with `job.document`, so that undo finds them."""
        raise NotImplementedError

    def undo(self, batch: Batch) -> tuple[int, list[KeptEntry]]:
        """What undo must do beside reversing the batch's documents: how much it took back, what it had to leave."""
        return 0, []
