"""Two tables on one sheet: nothing is read of one alone, and a header that stands on every page is one table."""

from datetime import date
from decimal import Decimal

import pytest

from finance.models import Entry
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HEADER = ["Дата", "Код", "Сумма", "Получатель", "Назначение платежа"]
FIRST = [date(2025, 1, 13), "141", Decimal("10.50"), "ТОО Сүт", "Оплата за молоко"]
SECOND = [date(2025, 2, 4), "159", Decimal("5.25"), "ТОО Охрана", "Оплата за услуги"]


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def sheet(*rows):
    return bring(office_files.xlsx({"Лист1": rows}), "register.xlsx")


@pytest.mark.parametrize("title", [[], ["Реестр платежей за февраль"]])
def test_payments_under_a_second_header_are_not_lost_with_the_first_table(title):
    """The second header may fit better, as under a title; the rows above it are payments nevertheless."""
    found = sheet(HEADER, FIRST, title, HEADER[::-1], SECOND[::-1])
    assert (found["status"], [(p["cell"], p["problem"]) for p in found["problems"]]) == (
        "refused", [(found["problems"][0]["cell"], "missing-column")],
    )  # fmt: skip
    assert {"1", "4"} <= set(found["problems"][0]["message"].replace(".", " ").split())
    assert not Entry.objects.exists()


def test_a_header_on_the_next_page_does_not_drop_the_page_before():
    """A payment that names a register between the two headers is no title of the second."""
    named = [*FIRST[:4], "Реестр платежей № 3"]
    found = sheet(HEADER, named, FIRST, HEADER, SECOND)
    assert (found["status"], found["rows"]["read"], found["total"]) == ("posted", 3, "26.25")


def test_an_empty_form_below_the_table_is_no_second_table():
    found = sheet(HEADER, FIRST, [], HEADER[::-1])
    assert (found["status"], found["rows"]["read"], found["total"]) == ("posted", 1, "10.50")


def test_a_payment_above_the_only_header_is_not_lost():
    """The page before lost its own header: what stands there is money all the same."""
    found = sheet(["Реестр платежей"], FIRST, HEADER, SECOND)
    problem = found["problems"][0]
    assert (found["status"], problem["cell"], problem["problem"]) == ("refused", "Лист1!A2", "missing-column")
    assert not Entry.objects.exists()
