"""Titles that name another institution, a branch, another source of money or another programme than the budget's.

The table below such a title looks like any other, and its sums would stand in the wrong books.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from finance.models import Budget, Facility
from imports.context import Context
from imports.kinds.kind import Kind, Problem, Table
from imports.recognise import heading
from imports.recognise.blocks import programmes_in, sources_in
from imports.recognise.confirmed_titles import ASKS, is_confirmed
from imports.recognise.row_words import source_of
from imports.resolve.institutions import names_another
from imports.resolve.letters import skeleton

WRONG_FACILITY = "wrong-facility"
_BRANCH = ("филиал", "филиалы", "branch", "обособлен")
_SITE = re.compile(r"\b(?:площадк|объект|site)\w*\s*(?:№|no\.?)\s*\d", re.IGNORECASE)
# Those whose branches others deal with.
_STEMS_OF_OTHERS = ("банк", "bank", "фонд", "казначейств", "казынашылык")
_WORDS_OF_OTHERS = frozenset(("фсмс", "амск", "кор", "корынын", "fund", "ао", "ак", "тоо", "жшс"))


def problems(kind: Kind, table: Table, context: Context, given: Mapping[str, Any]) -> Iterator[Problem]:
    """What titles say of another's sums; a statement of a bank and a register of papers name others all the same.

    `given` is what a person said: titles that were confirmed are asked about no more.
    """
    budget = _budget(context)
    has_direction = any(column.key == "direction" for column in kind.columns)
    if not kind.measure or has_direction or table.grid.header:
        return
    titles = heading.texts(table.sheet, table.header_row)
    spoken = [*titles, (table.sheet.name, table.sheet.address(table.header_row, 0))]
    if budget is None or budget.project:
        return
    titles = [one for one in titles if not is_confirmed(one[0], given, is_name=True)]
    spoken = [one for one in spoken if not is_confirmed(one[0], given, is_name=True)]
    if not kind.reads_sources_apart:
        yield from _of_other_money(spoken, budget)
    if kind.brings_papers:
        return
    for text, cell in titles:
        if _is_of_others(text, context.facility):
            message = _("“%(title)s” names another institution or a branch, and the file would go to %(own)s.")
            yield Problem(cell, WRONG_FACILITY, message % {"title": text, "own": context.facility.name}, asks=ASKS)


def _budget(context: Context) -> Budget | None:
    """The chosen budget, else any of those that may be meant, where all are of one programme and source."""
    every = [budget for budgets in context.budgets.values() for budget in budgets]
    kinds = {(budget.programme_id, budget.source_id) for budget in every}
    return context.budget or (every[0] if len(kinds) == 1 else None)


def _of_other_money(titles: list[tuple[str, str]], budget: Budget) -> Iterator[Problem]:
    """The title of a source or a programme that is not the budget's, where no other title says that it is."""
    own = [code for code in (budget.programme.administrator_code, budget.programme.programme_code) if code]
    codes = {code: cell for text, cell in titles for code in programmes_in(text)}
    keys = {key: (text, cell) for text, cell in titles for phrase in sources_in(text) for key in source_of(phrase)}
    spoken = " ".join(text for text, _cell in titles)
    if not codes.keys().isdisjoint(own) or (not codes and budget.source.key in keys.keys() | source_of(spoken)):
        return
    message = _("“%(title)s” is not of the budget %(budget)s. Choose the budget that these sums are of.")
    said = {"budget": f"{budget.key} · {budget.source.name}"}
    for title, cell in [*codes.items(), *keys.values()][:1]:
        yield Problem(cell, WRONG_FACILITY, message % {**said, "title": title}, asks=ASKS)


def _is_of_others(text: str, facility: Facility) -> bool:
    words = skeleton(text).split()
    own = skeleton(f"{facility.name_ru} {facility.name_kk}").split()
    is_branch = any(word.startswith(_BRANCH) for word in words) and not any(word.startswith(_BRANCH) for word in own)
    is_site = bool(_SITE.search(text))
    is_of_others = any(word.startswith(_STEMS_OF_OTHERS) or word in _WORDS_OF_OTHERS for word in words)
    if is_of_others or heading.names_a_party(text):
        return False
    return is_branch or is_site or names_another(text, facility)
