"""`make bench`: imports and reports beside their peers, on the same rows, in one run.

    make bench                 all of it, up to a million entries
    make bench QUICK=1         within a minute; exit 1 where a ratio is 1.5 times worse than benchmarks/recorded.json
    make bench RECORD=1        also writes what QUICK compares with, and the table and plot of docs/scale.md

Every figure is the median of five rounds, with the least and the most; paths take turns within a round, so that what
else the machine does hits all alike. Read the ratios. SQLite, in files of its own.
"""

import argparse
import datetime as dt
import io
import json
import os
import shutil
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import importing  # sets the settings and an own database
from django.core.management import call_command
from django.db import connection
from plotting import drawn

from finance import execution, sample_facility
from finance.models import Budget, BudgetCode, Entry
from finance.months import Month
from finance.scope import of_budget
from finance.whole_tiyn import sum_in_tiyn
from region.generating import WantedBooks, fill
from region.lake.exporting import export

HERE = Path(__file__).resolve().parent
FOLDER = Path(importing.FOLDER.name)
RECORDED, PAGE = HERE / "recorded.json", HERE.parent / "docs" / "scale.md"
PLOT = HERE.parent / "docs" / "images" / "scale.svg"
ROUNDS, TIMES, WORSE = 5, 10, 1.5
OURS, FLOOR = "Smeta", "bare floor"
BEGIN, END = "<!-- figures of make bench -->", "<!-- end of figures -->"


class Figure(NamedTuple):
    """Seconds of one path over `size` rows or entries."""

    what: str
    path: str
    size: int
    seconds: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


class Bulk(importing.EntryResource):
    """django-import-export as fast as its own settings make it."""

    class Meta(importing.EntryResource.Meta):
        use_bulk, batch_size, skip_diff = True, 1000, True
        model = Entry


def with_pandas(data: bytes, budget: Budget) -> int:
    """pandas reads with openpyxl, Django's `bulk_create` saves; amounts come through floats."""
    import pandas as pd

    codes = dict(BudgetCode.objects.filter(valid_to=None).values_list("code", "pk"))
    frame = pd.read_excel(io.BytesIO(data), engine="openpyxl", header=3, dtype=object)
    frame = frame[frame["Код специфики"].notna()]
    document = importing.new_document(budget)
    made = Entry.objects.bulk_create(
        [
            Entry(
                budget=budget, code_id=codes[str(row[2])], measure="cash", month=Month.of(row[0]), date=row[0].date(),
                amount=Decimal(repr(row[3])).quantize(Decimal("0.01")), document=document, row=at, number=str(row[1]),
                counterparty_name=row[4], counterparty_number=row[5], contract_number=row[6], purpose=row[7],
            )
            for at, row in enumerate(frame.itertuples(index=False, name=None))
        ],
        batch_size=1000,
    )  # fmt: skip
    return len(made)


def imports(rows: int, library_rows: int) -> list[Figure]:
    """The default of django-import-export does fewer rows; its seconds are set against as many."""
    call_command("migrate", verbosity=0)
    connection.close()
    shutil.copyfile(connection.settings_dict["NAME"], FOLDER / "empty.sqlite3")
    budget = sample_facility.create()
    data, few = importing.workbook(rows), importing.workbook(library_rows)
    paths: dict[str, tuple[Callable[[], int], int]] = {
        FLOOR: (lambda: importing.bare(data, budget), rows),
        OURS: (lambda: importing.ours(data), rows),
        "pandas, openpyxl": (lambda: with_pandas(data, budget), rows),
        "django-import-export, bulk": (lambda: library(Bulk, few, budget, library_rows), library_rows),
        "django-import-export": (lambda: library(importing.EntryResource, few, budget, library_rows), library_rows),
    }
    spent = defaultdict(list)
    for _round in range(ROUNDS):
        for path, (action, expected) in paths.items():
            spent[path].append(importing.timed(action, expected).wall * rows / expected)
    return [Figure("import", path, rows, seconds) for path, seconds in spent.items()]


def library(resource: type, data: bytes, budget: Budget, rows: int) -> int:
    own, importing.EntryResource = importing.EntryResource, resource
    try:
        return importing.library(data, budget, rows)
    finally:
        importing.EntryResource = own


def reports(size: int) -> list[Figure]:
    """A year by code and measure: from kept balances, by GROUP BY of the ORM, by DuckDB. All must say the same."""
    import duckdb

    books = FOLDER / f"books-{size}.sqlite3"
    shutil.copyfile(FOLDER / "empty.sqlite3", books)
    connection.close()
    connection.settings_dict["NAME"] = str(books)
    began = time.perf_counter()
    fill(WantedBooks(1, 1, size, 1))
    print(f"{size} entries made in {time.perf_counter() - began:.0f} s", flush=True)
    lake = FOLDER / f"lake-{size}"
    export(lake)
    other = duckdb.connect(str(FOLDER / f"books-{size}.duckdb"))
    other.execute(f"CREATE TABLE entry AS SELECT * FROM read_parquet('{lake}/*/*/*.parquet')")
    scope = of_budget(Budget.objects.select_related("facility", "programme", "source").get())
    january, december = Month(scope.year, 1), Month(scope.year, 12)

    def ours() -> dict:
        found = execution.figures(scope, january, december)
        return {found.codes[pk].code: one.cash for pk, one in found.by_code.items() if one.cash}

    def orm() -> dict:
        found = sum_in_tiyn(Entry.objects.filter(budget=scope.budgets[0]), "code__code", "measure")
        return {code: Decimal(tiyn).scaleb(-2) for (code, measure), tiyn in found.items() if measure == "cash"}

    def duck() -> dict:
        rows = other.execute("SELECT code, measure, sum(amount) FROM entry GROUP BY ALL").fetchall()
        return {code: amount for code, measure, amount in rows if measure == "cash"}

    spent, said = defaultdict(list), {}
    for number in range(ROUNDS + 1):
        for path, action in ((OURS, ours), ("ORM, GROUP BY", orm), ("DuckDB", duck)):
            began = time.perf_counter()
            times = TIMES if number and size < 10**6 else 1
            for _time in range(times):
                said[path] = action()
            if number:  # the first round reads the files in
                spent[path].append((time.perf_counter() - began) / times)
    assert said[OURS] == said["ORM, GROUP BY"] == said["DuckDB"]
    other.close()
    return [Figure("report", path, size, seconds) for path, seconds in spent.items()]


def ratios(figures: list[Figure]) -> dict[str, float]:
    """What is kept and compared; smaller is better in all of them."""
    of = {(one.what, one.path, one.size): one.median for one in figures}
    found = {}
    for one in figures:
        ours = of[one.what, OURS, one.size]
        if one.path != OURS:
            found[f"{one.what} of {one.size}: {OURS} ÷ {one.path}"] = ours / one.median
    sizes = sorted(size for what, path, size in of if (what, path) == ("report", OURS))
    for size in sizes[1:]:
        grown = of["report", OURS, size] / of["report", OURS, sizes[0]]
        found[f"report: {size} ÷ {sizes[0]} entries"] = grown
    return found


def table(figures: list[Figure]) -> str:
    ours = {(one.what, one.size): one.median for one in figures if one.path == OURS}
    lines = ["| what | path | of Smeta's time | median, s | least – most, s |", "|---|---|---|---|---|"]
    for one in figures:
        ratio = one.median / ours[one.what, one.size]
        span = f"{min(one.seconds):.4f} – {max(one.seconds):.4f}"
        lines.append(f"| {one.what}, {one.size:,} | {one.path} | {ratio:.2f} × | {one.median:.4f} | {span} |")
    return "\n".join(lines)


def worse(found: dict[str, float], recorded: dict[str, float]) -> list[str]:
    return [
        f"{name}: {ratio:.2f}, recorded {recorded[name]:.2f}"
        for name, ratio in found.items()
        if name in recorded and ratio > WORSE * recorded[name]
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", default=bool(os.environ.get("QUICK")))
    parser.add_argument("--record", action="store_true", default=bool(os.environ.get("RECORD")))
    parser.add_argument("--largest", type=int, default=1_000_000, help="entries of the largest books")
    options = parser.parse_args()
    began = time.perf_counter()
    figures = imports(2_000, 100) if options.quick else imports(10_000, 1_000)
    sizes = (
        [10_000, 50_000]
        if options.quick
        else [size for size in (10**4, 10**5, 10**6, 10**7) if size <= options.largest]
    )
    for size in sizes:
        figures += reports(size)
    found, written = ratios(figures), table(figures)
    print("\n".join(f"{ratio:8.3f}  {name}" for name, ratio in found.items()), written, sep="\n\n")
    name = "quick" if options.quick else "full"
    out = HERE.parent / "out"
    out.mkdir(exist_ok=True)
    data = {"ratios": found, "figures": [{**one._asdict(), "median": one.median} for one in figures]}
    (out / f"bench-{name}.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
    recorded = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}
    print(f"\n{time.perf_counter() - began:.0f} s in all; out/bench-{name}.json")
    if options.record:
        recorded[name] = {"on": dt.date.today().isoformat(), "ratios": found}  # noqa: DTZ011 - the day here
        RECORDED.write_text(json.dumps(recorded, ensure_ascii=False, indent=1) + "\n", "utf-8")
        if not options.quick:
            record(written, figures)
    elif broken := worse(found, recorded.get(name, {}).get("ratios", {})):
        print("Worse than recorded:", *broken, sep="\n")
        if options.quick:
            sys.exit(1)


def record(written: str, figures: list[Figure]) -> None:
    lines: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for one in figures:
        if one.what == "report":
            lines[one.path].append((one.size, one.median))
    PLOT.write_text(drawn(lines), "utf-8")
    text = PAGE.read_text("utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{written}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
