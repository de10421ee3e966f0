"""The plan of a project: a row a site, stage, funder, code and month, or sites down and funders across."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.models import Budget, Document, Measure
from finance.money import ZERO, display
from imports.columns.column import AMOUNT, MONTH, Column
from imports.columns.money import PLANNED, YEAR
from imports.columns.shared import MONTH_COLUMNS, MONTHS
from imports.context import Context, Job
from imports.kinds.cash import CODE_WORDS
from imports.kinds.kind import DUPLICATE, NEW, NO_CLAIM, Kind, Line, Problem, Reading, Table
from imports.kinds.project_rows import ACROSS, ProjectRows
from imports.rows.timing import CLOSED, closed
from imports.sentences import say
from projects.models import Project
from projects.standing import Planned, budgets_of, declare, standing, unchanged

SITE_WORDS = ("site", "площадка", "площадка*", "*площадки*", "алаң", "алаң*", "*алаңы*", "алаңдар*", "город", "город*",
              "қала", "қаласы", "қала*", "объект проекта*", "sites", "city")  # fmt: skip
FUNDER_WORDS = (
    "funder", "источник", "источник*", "*источник финансирования*", "қаржыландыру көзі", "*қаржыландыру көзі*",
    "донор*", "соинвестор*", "қаржыландырушы*", "демеуші*", "финансирующ*", "партнёр*", "серіктес*", "donor", "funders",
    "funding source",
)  # fmt: skip
AMOUNT_WORDS = (
    "amount", "сумма", "сумма*", "сома", "сома*", "сомасы*", "*сумма*", "план*", "бюджет*", "*сома*", "plan",
)  # fmt: skip
TOTAL_WORDS = ("total", "итого", "всего", "барлығы", "жиыны", "итого*", "всего*", "барлығы*", "жиыны*", "жалпы*")
# Headings, folded, over columns of funders or of sites.
OVER = (
    "источник",
    "каржыландыру",
    "каржыландырушы",
    "донор",
    "соинвестор",
    "алан",
    "площадк",
    "funder",
    "donor",
    "site",
)
# A header that names an organisation stands over the money of a funder.
FUNDS = frozenset((
    "фонд", "кор", "коры", "траст", "trust", "акимат", "акиматы", "акимдик", "акимдиктер", "мио", "кк", "кф", "оф",
    "fund", "foundation", "тоо", "жшс", "министерство", "министрлиги",
))  # fmt: skip
OVER_PROMISE, OUTSIDE, NOT_PAID_FOR, TWICE_FINANCED = (
    "over-promise", "outside-project", "not-paid-for", "double-financing",
)  # fmt: skip


@lru_cache(maxsize=5_000)
def is_across(header: str) -> bool:
    """Whether a folded header stands under the heading of funders or sites, or names an organisation itself."""
    over, _slash, own = header.rpartition(" / ")
    return over.startswith(OVER) or bool(FUNDS & set(own.split()))


@dataclass(slots=True)
class ProjectReading(Reading):
    """Lines beside what is planned by them; `is_whole` where they say code and month."""

    project: Project | None = None
    planned: list[tuple[Line, Planned]] = field(default_factory=list)
    is_whole: bool = True


class ProjectPlan(Kind[ProjectReading]):
    key = "project"
    label = _("plan of a project")
    order = 180
    turn = 15
    needs_approval = True
    measure = Measure.PLAN
    document_kind = Document.Kind.PLAN
    columns = (
        Column("site", _("site"), SITE_WORDS),
        Column("stage", _("stage"), ("stage", "этап", "этап*", "*этап проекта*", "кезең", "кезең*", "кезеңі*")),
        Column("funder", _("funder"), FUNDER_WORDS),
        Column("code", _("budget code"), (*CODE_WORDS, "статья", "статья*", "бап", "бап*", "баптар*", "item")),
        Column("month", _("month"), ("month", "месяц", "месяц*", "ай", "айы", "айлар*", "период", "период*", "мерзім*"),
               MONTH, is_filled=True),
        Column("amount", _("amount"), AMOUNT_WORDS, AMOUNT, takes=PLANNED),
        *MONTH_COLUMNS,
        Column("row_total", _("sum of the row"), TOTAL_WORDS, AMOUNT, takes=YEAR, blank=ZERO),
        Column("number", _("document"), ("document", "№ документа", "номер документа*", "документ*", "құжат*")),
        Column("supplier", _("supplier"), ("supplier", "поставщик*", "жеткізуші*", "исполнитель*", "орындаушы*")),
        *(Column(key, _("funder"), (), test=is_across) for key in ACROSS),
    )  # fmt: skip
    needs_one_of = (("site", "funder"), ("amount", ACROSS[0], "row_total", *MONTHS))
    title_words = ("жоба", "проект", "project", "қайырымдылық", "благотворительн")

    def weighs(self, table: Table) -> int:
        """A site beside a funder tells a project; where one of them stands as rows between, a title must."""
        is_told = table.has("site") and (table.has("funder") or table.has(ACROSS[0]))
        return 0 if is_told or table.says(self.title_words) else NO_CLAIM

    def years(self, reading: ProjectReading) -> set[int]:
        return set()

    def read(self, table: Table, context: Context) -> ProjectReading:
        reading = ProjectReading()
        if not any(any(cell != "" for cell in table.sheet.rows[row]) for row in table.body):
            return reading
        project = self._project(table, context, reading)
        if project is None:
            return reading
        reading.project = project
        rows = ProjectRows(table, context, reading, project, self.columns)
        rows.read()
        reading.planned, reading.is_whole = rows.planned, rows.is_whole
        if not reading.has_errors:
            _check_promises(reading)
            _check_documents(reading, rows.papers)
            _check_amount(reading)
        return reading

    @staticmethod
    def _project(table: Table, context: Context, reading: ProjectReading) -> Project | None:
        """The project of the chosen budget, the facility's only one, or the one that a title names."""
        header = table.sheet.address(table.header_row, 0)
        every = list(Project.objects.filter(facility=context.facility))
        if context.budget is not None and context.budget.project:
            every = [one for one in every if one.key == context.budget.project]
        if len(every) > 1:
            named = [one for one in every if table.says([n for n in (one.name_ru, one.name_kk) if n])]
            every = named if len(named) == 1 else every
        if len(every) == 1:
            return every[0]
        if every:
            message = gettext("There are several projects: %(keys)s. Name one with --project.")
            keys = ", ".join(one.key for one in every)
            reading.problems.append(Problem(header, "project-needed", message % {"keys": keys}))
        else:
            message = gettext("The facility has no project. Set it up first, with its funders and sites.")
            reading.problems.append(Problem(header, "project-needed", message))
        return None

    def match(self, reading: ProjectReading, context: Context) -> None:
        if reading.has_errors or reading.project is None:
            return
        planned = [one for _line, one in reading.planned]
        same = unchanged(reading.project, planned, is_whole=reading.is_whole)
        budgets = budgets_of(reading.project)
        moved = {id(line) for line, one in reading.planned if one.share not in same}
        for line in reading.lines:
            line.status = NEW if id(line) in moved else DUPLICATE
        for line, one in reading.planned:
            budget = budgets.get((one.funder.pk, one.month.year))
            if budget is not None and one.share not in same and one.month in context.closed(budget.pk):
                reading.reject(line.row, one.cell, CLOSED, closed(one.month), str(one.amount))
        shares = {one.share for one in planned}
        left: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        for kept in standing(reading.project):
            if (kept.funder_id, kept.site_id) not in shares:
                left[f"{kept.site.name}, {kept.funder.name}"] += kept.amount
        for name, amount in left.items():
            message = say("The file does not name %(name)s; what stands for it stays: %(amount)s.")
            reading.doubts.append(message % {"name": name, "amount": amount})

    def post(self, reading: ProjectReading, job: Job) -> None:
        assert reading.project is not None
        planned = [one for _line, one in reading.planned]
        same = unchanged(reading.project, planned, is_whole=reading.is_whole)

        def document_for(budget: Budget) -> Document:
            return job.document(budget, self.document_kind, day=date(budget.year, 1, 1))

        declare(reading.project, [one for one in planned if one.share not in same], document_for)


def _check_promises(reading: ProjectReading) -> None:
    """No funder gives more than it promised: what it promised more is agreed first."""
    given: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    told: set[int] = set()
    for line, one in reading.planned:
        funder = one.funder
        given[funder.pk] += one.amount
        if funder.promised is not None and given[funder.pk] > funder.promised and funder.pk not in told:
            told.add(funder.pk)
            every = sum((x.amount for _line, x in reading.planned if x.funder.pk == funder.pk), ZERO)
            message = gettext("%(funder)s promised %(promised)s, the lines give %(given)s. Agree on more first.")
            words = {"funder": funder.name, "promised": display(funder.promised), "given": display(every)}
            reading.reject(line.row, one.cell, OVER_PROMISE, message % words, str(every))


def _check_documents(reading: ProjectReading, papers: Sequence[tuple[Line, Planned, tuple[str, str]]]) -> None:
    """One paper of one supplier and sum is paid by one funder."""
    seen: dict[tuple[str, str, Decimal], tuple[Line, Planned]] = {}
    for line, one, (number, supplier) in papers:
        if not number:
            continue
        first, other = seen.setdefault((number, supplier, one.amount), (line, one))
        if other.funder.pk != one.funder.pk:
            message = gettext("Document %(number)s of this supplier and sum is paid by %(funder)s in row %(row)s.")
            words = {"number": number, "funder": other.funder.name, "row": first.row}
            reading.reject(line.row, one.cell, TWICE_FINANCED, message % words, number)


def _check_amount(reading: ProjectReading) -> None:
    """All lines, with what stands beside those the file names, add up to the project's amount."""
    project = reading.project
    if project is None or reading.has_errors or not reading.planned:
        return
    shares = {one.share for _line, one in reading.planned}
    beside = sum((kept.amount for kept in standing(project) if (kept.funder_id, kept.site_id) not in shares), ZERO)
    found = beside + sum((one.amount for _line, one in reading.planned), ZERO)
    if found != project.amount:
        message = gettext("The lines add up to %(lines)s, the project is of %(amount)s. Correct one of them.")
        words = {"lines": display(found), "amount": display(project.amount)}
        last = reading.lines[-1]
        reading.problems.append(Problem(last.cell, "total-differs", message % words, last.row, str(found)))


KIND = ProjectPlan()
