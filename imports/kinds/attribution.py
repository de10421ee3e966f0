"""Rules that take ledger cost to centres: a code, for all or for a supplier or contract, and where its cost goes."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.months import Month
from imports.columns.column import CODE, NUMBER, PARTY, Column
from imports.columns.shared import FIRST_MONTH, LAST_MONTH
from imports.columns.typed import Columns, TypedRow
from imports.columns.types import centre
from imports.kinds.cash import CODE_WORDS
from imports.kinds.drivers import driver_key, known_driver
from imports.policies.costing import CostingKind, FoundRow, is_in_order, year_of
from imports.resolve.letters import skeleton
from tariffs.declaring import key_of
from tariffs.models import Attribution
from tariffs.reports.step_sheet import driver_name

LEAST_SHARE = Decimal("0.0001")
CENTRE_MARKS = ("centre", "центр", "орталық")
DRIVER_MARKS = ("driver", "база", "драйвер")


class Attributions(CostingKind):
    key = "attribution"
    label = _("rules of attribution")
    order = 150
    columns = (
        Column("code", _("budget code"), CODE_WORDS, CODE, is_required=True),
        Column("target", _("where the cost goes"),
               ("target", "куда относится", "отнесение", "получатель затрат", "правило отнесения", "бағыты",
                "қайда жатқызылады", "жатқызу"), is_required=True),
        Column("share", _("share"), ("share", "доля", "доля*", "үлес", "үлесі"), NUMBER, blank=Decimal(1),
               least=LEAST_SHARE),
        Column("supplier_number", _("BIN or IIN of the supplier"),
               ("supplier number", "бин поставщика", "бин", "жеткізуші бсн", "бсн"), PARTY),
        Column("contract_number", _("contract"),
               ("contract number", "номер договора", "договор", "шарт нөмірі", "шарт"), limit=64),
        FIRST_MONTH,
        LAST_MONTH,
    )  # fmt: skip
    title_words = ("правила отнесения", "отнесение затрат", "шығындарды жатқызу", "attribution")
    labelled_by = "target"
    figures = ("code",)
    marks = ("target",)
    is_grouped = True

    def date_rows(self, columns: Columns) -> None:
        year = year_of(columns.table, columns.context)
        columns.in_years, columns.valid_on = [year] * len(columns.rows), [date(year, 12, 31)] * len(columns.rows)

    def row(self, cells: TypedRow, columns: Columns) -> Attribution | None:
        year = year_of(columns.table, columns.context)
        first, last = cells.first_month or Month(year, 1), cells.last_month or Month(year, 12)
        target = self._target(columns, cells.at, cells.target, year)
        if not target or not is_in_order(cells.at, first, last, columns):
            return None
        said = {"code": columns.context.codes.by_id[cells.code], "target": target, "first_month": first,
                "last_month": last}  # fmt: skip
        return Attribution(year=year, **{**cells.cells, **said})

    @staticmethod
    def _target(columns: Columns, at: int, text: str, year: int) -> str:
        """`centre:KEY` or `driver:NAME`, or what only a centre or only a driver is called; else the cell is refused."""
        mark, colon, name = text.partition(":")
        mark, name = skeleton(mark), name.strip()
        if colon and name and mark in map(skeleton, DRIVER_MARKS):
            return f"driver:{driver_key(name)}"
        if colon and name and mark in map(skeleton, CENTRE_MARKS):
            key = centre(columns, at, "target", name, year)
            return f"centre:{key}" if key else ""
        if not colon and (alone := _bare(text, columns.context.centres(year))):
            return alone
        message = gettext("“%(target)s” is no target. Write “centre:KEY” or “driver:NAME”.")
        columns.refuse(at, "target", "unknown-target", message % {"target": text}, text)
        return ""

    def check(self, found: Sequence[FoundRow], columns: Columns) -> None:
        """The shares of one rule make a whole; no target stands twice in it."""
        groups: defaultdict[tuple[object, ...], list[FoundRow]] = defaultdict(list)
        for item in found:
            groups[key_of(item.row)].append(item)
        for items in groups.values():
            rows = [item.row for item in items if isinstance(item.row, Attribution)]
            rows_named = ", ".join(str(columns.numbers[item.at]) for item in items)
            values = {"code": rows[0].code.code, "rows": rows_named}
            if len({row.target for row in rows}) < len(rows):
                message = gettext("Code %(code)s goes twice to one target, in rows %(rows)s. Leave one of them.")
                columns.refuse(items[-1].at, "target", "double-target", message % values, rows[-1].target)
            elif sum((row.share for row in rows), Decimal(0)) != 1:
                message = gettext("The shares of code %(code)s in rows %(rows)s do not add up to 1. Correct them.")
                columns.refuse(items[-1].at, "share" if columns.table.has("share") else "code", "shares-are-not-whole",
                               message % values)  # fmt: skip

    def scope(self, row: Attribution) -> Hashable:
        return row.year

    def named(self, row: Attribution) -> str:
        parts = (row.code.code, row.supplier_number, row.contract_number, target_said(row.target))
        return " ".join(part for part in parts if part)


def _bare(text: str, centres: Mapping[str, str]) -> str:
    """The target that a name without its word means; empty where a centre and a driver bear it, or neither."""
    centre_key, driver = centres.get(skeleton(text), ""), known_driver(text)
    if bool(centre_key) == bool(driver):
        return ""
    return f"centre:{centre_key}" if centre_key else f"driver:{driver}"


def target_said(target: str) -> str:
    """Where a cost goes, as it is said: the key of the centre, or the basis in words."""
    mark, _colon, name = target.partition(":")
    return driver_name(name) if mark == "driver" else name


KIND = Attributions()
