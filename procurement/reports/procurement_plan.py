"""How far the procurement plan is carried out, what was saved, and how it was bought.

An item's contracts count in full where they buy it alone; a contract for several items is split by their planned sums.
So do the lots that announce it, for the sums that the portal gives them.
Saved is what an item with a contract cost less than planned.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.languages import active_language, in_language
from finance.money import ZERO, display, split
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Ref, ratio
from finance.reporting.report import Caption, Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from procurement.contract_sums import positions_through
from procurement.item_links import ItemLinks, item_links
from procurement.methods import is_single_source, method_name
from procurement.models import Lot, PlanItem
from procurement.procurement_plan import standing_items
from procurement.reports.pages import contract_page, document_page
from procurement.stated_lots import announced

# Ids and numbers of the contracts, or of the lots, of each item by budget id and item number.
Links = Mapping[tuple[int, str], Sequence[tuple[int, str]]]

UNNAMED = ""
METHOD_SERIES = (Series("competitive"), Series("single_source"), Series("unnamed"))


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """As of the last day of `through`. Six queries at most, however many items, lots and contracts."""
    with translation.override(language):
        own = {pk: one.committed for pk, one in positions_through(scope, through).items()}
        links = item_links(scope.budget_ids, through.last_day)
        items = _items(scope, through, own, links)
        methods = _methods(own, links)
        return beside_form2(
            "procurement-plan",
            _("Execution of the procurement plan"),
            ReportHeading(scope, first, through, unit, language),
            tables=(items, methods),
            summary=(_single_source_share(methods),),
            charts=(Chart("methods", _("Contracts by method"), "methods", "method", METHOD_SERIES),),
            doubts=_unnamed(methods),
        )


REPORT = RegisteredReport("procurement-plan", gettext_lazy("Procurement plan"), "obligations", build, place=3)


def _single_source_share(methods: Table) -> Caption:
    """The share of all contracts that came from one supplier without competition."""
    amounts = [methods.total.cell(key).value if methods.total else ZERO for key in ("single_source", "amount")]
    single, whole = (Fraction(amount) for amount in amounts if isinstance(amount, Decimal))
    return Caption(
        "single_source_share", _("Bought from a single source (%)"), single / whole if whole else None, "percent"
    )


def _unnamed(methods: Table) -> tuple[Remark, ...]:
    """Contracts that say not how they were bought: they may be either."""
    rows = [row for row in methods.rows if row.key == UNNAMED]
    text = _("Contracts that name no method: %(count)s, for %(amount)s tenge. They count as neither.")
    return tuple(
        Remark(text % {"count": cells["contracts"].value, "amount": _in_figures(cells["amount"])}, "no-method")
        for cells in (row.cells for row in rows)
    )


def _in_figures(cell: Cell) -> str:
    return display(cell.value, active_language()) if isinstance(cell.value, Decimal) else ""


def _items(scope: Scope, through: Month, own: dict[int, Decimal], links: ItemLinks) -> Table:
    columns = (
        Column("number", _("Item"), "code"),
        Column("name", _("Name"), "text"),
        Column("code", _("Code"), "code"),
        Column("method", _("Method"), "code"),
        Column("month", _("Month"), "month"),
        Column("planned", _("Planned, with VAT"), total="sum"),
        Column("announced", _("Announced"), total="sum"),
        Column("contracted", _("Contracted"), total="sum"),
        Column("saved", _("Saved"), total="sum"),
        Column("left", _("Not contracted yet"), total="sum",
               formula=Ref("planned") - Ref("contracted") - Ref("saved")),
        Column("percent", "%", "percent", formula=ratio("contracted", "planned"), total="formula"),
        Column("lots", _("Lots"), "text"),
        Column("contracts", _("Contracts"), "text"),
    )  # fmt: skip
    items = standing_items(scope.budget_ids, through.last_day)
    linked = links.contracts_of_items()
    lots = announced(scope.budget_ids, through.last_day, links.lots)
    of_lots = {place: [(lot.pk, _named(lot)) for lot in own_lots] for place, own_lots in lots.items()}
    amounts = {lot.pk: lot.amount for own_lots in lots.values() for lot in own_lots}
    bought, offered = _by_item(items, linked, own), _by_item(items, of_lots, amounts)
    rows = tuple(_item_row(item, offered[item.pk], bought[item.pk], of_lots, linked) for item in items)
    return summed("procurement-plan", columns, rows, _("By item"))


def _named(lot: Lot) -> str:
    return f"{lot.number} ({lot.status})" if lot.status else lot.number


def _by_item(items: Sequence[PlanItem], linked: Links, own: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What contracts or lots, `own` by id, come to for each item; those of several items are split."""
    of_contract: defaultdict[int, list[PlanItem]] = defaultdict(list)
    for item in items:
        for pk, _number in linked.get((item.act.budget_id, item.number), ()):
            of_contract[pk].append(item)
    bought: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for pk, shared in of_contract.items():
        weights = [item.amount_with_vat for item in shared]
        parts = split(own.get(pk, ZERO), weights if any(weights) else [Decimal(1)] * len(shared))
        for item, part in zip(shared, parts, strict=True):
            bought[item.pk] += part
    return bought


def _item_row(item: PlanItem, offered: Decimal, bought: Decimal, of_lots: Links, linked: Links) -> Row:
    contracts = linked.get((item.act.budget_id, item.number), [])
    lots = of_lots.get((item.act.budget_id, item.number), [])
    saved = max(item.amount_with_vat - bought, ZERO) if contracts else ZERO
    page = contract_page(contracts[0][0]) if len(contracts) == 1 else None
    cells = {
        "number": Cell(item.number),
        "name": Cell(in_language(item.name_ru, item.name_kk, active_language())),
        "code": Cell(item.code.code),
        "method": Cell(item.method or None),
        "month": Cell(item.month),
        "planned": Cell(item.amount_with_vat, document_page(item.document_id) if item.document_id else None),
        "announced": Cell(offered, flag="over" if offered > item.amount_with_vat else ""),
        "contracted": Cell(bought, page, "over" if bought > item.amount_with_vat else ""),
        "saved": Cell(saved),
        "left": Cell(item.amount_with_vat - bought - saved),
        "lots": Cell(", ".join(number for _pk, number in lots) or None),
        "contracts": Cell(", ".join(number for _pk, number in contracts) or None, page),
    }
    return Row(str(item.pk), cells)


def _methods(own: dict[int, Decimal], links: ItemLinks) -> Table:
    columns = (
        Column("method", _("Method"), "text"),
        Column("contracts", _("Contracts"), "quantity", total="sum"),
        Column("amount", _("Sum"), total="sum"),
        Column("share", _("Share"), "percent", total="sum"),
        Column("single_source", _("Of it from a single source"), total="sum"),
        Column("unnamed", _("Method not named"), total="sum"),
        Column("competitive", _("By competition"), total="sum",
               formula=Ref("amount") - Ref("single_source") - Ref("unnamed")),
    )  # fmt: skip
    counts: defaultdict[str, int] = defaultdict(int)
    amounts: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for pk, contract in links.contracts.items():
        if not contract.is_payable_carried:
            counts[contract.method] += 1
            amounts[contract.method] += own.get(pk, ZERO)
    whole = sum(amounts.values(), ZERO)
    order = sorted(amounts, key=lambda method: (-amounts[method], method))
    rows = tuple(_method_row(method, counts[method], amounts[method], whole) for method in order)
    return summed("methods", columns, rows, _("By method"), label="method")


def _method_row(method: str, count: int, amount: Decimal, whole: Decimal) -> Row:
    of_kind = "unnamed" if method == UNNAMED else "single_source" if is_single_source(method) else "competitive"
    kinds = {kind: Cell(amount if kind == of_kind else ZERO) for kind in ("single_source", "unnamed", "competitive")}
    cells = {
        "method": Cell(method_name(method) or _("not named")),
        "contracts": Cell(Decimal(count)),
        "amount": Cell(amount),
        "share": Cell(Fraction(amount) / Fraction(whole) if whole else None),
    }
    return Row(method, {**cells, **kinds})
