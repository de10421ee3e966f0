"""The sources' form, cost of a day, project and running text, as their list says; no row of the list is compared nowhere."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from finance.reporting.json import as_object
from finance.reports import registry
from finance.stated import Stated
from projects.models import Site
from tests.ground.costing_ground import JANUARY, JUNE
from tests.ground.figures_of_sources import TABLES, listed, rows_of, said
from tests.ground.half_year_ground import reporting
from tests.ground.import_ground import bring
from tests.ground.project_ground import SAMPLES, project, report
from tests.ground.samples import sample

D = Decimal
OF_THE_FORM = {
    "total plan_contract_col3": "plan_contract", "total plan_01_01_31_12_col4": "plan_adjusted",
    "total allowed_col5_6": "funding", "total cash_col7": "cash", "total actual_col8": "actual",
}  # fmt: skip
# What the sentences of the sources say their figures come to.
OF_TEXTS = {
    "77 - 3 republican = sum of regions (Павлодар blank)":
        Fraction(sum((2, 7, 6, 2, 5, 6, 6, 3, 2, 6, 3, 2, 5, 2, 2, 2, 2, 6, 2))),
    "28728 = 20% of 22070 + 6% of the rest": Fraction(22070 * 20 + (427303 - 22070) * 6, 100),
    "5.2 %": Fraction(22070 * 100, 427303),
    "6.7 %": Fraction(28728 * 100, 427303),
    "absorbed": Fraction(39300 * 100, 89000),
    "2000+884+750 = 3.6 bn": Fraction(2000 + 884 + 750),
    "313+48": Fraction(313 + 48),
    "32+18+15+15 of 202": Fraction(32 + 18 + 15 + 15),
    "13+42+17=72": Fraction(13 + 42 + 17),
}  # fmt: skip


def differing(part: str, found: Mapping[str, Stated]) -> list[str]:
    """What the rows of `part` say otherwise; a row that nothing was found for is among them."""
    rows = rows_of(part)
    assert rows
    return [text for row in rows if (text := said(row, found.get(row["what"])))]


@pytest.mark.django_db
def test_the_form_and_the_cost_of_a_day_are_found_as_the_list_says() -> None:
    scope = reporting()
    for name in ("plan-amendments-2025.xlsx", "cash-register-2025-h1.xlsx"):
        assert bring(sample(name))["status"] == "posted"
    form = as_object(registry.get("form2")(scope, JANUARY, JUNE, unit="thousand", language="ru"))
    total, cash = form["total"], form["cash_balance"]
    found = {
        what: Stated("", D(total[key]), Fraction(sum(D(row[key]) for row in form["rows"])))
        for what, key in OF_THE_FORM.items()
    }
    added = D(cash["opening"]) + D(total["funding"]) - D(total["cash"])
    found["opening + allowed - cash = closing"] = Stated("", D(cash["closing"]), Fraction(added))
    assert differing("form", found) == []
    a_day = as_object(registry.get("daily-cost")(scope, JANUARY, JUNE, unit="tenge", language="ru"))
    stated = [D(row["reported"]) for row in a_day["tables"]["reported"]["rows"]]
    spent = [D(a_day["total"][key]) / a_day["total"]["bed_days"] for key in ("food", "drugs")]
    names = ("food 2025 = 141 actual / bed-days", "drugs 2025 = 142 actual / bed-days")
    of_a_day = {what: Stated("", *both) for what, *both in zip(names, stated, map(Fraction, spent), strict=True)}
    assert differing("cost of a day", of_a_day) == []


@pytest.mark.django_db
def test_the_places_and_equal_shares_of_the_project_are_found_as_the_list_says() -> None:
    of = project()
    assert bring(SAMPLES / "project-2022.xlsx")["status"] == "posted"
    Site.objects.update(places=600)
    sites = report("project-sites")
    shares = [Fraction(D(row["plan"])) for row in sites["rows"]]
    assert len(set(shares)) == 1
    found = {
        "13 x 600": Stated("", D(7800), Fraction(sites["total"]["places"])),
        "budget / 13 centres (whole tenge)": Stated("", D(round(of.amount)), sum(shares, Fraction())),
    }
    assert differing("project", found) == []


def test_the_figures_of_sentences_are_told_as_the_list_says() -> None:
    stated = {row["what"]: D(row["stated"]) for row in rows_of("running text")}
    assert differing("running text", {what: Stated("", stated[what], made) for what, made in OF_TEXTS.items()}) == []


def test_every_row_of_the_list_is_compared_by_one_of_these_tests() -> None:
    compared = [(row["table"], row["what"]) for part in TABLES for row in rows_of(part)]
    assert sorted(compared) == sorted((row["table"], row["what"]) for row in listed())
    assert len(compared) == 511
