"""What tests of projects stand on: the project of the samples, and its lines in layouts that others keep."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from finance.ledger import Posting, post
from finance.models import Budget, BudgetCode, Document, Measure
from finance.months import Month, span
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import of_project
from finance.service_accounts import service_accounts
from finance.setting_up import set_up
from projects.models import Project
from tests.ground.import_ground import bring
from tests.ground.snapshots import built_once

SAMPLES = Path(__file__).parents[1] / "imports" / "samples" / "projects"
FACTS: dict[str, Any] = json.loads((SAMPLES / "facts.json").read_text(encoding="utf-8"))
SETUP: dict[str, Any] = json.loads((SAMPLES / "setup-project.json").read_text(encoding="utf-8"))
FIRST, LAST = Month(2022, 5), Month(2022, 12)
CITIES = [site["site"] for site in SETUP["projects"][0]["sites"]]
FUNDERS = [funder["name"] for funder in SETUP["projects"][0]["funders"]]
CODES = ("421", "414", "159")
# What each funder gives each site a month, and in all months; tenge.
MONTHLY = (Decimal("2343043.08"), Decimal("5020806.60"), Decimal("1004161.32"))
WHOLE = tuple(8 * amount for amount in MONTHLY)


def project() -> Project:
    built_once(("project",), lambda: set_up(SETUP))
    return Project.objects.get()


def planned() -> Project:
    """The project of the samples with the lines of its plan."""

    def build() -> None:
        project()
        bring(SAMPLES / "project-2022.xlsx")

    built_once(("planned project",), build)
    return Project.objects.get()


def report(name: str, first: Month = FIRST, through: Month = LAST, **asked: Any) -> dict[str, Any]:
    scope = of_project("early-2022", range(first.year, through.year + 1))
    return as_object(registry.get(name)(scope, first, through, **{"language": "kk"} | asked))


def lines() -> Iterator[tuple[str, int, Month, Decimal]]:
    """Site, place of the funder, month, tenge: what the sample says."""
    for city in CITIES:
        for month in span(FIRST, LAST):
            for place, amount in enumerate(MONTHLY):
                yield city, place, month, amount


def by_share(found: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    return {(row["site"], row["funder"]): row["plan"] for row in found["rows"]}


EXPECTED = {(city, funder): str(WHOLE[place]) for city in CITIES for place, funder in enumerate(FUNDERS)}


def paid(site: str, tenge: str, measure: str = Measure.CASH, funder: int = 1, **said: str) -> None:
    """Money of the funder of equipment, or of another of the three, for what it pays for, in June 2022."""
    budget = Budget.objects.get(key=f"early-2022-funder-{funder + 1}-2022")
    people = service_accounts()
    day = date(2022, 6, 15)
    document = Document.objects.create(
        budget=budget, kind=measure, date=day, entered_by=people.author, approved_by=people.approver
    )
    code = BudgetCode.objects.get(code=CODES[funder]).pk
    post(document, [Posting(code, Month(2022, 6), day, measure, Decimal(tenge), site, **said)])
