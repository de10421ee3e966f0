"""The plan of a project as it stands, and what a new one posts: the difference by site, code and month."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from finance import as_closed
from finance.ledger import Posting, lock, post
from finance.models import Balance, Budget, Document, Measure, PlanLine
from finance.money import ZERO, totals
from finance.months import Month
from projects.models import Funder, Project, ProjectLine, Site

# ids of funder and site: what a file states of one it states wholly
Share = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Planned:
    """Tenge that a funder gives a site for a code (id) and month."""

    funder: Funder
    site: Site
    code: int
    month: Month
    amount: Decimal
    stage: str = ""
    cell: str = ""

    @property
    def share(self) -> Share:
        return self.funder.pk, self.site.pk


def budget_key(project: str, funder: str, year: int) -> str:
    """The key of a funder's budget: `early-2022-funder-1-2022`, no longer than a key may be."""
    return f"{project[:19]}-{funder[:15]}-{year}"


def funder_of(budget: Budget) -> Funder | None:
    """Whose money of its project a budget is; None for a budget of no funder. One query."""
    funders = Funder.objects.filter(project__key=budget.project).select_related("project")
    return next((one for one in funders if budget_key(budget.project, one.key, budget.year) == budget.key), None)


def budgets_of(project: Project) -> dict[tuple[int, int], Budget]:
    """By funder id and year. Two queries."""
    by_key = {budget.key: budget for budget in Budget.objects.filter(project=project.key).select_related("facility")}
    years = range(project.first.year, project.last.year + 1)
    found = {}
    for funder in Funder.objects.filter(project=project):
        for year in years:
            budget = by_key.get(budget_key(project.key, funder.key, year))
            if budget is not None:
                found[funder.pk, year] = budget
    return found


def standing(project: Project) -> list[ProjectLine]:
    """The lines that stand: of each funder and site those of its newest posted import. One query."""
    lines = list(
        ProjectLine.objects.filter(as_closed.standing(), site__project=project)
        .select_related("document", "site", "funder", "code")
        .order_by("id")
    )
    newest: dict[Share, int] = {}
    for line in lines:
        share = (line.funder_id, line.site_id)
        newest[share] = max(newest.get(share, 0), line.document.batch_number or 0)
    return [line for line in lines if (line.document.batch_number or 0) == newest[line.funder_id, line.site_id]]


def unchanged(project: Project, planned: Sequence[Planned], *, is_whole: bool) -> set[Share]:
    """Shares that stand as they are stated: line by line, or by their sum alone where the file says no more."""
    stated: defaultdict[Share, list[tuple]] = defaultdict(list)
    for line in planned:
        stated[line.share].append((line.stage, line.code, line.month.key, line.amount))
    stand: defaultdict[Share, list[tuple]] = defaultdict(list)
    for kept in standing(project):
        stand[kept.funder_id, kept.site_id].append((kept.stage, kept.code_id, kept.month.key, kept.amount))
    if is_whole:
        return {share for share, lines in stated.items() if sorted(lines) == sorted(stand.get(share, []))}
    return {share for share, lines in stated.items() if share in stand and _sum(lines) == _sum(stand[share])}


def _sum(lines: Iterable[tuple]) -> Decimal:
    return sum((line[-1] for line in lines), ZERO)


@transaction.atomic
def declare(project: Project, planned: Sequence[Planned], document_for: Callable[[Budget], Document]) -> None:
    """Make `planned` what its funders give its sites, and post the differences into each funder's budget.

    `document_for` makes the document of a budget. Raises ClosedMonthError.
    """
    budgets = budgets_of(project)
    of_budget: defaultdict[Budget, list[Planned]] = defaultdict(list)
    shares = {line.share for line in planned}
    for line in planned:
        of_budget[budgets[line.funder.pk, line.month.year]].append(line)
    for (funder, _year), budget in budgets.items():
        # a year that the file gives nothing any more is taken back too
        if any(share[0] == funder for share in shares):
            of_budget.setdefault(budget, [])
    sites = {site.pk: site.key for site in Site.objects.filter(project=project)}
    for budget in sorted(of_budget, key=lambda budget: budget.pk):
        funder_sites = {sites[site] for funder, site in shares if budgets.get((funder, budget.year)) == budget}
        _declare(budget, of_budget[budget], funder_sites, document_for)


def _declare(
    budget: Budget, planned: Sequence[Planned], sites: set[str], document_for: Callable[[Budget], Document]
) -> None:
    lock(budget.pk)
    stated = totals(((line.site.key, line.code, line.month), line.amount) for line in planned)
    cells = {(line.site.key, line.code, line.month): line.cell for line in planned}
    rows = Balance.objects.filter(budget=budget, measure=Measure.PLAN).values_list(
        "centre", "code_id", "month", "amount"
    )
    every = totals(((centre, code, month), amount) for centre, code, month, amount in rows)
    moved = {
        key: stated.get(key, ZERO) - every.get(key, ZERO)
        for key in {*stated, *(key for key in every if key[0] in sites)}
    }
    moved = {key: amount for key, amount in moved.items() if amount != ZERO}
    if not moved and not planned:
        return
    document = document_for(budget)
    after = totals([((code, month), a) for (_s, code, month), a in (*every.items(), *moved.items())])
    touched = {(code, month) for _site, code, month in moved}
    PlanLine.objects.bulk_create(
        [PlanLine(document=document, code_id=code, month=month, amount=after[code, month]) for code, month in touched]
    )
    ProjectLine.objects.bulk_create(
        [
            ProjectLine(
                document=document, budget=budget, funder=line.funder, site=line.site, stage=line.stage,
                code_id=line.code, month=line.month, amount=line.amount, cell=line.cell,
            )
            for line in planned
        ],
        batch_size=500,
    )  # fmt: skip
    post(document, list(_postings(document, moved, cells)))


def _postings(
    document: Document, moved: Mapping[tuple[str, int, Month], Decimal], cells: Mapping[tuple[str, int, Month], str]
) -> Iterable[Posting]:
    for (site, code, month), amount in sorted(moved.items()):
        cell = cells.get((site, code, month), "")
        yield Posting(code, month, document.date, Measure.PLAN, amount, centre=site, cell=cell)
