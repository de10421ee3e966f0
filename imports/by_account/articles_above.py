"""An analysis of subconto of 1C (анализ субконто): articles stand above accounts, told by what adds up. Pure.

Each label says the sum of the accounts right below it, or of the labels below it, as an article over departments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from imports.by_account.turnover import Mismatch, SheetRow, Turnover, UnclearError, is_cost, total_of

# an article over departments, though the header names but one of them
_DEPTH = 2


@dataclass(slots=True)
class _Label:
    row: SheetRow
    accounts: list[SheetRow] = field(default_factory=list)
    below: list[_Label] = field(default_factory=list)


def are_articles_above(rows: Sequence[SheetRow]) -> bool:
    """Whether a label with a sum opens the rows, accounts follow, and an account closes them."""
    return bool(rows) and not rows[0].account and any(_sums(rows[0])) and bool(rows[-1].account)


def turnovers(
    rows: Sequence[SheetRow], totals: Sequence[SheetRow], levels: Sequence[str] = ("article", "department")
) -> tuple[list[Turnover], list[Mismatch]]:
    """Debit turnovers of the accounts that may hold cost under each path of labels, and totals that are missed.

    Raises UnclearError at a label whose sum the rows below it do not make.
    """
    labels = _labels(rows)
    top: list[_Label] = []
    at = 0
    while at < len(labels):
        node, at = _opened(labels, at, max(len(levels), _DEPTH))
        top.append(node)
    found = [one for node in top for one in _leaves(node, (), levels)]
    debit = total_of([node.row for node in top])[0]
    return found, [Mismatch(t.row, t.cell, t.label.strip(), t.debit, debit) for t in totals if t.debit != debit]


def _labels(rows: Sequence[SheetRow]) -> list[_Label]:
    labels: list[_Label] = []
    for row in rows:
        if row.account:
            labels[-1].accounts.append(row)
        else:
            labels.append(_Label(row))
    return labels


def _opened(labels: Sequence[_Label], at: int, depth: int) -> tuple[_Label, int]:
    """The label at a place with what stands below it, and the place of the next one beside it."""
    label = labels[at]
    at += 1
    if label.accounts:
        if total_of(label.accounts) != _sums(label.row):
            raise UnclearError(label.row)
        return label, at
    while depth > 1 and at < len(labels) and total_of([one.row for one in label.below]) != _sums(label.row):
        node, at = _opened(labels, at, depth - 1)
        label.below.append(node)
    if not label.below or total_of([one.row for one in label.below]) != _sums(label.row):
        raise UnclearError(label.row)
    return label, at


def _leaves(label: _Label, path: tuple[str, ...], levels: Sequence[str]) -> list[Turnover]:
    own = (*path, label.row.label.strip())
    named = dict(zip(levels, own, strict=False))
    found = [
        Turnover(one.account, named.get("article", ""), named.get("department", ""), one.debit, one.row, one.cell)
        for one in label.accounts
        if is_cost(one.account)
    ]
    return found + [one for below in label.below for one in _leaves(below, own, levels)]


def _sums(row: SheetRow) -> tuple[Decimal, Decimal]:
    return row.debit, row.credit
