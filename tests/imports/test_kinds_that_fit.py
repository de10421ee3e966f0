"""Sums by code whose title, header and sheet say nothing: the kinds that fit are offered, and only they."""

import pytest

from finance.models import Entry
from tests.ground import office_files
from tests.ground.import_ground import answer, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITERS = {"xlsx": lambda rows: office_files.xlsx({"Лист1": rows}), "csv": office_files.text}


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


HEADERS_OF_SUMS = [
    (["Код", "Месяц", "Сумма"], ["141", "2025-01", 10], {"plan", "cash-by-month", "funding", "actual"}),
    (["Специфика", "Месяц", "Сумма, тенге"], ["141", "2025-01", 10], {"plan", "cash-by-month", "funding", "actual"}),
    (["Ерекшелік", "Ай", "Сомасы"], ["141", "2025-01", 10], {"plan", "cash-by-month", "funding", "actual"}),
    (["code", "month", "amount"], ["141", "2025-01", 10], {"plan", "cash-by-month", "funding", "actual"}),
    (["date", "number", "code", "amount"], ["2025-01-09", "15", "141", 10], {"cash", "funding"}),
    (["Дата", "Номер", "Код", "Сумма"], ["09.01.2025", "15", "141", 10], {"cash", "funding"}),
    (["Күні", "Нөмірі", "Ерекшелік", "Сомасы"], ["09.01.2025", "15", "141", 10], {"cash", "funding"}),
]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize(("header", "row", "kinds"), HEADERS_OF_SUMS)
def test_sums_that_nothing_names_are_asked_for_their_kind_with_those_that_fit(header, row, kinds, suffix) -> None:
    found = bring(WRITERS[suffix]([header, row]), f"выгрузка.{suffix}")
    assert (found["status"], [one["form"] for one in found["asked"]]) == ("refused", ["kind"])
    assert set(found["asked"][0]["choices"]) == kinds
    assert not Entry.objects.exists()


@pytest.mark.parametrize("kind", sorted(HEADERS_OF_SUMS[0][2]))
def test_each_kind_that_is_offered_reads_the_file(kind) -> None:
    header, row, _kinds = HEADERS_OF_SUMS[0]
    found = bring(WRITERS["xlsx"]([header, row]), "выгрузка.xlsx")
    found = answer(found["batch"], {"form": {"kind": kind}})
    assert (found["problems"], found["by_month"]) == ([], {"2025-01": "10.00"})


def test_a_title_that_says_what_the_sums_are_asks_nothing() -> None:
    header, row, _kinds = HEADERS_OF_SUMS[0]
    found = bring(WRITERS["xlsx"]([["Кассовые расходы за 2025 год"], header, row]), "выгрузка.xlsx")
    assert (found["status"], found["kind"], found["asked"]) == ("posted", "cash", [])
