"""One БИН, one account, one document number, however a file writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.party_numbers import (
    account_number,
    accounts_in,
    document_number,
    name_and_number,
    party_number,
    same_document,
    unguarded,
)

NUMBER = "041250999087"
SPELLINGS = (
    NUMBER, 41250999087.0, 41250999087, "41250999087", "41250999087.0", "БИН 041250999087", "БИН: 0412 5099 9087",
    "ИИН/БИН 041250999087", "БСН-041250999087", "041-250-999-087", "041 250 999 087", '="041250999087"',
    "'041250999087", " 041250999087 ", "041250999087\n", "BIN 041250999087", "ТОО Вода, БИН 041250999087",
)  # fmt: skip


@pytest.mark.parametrize("value", SPELLINGS)
def test_a_number_of_a_party_is_one_in_every_spelling(value):
    assert party_number(value) == NUMBER


@pytest.mark.parametrize("value", ["", "0", "нет", "—", None, "000000000000"])
def test_what_is_no_number_is_none(value):
    assert party_number(value) == ""


@given(
    st.integers(min_value=10**7, max_value=10**12 - 1), st.sampled_from(["{}", "БИН {}", "ИИН/БИН: {}", "{} ТОО Алма"])
)
def test_words_around_and_zeros_lost_change_nothing(number, frame):
    full = str(number).zfill(12)
    assert {party_number(frame.format(full)), party_number(float(number)), party_number(str(number))} == {full}


@pytest.mark.parametrize(
    "text",
    ["ТОО Алма\n ИИН/БИН 991240999248", "ТОО Алма (БИН 991240999248)", "991240999248 ТОО Алма", "ТОО Алма; 991240999248",
     "ТОО Алма, БСН: 9912 4099 9248"],
)  # fmt: skip
def test_a_number_in_the_cell_of_the_name_is_taken_out_of_it(text):
    assert name_and_number(text) == ("ТОО Алма", "991240999248")


def test_a_name_without_a_number_stays_whole():
    assert name_and_number("ТОО  Алма 2020") == ("ТОО Алма 2020", "")


@pytest.mark.parametrize(
    "text",
    ["KZ00 0000 0000 0000 0018", "kz000000000000000018", "KZ00-0000-0000-0000-0018", "КZ000000000000000018",
     '="KZ000000000000000018"', "KZ 00 0000 0000 0000 0018"],
)  # fmt: skip
def test_an_account_is_one_in_every_spelling(text):
    assert account_number(text) == "KZ000000000000000018"


def test_accounts_are_found_inside_a_text():
    text = "ИИК KZ00 0000 0000 0000 0018 в АО Банк, KZ110000000000000026"
    assert accounts_in(text) == ["KZ000000000000000018", "KZ110000000000000026"]


@pytest.mark.parametrize(("text", "number"), [("№ 12", "12"), ("№12", "12"), ("12.0", "12"), ("No. 15/2", "15/2"),
                                              ("12-А", "12-А"), ('="12"', "12"), ("0012", "0012")])  # fmt: skip
def test_a_document_is_named_by_its_bare_number(text, number):
    assert document_number(text) == number


def test_zeros_before_a_number_and_its_case_part_no_documents():
    assert same_document("00012", "12")
    assert same_document("№ А-7", "а-7")
    assert not same_document("120", "12")


def test_guards_of_spreadsheets_are_taken_off():
    assert [unguarded(text) for text in ('="111"', "'111", "111")] == ["111", "111", "111"]
