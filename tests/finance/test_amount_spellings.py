"""Every spelling of money that people and programs use is read right or refused, whatever the language of the screen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from finance.amounts import Refusal, parse_amount, settle_column
from finance.money import display
from finance.refusals import explain

LANGUAGES = ["ru", "kk", "en"]
THOUSAND = Decimal(1000)

ALONE_RIGHT = {
    "0": "0.00", "0,00": "0.00", "0.00": "0.00", "-0,00": "0.00", "5": "5.00", "42": "42.00", "100": "100.00",
    "1234": "1234.00", "1234567": "1234567.00", "9999999999999,99": "9999999999999.99",
    "0,5": "0.50", "0.5": "0.50", "0,05": "0.05", "1,5": "1.50", "1.5": "1.50", "1,50": "1.50", "1.50": "1.50",
    "12,3": "12.30", "12.34": "12.34", "123,45": "123.45", "1234,5": "1234.50", "1234.56": "1234.56",
    "202742.8": "202742.80", "524526,05": "524526.05", "3928387.26": "3928387.26", "1234,500": "1234.50",
    "0,500": "0.50", "0.250": "0.25",
    "1 234": "1234.00", "1 234,5": "1234.50", "1 234,56": "1234.56", "1 234.56": "1234.56",
    "12 345 678,90": "12345678.90", "12 345 678.90": "12345678.90", "999 999": "999999.00",
    "1\u00a0234,56": "1234.56", "1\u202f234,56": "1234.56", "1\u2009234,56": "1234.56",
    "23\u00a0551\u00a0666,59": "23551666.59", "1\u202f917\u202f025,68": "1917025.68", "769\u2009264,55": "769264.55",
    "1\u00a0234 567,00": "1234567.00", "1'234": "1234.00", "1'234.50": "1234.50", "1'234'567,89": "1234567.89",
    "1\u2019234\u2019567.89": "1234567.89",
    "1,234.5": "1234.50", "1,234.56": "1234.56", "1,234,567.89": "1234567.89", "55,149,046.48": "55149046.48",
    "796,359,000.00": "796359000.00",
    "-5": "-5.00", "-1,5": "-1.50", "-1 234,50": "-1234.50", "-1,234.50": "-1234.50", "- 1 234,50": "-1234.50",
    "\u22125": "-5.00", "\u22121\u00a0234,50": "-1234.50", "\u2212 5,00": "-5.00",
    "5-": "-5.00", "1 234,50-": "-1234.50", "1,234.50-": "-1234.50", "1 234,50\u2212": "-1234.50",
    "+5": "5.00", "+1 234,50": "1234.50", "+ 10,00": "10.00",
    " 5 ": "5.00", "\u00a05,00\u00a0": "5.00", "\t1 234,50\n": "1234.50", "\u202f7\u202f": "7.00",
    "5 ₸": "5.00", "5₸": "5.00", "₸5": "5.00", "₸ 5": "5.00", "1 234,50 ₸": "1234.50", "₸1,234.50": "1234.50",
    "-₸5": "-5.00", "₸-5": "-5.00", "-5 ₸": "-5.00", "\u22121 234,50\u00a0₸": "-1234.50",
    "5 тг": "5.00", "5тг": "5.00", "5 тг.": "5.00", "1 234,50 тг.": "1234.50", "1234.50 ТГ": "1234.50",
    "5 тенге": "5.00", "1 234 тенге": "1234.00", "1 234,50 Тенге": "1234.50", "1 234,50 теңге": "1234.50",
    "5 KZT": "5.00", "KZT 5": "5.00", "1234.50KZT": "1234.50", "kzt 1 234,50": "1234.50", "-1 234,50 KZT": "-1234.50",
    "1 234\n567,89": "1234567.89", "1 234\r\n567,89": "1234567.89", "12 345 \n678,90": "12345678.90",
}  # fmt: skip

ALONE_REFUSED = {
    "1.234": "three-digits", "1,234": "three-digits", "12,345": "three-digits", "12.345": "three-digits",
    "123.456": "three-digits", "123,456": "three-digits", "-1.234": "three-digits", "-12,345": "three-digits",
    "1.234 ₸": "three-digits", "1,234-": "three-digits", "1 234,567": "three-digits", "1 234.567": "three-digits",
    "1.000": "three-digits", "1,000": "three-digits", "100,000 KZT": "three-digits", "+1.234": "three-digits",
    "1.234.567": "point-groups", "1.234.567,89": "point-groups", "1.234,50": "point-groups", "12.345,6": "point-groups",
    "1.234.567.890": "point-groups", "1.23.45": "point-groups",
    "1,234,567": "comma-groups", "12,345,678": "comma-groups",
    "(5)": "brackets", "(87 513,60)": "brackets", "(1,234.50)": "brackets", "(5,00) ₸": "not-a-number",
    "1e5": "exponent", "1E5": "exponent", "1,5e3": "exponent", "1.5E+3": "exponent", "-2e-2": "exponent",
    "": "empty", " ": "empty", "\u00a0": "empty", "\n": "empty",
    "0,001": "fraction-of-tiyn", "0.005": "fraction-of-tiyn", "1234,567": "fraction-of-tiyn",
    "1,2345": "fraction-of-tiyn", "12.3456": "fraction-of-tiyn", "1,234.567": "fraction-of-tiyn",
    "10000000000000": "too-large", "99 999 999 999 999,99": "too-large", "-10000000000000,00": "too-large",
    "123\n456": "line-break", "1,50\n2,50": "line-break", "100\n200,00\n300": "line-break", "5\n6": "line-break",
    **dict.fromkeys(
        (
            "-", "\u2212", "–", "—", "--5", "-5-", "+-5", "5--", "-(5)", "(-5)", "(5", "5)", "((5))", "-", "--", "+",
            "сто", "н/д", "нет", "x", "x5", "5x", "1 234 р.", "5 $", "$5", "5 EUR", "5 руб", "₸", "тенге", "KZT",
            "₸5₸", "₸ 5 KZT", "тг 5 тг", "5 тыс. тенге", "1,5 млн", "1 234 тг 50 тиын", "5 тиын", "50%",
            "1234=50", "1234-50", "1/2", "5*2", "=5", "=1+1", "'5", "5'", "1''234", "1' 234", "1'23", "1'234 567",
            "1 23", "12 34", "1234 567", "1 2345", "1  234", "1 234  567", "1 234 56", "12 345 6,00", "1, 50", "1 ,50",
            "1 234, 50", "5,", "5.", ",5", ".5", ",50", "1,,5", "1..5", "1,.5", "1.,5", "1,23,456.00", "12,34,567.00",
            "1,2345.00", "1234,567.00", ",234.00", "1,234,56", "00", "007", "0123", "01,50", "000 123", "0 123",
            "٥", "１２３", "५", "Ⅴ", "½", "1²", "1_000", "0x10", "0b1", "inf", "nan", "NaN", "-inf", "Infinity",
            "True", "да", "01.02.2025", "2025-02-01", "31/01/2025", "10:30", "1;5", "1:5", "#REF!", "#Н/Д", "#ДЕЛ/0!",
            "1\u200b234", "1\u3000234", "1\t234", "\u20135", "5\u2013", "1234,50,", ".1234", "1O0", "З50", "l00",
        ),
        None,
    ),
}  # fmt: skip

IN_COLUMNS = [
    # what a column shows settles its doubtful values
    (["1,234", "0.50"], 1, ["1234.00", "0.50"]),
    (["12,345", "1,234,567", "7.25"], 1, ["12345.00", "1234567.00", "7.25"]),
    (["1,234.50", "999"], 1, ["1234.50", "999.00"]),
    (["1,234.50", "1,500"], 1, ["1234.50", "1500.00"]),
    (["1,234.50", "5,25"], 1, ["1234.50", None]),
    (["1,50", "2.50"], 1, ["1.50", "2.50"]),
    (["1,50", "2.50", "1,234"], 1, ["1.50", "2.50", None]),
    (["1.234", "0,50"], 1, [None, "0.50"]),
    (["1.234", "0.50"], 1, [None, "0.50"]),
    (["12.340", "0.50"], 1, [None, "0.50"]),
    (["12,340", "0,50"], 1, [None, "0.50"]),
    (["1,234", "0,50"], 1, [None, "0.50"]),
    (["1,234", 5.25], 1, [None, "5.25"]),
    (["1.234.567,89", "0,50"], 1, [None, "0.50"]),
    # brackets
    (["100,00", "(50,00)", "(20,00)"], 1, ["100.00", "-50.00", "-20.00"]),
    (["100,00", "(50,00)"], 1, ["100.00", None]),
    (["(50,00)", "(20,00)"], 1, [None, None]),
    (["100,00", "(50,00)", "(20,00)", "-5,00"], 1, ["100.00", None, None, "-5.00"]),
    ([100.0, "(50,00)", "(20,00)", -5.0], 1, ["100.00", None, None, "-5.00"]),
    ([100.0, "(50)", "(20)"], 1, ["100.00", "-50.00", "-20.00"]),
    # thousands of tenge: three decimals are tenge there
    ([31792.4, "849,9", "1 097,4"], 1000, ["31792400.00", "849900.00", "1097400.00"]),
    (["12,345", "7,5"], 1000, ["12345.00", "7500.00"]),
    (["12.345", "7.5"], 1000, ["12345.00", "7500.00"]),
    (["12,345"], 1000, [None]),
    (["12,345", "7.5"], 1000, ["12345000.00", "7500.00"]),
    (["1 234,567", "0,5"], 1000, ["1234567.00", "500.00"]),
    (["1,23456", "0,5"], 1000, ["1234.56", "500.00"]),
    (["1,234567", "0,5"], 1000, [None, "500.00"]),
    (["9999999999,9", "10000000000"], 1000, ["9999999999900.00", None]),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("spelling", "expected"), ALONE_RIGHT.items())
def test_it_reads_a_spelling_right(spelling, expected, language):
    with translation.override(language):
        assert parse_amount(spelling) == Decimal(expected)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("spelling", "reason"), ALONE_REFUSED.items())
def test_it_refuses_a_spelling_and_says_why(spelling, reason, language):
    with translation.override(language):
        refusal = parse_amount(spelling)
        assert isinstance(refusal, Refusal)
        assert refusal.problem in ("not-an-amount", "ambiguous-amount")
        assert reason is None or refusal.reason == reason
        assert "%(" not in explain(refusal)


def parse_column(values: list, scale: Decimal = Decimal(1)) -> list:
    style = settle_column(values)
    return [parse_amount(value, style, scale) for value in values]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("column", "scale", "expected"), IN_COLUMNS)
def test_it_lets_the_column_settle_doubtful_values(column, scale, expected, language):
    with translation.override(language):
        found = parse_column(column, Decimal(scale))
    assert [None if isinstance(one, Refusal) else str(one) for one in found] == expected


def test_the_tables_hold_at_least_two_hundred_spellings():
    assert len(ALONE_RIGHT) + len(ALONE_REFUSED) + len(IN_COLUMNS) >= 200


def test_what_reads_two_ways_is_called_ambiguous_and_the_rest_no_amount():
    assert parse_amount("1.234").problem == "ambiguous-amount"
    assert parse_amount("(87 513,60)").problem == "ambiguous-amount"
    assert parse_amount("сто").problem == "not-an-amount"
    assert parse_amount("").problem == "not-an-amount"


@pytest.mark.parametrize(
    "value", [None, True, False, date(2025, 1, 31), timedelta(hours=1), object(), float("nan"), float("inf")]
)
def test_it_refuses_what_is_no_number(value):
    assert parse_amount(value).problem == "not-an-amount"


def test_it_forgives_binary_noise_but_no_fraction_of_a_tiyn():
    assert parse_amount(0.1 + 0.2) == Decimal("0.30")
    assert parse_amount(1.1 * 3) == Decimal("3.30")
    assert parse_amount(sum([1234567.89] * 1000)) == Decimal("1234567890.00")
    assert parse_amount(31792.4, scale=THOUSAND) == Decimal("31792400.00")
    assert parse_amount(1234.567).reason == "fraction-of-tiyn"
    assert parse_amount(1000000000.005).reason == "fraction-of-tiyn"
    assert parse_amount(0.004).reason == "fraction-of-tiyn"
    assert parse_amount(385000 / 13, scale=THOUSAND).reason == "fraction-of-tiyn"
    assert parse_amount(Decimal("1.005")).reason == "fraction-of-tiyn"
    assert parse_amount(1e13).reason == "too-large"


def test_it_never_returns_minus_zero():
    assert str(parse_amount(-0.0)) == "0.00"
    assert str(parse_amount("-0,00")) == "0.00"


tiyn = st.integers(min_value=-999_999_999_999_999, max_value=999_999_999_999_999)


@given(tiyn, st.sampled_from(LANGUAGES))
def test_what_the_program_shows_it_reads_back(amount, language):
    exact = Decimal(amount).scaleb(-2)
    assert parse_amount(display(exact, language)) == exact


@given(tiyn)
def test_a_number_typed_in_excel_is_exact(amount):
    assert parse_amount(amount / 100) == Decimal(amount).scaleb(-2)


@given(st.lists(tiyn, min_size=1, max_size=20), st.sampled_from(LANGUAGES))
def test_a_column_as_the_program_shows_it_is_read_back(amounts, language):
    exact = [Decimal(amount).scaleb(-2) for amount in amounts]
    assert parse_column([display(one, language) for one in exact]) == exact


@given(st.lists(st.text("0123456789.,- ()'\u00a0\u2212₸", max_size=12), max_size=6))
def test_a_column_changes_no_value_that_is_certain_alone(column):
    """A value read alone is read the same or refused in company, never otherwise; brackets and groups aside."""
    style = settle_column(column)
    for value in column:
        alone, together = parse_amount(value), parse_amount(value, style)
        if isinstance(alone, Decimal):
            assert together == alone or isinstance(together, Refusal)
