"""Rows by code: groups with their codes below them. Codes roll up into their groups by parent link, never by digits."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from finance.execution import Execution
from finance.reporting.report import Cell, Row

# The figures of codes by their ids together, and the code that their links name: "" for all, None for no links.
CellsOf = Callable[[Sequence[int], str | None], Mapping[str, Cell]]


def rows_by_code(execution: Execution, cells: CellsOf, language: str) -> Iterator[Row]:
    """A code without a parent stands on the first level."""
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for pk in _with_parents(execution):
        children[execution.codes[pk].parent].append(pk)
    tree = _Tree(execution, children, cells, language)
    for pk in children[None]:
        yield from tree.rows(pk)


def _with_parents(execution: Execution) -> list[int]:
    shown: set[int] = set()
    for pk in execution.by_code:
        above: int | None = pk
        while above is not None and above not in shown:
            shown.add(above)
            above = execution.codes[above].parent
    return [pk for pk in execution.codes if pk in shown]


@dataclass(frozen=True, slots=True)
class _Tree:
    """The codes that anything happened on and the groups above them; `children` are ids by the id of the parent."""

    execution: Execution
    children: Mapping[int | None, list[int]]
    cells: CellsOf
    language: str

    def rows(self, pk: int, parent: str | None = None, level: int = 0) -> Iterator[Row]:
        """The row of one code and everything below it. A group's own money stands in a row of its own below it."""
        code = self.execution.codes[pk]
        name = code.name(self.language)
        key = f"code-{pk}"
        below = self.children.get(pk, [])
        counted = [one for one in self._below(pk) if one in self.execution.by_code]
        cells = {"code": Cell(code.code), "name": Cell(name)} | dict(self.cells(counted, code.code))
        yield Row(key, cells, parent, level, "subtotal" if below else "normal")
        if below and pk in self.execution.by_code:
            itself = {"code": Cell(code.code), "name": Cell(_("%(name)s, itself") % {"name": name})}
            yield Row(f"{key}-own", itself | dict(self.cells([pk], None)), key, level + 1)
        for child in below:
            yield from self.rows(child, key, level + 1)

    def _below(self, pk: int) -> Iterable[int]:
        yield pk
        for child in self.children.get(pk, []):
            yield from self._below(child)
