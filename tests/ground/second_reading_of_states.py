"""The second reading of what declares: plans, trial balances, balances of cash, the treasury's form."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from tests.ground.second_reading import (
    TOTALS,
    Figures,
    NoTableError,
    Rows,
    Sums,
    amount_of,
    code_of,
    day_of,
    repeats_class,
    table_of,
    text_of,
    texts_of,
    unit_above,
)
from tests.ground.variants import plan as plan_rows

ZERO = Decimal("0.00")
SIDES = ("дебет", "кредит")
GROUPS = ("сальдо на начало", "обороты", "сальдо на конец")
NAMED = dict(
    zip("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(), range(1, 13), strict=True)  # noqa: SIM905
)  # fmt: skip


def plan(rows: Rows) -> Figures:
    """Twelve months of every line of a plan."""
    stems = {str(month)[:3] for month in plan_rows("ru")[0][3][2:14]}
    table = table_of(rows, *((f"{stem}*",) for stem in stems))
    months = [at for at, name in enumerate(table.names) if name[:3] in stems]
    code_at = table.place("код")
    found, sums, has_total = ZERO, [ZERO] * len(months), False
    rows_of_codes: list[tuple[str, list[Decimal]]] = []
    classes: list[tuple[str, list[Decimal]]] = []
    for cells in table.lines():
        code = text_of(cells[code_at]) if code_at >= 0 else ""
        is_total = (not code or bool(TOTALS.match(code))) and any(TOTALS.match(str(cell)) for cell in cells)
        amounts = [amount_of(cells[at], table.scale) if text_of(cells[at]) else ZERO for at in months]
        if None in amounts:
            return None
        if is_total:
            stated = [(a, s) for a, s, at in zip(amounts, sums, months, strict=True) if text_of(cells[at])]
            if any(a != s for a, s in stated):
                return None
            has_total = True
            continue
        figures = (code_of(code), [a or ZERO for a in amounts])
        if code_of(code).endswith("0"):  # no code of the list does
            classes += [figures] if any(text_of(cells[at]) for at in months) else []
            continue
        rows_of_codes.append(figures)
        sums = [s + (a or ZERO) for s, a in zip(sums, amounts, strict=True)]
        found += sum((a or ZERO for a in amounts), ZERO)
    if not all(repeats_class(code, stated, rows_of_codes, has_total=has_total) for code, stated in classes):
        return None
    return {"total": f"{found:.2f}"}


def trial_balance(rows: Rows) -> Figures:
    """Credit turnovers by code; None where a row, a column or the month does not tie."""
    head = next((i for i, row in enumerate(rows) if any(t.startswith("обороты") for t in texts_of(row))), None)
    if head is None or head + 1 >= len(rows) or (scale := unit_above(rows, head, 1)) is None:
        raise NoTableError
    while texts_of(rows[head + 1]) == texts_of(rows[head]) and head + 2 < len(rows):
        head += 1
    places = _sides(rows[head], texts_of(rows[head + 1]))
    month = _month_above(rows[:head])
    if places is None or month is None or "обороты кредит" not in places:
        return None
    names = [[t for t in texts_of(rows[head + i]) if t] for i in (0, 1)]
    sums, columns = Sums(), dict.fromkeys(places, ZERO)
    by_row: list[tuple[str, list[Decimal]]] = []
    totals: list[tuple[str, Decimal | None]] = []
    for row in rows[head + 2 :]:
        cells = [*("" if cell is None else cell for cell in row), *[""] * 12]
        said = [text for text in texts_of(cells) if text]
        if not said or said in names or any(text.startswith(GROUPS) for text in said[1:]):
            continue
        values = {key: amount_of(cells[at], scale) if text_of(cells[at]) else ZERO for key, at in places.items()}
        is_filled = any(text_of(cells[at]) for at in places.values())
        if TOTALS.match(said[0]):
            totals += [(key, values[key]) for key, at in places.items() if text_of(cells[at])]
            continue
        code = code_of(re.match(r"[^,]*", text_of(cells[0]))[0])  # type: ignore[index] # it always matches
        if not code and not is_filled:
            continue
        waits = not said[0][:1].isdigit() and text_of(cells[0]) != ""
        if not (code or waits) or None in values.values() or not _ties(values):  # type: ignore[arg-type] # None is told off before
            return None
        by_row.append((code, [value or ZERO for value in values.values()]))
        if code.endswith("0"):  # no code of the list does
            continue
        columns = {key: columns[key] + (value or ZERO) for key, value in values.items()}
        sums.add(values["обороты кредит"] or ZERO, code, month)
    plain = [(code, figures) for code, figures in by_row if not code.endswith("0")]
    for code, figures in by_row:
        if code.endswith("0") and not repeats_class(code, figures, plain, has_total=bool(totals)):
            return None
    return sums.figures() if all(columns[key] == stated for key, stated in totals) else None


def _ties(values: dict[str, Decimal]) -> bool:
    if not all(f"{group} {side}" in values for group in GROUPS for side in SIDES):
        return True
    before, moved, after = (values[f"{group} кредит"] - values[f"{group} дебет"] for group in GROUPS)
    return before + moved == after


def _sides(upper: Sequence[object], lower: Sequence[str]) -> dict[str, int] | None:
    """Where debit and credit of each group stand; None where a group has a side twice."""
    starts = [(at, _group(text_of(cell).casefold())) for at, cell in enumerate(upper) if cell not in (None, "")]
    places: dict[str, int] = {}
    for (start, group), (end, _next) in pairwise([*starts, (len(lower), "")]):
        for at in range(start, min(end, len(lower))):
            if group and lower[at] in SIDES:
                key = f"{group} {lower[at]}"
                if key in places:
                    return None
                places[key] = at
    return places


def _group(text: str) -> str:
    return next((group for group in GROUPS if text.startswith(group)), "")


def _month_above(rows: Rows) -> str | None:
    said = " ".join(text for row in rows for text in texts_of(row))
    found = re.findall(rf"({'|'.join(NAMED)}) (\d{{4}})(?!\d)", said)
    return f"{found[0][1]}-{NAMED[found[0][0]]:02d}" if len(set(found)) == 1 else None


def balances(rows: Rows) -> Figures:
    """What stood on the account on each day."""
    table = table_of(rows, ("date", "дата"), ("balance", "остаток"))
    day_at, amount_at = table.place("date", "дата"), table.place("balance", "остаток")
    account_at = table.place("account", "счет")
    if min(day_at, amount_at) < 0 or account_at == -2:
        return None
    found: dict[tuple[str, str], str] = {}
    for cells in table.lines():
        day, amount = day_of(cells[day_at]), amount_of(cells[amount_at], table.scale)
        if not text_of(cells[amount_at]) or (day is None and TOTALS.match(text_of(cells[day_at]))):
            continue
        account = text_of(cells[account_at]) if account_at >= 0 else ""
        if day is None or amount is None or (account, str(day)) in found:
            return None
        found[account, str(day)] = f"{amount:.2f}"
    return {"stored": sorted(found.items())}


def treasury(lines: Sequence[str]) -> Figures:
    """Column 7 of the specifics; every line above them is their sum. `lines` are the form as it was printed."""
    sum_of = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}"
    start = next((at for at, line in enumerate(lines) if line.split()[:4] == ["1", "3", "4", "5"]), None)
    if start is None or any(re.search(rf"{sum_of}\s*$", line) for line in lines[:start]):
        raise NoTableError
    scale = unit_above([[line] for line in lines[:start]], start, 0) or 0
    read: list[tuple[int, str, list[Decimal]]] = []
    opened: re.Match[str] | None = None
    for line in lines[start + 1 :]:
        if "______" in line:
            break
        sums = re.search(rf"(?<![\d,.])(?:{sum_of}\s+){{9}}{sum_of}\s*$", line)
        opened = opened or re.match(r"( *)(\d{3})\s", line)
        if sums and opened:
            amounts = [Decimal(text.replace(",", "")) * scale for text in sums[0].split()]
            read.append((len(opened[1]), opened[2], amounts))
            opened = None
        elif re.search(rf"{sum_of}\s*$", line):
            return None
    if not read:
        raise NoTableError
    if opened or not scale:
        return None
    deepest = max(indent for indent, _code, _sums in read)
    found: dict[str, Decimal] = {}
    for at, (indent, code, amounts) in enumerate(read):
        if indent < deepest:
            below = []
            for other in read[at + 1 :]:
                if other[0] <= indent:
                    break
                below.append(other)
            under = [sums for other, _code, sums in below if other == deepest]
            if any(stated != sum((s[place] for s in under), ZERO) for place, stated in enumerate(amounts)):
                return None
        elif code in found:
            return None
        else:
            found[code] = amounts[4]
    total = sum(found.values(), ZERO)
    return {"total": f"{total:.2f}", "by_code": {code: f"{amount:.2f}" for code, amount in sorted(found.items())}}
