"""Numbers of days are counted from the day that the book names: 1904 where it was begun on an old Mac."""

from datetime import date
from io import BytesIO

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from tests.ground import file_factory
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAYS = (date(2025, 3, 31), date(2025, 4, 1))
HEAD = ["Дата", "№ документа", "Специфика", "Сумма", "Получатель", "Назначение платежа"]


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def rows(epoch: date, *, is_bare: bool) -> list[list[object]]:
    """A register whose days are numbers of days, or real days where they are not bare."""
    days = [(day - epoch).days if is_bare else day for day in DAYS]
    return [HEAD, *([day, str(at), "141", 10, "ТОО Сүт", "Оплата"] for at, day in enumerate(days, 1))]


def xlsx(table: list[list[object]], *, is_mac: bool) -> bytes:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904 if is_mac else CALENDAR_WINDOWS_1900
    for row in table:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(table: list[list[object]], *, is_mac: bool) -> bytes:
    book = xlwt.Workbook()
    book.dates_1904 = is_mac
    sheet, day = book.add_sheet("Лист1"), xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for i, row in enumerate(table):
        for j, value in enumerate(row):
            sheet.write(i, j, value, *([day] if isinstance(value, date) else []))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsb(table: list[list[object]], *, is_mac: bool) -> bytes:
    return file_factory.xlsb(table, since_1904=is_mac)


def ods(table: list[list[object]], *, is_mac: bool) -> bytes:
    first = "1904-01-01" if is_mac else "1899-12-30"
    whole = "".join(map(file_factory._ods_row, table))
    return file_factory.raw_ods(
        f'<table:calculation-settings><table:null-date table:date-value="{first}"/></table:calculation-settings>'
        f'<table:table table:name="Лист1">{whole}</table:table>'
    )


@pytest.mark.parametrize("is_mac", [False, True], ids=["1900", "1904"])
@pytest.mark.parametrize("is_bare", [False, True], ids=["days", "numbers"])
@pytest.mark.parametrize("write", [xlsx, xls, xlsb, ods])
def test_a_day_is_the_same_whatever_it_is_counted_from(write, is_bare, is_mac) -> None:
    if write is xlsb and not is_bare:
        pytest.skip("the factory writes numbers without a format")
    epoch = date(1904, 1, 1) if is_mac else date(1899, 12, 30)
    found = bring(write(rows(epoch, is_bare=is_bare), is_mac=is_mac), f"file.{write.__name__}")
    assert (found["status"], found["by_month"]) == ("posted", {"2025-03": "10.00", "2025-04": "10.00"}), found[
        "problems"
    ]
