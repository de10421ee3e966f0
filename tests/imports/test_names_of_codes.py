"""A name in a file means a code only when it can mean no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.resolve.letters import fold, skeleton
from imports.resolve.names import NamedCode, Names, is_same_party, nearest

OFFICIAL = [
    NamedCode("111", "Оплата труда"),
    NamedCode("112", "Дополнительные денежные выплаты"),
    NamedCode("113", "Компенсационные выплаты"),
    NamedCode("141", "Приобретение продуктов питания"),
    NamedCode("142", "Приобретение медикаментов и прочих средств медицинского назначения"),
    NamedCode("161", "Командировки и служебные разъезды внутри страны"),
    NamedCode("162", "Командировки и служебные разъезды за пределы страны"),
]
OWN = [
    NamedCode("111", "Заработная плата"),
    NamedCode("113", "Дополнительные денежные выплаты"),
    NamedCode("142", "Приобретение медикаментов"),
    NamedCode("161", "Командировочные расходы"),
]
NAMES = Names(OFFICIAL + OWN)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Заработная плата", "111"),
        ("  заработная\xa0 ПЛАТА ", "111"),
        ("Приобретение  медикаментов", "142"),
        ("Приобретение продуктов питания\u202f", "141"),
        ("«Командировочные расходы»", "161"),
        ("Oплaта трудa", "111"),  # Latin O and a
    ],
)
def test_it_reads_a_name_whatever_its_spaces_case_and_alphabet(written, code):
    assert NAMES.resolve(written).code == code


def test_it_never_settles_a_name_that_two_codes_bear():
    resolution = NAMES.resolve("Дополнительные денежные выплаты ")
    assert resolution.code is None
    assert resolution.reason == "two-codes"
    assert [offer.code for offer in resolution.offers] == ["112", "113"]


def test_it_remembers_which_of_the_two_was_confirmed():
    names = Names(OFFICIAL + OWN, aliases={"Дополнительные  денежные выплаты": "113"})
    assert names.resolve("дополнительные денежные выплаты").code == "113"


def test_it_offers_the_nearest_code_for_a_slip_of_the_pen_and_waits():
    resolution = NAMES.resolve("Командировачные расходы ")
    assert resolution.code is None
    assert resolution.offers[0].code == "161"
    assert resolution.offers[0].score >= 90


def test_it_offers_nothing_for_what_is_like_nothing():
    assert NAMES.resolve("Ъъъ").offers == ()
    assert NAMES.resolve("").code is None


def test_it_reads_a_name_whose_kazakh_letters_were_lost():
    names = Names([NamedCode("141", "Азық-түлік өнімдерін сатып алу"), NamedCode("151", "Коммуналдық қызметтер")])
    assert names.resolve("Азык-тулик онимдерин сатып алу").code == "141"
    assert names.resolve("Азы?-т?лік ?німдерін сатып алу").code == "141"


def test_it_offers_both_where_a_lost_letter_leaves_two_names():
    names = Names([NamedCode("1", "сын"), NamedCode("2", "сон")])
    assert names.resolve("с?н").code is None


@pytest.mark.parametrize(
    "other",
    [
        "ТОО Сут онимдери",
        "ТОО С?т ?німдері",
        "тоо «сүт өнімдері»",
        "ЖШС Сүт өнімдері",
        'Товарищество с ограниченной ответственностью "Сүт өнімдері"',
    ],
)
def test_it_knows_a_supplier_in_every_spelling(other):
    assert is_same_party("ТОО Сүт өнімдері", other)


@pytest.mark.parametrize("other", ["ИП Сүт өнімдері", "ТОО Сүт өнімі", "ТОО С?т ?німдер", ""])
def test_it_keeps_different_suppliers_apart(other):
    assert not is_same_party("ТОО Сүт өнімдері", other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
    assert skeleton(skeleton(text)) == skeleton(text)


@given(st.text(max_size=40))
def test_whatever_is_written_a_code_comes_only_from_a_name_that_reads_the_same(text):
    resolution = NAMES.resolve(text)
    if resolution.code is not None:
        named = {skeleton(n.name) for n in OFFICIAL + OWN if n.code == resolution.code}
        assert skeleton(text) in named or "?" in text


def test_offers_come_best_first_and_no_code_twice():
    offers = nearest("Командировки внутри страны", OFFICIAL + OWN)
    assert offers[0].code == "161"
    assert len({offer.code for offer in offers}) == len(offers)
