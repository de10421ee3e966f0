"""Reports of procurement: what is owed since when, what ends, how the plan is carried out, how it was bought."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn

from finance.months import Month
from finance.reporting.render import FORMATS, render
from finance.reporting.report import Report
from finance.reports import registry
from finance.scope import of_budget
from imports.readers.reading import read
from procurement.assigning import assign
from procurement.debts import Debt, owed_since
from procurement.deliveries import give_overdue_reason
from procurement.procurement_plan import ActItem, item_problems
from tests.ground.contract_ground import Hospital
from tests.ground.formulas import disagreements
from tests.ground.papers_in_force import plan_act, sign

pytestmark = pytest.mark.django_db
NAMES = ("obligations", "payables", "cash-bridge", "procurement-plan", "contracts-ending", "exceptions")


@pytest.fixture
def hospital() -> Hospital:
    return Hospital()


def built(hospital: Hospital, name: str, through: int = 6) -> Report:
    report = registry.get(name)(of_budget(hospital.budget), Month(2025, 1), Month(2025, through), language="en")
    assert disagreements(report) == []
    return report


def texts(report: Report, *keys: str, table: int = 0) -> list[tuple[str, ...]]:
    return [tuple(str(row.cells[key].value) for key in keys) for row in report.tables[table].rows]


def words(report: Report, form: str) -> str:
    """Everything that the rendered report says, one piece a line."""
    data = render(report, form)
    if form == "xlsx":
        return "\n".join(str(cell) for sheet in read(data).sheets for row in sheet.rows for cell in row)
    if form == "docx":
        paragraphs = Document(BytesIO(data)).element.body.iter(qn("w:p"))
        return "\n".join("".join(run.text or "" for run in one.iter(qn("w:t"))) for one in paragraphs)
    if form == "json":
        return "\n".join(map(str, leaves(json.loads(data))))
    return unescape(data.decode("utf-8-sig"))


def leaves(found: Any) -> Iterator[Any]:
    inner = [*found, *found.values()] if isinstance(found, dict) else found if isinstance(found, list) else None
    if inner is None:
        yield found
        return
    for part in inner:
        yield from leaves(part)


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"pdf"}))
@pytest.mark.parametrize("name", NAMES)
def test_each_report_names_its_rows_in_every_format(hospital, name, form) -> None:
    empty = built(hospital, name)
    heads = {"json": empty.key, "csv": empty.main.columns[0].label}
    assert heads.get(form, empty.title) in words(empty, form)
    plan_act(hospital.budget, "1", date(2025, 1, 5), [item(hospital, "77", "1000.00")])
    contract = hospital.sign("17/2025", hospital.line(1, "100.00"), ends_on=date(2025, 7, 1))
    hospital.sign("18", hospital.line(1, "2000000.00"), reason="авария в котельной")
    hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "80.00"))
    report = built(hospital, name)
    first = [str(next(iter(row.cells.values())).value) for row in report.main.rows]
    assert first
    said = words(report, form)
    assert [head for head in first if head not in said] == []


def test_payables_say_since_when_what_is_overdue_and_why(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    late = hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "300.00"), due_on=date(2025, 2, 15))
    hospital.accept(contract, "А-2", date(2025, 5, 31), hospital.line(5, "200.00"), due_on=date(2025, 7, 15))
    assign(hospital.pay(date(2025, 3, 1), "100.00"), contract, late, Decimal("100.00"), user=hospital.anna)
    give_overdue_reason(late, "спор о качестве", user=hospital.anna)
    report = built(hospital, "payables")
    keys = ("supplier", "contract", "code", "accrued", "paid", "owed", "since", "age", "overdue", "reason")
    assert texts(report, *keys) == [
        ("ТОО Прачечная", "1", "159", "500.00", "100.00", "400.00", "2025-01-31", "150", "200.00", "спор о качестве")
    ]


def test_what_no_act_explains_is_a_row_of_its_own(hospital) -> None:
    hospital.ground.post("actual", ("159", 1, "700.00"))
    hospital.pay(date(2025, 2, 1), "150.00")
    assert texts(built(hospital, "payables"), "code", "owed", "overdue") == [("159", "550.00", "0.00")]


def test_contracts_that_end_soon_or_ran_over_are_listed(hospital) -> None:
    hospital.sign("over", hospital.line(1, "10.00"), ends_on=date(2025, 5, 31))
    hospital.sign("soon", hospital.line(1, "20.00"), ends_on=date(2025, 7, 30))
    hospital.sign("later", hospital.line(1, "30.00"), ends_on=date(2025, 7, 31))
    found = texts(built(hospital, "contracts-ending"), "number", "days", "state", "open")
    assert found == [("over", "-30", "run over", "10.00"), ("soon", "30", "ends soon", "20.00")]


def item(hospital: Hospital, number: str, amount: str, **fields) -> ActItem:
    given = {
        "name_ru": "Стирка белья", "subject": "service", "code": hospital.code["159"], "month": Month(2025, 2),
        "quantity": Decimal(1), "price": Decimal(amount), "amount": Decimal(amount), "amount_with_vat": Decimal(amount),
        "method": "3",
    }  # fmt: skip
    return ActItem(number=number, **(given | fields))


def test_the_procurement_plan_shows_what_is_contracted_saved_and_left(hospital) -> None:
    act = plan_act(
        hospital.budget, "1", date(2025, 1, 5), [item(hospital, "1", "1000.00"), item(hospital, "2", "500.00")]
    )
    bought = act.items.get(number="1")
    sign(
        hospital.budget,
        hospital.terms("7", hospital.line(2, "900.00"), method="3"),
        hospital.people,
        plan_items=[bought],
    )
    sign(hospital.budget, hospital.terms("8", hospital.line(2, "300.00"), method="23"), hospital.people)
    report = built(hospital, "procurement-plan")
    assert texts(report, "number", "planned", "contracted", "saved", "left", "contracts") == [
        ("1", "1000.00", "900.00", "100.00", "0.00", "7"),
        ("2", "500.00", "0.00", "0.00", "500.00", "None"),
    ]
    assert texts(report, "method", "contracts", "share", "single_source", "competitive", table=1) == [
        ("3 · price quotations", "1", "3/4", "0.00", "900.00"),
        ("23 · single source by direct contract", "1", "1/4", "300.00", "0.00"),
    ]
    # A later act changes one item and cancels the other; the contract stays with its item.
    changed = [item(hospital, "1", "950.00"), item(hospital, "2", "500.00", is_cancelled=True)]
    plan_act(hospital.budget, "2", date(2025, 3, 1), changed)
    assert texts(built(hospital, "procurement-plan"), "number", "planned", "saved") == [("1", "950.00", "50.00")]
    assert len(built(hospital, "procurement-plan", through=2).tables[0].rows) == 2


def test_a_bad_act_of_the_plan_is_refused_with_its_items(hospital) -> None:
    bad = [
        item(hospital, "1", "10.00", enstru_code="123"),
        item(hospital, "1", "10.00"),
        item(hospital, "3", "10.00", years=(Decimal("4.00"), Decimal("5.00"))),
    ]
    assert {problem.field for problem in item_problems(hospital.budget, bad)} == {"1", "3"}


def test_reports_cost_the_same_however_many_contracts_there_are(hospital) -> None:
    def costs() -> dict[str, int]:
        found = {}
        for name in NAMES:
            with CaptureQueriesContext(connection) as queries:
                built(hospital, name)
            found[name] = len(queries)
        return found

    def sign_and_accept(number: int) -> None:
        contract = hospital.sign(str(number), hospital.line(1, "10.00"))
        hospital.accept(contract, f"А-{number}", date(2025, 1, 31), hospital.line(1, "5.00"))

    sign_and_accept(0)
    of_one = costs()
    for number in range(1, 30):
        sign_and_accept(number)
    assert costs() == of_one
    # one of them is for the doubts that somebody answered, two for the facility's header lines and signatures
    assert max(of_one.values()) <= 13, of_one


def test_what_was_paid_ahead_of_acts_is_owed_for_no_year() -> None:
    old, new = date(2024, 1, 9), date(2025, 5, 6)
    papers = [(old, old, Decimal(100), ""), (new, new, Decimal(50), "")]
    assert owed_since(Debt(Decimal(150), Decimal(120), papers=papers), date(2024, 6, 30)) == 30
    assert owed_since(Debt(Decimal(150), Decimal(0), papers=papers), date(2024, 6, 30)) == 100
    assert owed_since(Debt(Decimal(150), Decimal(170), papers=papers), date(2024, 6, 30)) == 0
