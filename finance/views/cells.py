"""The cells of a ledger as HTML. A page may have thousands, so they are put together here and not by a template."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

METER = (
    '<svg class="meter" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="track" width="100" height="3"/><rect class="fill{}" width="{}" height="3"/></svg>'
)
TREND = '<svg class="trend" viewBox="-1 0 62 14" aria-hidden="true"><polyline points="{}"/></svg>'
FOLD = '<a class="fold" id="fold-{}" href="{}" aria-expanded="{}" aria-label="{}">{}</a>'


def row_of(cells: list[Mapping[str, Any]]) -> SafeString:
    """The cells of one row, as `finance.views.sheet` lays them out; every text is escaped here."""
    return mark_safe("".join(_cell(cell, is_first=place == 0) for place, cell in enumerate(cells)))  # noqa: S308 - escaped


def _cell(cell: Mapping[str, Any], *, is_first: bool) -> str:
    classes = f"first {cell['classes']}" if cell["is_heading"] or is_first else cell["classes"]
    tag, end = ('th scope="row"', "th") if cell["is_heading"] else ("td", "td")
    return f'<{tag} class="{escape(classes)}">{_text(cell)}{_beside(cell)}</{end}>'


def _text(cell: Mapping[str, Any]) -> str:
    if fold := cell.get("fold"):
        is_open = "true" if fold.is_open else "false"
        return format_html(FOLD, fold.name, fold.url, is_open, cell["row"], cell["text"])
    if not cell["link"]:
        return escape(cell["text"])
    begin = f' id="{cell["begin"]}"' if cell.get("begin") else ""
    return f'<a{begin} href="{escape(cell["link"])}" aria-label="{escape(cell["spoken"])}">{escape(cell["text"])}</a>'


def _beside(cell: Mapping[str, Any]) -> str:
    """A word that says what a colour means, a line through the months, a bar."""
    found = f'<span class="word">{escape(cell["word"])}</span>' if cell["word"] else ""
    if trend := cell.get("trend"):
        found += TREND.format(trend)
    if meter := cell.get("meter"):
        found += METER.format(" over" if meter["over"] else "", meter["width"])
    return found
