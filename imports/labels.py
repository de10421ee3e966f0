"""Words for the keys of imports: columns, controls, decisions. Keys without words show as they are."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.languages import active_language
from finance.months import Month, MonthError
from finance.reporting.periods import period_in_words
from imports.kinds.registry import kinds
from imports.models import Batch
from imports.pipeline.asked import LABELS as LABELS_OF_FORM
from imports.pipeline.result import TEXT_FORMATS
from imports.recognise.units import LABELS as UNIT_LABELS

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CONTROLS: dict[str, Promise] = {
    "actual": _("actual expenses"),
    "cash": _("cash execution"),
    "cash-balance": _("cash balance"),
    "cash-month": _("cash execution of the month"),
    "closing": _("closing balance"),
    "closing-balance": _("closing balance"),
    "funding": _("funding received"),
    "grand-total": _("grand total"),
    "month-total": _("total of the month"),
    "opening": _("opening balance"),
    "opening-balance": _("opening balance"),
    "plan-obligations": _("plan since January by obligations"),
    "plan-payments": _("plan since January by payments"),
    "plan-year": _("plan of the year"),
    "received": _("receipts in all"),
    "row-total": _("total of the row"),
    "spent": _("payments in all"),
    "stated-balance": _("balance stated elsewhere"),
    "subtotal": _("subtotal"),
    "total": _("total"),
    "total-closing-credit": _("total of closing credit balances"),
    "total-closing-debit": _("total of closing debit balances"),
    "total-debit": _("total of debit turnovers"),
    "total-opening-credit": _("total of opening credit balances"),
    "total-opening-debit": _("total of opening debit balances"),
    "turnover": _("turnover"),
    "year-total": _("whole year of the row"),
    "years": _("whole years of the rows"),
}
DECISIONS: dict[str, Promise] = {
    **{key: LABELS_OF_FORM[key] for key in ("header_row", "kind", "sheet", "unit")},
    "day": _("day of all rows"),
    "encoding": _("encoding of the text"),
    "facility": _("facility"),
    "form": _("form known from"),
    "layout": _("layout of the bank"),
    "period": _("period"),
}
WAITING_REASONS: dict[str, Promise] = {
    "two-codes": _("two codes bear this name"),
    "unknown": _("no code bears this name"),
}


def decisions(batch: Batch) -> list[dict[str, str]]:
    """What was decided about the file and why; columns show on the sheet itself."""
    return decided_in_words(batch.decisions, batch.result)


def decided_in_words(decided: Sequence[Mapping[str, str]], found: Mapping[str, Any]) -> list[dict[str, str]]:
    """The same of an import object. A text file has one sheet, whose name nobody gave."""
    has_sheets = found.get("source", {}).get("format") not in TEXT_FORMATS
    return [
        {"what": str(DECISIONS[made["what"]]), "value": _decided(made["what"], made["value"]), "why": made["why"]}
        for made in decided
        if made["what"] in DECISIONS and made["value"] and (has_sheets or made["what"] != "sheet")
    ]


def _decided(what: str, value: str) -> str:
    if what == "kind" and value in kinds():
        return str(kinds()[value].label)
    if what == "period":
        return period_label(value)
    if what == "day":
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    return str(UNIT_LABELS.get(value, value))


def control_label(name: str) -> str:
    """`funding:2025-07` → `поступившее финансирование, июль 2025 г.`; what follows the name says which one."""
    key, *which = name.split(":")
    if key == "stated-balance" and which[:1] in (["opening"], ["closing"]):
        key, which[0] = f"{which[0]}-balance", gettext("as stated elsewhere")
    return ", ".join([str(CONTROLS.get(key, key.replace("-", " "))), *(_which(part, key) for part in which if part)])


def _which(part: str, key: str) -> str:
    """A month, day or column in words; an account or the path of codes as it is."""
    if key == "subtotal" and part.isdecimal() and len(part) < len("111"):
        return gettext("column %(number)s") % {"number": part}
    if DAY.fullmatch(part):
        return f"{date.fromisoformat(part):%d.%m.%Y}"
    return period_label(part)


def period_label(text: str) -> str:
    """`2025-01 – 2025-06` → `январь–июнь 2025 г.`, also of one month; anything else as it is."""
    try:
        months = [Month.parse(part) for part in text.split(" – ")]
    except MonthError:
        return text
    return period_in_words(months[0], months[-1], active_language())


def month_label(text: str) -> str:
    """`2025-01` → `01`; anything else as it is."""
    try:
        return f"{Month.parse(text).number:02d}"
    except MonthError:
        return text
