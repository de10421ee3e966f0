"""Figures and months in templates, in the language of the reader."""

from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.urls import NoReverseMatch, reverse

from finance import service_accounts
from finance.file_places import place_said
from finance.languages import active_language
from finance.models import CashBalance, Document, Entry, Measure
from finance.money import THOUSAND, as_money, display, display_money
from finance.months import Month
from finance.plan_grid import spelled
from finance.reporting.periods import month_alone, month_in_words

register = template.Library()


@register.filter
def tenge(amount: Decimal | None, decimals: int = 2) -> str:
    """`1 234 567,50`; blank for nothing."""
    return display(amount, active_language(), decimals)


@register.filter
def money(amount: Decimal | None) -> str:
    """`1 234 567,50 ₸`, for an amount outside a table; blank for nothing."""
    return "" if amount is None else display_money(as_money(amount), active_language())


@register.filter
def signed_percent(share: Fraction) -> str:
    """`+12,5` of an eighth."""
    return ("+" if share > 0 else "") + display(share * 100, active_language(), 1)


@register.filter
def signed(amount: Decimal | None) -> str:
    """With its sign written out: `+1 234,50`, `−80,00`, `0,00`."""
    if amount is None:
        return ""
    return ("+" if amount > 0 else "") + tenge(amount)


@register.filter
def whole(amount: Decimal | None) -> str:
    """Whole tenge, for figures read at a glance."""
    return tenge(amount, 0)


@register.filter
def thousand(amount: Decimal | None) -> str:
    """Whole thousands of tenge."""
    return "" if amount is None else tenge(amount / THOUSAND, 0)


@register.filter
def in_unit(amount: Decimal | None, unit: str) -> str:
    """Two decimals in tenge; in thousands as many as the exact amount needs."""
    if amount is None:
        return ""
    return spelled(amount, "thousand", active_language()) or "0" if unit == "thousand" else tenge(amount)


@register.filter
def override(what: str, code: int) -> str:
    """The name of a field of another sum (`sum`) or its reason (`reason`) for a code."""
    return f"{what}-{code}"


@register.filter
def at(texts: dict[str, str], key: str) -> str:
    """What stands under a key that only a variable names."""
    return texts.get(key, "")


@register.filter
def in_words(month: Month | None) -> str:
    """`июнь 2025 г.`"""
    return "" if month is None else month_in_words(month, active_language())


@register.filter
def name_of_month(month: Month) -> str:
    """`июнь`"""
    return month_alone(month, active_language())


register.filter("person", service_accounts.said)


@register.filter
def measure(value: str) -> str:
    """The measure in words; of a hundred rows Django's own way costs a hundred times the choices."""
    return str(Measure(value).label)


@register.filter
def document_kind(value: str) -> str:
    """The kind of a document in words, likewise."""
    return str(Document.Kind(value).label)


register.filter("place", place_said)


@register.inclusion_tag("parts/pages.html")
def pages(page: Page, query: str = "", name: str = "page", table: str = "") -> dict[str, Any]:
    """Links to the pages of a list; `query` is the rest of the address, `name` what its pages are called there.

    `table` is the key of a table further down on the page, to land at.
    """
    return {
        "page": page,
        "name": name,
        "anchor": f"#table-{table}" if table else "",
        "query": f"{query}&" if query else "",
        "numbers": list(page.paginator.get_elided_page_range(page.number)),
        "ellipsis": page.paginator.ELLIPSIS,
    }


@register.filter
def source_address(entry: Entry | CashBalance) -> str:
    """Where the cell of the source file is shown; empty where the entry or balance came from no file."""
    batch = entry.document.batch_number
    if not batch or not entry.cell:
        return ""
    try:
        return f"{reverse('imports:cell', args=[batch])}?{urlencode({'at': entry.cell})}"
    except NoReverseMatch:
        return ""
