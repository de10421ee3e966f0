"""The fixtures that other tests lean on: real transactions, a second database, LibreOffice, the browser."""

import psycopg
import pytest
import xlsxwriter
from django.db import IntegrityError, connection, transaction
from python_calamine import CalamineWorkbook

from finance import triggers
from finance.models import AuditEvent


@pytest.mark.parametrize("turn", [1, 2])
def test_it_empties_append_only_tables_between_tests_with_real_transactions(transactional_db, turn) -> None:
    assert AuditEvent.objects.count() == 0
    event = AuditEvent.objects.create(action=f"tests.turn.{turn}")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(action="tests.forged")


def test_it_has_every_trigger_in_place_after_them(db) -> None:
    assert triggers.missing(connection) == []


@pytest.mark.postgres
def test_it_offers_an_empty_postgresql_database(postgres_url) -> None:
    with psycopg.connect(postgres_url) as other:
        found = other.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").fetchone()
    assert found == (0,)


@pytest.mark.libreoffice
def test_it_recomputes_formulas_whatever_value_is_stored_with_them(tmp_path, recalculate) -> None:
    path = tmp_path / "sums.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист")
        sheet.write_number("A1", 2)
        sheet.write_formula("A2", "=A1+3", None, 999)
    rows = CalamineWorkbook.from_path(recalculate(path)).get_sheet_by_name("Лист").to_python()
    assert rows == [[2], [5]]


@pytest.mark.browser
def test_it_opens_a_page_of_the_running_application(page) -> None:
    answer = page.goto("/admin/login/")
    assert answer.status == 200
    assert page.locator("input[name=username]").is_visible()
    assert page.locator("html").get_attribute("lang") == "ru"
