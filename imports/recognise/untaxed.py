"""Sums without VAT of a file that says of every row that there is none: net and gross are one figure then. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from finance.amounts import ColumnStyle, Refusal, is_blank, parse_amount
from imports.columns.column import Column
from imports.readers.grid import Cell, as_code
from imports.recognise.headers import Fit
from imports.recognise.meanings import meaning_of
from imports.resolve.letters import skeleton
from imports.rows.money_rows import TOTAL

_ANY = ColumnStyle()
_TAX = frozenset(skeleton(word) for word in ("ндс", "ққс", "vat", "nds"))
_NONE = tuple(
    skeleton(words)
    for words in (
        "без ндс", "без налога", "не облагается", "необлагаем", "не предусмотрен", "освобожд", "нет", "не плательщик",
        "неплательщик", "не является плательщиком", "ққс-сыз", "ққссыз", "салық салынбайды", "салынбайды", "босатылған",
        "жоқ", "without vat", "no vat", "no", "none", "exempt", "not subject", "zero rated", "нулевая",
    )
)  # fmt: skip


def with_net_sums(
    columns: Sequence[Column], found: Fit, rows: Sequence[Sequence[Cell]], shape: Mapping[int, str]
) -> Fit:
    """`found` with its missing sum with VAT read from the one without, where every row has no VAT.

    `rows` are those below the header, `shape` its folded headers by place.
    """
    lacking = [c for c in columns if c.key in found.missing and any("gross" in group for group in c.takes)]
    taxes = [place for place, header in shape.items() if _heads_tax(header)]
    for column in lacking:
        takes = {name for group in column.takes for name in group}
        nets = [place for place, header in shape.items() if _is_net(header, takes)]
        if len(nets) == 1 and len(taxes) == 1 and _has_no_tax(rows, nets[0], taxes[0]):
            kept = {key: place for key, place in found.columns.items() if place != nets[0]}
            missing = tuple(key for key in found.missing if key != column.key)
            return replace(found, columns=kept | {column.key: nets[0]}, missing=missing)
    return found


def _is_net(header: str, takes: set[str]) -> bool:
    names = meaning_of(header).names
    return "net" in names and names - {"net"} <= takes


def _heads_tax(header: str) -> bool:
    return bool(_TAX & set(header.split())) and not {"net", "gross"} & meaning_of(header).names


def _has_no_tax(rows: Sequence[Sequence[Cell]], net: int, tax: int) -> bool:
    said = [
        _says_none(row[tax] if tax < len(row) else "")
        for row in rows
        if net < len(row) and not is_blank(row[net]) and not _is_total(row)
    ]
    return bool(said) and all(said)


def _is_total(row: Sequence[Cell]) -> bool:
    return any(isinstance(value, str) and TOTAL.match(skeleton(value)) for value in row)


def _says_none(value: Cell) -> bool:
    if is_blank(value) or isinstance(value, bool):
        return False
    amount = parse_amount(as_code(value).replace("%", "").strip(), _ANY)
    if not isinstance(amount, Refusal):
        return amount == 0
    text = skeleton(as_code(value))
    return any(text == words or text.startswith(f"{words} ") or (len(words) > 5 and text.startswith(words))
               for words in _NONE)  # fmt: skip
