"""Rules that take ledger cost to centres: a code, for all or for a supplier or contract, and where its cost goes."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.models import BudgetCode
from finance.months import Month
from imports.kinds.cash import CODE_WORDS
from imports.kinds.costing import CostingKind, Found, year_of
from imports.kinds.costing_columns import CostingColumns, driver_key
from imports.kinds.kind import CODE, MONTH, NUMBER, Column
from imports.kinds.quotas import FIRST_WORDS, LAST_WORDS
from imports.resolve.letters import skeleton
from tariffs.declaring import key_of
from tariffs.models import Attribution

CENTRE_MARKS = ("centre", "центр", "орталық")
DRIVER_MARKS = ("driver", "драйвер", "база")


class Attributions(CostingKind):
    key = "attribution"
    label = _("rules of attribution")
    order = 150
    columns = (
        Column("code", _("budget code"), CODE_WORDS, CODE, is_required=True),
        Column("target", _("where the cost goes"),
               ("target", "куда относится", "отнесение", "получатель затрат", "правило отнесения", "бағыты",
                "қайда жатқызылады", "жатқызу"), is_required=True),
        Column("share", _("share"), ("share", "доля", "доля*", "үлес", "үлесі"), NUMBER),
        Column("supplier_number", _("BIN or IIN of the supplier"),
               ("supplier number", "бин поставщика", "бин", "жеткізуші бсн", "бсн")),
        Column("contract_number", _("contract"),
               ("contract number", "номер договора", "договор", "шарт нөмірі", "шарт")),
        Column("from", _("from the month"), FIRST_WORDS, MONTH),
        Column("through", _("through the month"), LAST_WORDS, MONTH),
    )  # fmt: skip
    title_words = ("правила отнесения", "отнесение затрат", "шығындарды жатқызу", "attribution")
    labelled_by = "target"
    figures = ("code",)
    marks = ("target",)
    is_grouped = True

    def rows(self, columns: CostingColumns) -> Iterable[Found]:
        year = year_of(columns.table, columns.context)
        ids = columns.codes("code", [date(year, 12, 31)] * len(columns.rows))
        texts, centres = columns.texts("target", 255), columns.centre_keys(year)
        shares = columns.quantities("share", is_required=False, least=Decimal("0.0001"))
        suppliers, contracts = columns.party_numbers("supplier_number"), columns.texts("contract_number", 64)
        firsts = self._months(columns, "from", year, Month(year, 1))
        lasts = self._months(columns, "through", year, Month(year, 12))
        codes = BudgetCode.objects.in_bulk([pk for pk in ids if pk is not None])
        for at, pk in enumerate(ids):
            target = self._target(columns, at, texts[at], centres)
            first, last = firsts[at], lasts[at]
            if pk is None or not target or first is None or last is None:
                continue
            if last < first:
                message = gettext("The period ends (%(last)s) before it begins (%(first)s). Correct the months.")
                columns.refuse(at, "through", "ends-before-it-begins", message % {"first": first, "last": last})
                continue
            row = Attribution(
                year=year, code=codes[pk], supplier_number=suppliers[at], contract_number=contracts[at],
                share=shares[at] or Decimal(1), target=target, first_month=first,
                last_month=last,
            )  # fmt: skip
            yield Found(at, row)

    @staticmethod
    def _months(columns: CostingColumns, key: str, year: int, default: Month) -> list[Month | None]:
        if not columns.table.has(key):
            return [default] * len(columns.rows)
        filled = [at for at, text in enumerate(columns.texts(key)) if text]
        part = CostingColumns(columns.table, [columns.rows[at] for at in filled], columns.context, columns.reading)
        found: list[Month | None] = [default] * len(columns.rows)
        for at, month in zip(filled, part.months_of(key, year) if filled else [], strict=True):
            found[at] = month
        return found

    @staticmethod
    def _target(columns: CostingColumns, at: int, text: str, centres: dict[str, str]) -> str:
        """`centre:KEY` or `driver:NAME`; empty, with the cell refused, where it is neither."""
        mark, colon, name = text.partition(":")
        mark, name = skeleton(mark), name.strip()
        if colon and name and mark in map(skeleton, DRIVER_MARKS):
            return f"driver:{driver_key(name)}"
        if colon and name and mark in map(skeleton, CENTRE_MARKS):
            key = centres.get(skeleton(name), "") if centres else name[:20]
            if key:
                return f"centre:{key}"
            message = gettext("There is no cost centre “%(centre)s”. Known are: %(names)s.")
            values = {"centre": name, "names": ", ".join(sorted(set(centres.values())))}
            columns.refuse(at, "target", "unknown-centre", message % values, text)
            return ""
        message = gettext("“%(target)s” is no target. Write “centre:KEY” or “driver:NAME”.")
        columns.refuse(at, "target", "unknown-target", message % {"target": text}, text)
        return ""

    def check(self, found: Sequence[Found], columns: CostingColumns) -> None:
        """The shares of one rule make a whole; no target stands twice in it."""
        groups: defaultdict[tuple[object, ...], list[Found]] = defaultdict(list)
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
        parts = (row.code.code, row.supplier_number, row.contract_number, row.target)
        return " ".join(part for part in parts if part)


KIND = Attributions()
