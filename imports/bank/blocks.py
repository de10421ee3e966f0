"""The rows of a statement told apart: payments, stated balances and sums, and blocks of several accounts. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from finance.amounts import is_blank
from finance.party_numbers import accounts_in
from imports.bank import statement as bank_statement
from imports.bank.layouts import DAYS, MONEY
from imports.kinds.kind import Table
from imports.resolve.letters import skeleton

# Currencies that a title or a label of an account may name; tenge is none of them.
_FOREIGN = re.compile(
    r"\b(?:usd|eur|rub|rur|cny|gbp|chf|try|kgs|uzs|доллар\w*|евро|рубл\w*|юан\w*|фунт\w*|сом)\b|[$€₽£¥]", re.IGNORECASE
)
_CURRENCY = re.compile(r"валют|currency|\bсч[её]т|шот|account", re.IGNORECASE)
_TENGE = re.compile(r"\b(?:kzt|тенге|теңге|тг)\b|₸", re.IGNORECASE)


@dataclass(slots=True)
class AccountBlock:
    """An account's part of the sheet: where its title begins, its payments, and rows that state something.

    `account` is empty where its title names none or several; `foreign` is the currency it is kept in, other than tenge.
    """

    begin: int
    account: str = ""
    foreign: str = ""
    rows: list[int] = field(default_factory=list)
    labelled: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    # whether a closing balance stands below its payments
    is_closed: bool = False


def blocks_of(table: Table, *, is_whole: bool) -> list[AccountBlock]:
    """The blocks in their order; a file whose records name their accounts (`is_whole`) is one."""
    first = AccountBlock(0)
    _title(first, table, range(table.header_row))
    if is_whole:
        first.rows = [i for i in table.body if i not in table.left_out]
        return [first]
    blocks = [first]
    headers = [[v for v in table.sheet.rows[i] if v != ""] for i in range(table.header_row, table.first_row)]
    gap: list[int] = []
    for i in table.body:
        filled = [cell for cell in table.sheet.rows[i] if not is_blank(cell)]
        if not filled or i in table.left_out:
            continue
        what = _what(table, i)
        if filled in headers or not what:
            gap.append(i)
            continue
        opens = what == "labelled" and _says(table, i, "opening")
        _take_title(table, gap, blocks, opens=i if opens else None)
        gap = []
        (blocks[-1].rows if what == "row" else blocks[-1].labelled).append(i)
        blocks[-1].is_closed |= bool(blocks[-1].rows) and what == "labelled" and _says(table, i, "closing")
    return blocks


def _says(table: Table, i: int, key: str) -> bool:
    return any(label == key for _place, label in bank_statement.labels_in(table.sheet.rows[i]))


def _take_title(table: Table, gap: list[int], blocks: list[AccountBlock], *, opens: int | None) -> None:
    """Begin a block where the words of `gap` name another account or period, or a balance `opens` what has closed."""
    before = blocks[-1]
    said = AccountBlock(gap[0] if gap else opens or 0)
    _title(said, table, gap)
    if len(blocks) > 1 and not before.rows and said.account in ("", before.account):
        # the period stands below the opening balance of the block that it names
        before.titles += said.titles
    elif gap and _is_another(said, before):
        said.account, said.foreign = said.account or before.account, said.foreign or before.foreign
        blocks.append(said)
    elif opens is not None and before.is_closed:
        said.account, said.foreign = before.account, before.foreign
        blocks.append(said)


def _what(table: Table, i: int) -> str:
    """`row` for a payment, `labelled` for a balance or a sum, nothing for words and blanks."""
    cells = table.sheet.rows[i]
    money = [value for key in MONEY if not is_blank(value := table.value(i, key))]
    has_money = any(not bank_statement.label_of([value]) for value in money)
    label = bank_statement.label_of(cells)
    if _has_day(table, i):
        # the figure of a balance may stand in the column of days
        return "labelled" if label and (not has_money or _is_bare(table, i)) else "row"
    if label:
        return "labelled"
    return "row" if has_money else ""


def _has_day(table: Table, i: int) -> bool:
    days = (table.value(i, key) for key in DAYS if table.has(key))
    return any(not is_blank(day) and (not isinstance(day, str) or day.strip()[:1].isdigit()) for day in days)


def _is_bare(table: Table, i: int) -> bool:
    """Whether a row holds its label, a day and money, and nothing that a payment has."""
    known = {table.columns[key] for key in (*DAYS, *MONEY) if table.has(key)}
    others = [c for j, c in enumerate(table.sheet.rows[i]) if j not in known and not is_blank(c)]
    return len([cell for cell in others if isinstance(cell, str)]) == 1


def _is_another(said: AccountBlock, before: AccountBlock) -> bool:
    """Whether words between rows name another account or period than `before`, or a currency that is not tenge."""
    if said.account and said.account != before.account:
        return True
    if said.foreign and said.foreign != before.foreign:
        return True
    own, known = bank_statement.days_in(said.titles), bank_statement.days_in(before.titles)
    return all(own) and own != known and (all(known) or before.is_closed)


def _title(block: AccountBlock, table: Table, rows: range | list[int]) -> None:
    accounts: dict[str, None] = {}
    for i in rows:
        for cell in table.sheet.rows[i]:
            if not isinstance(cell, str) or not cell.strip():
                continue
            block.titles.append(cell)
            accounts.update(dict.fromkeys(accounts_in(cell)))
            if not block.foreign and len(cell) < 120 and _CURRENCY.search(cell) and not _TENGE.search(cell):
                found = _FOREIGN.search(cell)
                block.foreign = found[0].upper() if found else ""
    block.account = next(iter(accounts)) if len(accounts) == 1 else ""
    if not block.foreign:
        block.foreign = _beside_label(table, rows)


def _beside_label(table: Table, rows: range | list[int]) -> str:
    """The currency in the cell that follows `Валюта:`."""
    for i in rows:
        is_after = False
        for cell in table.sheet.rows[i]:
            if is_blank(cell):
                continue
            text = str(cell).strip()
            found = _FOREIGN.fullmatch(text)
            if is_after and found:
                return found[0].upper()
            is_after = skeleton(text).startswith(("валюта", "currency"))
    return ""
