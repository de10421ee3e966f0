"""The bridge from cash to actual cost: payables, advances and stock, what was never cash, and what is unexplained."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import as_closed
from finance.drill import Links
from finance.execution import Execution, figures
from finance.figures import CodeFigures
from finance.models import TrialBalanceLine
from finance.money import ZERO, display, totals
from finance.months import Month, span
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Ref
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from procurement.cash_bridge import Bridge, Stock, bridge
from procurement.models import Act, ActLine
from procurement.reports.pages import document_page

# code id, month, what the month before closed with, what this one opens with: credit less debit, tenge
Break = tuple[int, Month, Decimal, Decimal]

AMOUNTS = ("cash", "payables", "advances", "non_cash", "unexplained", "actual")


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Six queries at most. A month without a trial balance is a doubt."""
    with translation.override(language):
        execution = figures(scope, first, through)
        stocks, missing, breaks, papers = balances(scope, first, through)
        shares = non_cash(scope, first, through)
        links = Links(scope, first, through)
        columns = _columns()
        rows: list[Row] = []
        worst = max((abs(now - was) for _pk, _month, was, now in breaks), default=ZERO)
        for pk in sorted({*execution.by_code, *stocks}, key=lambda pk: execution.codes[pk].code):
            own = execution.by_code.get(pk, CodeFigures())
            steps = bridge(own.cash, own.actual, stocks.get(pk, Stock()), shares.get(pk, ZERO))
            worst = max(worst, abs(steps.unexplained))
            if any(getattr(steps, name) for name in AMOUNTS):
                code = execution.codes[pk]
                rows.append(_row(code.code, code.name(language), steps, links, papers.get(pk)))
        table = summed("cash-bridge", columns, rows)
        return beside_form2(
            "cash-bridge",
            _("From cash to actual cost"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table,),
            charts=(_chart(),),
            checks=(Check("unexplained", _("Every code is explained"), worst, worst == ZERO),),
            doubts=(
                *missing,
                *_torn(execution, breaks, language),
            ),
        )


REPORT = RegisteredReport("cash-bridge", gettext_lazy("From cash to actual cost"), "cash", build)


def _chart() -> Chart:
    series = (Series("cash"), Series("payables"), Series("non_cash"), Series("actual", "line"))
    return Chart("cash-bridge", _("From cash to actual cost by code"), "cash-bridge", "code", series)


def _columns() -> tuple[Column, ...]:
    steps = Ref("cash") + Ref("payables") - Ref("advances") + Ref("non_cash")
    return (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("cash", _("Cash execution"), total="sum"),
        Column("payables", _("+ growth of payables"), total="sum"),
        Column("advances", _("− growth of advances and stock"), total="sum"),
        Column("non_cash", _("+ never cash"), total="sum"),
        Column("unexplained", _("+ unexplained"), total="sum", formula=Ref("actual") - steps),
        Column("actual", _("= actual cost"), total="sum"),
    )


def _row(code: str, name: str, steps: Bridge, links: Links, trial_balance: str | None) -> Row:
    cells = {"code": Cell(code), "name": Cell(name)}
    for key in AMOUNTS:
        link = trial_balance if key in ("payables", "advances") else links.of(key, code)
        flag = "doubt" if key == "unexplained" and steps.unexplained else ""
        cells[key] = Cell(getattr(steps, key), link, flag)
    return Row(code, cells)


def _torn(execution: Execution, breaks: Iterable[Break], language: str) -> list[Remark]:
    """What does not open with what the month before closed with, in words."""
    text = _("Code %(code)s: %(month)s opens with %(opening)s, the month before closed with %(closing)s.")
    return [
        Remark(
            text
            % {
                "code": execution.codes[pk].code,
                "month": month,
                "opening": display(now, language),
                "closing": display(was, language),
            },
            key="broken-chain",
        )
        for pk, month, was, now in breaks
    ]


def balances(
    scope: Scope, first: Month, through: Month
) -> tuple[dict[int, Stock], tuple[Remark, ...], tuple[Break, ...], dict[int, str]]:
    """Opening of `first` and closing of `through` by code id, added over the budgets; months that lack a trial balance;
    months that do not open with what the month before closed with; the address of the closing trial balance by code id.

    Of several trial balances of one month the newest holds. One query.
    """
    lines = (
        TrialBalanceLine.objects.filter(
            as_closed.standing(),
            document__budget__in=scope.budget_ids,
            month__gte=first,
            month__lte=through,
        )
        .select_related("document")
        .order_by("document_id", "pk")
    )
    newest = {(line.document.budget_id, line.code_id, line.month): line for line in lines}
    sums: defaultdict[int, list[Decimal]] = defaultdict(lambda: [ZERO] * 4)
    breaks = []
    papers: dict[int, str] = {}
    for (budget, code, month), line in newest.items():
        own = sums[code]
        if month == first:
            own[0] += line.opening_debit
            own[1] += line.opening_credit
        else:
            before = newest.get((budget, code, month.previous()))
            was = before.closing_credit - before.closing_debit if before else ZERO
            now = line.opening_credit - line.opening_debit
            if was != now:
                breaks.append((code, month, was, now))
        if month == through:
            papers[code] = document_page(line.document_id)
            own[2] += line.closing_debit
            own[3] += line.closing_credit
    present = {month for _budget, _code, month in newest}
    missing = tuple(
        Remark(_("There is no trial balance of %(month)s.") % {"month": month}, key="no-trial-balance")
        for month in span(first, through)
        if month not in present
    )
    stocks = {code: Stock(*own) for code, own in sums.items()}
    torn = tuple(one for one in sorted(breaks) if one[1].previous() in present)
    return stocks, missing, torn, papers if len(scope.budgets) == 1 else {}


def non_cash(scope: Scope, first: Month, through: Month) -> dict[int, Decimal]:
    """What was received without payment, as accepted, by code id. One query."""
    lines = ActLine.objects.standing().filter(
        act__budget__in=scope.budget_ids, act__kind=Act.Kind.NON_CASH,
        month__gte=first, month__lte=through,
    )  # fmt: skip
    return dict(totals(lines.values_list("code_id", "amount")))
