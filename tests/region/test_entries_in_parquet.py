"""Entries as Parquet: every one once, only what is new, exact money, and the same absorption as the books say."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from finance.ledger import Posting, post, reverse
from finance.models import Balance, Budget, BudgetCode, Document, Entry, Facility
from finance.money import total
from finance.months import Month
from finance.service_accounts import service_accounts
from region.generating import WantedBooks, fill
from region.lake import manifest
from region.lake.exporting import amounts
from tests.ground.snapshots import built_once

pytestmark = pytest.mark.django_db
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(autouse=True)
def books() -> None:
    built_once(("made-up", 3, 2), lambda: fill(WantedBooks(3, 2, 1200, 1)))


def asked(command: str, *arguments: Any, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command(command, *map(str, arguments), format="json", stdout=out, **options)
    return json.loads(out.getvalue())


def rows_in(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("year=*/region=*/*.parquet"))
    return [row for file in files for row in parquet.ParquetFile(file).read().to_pylist()]


def paid(tenge: str, name: str = "ТОО Нан", number: str = "991250000003") -> Document:
    people, budget = service_accounts(), Budget.objects.order_by("pk")[0]
    day = date(budget.year, 5, 4)
    document = Document.objects.create(
        budget=budget, kind="cash", date=day, entered_by=people.author, approved_by=people.approver
    )
    code = BudgetCode.objects.get(code="141", valid_to=None).pk
    posting = Posting(
        code, Month.of(day), day, "cash", Decimal(tenge), counterparty_name=name, counterparty_number=number
    )
    post(document, [posting])
    return document


def test_every_entry_is_there_once_with_its_exact_amount_by_year_and_region(tmp_path: Path) -> None:
    told = asked("export_parquet", tmp_path)
    top = Facility.objects.get(parent=None).number
    assert [one["path"].rpartition("/")[0] for one in told["written"]] == [
        f"year=2024/region={top}",
        f"year=2025/region={top}",
    ]
    found = {
        row["entry"]: (row["facility"], row["code"], row["measure"], row["month"], row["amount"])
        for row in rows_in(tmp_path)
    }
    held = Entry.objects.values_list("pk", "budget__facility__number", "code__code", "measure", "month", "amount")
    assert found == {
        pk: (number, code, measure, month.key, amount) for pk, number, code, measure, month, amount in held
    }
    assert told["rows"] == told["total_rows"] == len(rows_in(tmp_path)) == 1200
    assert told["amount"] == str(total(Entry.objects.values_list("amount", flat=True)))
    kind = parquet.ParquetFile(next(tmp_path.glob("year=2025/*/*.parquet"))).schema_arrow.field("amount").type
    assert str(kind) == "decimal128(18, 2)"


def test_a_second_run_writes_only_what_is_new(tmp_path: Path) -> None:
    asked("export_parquet", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    assert asked("export_parquet", tmp_path)["written"] == []
    document = paid("12.34")
    told = asked("export_parquet", tmp_path)
    assert (told["rows"], told["amount"], told["total_rows"]) == (1, "12.34", 1201)
    reverse(document, user=service_accounts().author, reason="twice", day=date(2025, 6, 1))
    assert asked("export_parquet", tmp_path)["amount"] == "-12.34"
    assert all(path.read_bytes() == data for path, data in before.items())
    entries = [row["entry"] for row in rows_in(tmp_path)]
    assert sorted(entries) == sorted(Entry.objects.values_list("pk", flat=True))


def test_a_document_that_grows_gives_only_its_later_entries(tmp_path: Path) -> None:
    document = paid("1.00")
    asked("export_parquet", tmp_path)
    posting = Posting(
        BudgetCode.objects.get(code="151", valid_to=None).pk, Month(2024, 5), date(2024, 5, 5), "cash", Decimal("2.50")
    )
    post(document, [posting])
    told = asked("export_parquet", tmp_path)
    assert (told["rows"], told["amount"]) == (1, "2.50")


def test_what_a_run_left_that_died_is_taken_away(tmp_path: Path) -> None:
    asked("export_parquet", tmp_path)
    folder = next(tmp_path.glob("year=2025/region=*"))
    stray = folder / "entries-000000999999.parquet"
    stray.write_bytes(b"half")
    (folder / "entries-000000999998.parquet.part").write_bytes(b"half")
    asked("export_parquet", tmp_path)
    assert sorted(path.suffix for path in folder.iterdir()) == [".parquet"]
    assert not stray.exists()


def test_files_of_other_books_and_lists_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    asked("export_parquet", tmp_path)
    listed = json.loads((tmp_path / manifest.NAME).read_text("utf-8"))
    other = listed | {"seal": str(manifest_seal())}
    for text in (json.dumps(other), "{", json.dumps(listed | {"version": 99})):
        (tmp_path / manifest.NAME).write_text(text, "utf-8")
        with pytest.raises(CommandError) as refused:
            asked("export_parquet", tmp_path)
        assert refused.value.returncode == 1


def manifest_seal() -> object:
    from finance.chain.seals import seal_of

    return seal_of(3, "ab" * 32)


def test_individuals_stay_behind(tmp_path: Path) -> None:
    paid("5.00", "Ахметов Серик Болатович", "850101300015")
    asked("export_parquet", tmp_path)
    told = next(row for row in rows_in(tmp_path) if row["amount"] == Decimal("5.00"))
    assert "Ахметов" not in str(told)
    assert "850101300015" not in str(told)


def test_the_analysis_says_what_the_books_say_to_the_tiyn(tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    paid("0.01")
    asked("export_parquet", tmp_path)
    told = asked("analyse", tmp_path)
    assert (told["engine"], told["entries"]) == ("duckdb", 1201)
    assert by_books() == {(row["number"], row["code"]): (row["plan_year"], row["cash"]) for row in told["rows"]}
    for year in (2024, 2025):
        of_year = {(row["number"], row["code"]): row["by_year"][str(year)] for row in told["rows"]}
        alone = asked("analyse", tmp_path, "--year", year)
        assert {(row["number"], row["code"]): row["by_year"][str(year)] for row in alone["rows"]} == of_year
    assert told["total"]["cash"] == str(total(Balance.objects.filter(measure="cash").values_list("amount", flat=True)))


def by_books() -> dict[tuple[str, str], tuple[str, str]]:
    found: dict[tuple[str, str], list[Decimal]] = {}
    rows = Balance.objects.filter(measure__in=["plan", "amendment", "cash"])
    for number, code, measure, amount in rows.values_list(
        "budget__facility__number", "code__code", "measure", "amount"
    ):
        found.setdefault((number, code), [Decimal("0.00")] * 2)[measure == "cash"] += amount
    return {key: (str(plan), str(cash)) for key, (plan, cash) in found.items()}


def test_nothing_to_analyse_and_a_file_that_is_short_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    with pytest.raises(CommandError) as refused:
        asked("analyse", tmp_path)
    assert refused.value.returncode == 1
    asked("export_parquet", tmp_path)
    file = next(tmp_path.glob("year=2025/*/*.parquet"))
    parquet.write_table(parquet.ParquetFile(file).read().slice(1), file)
    with pytest.raises(CommandError) as refused:
        asked("analyse", tmp_path)
    assert refused.value.returncode == 1


def test_amounts_keep_every_digit() -> None:
    tiyn = [0, 1, -1, 99, 10**15 - 1, -(10**15) + 1]
    assert amounts(tiyn).to_pylist() == [Decimal(one).scaleb(-2) for one in tiyn]
