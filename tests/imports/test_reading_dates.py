"""Dates, months and periods as files write them; what could be another day is refused."""

from datetime import date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from finance.amounts import Refusal
from finance.month_names import month_number
from finance.months import Month
from imports.dates import parse_date, parse_dates, parse_month
from imports.days_without_year import day_within
from imports.periods import parse_period
from imports.refusals import DATE_REASONS, explain

JANUARY_31 = date(2025, 1, 31)


@pytest.mark.parametrize(
    "value",
    [
        JANUARY_31, datetime(2025, 1, 31, 9, 30), "31.01.2025", " 31.01.2025 ", "31.1.2025", "31.01.2025 09:00:00",  # noqa: DTZ001
        "31.01.2025 9:00", "31.01.2025 г.", "2025-01-31", "2025-01-31T09:00:00", "2025-01-31 09:00:00+05:00",
        "2025.01.31", "2025/01/31", "20250131", "31/01/2025", "31-01-2025", "31/01/2025 10:13:00", "01/31/2025",
        "31 января 2025", "31 января 2025 г.", "31 января 2025 года", "«31» января 2025 года", "31 янв 2025",
        "31 қаңтар 2025", "31 қаңтар 2025 ж.", "2025 жылғы 31 қаңтар", "31 January 2025", "January 31, 2025",
        "31-Jan-2025", "31 JAN 2025",
    ],
)  # fmt: skip
def test_it_reads_a_date_however_it_is_written(value):
    for language in ("ru", "kk", "en"):
        with translation.override(language):
            assert parse_date(value) == JANUARY_31


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "empty"), ("31.02.2025", "no-such-day"), ("01.13.2025", "no-such-day"), ("32.01.2025", "no-such-day"),
        ("31/31/2025", "no-such-day"), ("03/06/2025", "day-or-month"), ("03-06-2025", "day-or-month"),
        ("25.01.24", "two-digit-year"), ("03/01/25", "two-digit-year"), (45688.5, "number"), (1201.0, "number"),
        ("январь", "not-a-date"), ("сегодня", "not-a-date"), ("31.01", "not-a-date"), ("31.01.2025.", "not-a-date"),
        (None, "not-a-date"), (True, "not-a-date"), ("01.01.1025", "no-such-day"), ("45688", "not-a-date"),
        ("12345678", "no-such-day"), ("31 foo 2025", "not-a-date"), ("1.234", "not-a-date"),
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_certain_date(value, reason):
    refusal = parse_date(value)
    assert isinstance(refusal, Refusal)
    assert (refusal.problem, refusal.reason) == ("not-a-date", reason)
    assert reason in DATE_REASONS
    assert "%(" not in explain(refusal)


def test_one_day_above_twelve_settles_the_slashes_of_a_column():
    assert parse_dates(["03/06/2025", "30/06/2025"]) == [date(2025, 6, 3), date(2025, 6, 30)]
    assert parse_dates(["03/06/2025", "06/30/2025"]) == [date(2025, 3, 6), date(2025, 6, 30)]


def test_a_column_with_both_orders_keeps_only_what_is_certain():
    found = parse_dates(["30/06/2025", "06/30/2025", "03/06/2025", "05/05/2025"])
    assert found[:2] == [date(2025, 6, 30), date(2025, 6, 30)]
    assert isinstance(found[2], Refusal)
    assert found[3] == date(2025, 5, 5)


def test_the_stated_period_settles_the_slashes_where_no_value_does():
    june = (date(2025, 6, 1), date(2025, 6, 30))
    assert parse_dates(["03/06/2025", "09/06/2025"], june) == [date(2025, 6, 3), date(2025, 6, 9)]
    year = (date(2025, 1, 1), date(2025, 12, 31))
    assert all(isinstance(found, Refusal) for found in parse_dates(["03/06/2025", "09/06/2025"], year))


def test_two_digit_years_are_read_where_they_alone_stay_the_same():
    assert parse_dates(["31.01.25", "01.02.25"]) == [JANUARY_31, date(2025, 2, 1)]
    assert all(isinstance(found, Refusal) for found in parse_dates(["25.01.31", "25.02.01"]))
    assert all(isinstance(found, Refusal) for found in parse_dates(["25.01.25", "24.01.24"]))


def test_excels_own_numbers_are_dates_only_among_dates_of_their_year():
    assert parse_dates([date(2025, 1, 2), 45688.0]) == [date(2025, 1, 2), JANUARY_31]
    as_counted_from_1904 = parse_dates([date(2025, 1, 2), 45688.0 - 1462])
    assert isinstance(as_counted_from_1904[1], Refusal)
    assert isinstance(parse_dates([102.0, date(2025, 1, 2)])[0], Refusal)


def test_excels_own_numbers_are_dates_where_a_column_holds_nothing_else():
    assert parse_dates([45688.0, 45689]) == [JANUARY_31, date(2025, 2, 1)]
    assert all(isinstance(found, Refusal) for found in parse_dates([45688.0, 102.0]))
    assert all(isinstance(found, Refusal) for found in parse_dates([45688.0, "без даты"]))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (4, Month(2025, 4)), (4.0, Month(2025, 4)), ("4", Month(2025, 4)), ("04", Month(2025, 4)),
        ("апрель", Month(2025, 4)), ("Апреля", Month(2025, 4)), ("апр.", Month(2025, 4)), ("сәуір", Month(2025, 4)),
        ("Сәуір айы", Month(2025, 4)), ("April", Month(2025, 4)), ("апрель 2024", Month(2024, 4)),
        ("2024-04", Month(2024, 4)), ("04.2024", Month(2024, 4)), ("4/2024", Month(2024, 4)),
        ("Апрель 2024 г.", Month(2024, 4)), ("2024 жылғы сәуір", Month(2024, 4)), (date(2024, 4, 1), Month(2024, 4)),
        ("01.04.2024", Month(2024, 4)),
    ],
)  # fmt: skip
def test_it_reads_a_month_however_it_is_written(value, expected):
    assert parse_month(value, 2025) == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (0, "not-a-month"), (13, "not-a-month"), (4.5, "not-a-month"), ("13", "not-a-month"), ("13.2025", "not-a-month"),
        ("2025-13", "not-a-month"), ("", "empty"), ("итого", "not-a-month"), (True, "not-a-month"),
        (date(2025, 4, 2), "day-inside-month"), ("02.04.2025", "day-inside-month"),
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_month(value, reason):
    assert parse_month(value, 2025).reason == reason


def test_a_month_without_its_year_is_refused():
    assert parse_month("апрель").reason == "no-year"
    assert parse_month(4).reason == "no-year"


NAMES = {
    1: "январь января январе янв январём қаңтар қаңтарда қаңтардың January Jan",
    2: "февраль февраля февр ақпан ақпанның February",
    3: "март марта марте мар наурыз наурызда March",
    4: "апрель апреля сәуір сәуірдің April",
    5: "май мая мае мамыр мамырдан May",
    6: "июнь июня июне маусым маусымда June",
    7: "июль июля июле шілде шілдеде шілденің July",
    8: "август августа авг тамыз тамызға August",
    9: "сентябрь сентября сент қыркүйек қыркүйегі қыркүйекте September Sept",
    10: "октябрь октября қазан қазанда October",
    11: "ноябрь ноября қараша қарашада November",
    12: "декабрь декабря желтоқсан желтоқсанға December",
}


@pytest.mark.parametrize("number", NAMES)
def test_it_knows_the_names_of_months_in_three_languages_and_their_cases(number):
    for name in NAMES[number].split():
        assert month_number(name) == month_number(name.upper()) == number


@pytest.mark.parametrize(
    "text", ["январь 2025", "итого", "марта 5", "", "январь-июнь", None, 1.0, "майка", "март/апрель"]
)
def test_a_header_with_more_than_a_month_is_no_month(text):
    assert month_number(text) is None


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("Оборотно-сальдовая ведомость за Январь 2025 г.", "2025-01", "2025-01"),
        ("Оборотно-сальдовая ведомость за Январь - Июнь 2025 г.", "2025-01", "2025-06"),
        ("Реестр кассовых расходов за январь-июнь 2025 года", "2025-01", "2025-06"),
        ("ведомость за января 2025", "2025-01", "2025-01"),
        ("за май 2025 года", "2025-05", "2025-05"),
        ("ноябрь 2024 — март 2025", "2024-11", "2025-03"),
        ("Период: c 01/06/2025 по 30/06/2025", "2025-06", "2025-06"),
        ("За период 01.01.2025 - 30.06.2025", "2025-01", "2025-06"),
        ("2025-01 – 2025-06", "2025-01", "2025-06"),
        ("за 03.2025", "2025-03", "2025-03"),
        ("1 полугодие 2025", "2025-01", "2025-06"),
        ("второе полугодие 2025 года", "2025-07", "2025-12"),
        ("за I квартал 2025 года", "2025-01", "2025-03"),
        ("4 кв. 2025 г.", "2025-10", "2025-12"),
        ("за 9 месяцев 2025 года", "2025-01", "2025-09"),
        ("План финансирования на 2025 год (по договору)", "2025-01", "2025-12"),
        ("с 1 января по 30 июня 2025 года", "2025-01", "2025-06"),
        ("2025 жылғы қаңтар–маусым", "2025-01", "2025-06"),
        ("2025 жылдың қаңтар-маусым айлары", "2025-01", "2025-06"),
        ("2025 жылғы наурыз", "2025-03", "2025-03"),
        ("2025 жылдың 1 жартыжылдығы", "2025-01", "2025-06"),
        ("2025 жылғы II тоқсан", "2025-04", "2025-06"),
        ("2025 жылға арналған жоспар", "2025-01", "2025-12"),
        ("January to June 2025", "2025-01", "2025-06"),
        ("Q2 2025", "2025-04", "2025-06"),
        ("янв-мар 2025", "2025-01", "2025-03"),
    ],
)
def test_it_finds_the_period_that_a_title_states(title, first, last):
    period = parse_period(title)
    assert (str(period.first), str(period.last)) == (first, last)
    assert period.as_of is None


@pytest.mark.parametrize(
    "title",
    ["на 01.07.2025", "по состоянию на 1 июля 2025 г.", "2025 жылғы 1 шілдеге жағдай бойынша", "as of 1 July 2025"],
)
def test_a_cumulative_form_covers_the_year_up_to_its_date(title):
    period = parse_period(title)
    assert (period.first, period.last) == (Month(2025, 1), Month(2025, 6))
    assert (period.as_of, period.last_day) == (date(2025, 7, 1), date(2025, 6, 30))


def test_a_form_as_of_new_year_covers_the_year_before():
    assert parse_period("на 01.01.2026").first == Month(2025, 1)
    assert parse_period("на 01.01.2026").last == Month(2025, 12)


def test_a_title_without_a_year_takes_the_one_it_is_given():
    assert parse_period("за январь") is None
    assert parse_period("за январь", 2025).last == Month(2025, 1)


@pytest.mark.parametrize(
    "title",
    [
        'ГКП на ПХВ "Пример"', "БИН 991240999016", "Единица измерения: тенге", "приказ от 15 января 2025 года",
        "январь, март 2025", "2025-2027 годы", "Договор № 17 от 06.01.2025", "июнь - январь 2025", "",
    ],
)  # fmt: skip
def test_a_title_that_states_no_one_period_gives_none(title):
    assert parse_period(title) is None


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_back(day):
    for shape in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%Y %H:%M:%S"):
        assert parse_date(day.strftime(shape)) == day


@given(st.lists(st.dates(date(1990, 1, 1), date(2100, 12, 31)), min_size=1, max_size=10))
def test_a_column_with_slashes_is_right_or_refused(days):
    for found, day in zip(parse_dates([day.strftime("%d/%m/%Y") for day in days]), days, strict=True):
        assert found == day or isinstance(found, Refusal)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-02-28T19:00:00Z", date(2025, 3, 1)),
        ("2025-02-28T18:59:59Z", date(2025, 2, 28)),
        ("2025-02-28 20:30:00+00:00", date(2025, 3, 1)),
        ("2025-03-01T00:30:00+05:00", date(2025, 3, 1)),
        ("2025-03-01T00:30:00+06:00", date(2025, 2, 28)),
        ("2024-02-10T00:30:00+06:00", date(2024, 2, 10)),
        ("28.02.2025 19:00 UTC", date(2025, 3, 1)),
        ("28.02.2025 23:00:00 +03:00", date(2025, 3, 1)),
        ("2025-02-28T19:00:00.000Z", date(2025, 3, 1)),
        ("2025-02-28T21:00:00 GMT+3", date(2025, 2, 28)),
        ("2025-02-28+05:00", date(2025, 2, 28)),
        ("2025-02-28T23:59:00", date(2025, 2, 28)),
    ],
)
def test_a_moment_with_a_zone_is_the_day_it_was_in_kazakhstan(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize("text", ["03.02.25", "3.2.25", "03.02.25 г.", "3 фев 25", "03.фев.2025", "03.02.25 10:30"])
def test_a_short_year_is_read_where_no_other_order_is_possible(text):
    assert parse_date(text) == date(2025, 2, 3)


def test_a_short_year_that_could_stand_first_is_refused_alone():
    assert isinstance(parse_date("25.02.24"), Refusal)
    assert parse_dates(["25.02.24", "03.02.24"]) == [date(2024, 2, 25), date(2024, 2, 3)]


JANUARY = (date(2025, 1, 1), date(2025, 1, 31))
TURN_OF_THE_YEAR = (date(2024, 12, 1), date(2025, 1, 31))


@pytest.mark.parametrize(
    ("text", "period", "day"),
    [
        ("09.01", JANUARY, date(2025, 1, 9)), ("9.1.", JANUARY, date(2025, 1, 9)),
        ("9 января", JANUARY, date(2025, 1, 9)), ("9 қаңтар", JANUARY, date(2025, 1, 9)),
        ("30.12", TURN_OF_THE_YEAR, date(2024, 12, 30)), ("10.01", TURN_OF_THE_YEAR, date(2025, 1, 10)),
        ("30.12", JANUARY, None), ("31.02", (date(2025, 1, 1), date(2025, 12, 31)), None), ("01.13", JANUARY, None),
        ("09.01", (date(2024, 1, 1), date(2025, 12, 31)), None), ("09/01", JANUARY, None), ("141", JANUARY, None),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_the_one_of_its_period(text, period, day):
    assert day_within(text, period) == day
    assert isinstance(parse_date(text), Refusal)
