"""A facility whose half-year report has every section: the sample files, positions, indicators and a text."""

from finance.models import SectionText
from finance.months import Month
from finance.reporting.report import Report
from finance.reports import registry
from finance.scope import Scope, of_budget
from imports import sample_files
from tests.ground.costing_ground import ACTUAL, COSTING, JANUARY, JUNE
from tests.ground.import_ground import bring
from tests.ground.samples import sample
from tests.ground.snapshots import built_once, sample_budget

FILES = ("plan-2025.xlsx", "funding-2025-h1.csv", *ACTUAL, "cash-balances-2025.csv", *COSTING,
         "positions-2025-h1.csv", "indicators-2025-h1.csv")  # fmt: skip


def reporting() -> Scope:
    def build() -> None:
        budget = sample_files.prepare()
        for name in FILES:
            answer = bring(sample(name))
            assert answer["status"] == "posted", answer["problems"]
        SectionText.objects.update_or_create(
            facility=budget.facility, section="legal-grounds",
            defaults={"text_ru": "Приказ № 268\nПриказ № 437", "text_kk": "№ 268 бұйрық"},
        )  # fmt: skip

    built_once(("half-year", *FILES), build)
    return of_budget(sample_budget())


def half_year(
    scope: Scope, language: str = "en", first: Month = JANUARY, through: Month = JUNE, unit: str = "thousand"
) -> Report:
    return registry.get("half-year")(scope, first, through, unit=unit, language=language)
