"""The absorption of a region by facility and code, written once in Ibis and run by DuckDB or Apache Spark.

Sums are those of DECIMAL(18, 2), exact on both; percents are left to the program, since engines divide in floats.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from finance.refusals import LedgerError
from region.absorbing import Absorbed, added
from region.lake import manifest
from region.lake.manifest import Manifest, ManifestError
from region.lake.packages import package

LOCAL_SPARK = "local[*]"


class AnalysisError(LedgerError):
    """Nothing to analyse, or an engine that does not answer."""


@dataclass(frozen=True, slots=True)
class AbsorbedLine:
    """What one facility absorbed on one code in one year."""

    facility: str
    code: str
    year: int
    of: Absorbed


@dataclass(frozen=True)
class Analysis:
    """`entries` is how many the engine read: as many as the list of files says, where all is well."""

    engine: str
    version: str
    entries: int
    lines: tuple[AbsorbedLine, ...]
    manifest: Manifest

    def by_facility_and_code(self) -> dict[tuple[str, str], list[AbsorbedLine]]:
        found: defaultdict[tuple[str, str], list[AbsorbedLine]] = defaultdict(list)
        for line in self.lines:
            found[line.facility, line.code].append(line)
        return dict(sorted(found.items()))

    @property
    def total(self) -> Absorbed:
        return added(line.of for line in self.lines)


def analyse(folder: Path, engine: str, master: str = "", year: int | None = None) -> Analysis:
    """Absorption of all years in `folder`, or of one. Raises AnalysisError, MissingPackagesError."""
    known = _known(folder)
    with ENGINES[engine](folder, known, master) as (entries, version):
        chosen = entries if year is None else entries.filter(entries.year == year)
        count = int(entries.count().to_pyarrow().as_py())
        rows = _absorption(chosen).to_pyarrow().to_pylist()
    if count != known.rows:
        message = _("The engine read %(read)s entries, the list of files has %(listed)s. Export into another folder.")
        raise AnalysisError(message % {"read": count, "listed": known.rows})
    lines = sorted((_line(row) for row in rows), key=lambda one: (one.facility, one.code, one.year))
    return Analysis(engine, version, count, tuple(lines), known)


def _absorption(entries: Any) -> Any:
    """Adjusted plan and cash by facility, code and year; budgets of projects apart, as in every report of a region."""
    planned = ["plan", "amendment"]
    own = entries.filter((entries.project == "") & entries.measure.isin([*planned, "cash"]))
    return own.group_by("facility", "code", "year").aggregate(
        plan=own.amount.sum(where=own.measure.isin(planned)), cash=own.amount.sum(where=own.measure == "cash")
    )


def _line(row: dict[str, Any]) -> AbsorbedLine:
    # the sum of no entries: nothing was planned, or paid, on the code
    plan, cash = (_tenge(row[key] or Decimal(0)) for key in ("plan", "cash"))
    return AbsorbedLine(row["facility"], row["code"], int(row["year"]), Absorbed(plan, None, cash))


def _tenge(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


def _known(folder: Path) -> Manifest:
    try:
        known = manifest.read(folder)
    except (ManifestError, OSError) as error:
        message = _("%(path)s is no list of exported files that this version reads. Export into another folder.")
        raise AnalysisError(message % {"path": error}) from error
    if known is None or not known.parts:
        message = _("Nothing is exported in %(folder)s. Run export_parquet first.")
        raise AnalysisError(message % {"folder": folder})
    return known


def _paths(folder: Path, known: Manifest) -> list[str]:
    return [str((folder / part.path).resolve()) for part in known.parts]


@contextmanager
def _duckdb(folder: Path, known: Manifest, _master: str) -> Iterator[tuple[Any, str]]:
    ibis, duckdb = package("ibis"), package("duckdb")
    connection = ibis.duckdb.connect()
    try:
        with warnings.catch_warnings():
            # Ibis 12 still calls what DuckDB 2 has renamed
            warnings.simplefilter("ignore", DeprecationWarning)
            yield connection.read_parquet(_paths(folder, known), hive_partitioning=True), str(duckdb.__version__)
    except duckdb.Error as error:
        message = _("The files in %(folder)s cannot be read: %(reason)s")
        raise AnalysisError(message % {"folder": folder, "reason": error}) from error
    finally:
        connection.disconnect()


@contextmanager
def _spark(folder: Path, known: Manifest, master: str) -> Iterator[tuple[Any, str]]:
    ibis, sql, errors = package("ibis"), package("pyspark.sql", "spark"), package("pyspark.errors", "spark")
    refused = (errors.PySparkException, package("py4j.protocol", "spark").Py4JError, OSError)
    try:
        settings = {"spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false",
                    "spark.ui.showConsoleProgress": "false", "spark.sql.ansi.enabled": "true"}  # fmt: skip
        builder = sql.SparkSession.builder.master(master or LOCAL_SPARK).appName("smeta")
        session = builder.config(map=settings).getOrCreate()
    except refused as error:
        message = _("Apache Spark does not start on %(master)s. It needs Java 17 and a master that answers.")
        raise AnalysisError(message % {"master": master or LOCAL_SPARK}) from error
    try:
        files = session.read.option("basePath", str(folder.resolve())).parquet(*_paths(folder, known))
        files.createOrReplaceTempView("smeta_entries")
        yield ibis.pyspark.connect(session).table("smeta_entries"), str(session.version)
    except refused as error:
        message = _("The files in %(folder)s cannot be read: %(reason)s")
        raise AnalysisError(message % {"folder": folder, "reason": str(error).splitlines()[0]}) from error
    finally:
        session.stop()


Engine = Callable[[Path, Manifest, str], Any]
ENGINES: dict[str, Engine] = {"duckdb": _duckdb, "spark": _spark}


def names_of_engines() -> Sequence[str]:
    return tuple(ENGINES)
