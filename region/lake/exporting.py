"""Entries into Parquet files, a folder a year and region, money as DECIMAL(18, 2); only what is new.

Names and numbers of individuals stay behind, and purposes of payments, which may hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from finance import chain
from finance.chain import seals
from finance.individuals import hidden_party
from finance.ledger import LedgerError
from finance.models import Entry, Facility
from finance.whole_tiyn import in_tenge, whole_tiyn
from region.lake import manifest
from region.lake.manifest import ExportedFacility, Manifest, ManifestError, PartFile
from region.lake.packages import arrow, parquet
from region.lake.reaching import Lacking, lacking, partitioned, regions

COLUMNS = (
    "id", "document_id", "budget__facility__number", "budget__key", "budget__programme_id", "budget__source__key",
    "budget__project", "code__code", "centre", "measure", "month", "date", "number", "counterparty_number",
    "counterparty_name", "contract_number", "reverses_id",
)  # fmt: skip
ROWS_AT_ONCE = 50_000
DOCUMENTS_AT_ONCE = 200


class ExportError(LedgerError):
    """Files of other books in the folder, a list of files that cannot be read, or entries that are not there."""


@dataclass(frozen=True, slots=True)
class Exported:
    """`written` are the files of this run, `manifest` all that stands in the folder now."""

    written: tuple[PartFile, ...]
    manifest: Manifest

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.written)


def export(folder: Path, tell: Callable[[int], object] = lambda _rows: None) -> Exported:
    """Write what `folder` lacks of the entries; `tell` hears the number of rows so far.

    What a run that died left is taken away first. Raises ExportError, MissingPackagesError, OSError.
    """
    parquet()
    known = _known(folder)
    head = chain.seal_now()
    _clear(folder, known)
    tops = regions()
    wanted = partitioned(lacking(known.link, head.number), tops)
    written, rows = list[PartFile](), 0
    for partition, of_partition in wanted.items():
        path = f"{partition.folder}/entries-{head.number:012d}.parquet"
        part = _write(folder / path, of_partition, lambda so_far, rows=rows: tell(rows + so_far))  # type: ignore[misc] # of a default
        written.append(replace(part, path=path))
        rows += part.rows
    done = Manifest(head.number, str(head), (*known.parts, *written), {**known.facilities, **_members(tops)})
    folder.mkdir(parents=True, exist_ok=True)
    if done != known:
        done.write(folder)
    return Exported(tuple(written), done)


def _known(folder: Path) -> Manifest:
    try:
        known = manifest.read(folder)
    except ManifestError as error:
        message = _("%(path)s is no list of exported files that this version reads. Export into another folder.")
        raise ExportError(message % {"path": error}) from error
    if known is None:
        return Manifest()
    if not chain.continues(seals.read(known.seal)):
        message = _("%(folder)s holds files of other books, or of later ones. Export into another folder.")
        raise ExportError(message % {"folder": folder})
    for part in known.parts:
        if not (folder / part.path).is_file():
            message = _("%(path)s is listed and is not there. Export into another folder.")
            raise ExportError(message % {"path": folder / part.path})
    return known


def _clear(folder: Path, known: Manifest) -> None:
    listed = {folder / part.path for part in known.parts}
    for pattern in ("year=*/region=*/entries-*.parquet", "year=*/region=*/entries-*.parquet.part"):
        for path in folder.glob(pattern):
            if path not in listed:
                path.unlink()


def _members(tops: dict[int, Facility]) -> dict[str, ExportedFacility]:
    rows = Facility.objects.values_list("pk", "number", "name_ru", "name_kk", "district")
    return {number: ExportedFacility(ru, kk, district, tops[pk].number) for pk, number, ru, kk, district in rows}


def _write(path: Path, rows: Sequence[Lacking], tell: Callable[[int], object]) -> PartFile:
    """One file, whole or not at all. The path of what is returned is left to the caller."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished, count, tiyn = path.with_name(f"{path.name}.part"), 0, 0
    schema = _schema()
    with parquet().ParquetWriter(unfinished, schema, compression="zstd") as writer:
        for some in _batches(rows):
            table = _table(some, schema)
            writer.write_table(table)
            count += len(some)
            tiyn += sum(row[-1] for row in some)
            tell(count)
    unfinished.replace(path)
    return PartFile("", count, str(in_tenge(tiyn)))


def _batches(rows: Sequence[Lacking]) -> Iterator[list[tuple]]:
    held: list[tuple] = []
    for row in _rows(rows):
        held.append(row)
        if len(held) == ROWS_AT_ONCE:
            yield held
            held = []
    if held:
        yield held


def _rows(rows: Sequence[Lacking]) -> Iterator[tuple]:
    """Entries by document and id, those that are lacking; the last value is the amount in whole tiyn."""
    for at in range(0, len(rows), DOCUMENTS_AT_ONCE):
        wanted = {one.document: one for one in rows[at : at + DOCUMENTS_AT_ONCE]}
        seen = dict.fromkeys(wanted, 0)
        for row in _entries(wanted).iterator(chunk_size=5000):
            one, place = wanted[row[1]], seen[row[1]]
            seen[row[1]] += 1
            if one.begin <= place < one.end:
                yield row
        for document, one in wanted.items():
            if seen[document] < one.end:
                message = _("Document %(document)s has fewer entries than the chain says. Run check_books.")
                raise ExportError(message % {"document": document})


def _entries(wanted: dict[int, Lacking]) -> QuerySet[Entry, tuple]:
    chosen = Entry.objects.filter(document_id__in=wanted).order_by("document_id", "pk")
    return chosen.annotate(tiyn=whole_tiyn()).values_list(*COLUMNS, "tiyn")


def _table(rows: Sequence[tuple], schema: Any) -> Any:
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    at = {name: place for place, name in enumerate(COLUMNS)}
    parties = [
        hidden_party(name, number)
        for name, number in zip(columns[at["counterparty_name"]], columns[at["counterparty_number"]], strict=True)
    ]
    columns[at["counterparty_name"]] = [name for name, _number in parties]
    columns[at["counterparty_number"]] = [number for _name, number in parties]
    columns[at["month"]] = [month.key for month in columns[at["month"]]]
    arrays = [arrow().array(values, type=one.type) for values, one in zip(columns[:-1], schema, strict=False)]
    return arrow().Table.from_arrays([*arrays, amounts(columns[-1])], schema=schema)


def amounts(tiyn: Sequence[int]) -> Any:
    """Whole tiyn as DECIMAL(18, 2): the same digits, the point set two places from the right."""
    whole = arrow().array(tiyn, type=arrow().int64()).cast(arrow().decimal128(19, 0))
    return arrow().Array.from_buffers(arrow().decimal128(18, 2), len(whole), whole.buffers())


def _schema() -> Any:
    pa = arrow()
    text = pa.string()
    return pa.schema([
        ("entry", pa.int64()), ("document", pa.int64()), ("facility", text), ("budget", text),
        ("programme", pa.int64()), ("source", text), ("project", text), ("code", text), ("centre", text),
        ("measure", text), ("month", pa.int32()), ("date", pa.date32()), ("number", text),
        ("counterparty_number", text), ("counterparty", text), ("contract", text), ("reverses", pa.int64()),
        ("amount", pa.decimal128(18, 2)),
    ])  # fmt: skip


def total(parts: Sequence[PartFile]) -> Decimal:
    return sum((Decimal(part.amount) for part in parts), Decimal("0.00"))
