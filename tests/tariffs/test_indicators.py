"""How far an indicator got, what its name says of it, its report, and the page where a miss is explained."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from finance.models import AuditEvent, Setting
from finance.months import Month
from finance.reporting.json import as_object
from finance.scope import Scope, ScopeError
from tariffs.indicators import DONE, DOWN, EQUAL, UP, Status, Value, better_of, execution, formula_of, status
from tariffs.models import Indicator, IndicatorValue
from tariffs.reports import indicators, indicators_years
from tests.ground.costing_ground import ACTUAL, COSTING, JANUARY, JUNE, costed, csv
from tests.ground.import_ground import bring
from tests.ground.samples import sample

numbers = st.decimals(0, 10**6, places=2)


def value(text: str) -> Value:
    return Value(Decimal(text), text) if text[:1].isdigit() else Value(None, text)


@pytest.mark.parametrize(
    ("better", "plan", "fact", "expected"),
    [
        (UP, "95", "97", "reached"), (UP, "95", "95", "reached"), (UP, "100", "95", "partly"), (UP, "95", "90", "missed"),
        (DOWN, "18", "17.7", "reached"), (DOWN, "0", "0", "reached"), (DOWN, "0", "1", "missed"), (DOWN, "19", "20", "partly"),
        (EQUAL, "5", "5", "reached"), (EQUAL, "5", "6", "partly"), (DONE, "JCI", "jci", "reached"), (DONE, "JCI", "Ұлт.", "missed"),
        (DONE, "", "+", "reached"), (UP, "95", "", "no-data"), (UP, "", "95", "no-data"),
    ],
)  # fmt: skip
def test_the_status_follows_from_plan_and_stated_fact(better: str, plan: str, fact: str, expected: str) -> None:
    assert status(better, value(plan), value(fact)) == expected


@given(numbers, numbers)
def test_full_execution_and_a_reached_plan_are_one_thing(plan: Decimal, fact: Decimal) -> None:
    for better in (UP, DOWN):
        share = execution(better, plan, fact)
        reached = status(better, Value(plan, "1"), Value(fact, "1")) == Status.REACHED
        if share is not None:
            assert (share >= 1) == reached


@pytest.mark.parametrize(
    ("name", "unit", "better", "formula"),
    [
        ("Төсек жұмысы (Төсек-күн / төсек қоры)", "күн", UP, "bed_work"), ("Работа койки", "дней", UP, "bed_work"),
        ("Средняя длительность пребывания больного", "дней", DOWN, "average_stay"),
        ("Аурудың жатқан орташа төсек күні", "күн", DOWN, "average_stay"),
        ("Кредиторлық берешек ұзақ мерзімді", "мың теңге", DOWN, "payables_over_year"), ("Обоснованные жалобы", "%", DOWN, ""),
        ("Просроченная кредиторская задолженность", "тенге", DOWN, "overdue_payables"),
        ("Доля сельских детей", "%", UP, "rural_pct"), ("Текучесть кадров", "%", DOWN, ""), ("Орталықтағы жұмыстан шығарылған персоналдың үлесі", "%", DOWN, ""),
        ("Қаржылық-шаруашылық қызметтің нәтижелері", "тыс. тенге", UP, "result"),
        ("Результат финансово-хозяйственной деятельности", "тыс. тенге", UP, "result"),
        ("Түскен кірістің рентабельділігі", "%", UP, "profitability"),
        ("Прохождение аккредитации", "сертификат", DONE, ""), ("Отделы с новым оборудованием", "единиц", UP, ""),
    ],
)  # fmt: skip
def test_the_name_tells_what_is_better_and_what_the_books_compute(
    name: str, unit: str, better: str, formula: str
) -> None:
    assert (better_of(name, unit), formula_of(name)) == (better, formula)


@pytest.fixture
def scope() -> Scope:
    found = costed(files=(*COSTING, "stays-2025-h1.csv"))
    bring(sample("indicators-2025-h1.xlsx"))
    return found


@pytest.mark.django_db
def test_bed_work_stands_beside_the_computed_one_with_its_difference(scope) -> None:
    report = indicators.build(scope, JANUARY, JUNE, language="en")
    row = next(row for row in report.main.rows if row.cell("number").value == "6")
    assert row.cell("computed").value == Fraction(27201, 160)
    assert row.cell("computed").link == "/budget/2025-fund/volumes/?from=2025-01&through=2025-06"
    assert "/cell/?at=" in row.cell("fact").link
    assert [doubt.text for doubt in report.doubts if doubt.key == "stated-differs"] == [
        "Төсек жұмысы (Төсек-күн / төсек қоры): 167.9 is stated, 170.0 is computed."
    ]


@pytest.mark.django_db
def test_the_mean_of_last_year_is_equal_when_cut_off(scope) -> None:
    bring(csv("month,profile,setting,beds,bed_days_planned,bed_days_done,discharged",
              *(f"2024-0{month},neurology,inpatient,160,4320,{4425 + (month < 4)},250" for month in range(1, 7))), "v.csv",
          kind="volumes")  # fmt: skip
    report = indicators.build(scope, Month(2024, 1), Month(2024, 6), language="en")
    (note,) = [note.text for note in report.notes if note.key == "truncated"]
    assert note.endswith("Төсек жұмысы (Төсек-күн / төсек қоры): 165.9 (165.96).")


@pytest.mark.django_db
def test_it_says_where_no_indicator_is_stated(scope) -> None:
    with pytest.raises(ScopeError):
        indicators.build(scope, JANUARY, Month(2025, 3))
    with pytest.raises(ScopeError):
        indicators_years.build(scope, JANUARY, JUNE)


@pytest.mark.django_db
def test_a_facility_sets_from_which_execution_on_an_indicator_is_partly_reached(scope) -> None:
    head = "Целевые индикаторы за I квартал 2025 года;;;;\n№;Показатель;Ед. изм.;План;Факт"
    bring(csv(head, "1;Осмотрено детей;чел.;100;92"), "i.csv")

    def said() -> str:
        return as_object(indicators.build(scope, JANUARY, Month(2025, 3)))["rows"][0]["status"]

    assert said() == "missed"
    Setting.objects.create(facility=scope.facility, key="indicator_partly_percent", value="90")
    assert said() == "partly"


@pytest.mark.django_db
def test_a_report_costs_as_many_queries_with_a_half_year_of_entries_as_with_none(scope, query_counts) -> None:
    bring(sample(ACTUAL[0]))
    with query_counts("indicators of a half-year"):
        indicators.build(scope, JANUARY, JUNE)
    for name in ACTUAL[1:]:
        bring(sample(name))
    with query_counts("indicators of a half-year"):
        indicators.build(scope, JANUARY, JUNE)
    bring(sample("indicators-2023-2027.xlsx"))
    with query_counts("indicators of five years"):
        indicators_years.build(scope, Month(2023, 1), Month(2027, 12))


def client(name: str = "economist") -> Client:
    opened = Client(headers={"accept-language": "en"})
    opened.force_login(User.objects.get(username=name))
    return opened


def page_of(scope: Scope, number: str) -> str:
    report = indicators.build(scope, JANUARY, JUNE)
    return next(row.cell("name").link for row in report.main.rows if row.cell("number").value == number)


@pytest.mark.django_db
def test_a_reason_is_kept_audited_shown_in_the_report_and_every_version_stays(scope) -> None:
    address = page_of(scope, "7")
    held = {"better": "down", "formula": "average_stay", "responsible": ""}
    for reason in ("Карантин", "Карантин в марте"):
        assert client().post(address, held | {"reason": reason}).status_code == 302
    rows = as_object(indicators.build(scope, JANUARY, JUNE))["rows"]
    assert next(row["reason"] for row in rows if row["number"] == "7") == "Карантин в марте"
    assert [row.text for row in IndicatorValue.objects.filter(kind="reason").order_by("id")] == [
        "Карантин",
        "Карантин в марте",
    ]
    events = AuditEvent.objects.filter(action="tariffs.indicator.reason")
    assert [event.data["reason"] for event in events.order_by("id")] == ["Карантин", "Карантин в марте"]
    shown = client().get(address).content.decode()
    assert "Карантин в марте" in shown
    assert shown.count("Карантин") == 3


@pytest.mark.django_db
def test_what_is_set_by_hand_changes_the_status_and_outlives_the_next_file(scope) -> None:
    address = page_of(scope, "7")
    client().post(address, {"reason": "", "better": "up", "formula": "", "responsible": "Главный врач"})
    bring(csv("Целевые индикаторы за 6 месяцев 2025 года;;;;\n№;Показатель;Ед. изм.;План;Факт",
              "7;Аурудың жатқан орташа төсек күні;күн (дней);18;17,6"), "i.csv")  # fmt: skip
    row = next(r for r in as_object(indicators.build(scope, JANUARY, JUNE))["rows"] if r["number"] == "7")
    assert (row["fact"], row["status"], row["computed"]) == ("17.6", "partly", None)
    assert Indicator.objects.order_by("-id").first().responsible == "Главный врач"


@pytest.mark.django_db
def test_who_may_not_declare_costing_sees_the_page_and_changes_nothing(scope) -> None:
    address = page_of(scope, "7")
    assert client("auditor").get(address).status_code == 200
    answer = client("auditor").post(address, {"reason": "x", "better": "up", "formula": "", "responsible": ""})
    assert answer.status_code == 403
    assert not IndicatorValue.objects.filter(kind="reason").exists()
