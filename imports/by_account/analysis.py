"""An account analysis of 1C (анализ счёта): a label opens a level, «Оборот» closes it and says its turnover. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from finance.money import ZERO
from imports.by_account.turnover import Mismatch, SheetRow, Turnover, UnclearError
from imports.resolve.letters import skeleton

_TURNOVER = re.compile(r"(?:оборот|обороты|айналым|айналымдар|turnover)(?: |$)")
_BALANCE = re.compile(r"(?:начальное сальдо|конечное сальдо|сальдо|остаток|бастапкы|сонгы|opening|closing)(?: |$)")


def is_balance(label: str) -> bool:
    """Whether a row states an opening or a closing balance."""
    return bool(_BALANCE.match(skeleton(label)))


def turnovers(
    rows: Sequence[SheetRow], account: str, levels: Sequence[str] = ("article", "department")
) -> tuple[list[Turnover], list[Mismatch]]:
    """Debit turnovers of the deepest levels, and those that their corresponding accounts miss.

    `account` is that of the title; a row of the body that names an account begins its part. Rows of corresponding
    accounts stand in no level of their own. Raises UnclearError where a turnover closes nothing or a level stays open.
    """
    found: list[Turnover] = []
    wrong: list[Mismatch] = []
    # label, the sum of what stood in it so far, whether another level stood in it
    path: list[tuple[SheetRow, Decimal, bool]] = []
    whole = ZERO
    is_closed = False
    for row in rows:
        label = skeleton(row.label)
        if row.corresponding and not label:
            if path:
                opened, so_far, has_levels = path[-1]
                path[-1] = (opened, so_far + row.debit, has_levels)
            else:
                whole += row.debit
        elif _TURNOVER.match(label):
            if not path:
                if row.is_filled and row.debit != whole:
                    wrong.append(Mismatch(row.row, row.cell, row.label.strip(), row.debit, whole))
                whole, is_closed = ZERO, True
                continue
            opened, so_far, has_levels = path.pop()
            if so_far != row.debit:
                wrong.append(Mismatch(row.row, row.cell, opened.label.strip(), row.debit, so_far))
            if not has_levels:
                named = dict(
                    zip(levels, [step[0].label.strip() for step in path] + [opened.label.strip()], strict=False)
                )
                found.append(
                    Turnover(
                        account, named.get("article", ""), named.get("department", ""), row.debit, row.row, row.cell
                    )
                )
            if path:
                above, so_far, _has = path[-1]
                path[-1] = (above, so_far + row.debit, True)
            else:
                whole += row.debit
        elif label and not is_balance(label):
            if row.account:
                if path:
                    raise UnclearError(row)
                account, is_closed = row.account, False
            elif is_closed:
                # the turnover of the whole account came before this level of it
                raise UnclearError(row)
            else:
                path.append((row, ZERO, False))
    if path:
        raise UnclearError(path[-1][0])
    if not found and whole:
        raise UnclearError(rows[-1])
    return found, wrong
