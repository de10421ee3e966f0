"""The second reading of costing files: the rows that must be stored, each as a tuple of texts."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from tests.ground.second_reading import (
    TOTALS,
    Figures,
    NoTableError,
    Rows,
    Table,
    amount_of,
    day_of,
    month_of,
    table_of,
    text_of,
)

PROFILES = ("neurology", "orthopaedics", "somatic")
SETTINGS = ("inpatient", "day-care")
Row = tuple[str, ...]
Cells = Sequence[object]


class _SenselessError(Exception):
    """A cell from which nothing can be stored."""


def volumes(rows: Rows) -> Figures:
    table = table_of(rows, ("month",), ("profile",), ("bed_days_done",))
    if any(
        not name and text_of(cells[at]) for cells in table.rows for at, name in enumerate(table.names[: len(cells)])
    ):
        raise NoTableError  # a column whose header stands in another row
    figures = ("beds", "bed_days_planned", "bed_days_done", "discharged", "accompanying_days")

    def one(cells: Cells) -> Row:
        at = table.place
        done = _whole(cells, at("bed_days_done"))
        if not done:
            raise _SenselessError
        return (_month(cells[at("month")]), _profile(cells, table), _setting(cells, table),
                *(_whole(cells, at(key)) for key in figures))  # fmt: skip

    return _stored(table, one, (0, 1, 2), ("bed_days_done", 5), filled=("month", "profile", "bed_days_done"))


def quotas(rows: Rows) -> Figures:
    table = table_of(rows, ("referred_by",), ("quota",), ("from",), ("through",))

    def one(cells: Cells) -> Row:
        at = table.place
        first, last = _month(cells[at("from")]), _month(cells[at("through")])
        quota = _whole(cells, at("quota"))
        if last < first or not quota:
            raise _SenselessError
        return text_of(cells[at("referred_by")]), first, last, quota

    return _stored(table, one, (0, 1, 2), ("quota", 3), filled=("quota", "from", "through"))


def drivers(rows: Rows) -> Figures:
    table = table_of(rows, ("month",), ("centre",), ("driver",), ("value",))
    kinds: dict[str, str] = {}

    def one(cells: Cells) -> Row:
        at = table.place
        centre, driver, measure = (text_of(cells[at(key)]) for key in ("centre", "driver", "measure"))
        value = _quantity(cells[at("value")])
        if not centre or not driver or measure not in ("stock", "flow") or kinds.setdefault(driver, measure) != measure:
            raise _SenselessError
        return _month(cells[at("month")]), centre, known_driver(driver), measure, value

    return _stored(table, one, (0, 1, 2), None, filled=("value", "driver", "month"))


def stays(rows: Rows) -> Figures:
    table = table_of(rows, ("case",), ("profile",), ("admitted",), ("discharged",))

    def one(cells: Cells) -> Row:
        at = table.place
        case, admitted, left = text_of(cells[at("case")]), day_of(cells[at("admitted")]), cells[at("discharged")]
        discharged = day_of(left) if text_of(left) else None
        by = text_of(cells[at("referred_by")]) if at("referred_by") >= 0 else ""
        if not case or admitted is None or (text_of(left) and discharged is None):
            raise _SenselessError
        if discharged is not None and discharged < admitted:
            raise _SenselessError
        return case, _profile(cells, table), _setting(cells, table), by, str(admitted), str(discharged)

    return _stored(table, one, (0, 4), None, filled=("admitted", "discharged"))


def tariffs(rows: Rows) -> Figures:
    table = table_of(rows, ("profile",), ("amount*",), ("applies_from",), ("published_on",))
    amount_at = table.place("amount*")

    def one(cells: Cells) -> Row:
        at = table.place
        amount, start = amount_of(cells[amount_at], table.scale), day_of(cells[at("applies_from")])
        published = day_of(cells[at("published_on")])
        order = text_of(cells[at("order")]) if at("order") >= 0 else ""
        if amount_at < 0 or amount is None or amount <= 0 or start is None or published is None:
            raise _SenselessError
        return (_profile(cells, table), _setting(cells, table), f"{amount:.2f}", str(start), str(published), order)

    return _stored(table, one, (0, 1, 3, 4), None, filled=("amount", "applies_from", "published_on"))


def _stored(
    table: Table, one: Callable[[Cells], Row], key: tuple[int, ...], controlled: tuple[str, int] | None,
    filled: Sequence[str],
) -> Figures:  # fmt: skip
    """Every row with something under one of `filled`, none of them named twice, totals of `controlled` met."""
    found: list[Row] = []
    since = 0
    try:
        for cells in table.lines():
            words = [text_of(cell) for cell in cells if text_of(cell)]
            if TOTALS.match(words[0]) and not text_of(cells[0])[:1].isdigit():
                if controlled and (stated := text_of(cells[table.place(controlled[0])])):
                    sums = [sum(Decimal(row[controlled[1]]) for row in part) for part in (found, found[since:])]
                    if amount_of(stated) not in sums:
                        return None
                since = len(found)
                continue
            if len(words) == 1 and not any(map(str.isdigit, words[0])):
                continue
            if not any(text_of(cells[place]) for word in filled if (place := table.place(word)) >= 0):
                continue
            found.append(one(cells))
    except (_SenselessError, IndexError):
        return None
    keys = [tuple(row[at] for at in key) for row in found]
    return {"stored": sorted(found)} if len(set(keys)) == len(keys) else None


def _month(value: object) -> str:
    found = month_of(value)
    if found is None:
        raise _SenselessError
    return found


def _profile(cells: Cells, table: Table) -> str:
    said = text_of(cells[table.place("profile")]).casefold()
    if said not in PROFILES:
        raise _SenselessError
    return said


def _setting(cells: Cells, table: Table) -> str:
    place = table.place("setting")
    said = text_of(cells[place]) if place >= 0 else ""
    if said not in (*SETTINGS, ""):
        raise _SenselessError
    return said or SETTINGS[0]


def _whole(cells: Cells, place: int) -> str:
    """A count of zero or more; nothing where the column is missing or the cell empty."""
    if place < 0 or not text_of(cells[place]):
        return ""
    amount = amount_of(cells[place])
    if amount is None or amount < 0 or amount != amount.to_integral_value():
        raise _SenselessError
    return str(int(amount))


def _quantity(value: object) -> str:
    text = re.sub(r"[ \u00a0\u202f\u2009]", "", text_of(value))
    amount = Decimal(text.replace(",", ".")) if re.fullmatch(r"\d+([.,]\d{1,4})?", text) else amount_of(value)
    if amount is None or amount < 0:
        raise _SenselessError
    return f"{amount:.4f}"


def known_driver(text: str) -> str:
    """A driver of the sample; what a damaged name is folded to is left to the program."""
    return text.lower() if text.lower() in ("positions", "meals") else "another"
