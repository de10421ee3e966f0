"""The sample half-year, imported from its files, against the signed form: nothing of it is typed into code."""

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from finance import books
from finance.drill import Drill
from finance.models import Balance, Budget, Entry
from finance.money import round_half_up
from finance.months import Month
from finance.reporting.render import render
from finance.reports import cash_reconciliation, execution, form2
from finance.scope import Scope, of_budget
from finance.stated import Stated, StatedRounding
from imports import sample_files
from tariffs.reports import daily_cost
from tests.ground.formulas import disagreements
from tests.ground.golden_files import assert_is_golden
from tests.ground.samples import sample

pytestmark = pytest.mark.django_db
SIGNED = Path(__file__).parent / "expected" / "form2-2025-h1.csv"
COLUMNS = {
    "plan_contract": "plan_contract",
    "plan_adjusted": "plan_adjusted",
    "funding": "funding_received",
    "cash": "cash",
    "actual": "actual",
}
JANUARY, MARCH, JUNE = Month(2025, 1), Month(2025, 3), Month(2025, 6)
FUNDING = ("49103016.31", "51214349.04", "53509003.07", "52182505.84", "51220466.52", "51314659.22")
CASH = ("53228076.31", "52923259.38", "53225033.32", "52932575.87", "53985008.64", "55149046.48")
STATED = ("12993000.00", "8867940.00", "7159029.66", "7442999.41", "6692929.38", "3928387.26", "94000.00")


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The bundled files, imported once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        sample_files.import_all(sample_files.prepare())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def scope(imported) -> Scope:
    return of_budget(Budget.objects.select_related("facility", "programme", "source").get())


def signed() -> dict[str, dict[str, Decimal]]:
    with SIGNED.open(encoding="utf-8-sig", newline="") as lines:
        return {
            row["code"]: {key: Decimal(row[name]) * 1000 for key, name in COLUMNS.items()}
            for row in csv.DictReader(lines)
        }


def figures(report, keys=COLUMNS) -> dict[str, dict[str, Decimal]]:
    table = report.main
    return {row.cell("code").value: {key: row.cell(key).value for key in keys} for row in table.rows}


def totals(report) -> dict[str, str]:
    return {key: str(report.main.total.cell(key).value) for key in COLUMNS}


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_it_equals_the_signed_form_in_every_row_and_column(scope) -> None:
    report = form2.build(scope, JANUARY, JUNE, unit="thousand")
    assert figures(report) == signed()
    assert totals(report) == {
        "plan_contract": "657845000.00",
        "plan_adjusted": "795399000.00",
        "funding": "308544000.00",
        "cash": "321443000.00",
        "actual": "373844000.00",
    }


def test_it_proves_the_cash_identity_and_names_what_is_over_the_plan(scope) -> None:
    report = form2.build(scope, JANUARY, JUNE)
    assert report.extra["cash_balance"] == {"opening": Decimal("12993000.00"), "closing": Decimal("94000.00")}
    assert [(c.name, c.difference, c.holds) for c in report.checks] == [("cash-identity", Decimal("0.00"), True)]
    assert [note.key for note in report.notes] == ["over-plan", "over-plan"]
    assert [code for code in ("123", "169") if code in report.notes[("123", "169").index(code)].text] == ["123", "169"]
    assert {doubt.key for doubt in report.doubts} <= {"import-doubt"}


def test_it_states_and_adds_up_as_the_list_of_the_source_says(scope) -> None:
    with sample("checks-of-the-sources.csv").open(encoding="utf-8", newline="") as lines:
        listed = {
            (row["table"], row["what"]): (row["stated"], row["computed"], row["holds"]) for row in csv.DictReader(lines)
        }
    form = form2.build(scope, JANUARY, JUNE, unit="thousand")
    names = {"plan_contract": "plan_contract_col3", "plan_adjusted": "plan_01_01_31_12_col4",
             "funding": "allowed_col5_6", "cash": "cash_col7", "actual": "actual_col8"}  # fmt: skip
    for key, name in names.items():
        stated, computed, holds = listed["form2", f"total {name}"]
        added = sum(row.cell(key).value for row in form.main.rows)
        assert (form.main.total.cell(key).value, added, holds) == (
            1000 * Decimal(stated),
            1000 * Decimal(computed),
            "yes",
        )
    stated, computed, _holds = listed["form2", "opening + allowed - cash = closing"]
    balance, total = form.extra["cash_balance"], form.main.total
    left = balance["opening"] + total.cell("funding").value - total.cell("cash").value
    assert (balance["closing"], left) == (1000 * Decimal(stated), 1000 * Decimal(computed))
    beside = daily_cost.build(scope, JANUARY, JUNE).table("reported")
    for key, what in (("food_per_day", "food 2025 = 141 actual"), ("drugs_per_day", "drugs 2025 = 142 actual")):
        stated, computed, _holds = listed["daily", f"{what} / bed-days"]
        row = beside.row(key)
        difference = Stated("", row.cell("reported").value, row.cell("computed").value)
        assert (difference.stated, round_half_up(difference.computed, 2)) == (Decimal(stated), Decimal(computed))
        assert difference.rounding is StatedRounding.DIFFERENT


def test_it_shows_in_march_the_year_as_amended_by_march(scope) -> None:
    report = form2.build(scope, MARCH, MARCH, unit="thousand")
    total = report.main.total
    assert total.cell("plan_contract").value == Decimal("657845000.00")
    assert total.cell("plan_adjusted").value == Decimal("712866600.00")
    assert (total.cell("funding").value, total.cell("cash").value) == (Decimal(FUNDING[2]), Decimal(CASH[2]))
    assert report.extra["cash_balance"] == {"opening": Decimal(STATED[2]), "closing": Decimal(STATED[3])}


@pytest.mark.parametrize("last", range(1, 7))
def test_it_adds_months_up_to_the_period(scope, last) -> None:
    report = form2.build(scope, JANUARY, Month(2025, last))
    assert totals(report)["funding"] == str(sum(map(Decimal, FUNDING[:last])))
    assert totals(report)["cash"] == str(sum(map(Decimal, CASH[:last])))
    assert report.checks[0].holds


def test_it_says_so_where_nobody_stated_the_closing_cash(scope) -> None:
    report = form2.build(scope, Month(2025, 8), Month(2025, 8))
    assert report.extra["cash_balance"] == {"opening": Decimal("94000.00"), "closing": None}
    assert (report.checks[0].holds, report.checks[0].difference) == (None, None)
    assert [doubt.key for doubt in report.doubts][:2] == ["cash-not-stated", "cash-not-stated"]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_it_prints_the_expected_form(scope, language) -> None:
    report = form2.build(scope, JANUARY, JUNE, unit="thousand", language=language)
    # the numbers of imports go on counting from test to test
    table = re.sub(r"(?<=- Загрузка )[0-9]+|(?<=- )[0-9]+(?= жүктеу)", "…", render(report, "text").decode())
    assert_is_golden(f"form2-2025-h1-{language}.txt", table)


@pytest.mark.parametrize("build", [form2.build, execution.build, cash_reconciliation.build])
@pytest.mark.parametrize("first", [JANUARY, MARCH])
def test_its_formulas_give_its_figures(scope, build, first) -> None:
    assert disagreements(build(scope, first, JUNE, unit="thousand")) == []


def test_it_costs_at_most_five_queries(scope, query_counts) -> None:
    with query_counts("Form No. 2 of a half-year"):
        form2.build(scope, JANUARY, JUNE)
    with query_counts("Execution of a half-year"):
        execution.build(scope, JANUARY, JUNE)


def test_every_figure_leads_to_the_entries_that_make_it(scope) -> None:
    from django.http import QueryDict

    report = form2.build(scope, JANUARY, MARCH)
    for row in report.main.all_rows:
        for key in COLUMNS:
            cell = row.cell(key)
            drill = Drill.parse(QueryDict(cell.link.partition("?")[2]))
            entries = drill.entries().values_list("amount", flat=True)
            assert sum(entries, Decimal("0.00")) == cell.value, (row.key, key)


def test_the_execution_table_rolls_codes_up_into_their_groups(scope) -> None:
    report = execution.build(scope, JANUARY, JUNE)
    table = report.main
    found = {row.cell("code").value: row for row in table.rows}
    assert found["140"].style == "subtotal"
    cash = sum(found[code].cell("cash").value for code in ("141", "142", "144", "149"))
    assert found["140"].cell("cash").value == cash
    assert found["149"].parent == found["140"].key
    assert found["159"].cell("available").value == Decimal("6756000.00")
    assert table.total.cell("plan_period").value <= table.total.cell("plan_adjusted").value
    assert table.total.cell("left").value == Decimal("473956000.00")


def test_the_execution_table_compares_the_year_with_what_was_paid_since_january(scope) -> None:
    since, alone = execution.build(scope, JANUARY, MARCH), execution.build(scope, MARCH, MARCH)
    assert since.main.total.cell("left").value == alone.main.total.cell("left").value
    assert alone.main.total.cell("cash_year").value == since.main.total.cell("cash").value


def test_the_cash_reconciliation_ties_month_by_month(scope) -> None:
    report = cash_reconciliation.build(scope, JANUARY, JUNE)
    rows = [
        {key: row.cell(key).value for key in ("opening", "closing", "stated", "difference")} for row in report.main.rows
    ]
    assert [str(row["opening"]) for row in rows] == list(STATED[:6])
    assert [str(row["stated"]) for row in rows] == list(STATED[1:])
    assert {row["difference"] for row in rows} == {Decimal("0.00")}
    assert report.checks[0].holds


def test_its_books_check(imported) -> None:
    found = books.check()
    assert (found.broken, found.doubts) == ([], ())


def test_the_command_prints_the_promised_object(imported) -> None:
    found = json.loads(
        run("report", "form2", "--from", "2025-01", "--through", "2025-06", "--unit", "thousand", "--format", "json")
    )
    assert {"report", "unit", "from", "through", "rows", "total", "cash_balance", "checks", "notes", "doubts"} <= set(
        found
    )
    assert (found["report"], found["unit"], found["from"], found["through"]) == (
        "form2",
        "thousand",
        "2025-01",
        "2025-06",
    )
    assert len(found["rows"]) == 17
    assert found["rows"][0]["code"] == "111"
    assert found["rows"][0]["cash"] == "230342.00"
    assert found["total"]["cash"] == "321443.00"
    assert found["cash_balance"] == {"opening": "12993.00", "closing": "94.00"}
    assert found["checks"][0] | {"name": "cash-identity", "difference": "0.00", "holds": True} == found["checks"][0]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nonsense", "--from", "2025-01", "--through", "2025-06"), 2),
        (("form2", "--from", "2025-06", "--through", "2025-01"), 2),
        (("form2", "--from", "2024-01", "--through", "2024-06"), 1),
        (("form2", "--from", "2024-12", "--through", "2025-06"), 1),
        (("form2", "--from", "2025-01", "--through", "2025-06", "--budget", "none"), 1),
        (("form2", "--from", "2025-01", "--through", "2025-06", "--facility", "000000000000"), 1),
        (("form2", "--from", "2025-01", "--through", "2025-06", "--output", "/nowhere/at/all.xlsx"), 1),
    ],
)
def test_the_command_refuses_in_a_sentence(imported, arguments, code) -> None:
    with pytest.raises(CommandError) as refusal:
        run("report", *arguments)
    assert refusal.value.returncode == code
    assert str(refusal.value)


@pytest.mark.parametrize("form", ["text", "csv", "html", "xlsx", "pdf"])
def test_the_command_writes_every_format_to_a_file(imported, tmp_path, form) -> None:
    path = tmp_path / f"form2.{form}"
    run("report", "form2", "--from", "2025-01", "--through", "2025-06", "--format", form, "--output", str(path))
    assert path.stat().st_size > 1000


def test_a_second_demonstration_changes_nothing(imported, settings, tmp_path) -> None:
    settings.HOME = tmp_path
    before = (Entry.objects.count(), list(Balance.objects.order_by("id").values_list("id", "amount")))
    printed = run("demo")
    assert (Entry.objects.count(), list(Balance.objects.order_by("id").values_list("id", "amount"))) == before
    assert "795 399" in printed.replace("\xa0", " ")
    assert {"form2.xlsx", "form2.pdf"} <= {path.name for path in (tmp_path / "out").iterdir()}
