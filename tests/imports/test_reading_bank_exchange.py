"""`1CClientBankExchange` statements of every dialect; half a statement is refused."""

import pytest

from imports.readers.grid import ReadError
from imports.readers.reading import read
from imports.views.window import find
from tests.ground import file_factory as make
from tests.ground.samples import sample

PAYMENT = {
    "ДатаОперации": "03.06.2025",
    "СуммаПриход": "0",
    "СуммаРасход": "277449.18",
    "НомерДокумента": "263",
    "ПолучательНаименование": "ТОО Сүт өнімдері",
    "ПолучательБИН_ИИН": "991240999248",
    "НазначениеПлатежа": "Оплата по дог. №17 = май, кредит=нет",
    "КодНазначенияПлатежа": "710",
}
ACCOUNT = {"ДатаНачала": "01.06.2025", "РасчСчет": "KZ000000000000000018", "КонечныйОстаток": "94000.00"}
HEADER = {"ВерсияФормата": "2.00", "Кодировка": "Windows", "РасчСчет": "KZ000000000000000018"}


def documents(grid):
    keys, *rows = grid.sheets[0].rows
    return [dict(zip(keys, row, strict=True)) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "kz1048"])
def test_it_reads_documents_accounts_and_header_whatever_the_declared_encoding(encoding):
    grid = read(make.client_bank([PAYMENT, PAYMENT], [ACCOUNT], HEADER, encoding), "bank.txt")
    assert grid.format == "client-bank"
    assert documents(grid) == [{"СекцияДокумент": "ПлатежноеПоручение", **PAYMENT}] * 2
    assert grid.sheets[1].name == "accounts"
    assert dict(zip(*grid.sheets[1].rows, strict=True)) == ACCOUNT
    assert grid.header["РасчСчет"] == "KZ000000000000000018"


def test_an_address_is_the_line_of_the_field_and_its_key():
    sheet = read(make.client_bank([PAYMENT], [ACCOUNT], HEADER)).sheets[0]
    assert sheet.address(1, sheet.rows[0].index("СуммаРасход")) == "13:СуммаРасход"
    assert sheet.row_number(1) == 10


def test_capitals_indents_quotes_and_missing_lines_change_nothing():
    text = make.client_bank([PAYMENT], [ACCOUNT]).decode()
    lines = text.split("\r\n")
    loud = "\r\n".join(
        "  " + (line if line.startswith("1C") else line.partition("=")[0].upper() + "".join(line.partition("=")[1:]))
        for line in lines
    ).replace("=ПлатежноеПоручение", '="ПлатежноеПоручение"')
    assert documents(read(loud.encode())) == documents(read(text.encode()))


def test_the_russian_dialect_keeps_its_own_keys():
    russian = {
        "Номер": "7",
        "Дата": "03.06.2025",
        "Сумма": "10.00",
        "ПлательщикСчет": "KZ1",
        "ПолучательРасчСчет": "KZ2",
    }
    (found,) = documents(read(make.client_bank([russian], encoding="cp1251")))
    assert found == {"СекцияДокумент": "ПлатежноеПоручение", **russian}


def test_a_purpose_broken_over_lines_is_joined_and_sets_no_other_field():
    broken = {**PAYMENT, "НазначениеПлатежа": "Оплата\r\nпо договору\r\nна сумму = 5"}
    (found,) = documents(read(make.client_bank([broken])))
    assert found["НазначениеПлатежа"] == "Оплата по договору на сумму = 5"
    assert "Сумма" not in found


def test_documents_with_different_keys_share_one_table():
    grid = read(make.client_bank([{"Сумма": "1.00"}, {"Номер": "2"}]))
    assert grid.sheets[0].rows == [
        ("СекцияДокумент", "Сумма", "Номер"),
        ("ПлатежноеПоручение", "1.00", ""),
        ("ПлатежноеПоручение", "", "2"),
    ]


def test_a_statement_cut_anywhere_is_refused():
    whole = make.client_bank([PAYMENT, PAYMENT], [ACCOUNT], HEADER, "kz1048")
    for cut in range(25, len(whole)):
        with pytest.raises(ReadError) as refused:
            read(whole[:cut])
        assert refused.value.problem == "unreadable-file"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("КонецДокумента\r\nСекцияДокумент", "СекцияДокумент", "half-section"),
        ("КонецДокумента\r\nКонецФайла", "КонецФайла", "half-section"),
        ("КонецРасчСчет\r\n", "", "half-section"),
        ("СуммаПриход=0\r\nСуммаРасход", "СуммаПриход=0\r\nСуммаПриход=5\r\nСуммаРасход", "key-twice"),
        ("КонецФайла", "КонецФайла\r\nСекцияДокумент=x", "after-end"),
    ],
)
def test_a_statement_that_is_not_whole_is_refused(old, new, reason):
    text = make.client_bank([PAYMENT, PAYMENT], [ACCOUNT], HEADER).decode()
    assert old in text
    with pytest.raises(ReadError) as refused:
        read(text.replace(old, new, 1).encode())
    assert refused.value.reason == reason
    assert refused.value.cell


@pytest.mark.parametrize(
    ("name", "encoding", "days"),
    [("bank-2025-06.txt", "utf-8", 1), ("bank-2025-06-halyk-style.txt", "windows-1251", 15)],
)
def test_the_sample_statements_hold_the_same_documents(name, encoding, days):
    grid = read(sample(name).read_bytes(), name)
    found = documents(grid)
    assert grid.encoding == encoding
    assert len(found) == 33
    assert sum(round(100 * float(document["СуммаРасход"])) for document in found) == 5514904648
    assert len(grid.sheets[1].rows) == 1 + days


def test_each_field_of_a_statement_leads_to_its_line():
    grid = read(sample("bank-2025-06.txt").read_bytes())
    sheet = next(one for one in grid.sheets if one.name == "documents")
    for row in (1, len(sheet.rows) - 1):
        for column, value in enumerate(sheet.rows[row]):
            if value != "":
                place = find(grid, sheet.address(row, column))
                assert place is not None
                assert (place.sheet.name, place.row, place.column) == ("documents", row, column)
