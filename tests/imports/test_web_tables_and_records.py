"""Tables saved as web pages and records saved as JSON are read like any table, whole or not at all."""

import json

import pytest

from imports.pipeline.cutting import may_name_people
from imports.readers.grid import Broken, ReadError
from imports.readers.reading import read
from tests.ground.import_ground import bring, facility

HEADER = ["Дата", "№ документа", "Специфика", "Сумма", "Получатель"]
PAYMENTS = [["03.03.2025", "1", "141", "1 000,50", "ТОО А"], ["04.03.2025", "2", "151", "200,25", "ТОО Б"]]
RECORD = {
    "contract_number": "Д-1", "supplier_biin": "991240999248", "customer_bin": "991240999016",
    "sign_date": "2025-01-15T00:00:00", "contract_sum": "100000.00", "contract_sum_wnds": "112000.00",
}  # fmt: skip
GRAPHQL = {
    "contractNumber": "Д-1", "supplierBiin": "991240999248", "customerBin": "991240999016", "signDate": "2025-01-15",
    "contractSum": 100000.0, "contractSumWnds": 112000.0, "RefContractStatus": {"nameRu": "Действует"},
    "ContractUnits": [{"id": 5, "itemPrice": 5}],
}  # fmt: skip


def row(cells: list[str], tag: str = "td") -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"


BODY = row(HEADER, "th") + "".join(map(row, PAYMENTS))
PAGES = {
    "titled beside": f"<h3>Реестр платежей</h3><table>{BODY}</table>",
    "nested": f"<table><tr><td>Реестр платежей</td></tr><tr><td><table>{BODY}</table></td></tr></table>",
    "spans": f"<table><tr><td colspan=5>Реестр платежей</td></tr>{BODY}</table>",
    "unended cells": "<table><tr><td>Реестр платежей" + BODY.replace("</td>", "").replace("</tr>", "") + "</table>",
    "exact number": f"<p>Реестр платежей</p><table>{BODY.replace('<td>1 000,50', '<td x:num=1000.5>1 001')}</table>",
    "script": f"<script>'<td>5</td>'</script><p>Реестр платежей</p><table>{BODY}</table>",
}


def page(body: str, encoding: str = "utf-8") -> bytes:
    return f"<html><head><meta charset={encoding}><title>x</title></head><body>{body}</body></html>".encode(encoding)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
@pytest.mark.parametrize("name", PAGES)
def test_a_register_saved_as_a_web_page_is_read(name, encoding) -> None:
    facility()
    found = bring(page(PAGES[name], encoding), "реестр.xls", preview=True)
    assert (found["status"], found["by_code"]) == ("preview", {"141": "1000.50", "151": "200.25"}), found["problems"]


@pytest.mark.once
@pytest.mark.django_db
def test_the_unit_and_errors_of_a_page_are_seen() -> None:
    facility()
    thousands = bring(page(f"<p>Реестр платежей, тыс. тенге</p><table>{BODY}</table>"), "реестр.xls", preview=True)
    assert thousands["total"] == "1200750.00"
    broken = bring(page(f"<p>Реестр</p><table>{BODY.replace('200,25', '#ЗНАЧ!')}</table>"), "реестр.xls", preview=True)
    assert [p["cell"] for p in broken["problems"] if p["severity"] == "error"] == ["HTML!D4"]


def test_spans_keep_cells_in_their_columns() -> None:
    body = "<tr><td rowspan=2>А</td><td colspan=2>Б</td></tr><tr><td>В</td><td>#REF!</td></tr><tr><td>1</td></tr>"
    sheet = read(page(f"<table>{body}</table>")).sheets[0]
    assert [row[:2] for row in sheet.rows] == [("А", "Б"), ("", "В"), ("1",)]
    assert isinstance(sheet.rows[1][2], Broken)
    assert sheet.merged == ((0, 0, 1, 0), (0, 1, 0, 2))


@pytest.mark.parametrize("lost", [16, 40, 90])
def test_half_a_page_and_half_the_records_are_refused(lost) -> None:
    for data in (page(PAGES["titled beside"]), json.dumps({"items": [RECORD, RECORD]}).encode()):
        with pytest.raises(ReadError) as refused:
            read(data[:-lost])
        assert refused.value.reason in ("half-container", "damaged-text")


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        {"total": 1, "limit": 50, "next_page": "", "items": [RECORD]},
        [RECORD],
        RECORD,
        {"data": {"Contract": [GRAPHQL]}, "extensions": {"pageInfo": {"hasNextPage": False, "totalCount": 1}}},
    ],
    ids=["rest", "list", "lone", "graphql"],
)
def test_contracts_of_the_portal_are_read_as_its_interface_gives_them(said) -> None:
    facility()
    found = bring(json.dumps(said).encode(), "contract.json", preview=True)
    assert (found["status"], found["kind"], found["total"]) == ("preview", "contracts", "112000.00"), found["problems"]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"customerBin": "991240999999"}, {"RefContractStatus": {"nameRu": "Расторгнут"}}])
def test_contracts_that_are_none_of_ours_or_hold_no_more_never_count(other) -> None:
    facility()
    said = {"data": {"Contract": [GRAPHQL, {**GRAPHQL, **other, "contractNumber": "Д-2"}]}}
    found = bring(json.dumps(said).encode(), "contract.json", preview=True)
    assert found["status"] == "refused" or found["total"] == "112000.00"


@pytest.mark.parametrize(
    "more", [{"total": 2}, {"next_page": "/v3/contract?page=next"}, {"extensions": {"pageInfo": {"hasNextPage": True}}}]
)
def test_one_page_of_several_is_refused(more) -> None:
    with pytest.raises(ReadError) as refused:
        read(json.dumps({**more, "items": [RECORD]}).encode())
    assert refused.value.reason == "page-of-several"


def test_a_key_with_two_values_and_endless_nesting_are_refused() -> None:
    for data in (b'[{"a": 1, "a": 2}]', b"[" * 100_000 + b"]" * 100_000):
        with pytest.raises(ReadError):
            read(data)


def test_people_are_looked_for_however_their_letters_are_written() -> None:
    assert may_name_people(json.dumps([{"ФИО": "x"}]).encode())
    assert may_name_people("<table><td>&#1060;&#1048;&#1054;</td></table>".encode("ascii"))
