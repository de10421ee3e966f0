"""The shape by which a form is known again: its words in their places, but for the period they name."""

from hypothesis import given
from hypothesis import strategies as st

from imports.recognise.folding import fold
from imports.recognise.header_rows import signature

WORDS = st.lists(
    st.sampled_from(["дата", "сумма", "код", "кому", "betrag", "остаток", "шифр", "бұл", "төлем", "№", "нетто", "итог"]),
    min_size=2, max_size=7, unique=True,
)  # fmt: skip
MONTHS = st.sampled_from(
    ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "қыркүйек", "желтоқсан"]
)
YEARS = st.integers(2020, 2039)


def shape(words: list[str]) -> str:
    return signature({at: fold(word) for at, word in enumerate(words)})


@given(WORDS, MONTHS, MONTHS, YEARS, YEARS)
def test_another_month_of_another_year_is_the_same_form(words, month, other_month, year, other_year) -> None:
    assert shape([*words, f"сумма за {month} {year} г."]) == shape([*words, f"сумма за {other_month} {other_year} г."])


@given(WORDS, st.data())
def test_another_word_or_another_place_is_another_form(words, data) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    assert shape(words) != shape([*words[:at], "цена", *words[at + 1 :]])
    assert shape(words) != shape([*words[:at], "", *words[at:]])
    assert shape(words) != shape(words[::-1])


@given(WORDS, YEARS)
def test_two_years_that_change_places_are_another_form(words, year) -> None:
    assert shape([*words, f"план {year}", f"план {year + 1}"]) != shape([*words, f"план {year + 1}", f"план {year}"])
    assert shape([*words, f"план {year}", f"план {year + 1}"]) == shape(
        [*words, f"план {year + 1}", f"план {year + 2}"]
    )


@given(WORDS)
def test_several_months_are_those_that_stand_there(words) -> None:
    assert shape([*words, "январь", "февраль"]) != shape([*words, "февраль", "март"])


def test_two_days_that_change_places_are_another_form() -> None:
    opening, closing = "сальдо на 01.01.2025", "сальдо на 31.01.2025"
    assert shape(["код", opening, closing]) != shape(["код", closing, opening])
    assert shape(["код", opening, closing]) == shape(["код", "сальдо на 01.02.2025", "сальдо на 28.02.2025"])
