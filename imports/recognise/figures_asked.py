"""All that is asked about the figures of a table once its columns are known. Pure but for the sentences."""

from collections.abc import Mapping
from typing import Any

from imports.kinds.kind import Kind, Problem, Table
from imports.recognise.blocks import second_block
from imports.recognise.counted_in import counted_in
from imports.recognise.cumulative import cumulative
from imports.recognise.titles_above import other_sums
from imports.recognise.unread_periods import unread_periods


def figures_asked(table: Table, kind: Kind, given: Mapping[str, Any]) -> list[Problem]:
    """A second block of sums, sums since January or of something else, counts in thousands, periods nobody reads."""
    found = [ask(table, kind) for ask in (second_block, counted_in)]
    found += [ask(table, kind, given) for ask in (cumulative, other_sums)]
    return [*(problem for problem in found if problem is not None), *unread_periods(table, kind)]
