"""The levels of a trial balance by account: account, article, department, told by indents or by what adds up. Pure.

1C prints accounts, and under each its analytics, one under the other. Spaces before a label tell the levels where the
export kept them; elsewhere only arithmetic does: a row is the sum of the rows of the next level below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from imports.by_account.turnover import Mismatch, SheetRow, Turnover, UnclearError, is_cost, total_of

# More ways to lay a tree over the rows than this are not told apart.
_WAYS = 2
_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Node:
    row: SheetRow
    below: tuple[Node, ...] = ()

    def leaves(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], SheetRow]]:
        own = (*path, self.row.label.strip())
        if not self.below:
            yield own, self.row
        for node in self.below:
            yield from node.leaves(own)


def turnovers(
    rows: Sequence[SheetRow], levels: Sequence[str] = ("article", "department")
) -> tuple[list[Turnover], list[Mismatch]]:
    """Leaves of the accounts that may hold cost, and sums that their parts miss.

    `levels` names the analytics below an account in their order: `article`, `department`, anything else is added up.
    Raises UnclearError where the levels below an account cannot be told.
    """
    found: list[Turnover] = []
    wrong: list[Mismatch] = []
    for account, below in by_account(rows):
        if not is_cost(account.account):
            continue
        nodes = tree(account, below, depth=len(levels))
        wrong += mismatches(account, nodes)
        if not nodes:
            found.append(Turnover(account.account, "", "", account.debit, account.row, account.cell))
        for node in nodes:
            for path, leaf in node.leaves():
                named = dict(zip(levels, path, strict=False))
                found.append(
                    Turnover(
                        account.account, named.get("article", ""), named.get("department", ""), leaf.debit, leaf.row,
                        leaf.cell,
                    )
                )  # fmt: skip
    return found, wrong


def by_account(rows: Sequence[SheetRow]) -> list[tuple[SheetRow, list[SheetRow]]]:
    """Each account that is no heading of other accounts, with the rows of its analytics."""
    groups: list[tuple[SheetRow, list[SheetRow]]] = []
    for row in rows:
        if row.account:
            groups.append((row, []))
        elif groups:
            groups[-1][1].append(row)
    kept = []
    for at, (account, below) in enumerate(groups):
        following = groups[at + 1][0].account if at + 1 < len(groups) else ""
        if below or not is_heading(account.account, following):
            kept.append((account, below))
    return kept


def missed_totals(rows: Sequence[SheetRow], totals: Sequence[SheetRow]) -> list[Mismatch]:
    """Totals of the sheet whose debit the uppermost accounts do not make."""
    accounts = [row for row in rows if row.account]
    top: list[SheetRow] = []
    for row in accounts:
        if not top or not is_heading(top[-1].account, row.account):
            top.append(row)
    summed = total_of(top)[0]
    return [Mismatch(t.row, t.cell, t.label.strip(), t.debit, summed) for t in totals if t.debit != summed]


def is_heading(account: str, following: str) -> bool:
    """Whether the next account is a part of this one: 7200 over 7210, 8110 over 8110.1."""
    base, point, _part = following.partition(".")
    if point:
        is_part = following.startswith(f"{account}.")
        return is_part or ("." not in account and base != account and is_heading(account, base))
    zeros = len(account) - len(account.rstrip("0"))
    return following != account and zeros > 0 and following.startswith(account[: 4 - min(zeros, 2)])


def tree(account: SheetRow, rows: Sequence[SheetRow], *, depth: int) -> tuple[Node, ...]:
    """Rows of one account as a tree. Raises UnclearError."""
    if not rows:
        return ()
    if len({row.indent for row in rows}) > 1:
        return _by_indent(rows)
    ways = _by_sums(account, rows, depth)
    if not ways and total_of(list(rows)) != (account.debit, account.credit):
        raise UnclearError(account)
    if len(ways) > 1:
        raise UnclearError(rows[0])
    return ways[0] if ways else tuple(Node(row) for row in rows)


def mismatches(account: SheetRow, nodes: Sequence[Node]) -> list[Mismatch]:
    """Debit turnovers that the rows below do not make."""
    found = []
    if nodes:
        summed = total_of([node.row for node in nodes])[0]
        if summed != account.debit:
            found.append(Mismatch(account.row, account.cell, account.label.strip(), account.debit, summed))
    for node in nodes:
        found += mismatches(node.row, node.below)
    return found


def _by_indent(rows: Sequence[SheetRow]) -> tuple[Node, ...]:
    nodes, at = [], 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and rows[end].indent > rows[at].indent:
            end += 1
        nodes.append(Node(rows[at], _by_indent(rows[at + 1 : end])))
        at = end
    return tuple(nodes)


def _by_sums(account: SheetRow, rows: Sequence[SheetRow], depth: int) -> list[tuple[Node, ...]]:
    """Ways, at most two, in which rows under an account add up level by level and use every row."""
    ways: list[tuple[Node, ...]] = []
    left = [_STEPS]
    for nodes, end in _children(rows, 0, (account.debit, account.credit), depth, left):
        if end == len(rows):
            ways.append(nodes)
            if len(ways) == _WAYS:
                break
    return ways


def _children(
    rows: Sequence[SheetRow], at: int, target: tuple[Decimal, Decimal], depth: int, left: list[int]
) -> Iterator[tuple[tuple[Node, ...], int]]:
    """Runs of nodes from `at` on that make `target`, deepest first, each with the row where it ends."""
    left[0] -= 1
    if at >= len(rows) or left[0] < 0:
        return
    own = (rows[at].debit, rows[at].credit)
    options: list[tuple[Node, int]] = []
    if depth > 1 and any(own):
        options += [(Node(rows[at], below), end) for below, end in _children(rows, at + 1, own, depth - 1, left)]
    options.append((Node(rows[at]), at + 1))
    rest = (target[0] - own[0], target[1] - own[1])
    for node, end in options:
        if not any(rest):
            yield (node,), end
        if any(rest) or end < len(rows):
            for others, last in _children(rows, end, rest, depth, left):
                yield (node, *others), last
