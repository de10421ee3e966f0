"""The cost of a bed-day of the sample facility: what it adds up to, where it goes, what is refused and doubted."""

import json
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from finance.models import Setting
from finance.reporting.json import as_object
from finance.reporting.render import render
from finance.reports import registry
from tariffs.costing import CostingError, cost
from tariffs.reports import bed_day_cost, methods, trace
from tests.ground.costing_ground import ACTUAL, APRIL, COSTING, JANUARY, JUNE, costed, declare, facility
from tests.ground.formulas import disagreements
from tests.ground.import_ground import undo

pytestmark = pytest.mark.django_db
# What 9 exact centres come to by step-down, published with the sample files.
EXPECTED = {"neurology": "13091.60", "orthopaedics": "17852.48", "somatic": "77636.08"}
FULL = {"neurology": "336257725.26", "orthopaedics": "23922325.20", "somatic": "13663949.54"}


def rows_of(report) -> dict[str, dict]:
    return {row["profile"]: row for row in as_object(report)["rows"]}


def test_it_costs_the_half_year_to_the_ledgers_total() -> None:
    report = bed_day_cost.build(costed(), JANUARY, JUNE)
    answer = as_object(report)
    assert answer["total"]["full_cost"] == "373844000.00"
    assert answer["total"]["bed_days"] == 27201
    assert answer["total"]["cost_per_bed_day"] == "13743.76"
    rows = rows_of(report)
    for profile, expected in EXPECTED.items():
        assert abs(Decimal(rows[profile]["cost_per_bed_day"]) - Decimal(expected)) <= Decimal("0.05")
        assert abs(Decimal(rows[profile]["full_cost"]) - Decimal(FULL[profile])) <= Decimal("0.05")
    assert all(check["holds"] for check in answer["checks"])
    assert disagreements(report) == []


def test_the_codes_of_a_profile_add_up_and_so_do_the_profiles_of_a_code() -> None:
    costing = cost(costed(), JANUARY, JUNE)
    rows = costing.profiles
    for profile in rows:
        assert sum(profile.by_code.values()) == profile.full_cost
    for code, amount in costing.inputs.ledger_by_code.items():
        assert sum(profile.by_code.get(code, Decimal(0)) for profile in rows) == amount
    assert set(costing.inputs.ledger_by_code) == set(rows[0].by_code)


def test_april_to_june_shows_orthopaedics_as_a_cost_without_a_unit_cost() -> None:
    report = bed_day_cost.build(costed(), APRIL, JUNE, language="en")
    row = rows_of(report)["orthopaedics"]
    assert row["bed_days"] == 0
    assert row["cost_per_bed_day"] is None
    assert Decimal(row["full_cost"]) > 2_000_000
    assert any("Ортопедия" in doubt.text for doubt in report.doubts)
    assert disagreements(report) == []


def test_it_says_every_reason_why_a_period_cannot_be_costed() -> None:
    scope = costed(files=(*COSTING, *ACTUAL))
    with pytest.raises(CostingError) as refused:
        bed_day_cost.build(scope, JUNE, JUNE.next(), language="en")
    assert refused.value.sentences == ["July 2025: This month has no drivers. Import the drivers of the month."]
    with pytest.raises(CostingError) as refused:
        bed_day_cost.build(scope, JUNE.next(), JUNE.next(), language="en")
    assert len(refused.value.sentences) == 2
    assert "not one bed-day" in refused.value.sentences[0]


def test_a_code_without_a_rule_keeps_the_period_from_being_costed() -> None:
    files = tuple(name for name in COSTING if name != "attribution-2025.csv")
    scope = costed(files=(*files, *ACTUAL))
    declare("attribution", "code,target", "111,driver:positions", "141,centre:KIT")
    with pytest.raises(CostingError) as refused:
        cost(scope, JANUARY, JUNE)
    assert len(refused.value.sentences) == 15
    assert any("169" in sentence for sentence in refused.value.sentences)


HEADER = "code,target,from,through"


def test_a_rule_that_changes_within_the_period_takes_the_cost_of_its_own_months() -> None:
    scope = costed()
    declare("attribution", HEADER, "169,centre:ADM,2025-01,2025-03", "169,centre:NEU,2025-04,2025-12")
    halves = cost(scope, JANUARY, JUNE)
    first, second = cost(scope, JANUARY, APRIL.previous()), cost(scope, APRIL, JUNE)
    assert halves.direct["ADM"]["169"] == first.inputs.ledger_by_code["169"] != 0
    assert halves.direct["NEU"]["169"] == second.inputs.ledger_by_code["169"] != 0
    assert halves.full_cost == Decimal("373844000.00")
    assert (first.direct["NEU"].get("169"), second.direct["ADM"].get("169")) == (None, None)
    words = trace.build(scope, JANUARY, JUNE, profile="neurology", code="169").main.row("169").cell("rule").value
    assert words.startswith("январь–март 2025 г.: ")
    assert "; апрель–декабрь 2025 г.: " in words


def test_a_month_that_no_rule_of_the_code_covers_is_refused_by_its_name() -> None:
    scope = costed()
    declare("attribution", HEADER, "169,centre:ADM,2025-01,2025-03")
    with pytest.raises(CostingError) as refused:
        cost(scope, JANUARY, JUNE)
    named = [sentence for sentence in refused.value.sentences if "169" in sentence]
    assert [sentence.partition(":")[0] for sentence in named] == [
        f"169, {month} 2025 г." for month in ("апрель", "май", "июнь")
    ]


def test_two_rules_of_one_month_are_refused_unless_they_share_the_cost() -> None:
    scope = costed()
    declare("attribution", HEADER, "169,centre:NEU,2025-04,2025-12")
    with pytest.raises(CostingError) as refused:
        cost(scope, JANUARY, JUNE)
    assert [sentence.partition(":")[0] for sentence in refused.value.sentences] == ["169, апрель 2025 г."]


def test_undoing_a_file_brings_back_what_it_replaced() -> None:
    scope = costed()
    before = cost(scope, JANUARY, JUNE).profiles
    rows = [f"2025-0{month},NEU,positions,stock,1" for month in range(1, 7)]
    answer = declare("drivers", "month,centre,driver,measure,value", *rows)
    assert cost(scope, JANUARY, JUNE).profiles != before
    undo(answer["batch"])
    assert cost(scope, JANUARY, JUNE).profiles == before


def test_centres_without_steps_are_closed_in_a_proposed_order() -> None:
    scope = costed(files=(*(name for name in COSTING if name != "centres-2025.csv"), *ACTUAL))
    declare(
        "centres", "centre,name_ru,kind,profile,step,basis",
        "KIT,Пищеблок,auxiliary,,,bed_days", "ADM,Администрация,administrative,,,positions",
        "AHO,Хозяйственная служба,administrative,,,area_m2", "PHY,Физиотерапия,auxiliary,,,physio_units",
        "MAS,Массаж,auxiliary,,,massage_units", "GYM,ЛФК,auxiliary,,,exercise_sessions",
        "NEU,Неврология,clinical,neurology,,", "ORT,Ортопедия,clinical,orthopaedics,,",
        "SOM,Соматика,clinical,somatic,,",
    )  # fmt: skip
    costing = cost(scope, JANUARY, JUNE)
    assert costing.proposed_order[:2] == ("ADM", "AHO")
    assert costing.full_cost == Decimal("373844000.00")
    report = bed_day_cost.build(scope, JANUARY, JUNE, language="en")
    assert any("ADM → AHO" in note.text for note in report.notes)


def test_all_methods_cost_the_same_total() -> None:
    report = methods.build(costed(), JANUARY, JUNE, language="en")
    answer = as_object(report)
    assert {answer["total"][m] for m in ("direct", "step_down", "double_distribution", "reciprocal")} == {
        "373844000.00"
    }
    assert {answer["total"][f"{m}_difference"] for m in ("direct", "double_distribution", "reciprocal")} == {"0.00"}
    row = rows_of(report)["orthopaedics"]
    assert Decimal(row["direct"]) - Decimal(row["step_down"]) == Decimal(row["direct_difference"]) != 0
    assert disagreements(report) == []


def test_cash_may_be_costed_in_place_of_actual_cost() -> None:
    scope = costed(files=(*COSTING, *ACTUAL, "cash-register-2025-h1.xlsx"))
    assert cost(scope, JANUARY, JUNE, measure="cash").full_cost == Decimal("321443000.00")
    assert cost(scope, JANUARY, JUNE).full_cost == Decimal("373844000.00")


@pytest.mark.libreoffice
def test_the_workbook_recomputes_the_allocation(tmp_path, recalculate) -> None:
    report = bed_day_cost.build(costed(), JANUARY, JUNE)
    path = tmp_path / "bed-day-cost.xlsx"
    path.write_bytes(render(report, "xlsx"))
    book = openpyxl.load_workbook(recalculate(path), data_only=True)
    formulas = openpyxl.load_workbook(path)
    for table, name in (("steps", book.sheetnames[4]), ("bed-day-cost", book.sheetnames[0])):
        sheet, live = book[name], formulas[name]
        names = {cell.value: cell.row for cell in sheet["A"]}
        for row in report.table(table).all_rows:
            for place, column in enumerate(report.table(table).columns[1:], start=2):
                value = row.cell(column.key).value
                if value is None:
                    continue
                found = sheet.cell(names[row.cell("name").value], place).value
                assert abs(Fraction(found) - Fraction(value)) < Fraction(1, 10**6), (table, row.key, column.key)
    assert str(live.cell(names[report.table(table).total.cell("name").value], 9).value).startswith("=")
    received = formulas[book.sheetnames[4]]
    assert sum(str(cell.value).startswith("=") for row in received.iter_rows() for cell in row) > 40


def test_every_report_of_the_room_agrees_with_its_own_formulas_in_all_languages() -> None:
    scope = costed()
    for name in ("bed-day-cost", "tariff-vs-cost", "daily-cost", "volumes", "methods"):
        for language in ("ru", "kk", "en"):
            report = registry.get(name)(scope, APRIL, JUNE, unit="thousand", language=language)
            assert disagreements(report) == [], (name, language)
            json.loads(render(report, "json"))


@pytest.mark.parametrize(
    "rounding", [{"rate_decimals": 6, "amount_decimals": 0}, {"share_decimals": 4, "amount_decimals": 2}]
)
def test_a_facility_may_round_its_steps_and_still_loses_nothing(rounding) -> None:
    scope = costed()
    Setting.objects.create(facility=scope.facility, key="costing_rounding", value=rounding)
    report = bed_day_cost.build(scope, JANUARY, JUNE)
    assert as_object(report)["total"]["full_cost"] == "373844000.00"
    assert disagreements(report) == []
    given = {row.key: row.cell("KIT").value for row in report.table("steps").rows}
    decimals = rounding["amount_decimals"]
    assert given["SOM"] == round(given["SOM"], decimals) != 0
    Setting.objects.update(value={"decimals": 2})
    with pytest.raises(CostingError):
        bed_day_cost.build(scope, JANUARY, JUNE)


def test_a_facility_without_centres_is_told_to_import_them() -> None:
    from finance.scope import of_budget

    with pytest.raises(CostingError, match="cost centres"):
        bed_day_cost.build(of_budget(facility()), JANUARY, JUNE, language="en")
