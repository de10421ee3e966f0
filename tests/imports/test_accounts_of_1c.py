"""Cost by account from 1C: leaves of a trial balance, an analysis, a card; told by indents or by what adds up."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.by_account import analysis, card, levels
from imports.by_account.mapping import Mapped, Mappings
from imports.by_account.turnover import SheetRow, UnclearError

NONE = Decimal("0.00")


def rows_of(*lines: tuple[str, str]) -> list[SheetRow]:
    """Rows from (label, debit); spaces before a label count."""
    return [
        SheetRow(at, f"E{at}", label, Decimal(debit), NONE, len(label) - len(label.lstrip()))
        for at, (label, debit) in enumerate(lines, start=8)
    ]


BALANCE = (
    ("7200, Административные расходы", "180.00"),
    ("  7210, Административные расходы", "180.00"),
    ("    Заработная плата", "150.00"),
    ("      Администрация", "90.00"),
    ("      Хозяйственная служба", "60.00"),
    ("    Амортизация", "30.00"),
)


@pytest.mark.parametrize("keeps_spaces", [True, False])
def test_it_takes_the_leaves_of_an_account_and_no_sum_above_them(keeps_spaces: bool) -> None:
    lines = BALANCE if keeps_spaces else tuple((label.strip(), debit) for label, debit in BALANCE)
    found, wrong = levels.turnovers(rows_of(*lines))
    assert wrong == []
    assert [(*t.key, str(t.amount), t.cell) for t in found] == [
        ("7210", "Заработная плата", "Администрация", "90.00", "E11"),
        ("7210", "Заработная плата", "Хозяйственная служба", "60.00", "E12"),
        ("7210", "Амортизация", "", "30.00", "E13"),
    ]


def test_it_names_the_sum_that_its_parts_miss() -> None:
    lines = [*BALANCE]
    lines[3] = ("      Администрация", "91.00")
    _found, wrong = levels.turnovers(rows_of(*lines))
    assert [(m.cell, str(m.stated), str(m.found)) for m in wrong] == [("E10", "150.00", "151.00")]


def test_it_asks_where_no_levels_add_up_and_no_indent_tells_them() -> None:
    lines = [(label.strip(), debit) for label, debit in BALANCE]
    lines[3] = ("Администрация", "91.00")
    with pytest.raises(UnclearError) as refused:
        levels.turnovers(rows_of(*lines))
    assert refused.value.row.cell == "E9"


def test_it_takes_no_balance_sheet_account_for_cost() -> None:
    found, _wrong = levels.turnovers(rows_of(("1030, Деньги", "500.00"), ("8110, Производство", "20.00")))
    assert [t.key for t in found] == [("8110", "", "")]


amounts = st.decimals(min_value="0.01", max_value="999999.99", places=2)
articles = st.lists(st.lists(amounts, max_size=4), min_size=1, max_size=5)


@given(articles, st.data())
def test_whatever_stands_below_an_account_its_leaves_add_up_to_it(
    tree: list[list[Decimal]], data: st.DataObject
) -> None:
    lines, total = [], NONE
    for number, parts in enumerate(tree):
        own = sum(parts, NONE) or data.draw(amounts)
        total += own
        lines.append((f"  статья {number}", str(own)))
        lines += [(f"    отдел {number}.{at}", str(part)) for at, part in enumerate(parts)]
    lines = [("8110, Производство", str(total)), *lines]
    by_indent, wrong = levels.turnovers(rows_of(*lines))
    assert (wrong, sum(t.amount for t in by_indent)) == ([], total)
    try:
        by_sums, _wrong = levels.turnovers(rows_of(*((label.strip(), debit) for label, debit in lines)))
    except UnclearError:
        return
    assert by_sums == by_indent


ANALYSIS = (
    ("8110", "", "0.00"),
    ("Начальное сальдо", "", "0.00"),
    ("Заработная плата", "", "0.00"),
    ("Пищеблок", "", "0.00"),
    ("", "3350", "20.00"),
    ("", "3310", "5.00"),
    ("Оборот", "", "25.00"),
    ("Оборот", "", "25.00"),
    ("Амортизация", "", "0.00"),
    ("", "2420", "7.00"),
    ("Оборот", "", "7.00"),
    ("", "7010", "0.00"),
    ("Оборот", "", "32.00"),
    ("Конечное сальдо", "", "0.00"),
)


def analysed(*lines: tuple[str, str, str]) -> list[SheetRow]:
    return [
        SheetRow(at, f"C{at}", label, Decimal(debit), NONE, 0, corresponding)
        for at, (label, corresponding, debit) in enumerate(lines, start=7)
    ]


def test_an_analysis_gives_the_turnover_of_its_deepest_levels() -> None:
    found, wrong = analysis.turnovers(analysed(*ANALYSIS), "8110")
    assert wrong == []
    assert [(*t.key, str(t.amount), t.cell) for t in found] == [
        ("8110", "Заработная плата", "Пищеблок", "25.00", "C13"),
        ("8110", "Амортизация", "", "7.00", "C17"),
    ]


def test_an_analysis_names_a_turnover_that_its_accounts_miss() -> None:
    lines = [*ANALYSIS]
    lines[5] = ("", "3310", "6.00")
    _found, wrong = analysis.turnovers(analysed(*lines), "8110")
    assert [(m.cell, m.label, str(m.stated), str(m.found)) for m in wrong] == [("C13", "Пищеблок", "25.00", "26.00")]


def test_half_an_analysis_is_refused_where_its_level_stays_open() -> None:
    with pytest.raises(UnclearError) as refused:
        analysis.turnovers(analysed(*ANALYSIS[:6]), "8110")
    assert refused.value.row.label == "Пищеблок"


def test_a_card_counts_its_debits_with_stornos_and_not_the_closing_of_the_month() -> None:
    postings = [
        card.CardPosting(6, "F6", "7210", "3350", ("Заработная плата", "Администрация"), Decimal("90.00")),
        card.CardPosting(7, "F7", "7210", "3350", ("Заработная плата", "Администрация"), Decimal("-10.00")),
        card.CardPosting(8, "F8", "7210", "2420", ("АХО", "Амортизация"), Decimal("5.00")),
        card.CardPosting(9, "H9", "5610", "7210", ("Итоговая прибыль",), Decimal("85.00")),
    ]
    found = card.turnovers(postings, "7210", departments=["АХО"])
    assert [(*t.key, str(t.amount)) for t in found] == [
        ("7210", "Заработная плата", "Администрация", "90.00"),
        ("7210", "Заработная плата", "Администрация", "-10.00"),
        ("7210", "Амортизация", "АХО", "5.00"),
    ]


def test_the_longest_mapping_wins_and_of_two_the_newer() -> None:
    mapped = [
        Mapped("7210", code="159"),
        Mapped("7210", "Прочие затраты", code="149"),
        Mapped("7210", "Прочие затраты", "Администрация", code="169", centre="ADM"),
        Mapped("8110", "Амортизация", is_ignored=True),
        Mapped("7210", "Прочие затраты", code="151", since=date(2026, 1, 1)),
    ]
    march = Mappings(mapped, date(2025, 3, 31))
    asked = [("Прочие затраты", "Администрация"), ("прочие  затраты", "АХО"), ("Связь", "АХО")]
    assert [march.find("7210", *names).code for names in asked] == ["169", "149", "159"]  # type: ignore[union-attr]
    assert march.find("7211", "Связь", "АХО") is None
    assert march.find("8110", "Амортизация", "").is_ignored  # type: ignore[union-attr]
    assert Mappings(mapped, date(2026, 1, 31)).find("7210", "Прочие затраты", "").code == "151"  # type: ignore[union-attr]
