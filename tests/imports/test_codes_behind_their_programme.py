"""A budget code written behind the programme of the budget is that code; behind another programme it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.rows.full_codes import bare_code
from tests.ground import file_factory as make
from tests.ground.import_ground import TODAY, bring, facility

OWN = ("253", "067", "100")
CODES = st.sampled_from(["111", "141", "149", "414"])
SIGNS = st.sampled_from(["/", "-", ".", " ", " / ", "–", "\\", ""])
PARTS = st.text("0123456789", min_size=3, max_size=3)


@given(CODES, SIGNS, st.integers(0, 2), st.integers(1, 3))
def test_the_code_behind_any_run_of_the_programme(code, sign, first, count) -> None:
    above = OWN[first : first + count]
    assert bare_code(sign.join([*above, code]), OWN) == code


@given(CODES, SIGNS, st.lists(PARTS, min_size=1, max_size=3))
def test_no_code_behind_another_programme(code, sign, above) -> None:
    runs = [list(OWN[at : at + len(above)]) for at in range(3)]
    assert (bare_code(sign.join([*above, code]), OWN) == code) == (above in runs)
    assert bare_code(code, OWN) == ""


REGISTER = [("03.03.2025", "15", "ТОО Ромашка", "141", 1234), ("02.04.2025", "17", "АО Энерго", "151", 98)]
HEAD = [["Реестр платежей"], ["Дата", "№", "Получатель", "Специфика", "Сумма оплаты"]]
WRITERS = {"xlsx": make.xlsx, "xls": make.xls, "ods": make.ods, "csv": make.delimited}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
def test_a_register_of_such_codes_posts_as_one_of_bare_codes(write, settings) -> None:
    settings.SMETA_TODAY = TODAY
    facility()
    shapes = ("067/{}", "067/100/{}", "253.067.{}", "253067{}", "067-100-{}", "{}", "{}.")
    for shape in shapes:
        rows = [[*row[:3], shape.format(row[3]), row[4]] for row in REGISTER]
        found = bring(write(HEAD + rows), "f", preview=True)
        assert (found["status"], found["by_code"]) == ("preview", {"141": "1234.00", "151": "98.00"}), shape
    for other in ("068/100/{}", "254067{}", "067/100/{}/1"):
        rows = [[*row[:3], other.format(row[3]), row[4]] for row in REGISTER]
        assert bring(write(HEAD + rows), "f", preview=True)["status"] == "refused", other
    mixed = [[*REGISTER[0][:3], "067/100/141", 1], [*REGISTER[1][:3], "067/011/151", 2]]
    assert bring(write(HEAD + mixed), "f", preview=True)["status"] == "refused"


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("words", ["в том числе НДС", "в т.ч. НДС 12%", "оның ішінде ҚҚС", "including VAT"])
def test_the_tax_below_the_total_is_a_part_of_it(words, settings) -> None:
    settings.SMETA_TODAY = TODAY
    facility()
    rows = [*map(list, REGISTER), ["Итого", "", "", "", 1332], [words, "", "", "", 142]]
    found = bring(make.xlsx(HEAD + rows), "f", preview=True)
    assert (found["status"], found["total"]) == ("preview", "1332.00")
    coded = [*rows[:-1], [words, "", "", "141", 142]]
    assert bring(make.xlsx(HEAD + coded), "f", preview=True)["status"] == "refused"
