"""What reading in a process of its own costs beside bare calamine, in one run, side by side.

    python -m benchmarks.reading [ROWS]

Bound: at most 1.3 times the bare iteration over the same rows, and this process under 300 MB.
"""

import random
import resource
import statistics
import sys
import time
from datetime import date
from io import BytesIO

from python_calamine import CalamineWorkbook

from finance.amounts import parse_amount, settle_column
from imports.dates import parse_dates
from imports.readers.reading import read
from tests.ground.file_factory import delimited, xlsx

RUNS = 5


def register(rows: int) -> list[list[object]]:
    chance = random.Random(1)
    return [
        ["Дата", "Номер", "Код", "Сумма", "Контрагент", "БИН", "Договор", "Назначение"],
        *(
            [
                date(2025, 1 + number % 6, 1 + number % 28),
                number,
                (111, 141, 159)[number % 3],
                round(chance.random() * 1_000_000, 2),
                f"ТОО Поставщик {number % 300}",
                f"{991240000000 + number % 300}",
                f"{number % 40}/2025",
                f"Оплата по договору {number % 40} за услуги, акт {number}",
            ]
            for number in range(rows)
        ),
    ]


def bare(data: bytes) -> int:
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    return len(list(sheet.iter_rows()))


def whole(data: bytes) -> int:
    return len(read(data).sheets[0].rows)


def parse_amounts(column: tuple) -> None:
    style = settle_column(column)
    for value in column:
        parse_amount(value, style)


def main() -> None:
    rows = register(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    book = xlsx(rows)
    text = delimited(rows, "cp1251")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times: dict[str, list[float]] = {"bare calamine": [], "read .xlsx": [], "read .csv": []}
    for _ in range(RUNS):
        for name, act, data in (("bare calamine", bare, book), ("read .xlsx", whole, book), ("read .csv", whole, text)):
            begins = time.perf_counter()
            act(data)
            times[name].append(time.perf_counter() - begins)
    columns = list(zip(*read(book).sheets[0].rows[1:], strict=True))
    for name, act, column in (("amounts", parse_amounts, columns[3]), ("dates", parse_dates, columns[0])):
        begins = time.perf_counter()
        act(column)
        times[name] = [time.perf_counter() - begins]
    floor = statistics.median(times["bare calamine"])
    for name, taken in times.items():
        print(f"{name:15} {statistics.median(taken):6.2f} s  {statistics.median(taken) / floor:5.2f} ×")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"peak {before // 1024} MB with the file made, {after // 1024} MB after reading, {child // 1024} MB apart")


if __name__ == "__main__":
    main()
