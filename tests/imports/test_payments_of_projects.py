"""Registers of a funder's payments: each at its site, within the project, for what the funder pays for, and once."""

from decimal import Decimal
from typing import Any

import pytest

from finance.models import Budget, Entry, Measure
from tests.ground import file_factory
from tests.ground.import_ground import bring
from tests.ground.project_ground import SAMPLES, project, report

pytestmark = pytest.mark.django_db
HEADER = ["Дата", "№ документа", "Специфика", "Сумма", "Поставщик", "БИН", "Площадка"]
SUPPLIER = ("ТОО «Құрал»", "991240999288")


def paid(*rows: tuple[str, str, str, str, str], funder: int = 2) -> dict[str, Any]:
    """Rows are (date, number, code, tenge, site), paid to one supplier."""
    table = [
        ["Реестр платежей"],
        HEADER,
        *([day, number, code, tenge, *SUPPLIER, site] for day, number, code, tenge, site in rows),
    ]
    budget = Budget.objects.get(key=f"early-2022-funder-{funder}-2022")
    return bring(file_factory.delimited(table), "register.csv", budget=budget, facility=budget.facility)


def problems(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["problem"], one["cell"]) for one in answer["problems"] if one["severity"] == "error"]


def test_a_payment_stands_at_its_site_in_either_language() -> None:
    project()
    bring(SAMPLES / "project-2022.xlsx")
    answer = paid(
        ("15.06.2022", "1", "414", "1000,00", "Уральск"),
        ("16.06.2022", "2", "414", "2000,00", "Өскемен"),
        ("17.06.2022", "3", "414", "30,50", ""),
    )
    assert (answer["status"], answer["kind"], answer["rows"]["posted"]) == ("posted", "cash", 3), answer["problems"]
    rows = {row["site"]: row["paid"] for row in report("project")["rows"] if row["paid"] != "0.00"}
    assert rows == {"Орал": "1000.00", "Өскемен": "2000.00", None: "30.50"}
    papers = report("funder-report")["tables"]["documents"]["rows"]
    assert [(one["number"], one["site"]) for one in papers] == [("1", "Орал"), ("2", "Өскемен"), ("3", None)]


def test_the_same_register_posts_nothing_twice() -> None:
    project()
    row = ("15.06.2022", "1", "414", "1000,00", "Орал")
    paid(row)
    assert paid(row)["status"] == "already-imported"


@pytest.mark.parametrize(
    ("row", "problem", "cell"),
    [
        (("30.04.2022", "1", "414", "1,00", "Орал"), "outside-project", "3:Дата"),
        (("01.01.2023", "1", "414", "1,00", "Орал"), "no-budget", "3:Дата"),
        (("15.06.2022", "1", "421", "1,00", "Орал"), "not-paid-for", "3:Специфика"),
        (("15.06.2022", "1", "414", "1,00", "Семей"), "unknown-site", "3:Площадка"),
    ],
)
def test_it_is_refused_with_its_cell(row: tuple, problem: str, cell: str) -> None:
    project()
    answer = paid(row)
    assert answer["status"] == "refused"
    assert (problem, cell) in problems(answer)
    assert not Entry.objects.exists()


def test_one_paper_is_not_paid_from_two_funders() -> None:
    project()
    paid(("15.06.2022", "17", "414", "1000,00", "Орал"))
    answer = paid(("20.06.2022", "17", "421", "1000,00", "Орал"), funder=1)
    assert problems(answer) == [("double-financing", "3:№ документа")]
    assert paid(("20.06.2022", "17", "421", "1000,01", "Орал"), funder=1)["status"] == "posted"


def test_an_entry_keeps_the_key_of_its_site() -> None:
    project()
    paid(("15.06.2022", "1", "414", "1000,00", "Орал"))
    assert list(Entry.objects.filter(measure=Measure.CASH).values_list("centre", "amount")) == [
        ("site-12", Decimal(1000))
    ]
