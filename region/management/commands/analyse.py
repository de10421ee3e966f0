"""analyse DIR: the region's absorption by facility and code from exported entries, by DuckDB or Apache Spark."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from finance.management.answering import AnsweringCommand
from finance.money import as_text, display, round_half_up
from region.absorbing import Absorbed, added
from region.lake.analysing import AbsorbedLine, Analysis, analyse, names_of_engines


class Command(AnsweringCommand):
    help = "Absorption by facility and code from the files of export_parquet; the same analysis on DuckDB and on Spark."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument("--engine", choices=names_of_engines(), default="duckdb")
        parser.add_argument("--master", default="", metavar="URL", help="of Spark, such as spark://127.0.0.1:7077")
        parser.add_argument("--year", type=int, default=None, help="one year alone")

    def answer(self, options: dict[str, Any]) -> None:
        found = analyse(options["directory"], options["engine"], options["master"], options["year"])
        self.say(options, _in_words(found), as_object(found, options["master"]))


def as_object(found: Analysis, master: str = "") -> dict[str, Any]:
    """The answer for machines: one row a facility and code over all years, each year apart in `by_year`."""
    return {
        "report": "absorption", "engine": found.engine, "version": found.version, "master": master or None,
        "unit": "tenge", "years": sorted({line.year for line in found.lines}), "entries": found.entries,
        "seal": found.manifest.seal,
        "rows": [_row(found, number, code, lines) for (number, code), lines in found.by_facility_and_code().items()],
        "total": _figures(found.total),
    }  # fmt: skip


def _row(found: Analysis, number: str, code: str, lines: list[AbsorbedLine]) -> dict[str, Any]:
    member = found.manifest.facilities.get(number)
    return {
        "facility": member.name_ru if member else number, "number": number,
        "district": (member.district or None) if member else None, "code": code,
        **_figures(added(line.of for line in lines)),
        "by_year": {str(line.year): _figures(line.of) for line in lines},
    }  # fmt: skip


def _figures(of: Absorbed) -> dict[str, str | None]:
    share = of.share_of_year
    return {
        "plan_year": as_text(of.plan_year), "cash": as_text(of.cash),
        "percent_year": None if share is None else str(round_half_up(share * 100, 1)), "left": as_text(of.left),
    }  # fmt: skip


def _in_words(found: Analysis) -> str:
    engine = {"duckdb": "DuckDB", "spark": "Apache Spark"}[found.engine]
    ran = _("%(engine)s %(version)s read %(entries)s entries.")
    lines = [ran % {"engine": engine, "version": found.version, "entries": found.entries}]
    for (number, code), of in found.by_facility_and_code().items():
        whole = added(line.of for line in of)
        share = whole.share_of_year
        percent = "—" if share is None else f"{display(share * 100, decimals=1)} %"
        lines.append(f"{number}  {code}  {display(whole.plan_year)}  {display(whole.cash)}  {percent}")
    return "\n".join(lines)
