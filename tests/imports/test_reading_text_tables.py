"""Text tables in any encoding and with any delimiter, quotes and all; half a file is refused."""

import csv
import io

import pytest

from imports.readers.grid import ReadError
from imports.readers.reading import read
from tests.ground import file_factory as make
from tests.ground.samples import sample

RUSSIAN = [
    ["Дата", "Специфика", "Сумма", "Контрагент", "Назначение"],
    ["09.01.2025", "141", "524526,05", "ТОО Дастархан-Сервис", "Оплата по договору за продукты питания"],
    ["10.01.2025", "122", "1287311,79", 'НАО "Государственная корпорация"', "Социальные отчисления за январь"],
]
KAZAKH = [
    ["Күні", "Ерекшелік", "Сомасы", "Контрагент", "Төлем мақсаты"],
    ["09.01.2025", "141", "524526,05", "ТОО Сүт өнімдері", "Шарт бойынша азық-түлік үшін төлем"],
    ["10.01.2025", "122", "1287311,79", "Әлеуметтік қор", "Қаңтар айының әлеуметтік аударымдары"],
]
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "kz1048": "kz1048",
}
RUSSIAN_ONLY = {"cp1251": "windows-1251", "cp866": "cp866", "koi8-r": "koi8-r"}


@pytest.mark.parametrize(("encoding", "named"), ENCODINGS.items())
@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
def test_it_reads_kazakh_in_every_encoding_that_holds_it(encoding, named, delimiter):
    grid = read(make.delimited(KAZAKH, encoding, delimiter))
    assert (grid.format, grid.encoding) == ("csv", named)
    assert [list(row) for row in grid.sheets[0].rows] == KAZAKH


@pytest.mark.parametrize(("encoding", "named"), {**ENCODINGS, **RUSSIAN_ONLY, "kz1048": "windows-1251"}.items())
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_it_reads_russian_in_every_encoding_and_line_end(encoding, named, line_end):
    grid = read(make.delimited(RUSSIAN, encoding, ";", line_end))
    assert grid.encoding == named
    assert [list(row) for row in grid.sheets[0].rows] == RUSSIAN


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r"])
def test_a_few_russian_words_are_enough(encoding):
    grid = read("Дата;Сумма\r\n01.02.2025;1,50\r\n".encode(encoding))
    assert grid.sheets[0].rows[0] == ("Дата", "Сумма")


def test_capitals_are_told_from_another_code_page():
    for encoding in ("cp1251", "koi8-r", "cp866"):
        text = "ДАТА;СУММА;ПОЛУЧАТЕЛЬ\r\n01.02.2025;1,50;ТОВАРИЩЕСТВО БЕРЕКЕ\r\n"
        assert read(text.encode(encoding)).sheets[0].rows[0] == ("ДАТА", "СУММА", "ПОЛУЧАТЕЛЬ")


def test_one_damaged_letter_does_not_turn_a_file_into_another_encoding():
    damaged = make.delimited(KAZAKH).replace("Сүт".encode(), b"\xd0\xd2\xaf\xd1\x82", 1)
    with pytest.raises(ReadError) as refused:
        read(damaged)
    assert refused.value.reason == "damaged-text"


def test_addresses_are_lines_and_letters_then_lines_and_headers():
    sheet = read(make.delimited(RUSSIAN)).sheets[0]
    assert sheet.address(1, 2) == "2:C"
    assert sheet.with_fields({2: "Сумма,\n тенге"}).address(1, 2) == "2:Сумма, тенге"
    assert sheet.row_number(2) == 3


def test_a_break_inside_a_quoted_cell_keeps_the_line_numbers_of_the_file():
    sheet = read('№;Имя;Сумма\r\n1;"ТОО\r\nБереке";5\r\n2;"ТОО Сут";6\r\n'.encode()).sheets[0]
    assert sheet.rows[1] == ("1", "ТОО\r\nБереке", "5")
    assert [sheet.row_number(row) for row in range(3)] == [1, 2, 4]


def test_blank_lines_and_a_letterhead_are_kept_and_counted():
    text = "Реестр за январь 2025 г.\r\n\r\nДата;Код;Сумма\r\n01.01.2025;111;5,00\r\n"
    sheet = read(text.encode()).sheets[0]
    assert [len(row) for row in sheet.rows] == [1, 0, 3, 3]
    assert sheet.row_number(3) == 4


def test_decimal_commas_do_not_pass_for_delimiters():
    sheet = read("Дата;Сумма\r\n01.01.2025;5,00\r\n02.01.2025;6,50\r\n".encode()).sheets[0]
    assert sheet.rows[1] == ("01.01.2025", "5,00")


def test_the_delimiter_that_excel_declares_holds():
    sheet = read(b"sep=|\r\na|b;c;d\r\ne|f;g;h\r\n").sheets[0]
    assert sheet.rows[1:] == [("a", "b;c;d"), ("e", "f;g;h")]


def test_names_that_begin_with_a_quotation_mark_are_kept_where_nothing_is_quoted():
    text = 'Дата;Имя;Сумма\r\n01.01.2025;"Сут" ТОО;5,00\r\n02.01.2025;"Береке;6,00\r\n'
    sheet = read(text.encode()).sheets[0]
    assert [row[1] for row in sheet.rows[1:]] == ['"Сут" ТОО', '"Береке']


def test_a_stray_quotation_mark_never_swallows_rows():
    rows = ['1;"ТОО Береке;5,00', "2;ТОО Сут;6,00", '3;ТОО Жібек";7,00']
    text = "\r\n".join(["Реестр за январь", "№;Имя;Сумма", *rows, "4;ТОО Сут;8,00", ""])
    with pytest.raises(ReadError) as refused:
        read(text.encode())
    assert refused.value.reason == "quotes"


@pytest.mark.parametrize("content", [b"", b" \r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b";;;\r\n;;;\r\n"])
def test_a_file_without_content_has_no_table(content):
    with pytest.raises(ReadError) as refused:
        read(content)
    assert refused.value.problem == "no-table-found"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<html><table><tr><td>Дата</td><td>Сумма</td></tr></table></html>".encode(), "html"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>", "html"),
        ("<html>".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><Workbook/>', "xml"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF\x02", "program"),
        (b"\x89PNG\r\n", "picture"),
        (b"Rar!\x1a\x07", "archive"),
        (b"{\\rtf1}", "document"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_other_files_are_refused_whatever_their_name(content, reason):
    with pytest.raises(ReadError) as refused:
        read(content, "register.csv")
    assert (refused.value.problem, refused.value.reason) == ("unreadable-file", reason)


def test_a_register_cut_anywhere_is_refused_or_lacks_nothing_of_the_lines_it_shows():
    whole = make.delimited(RUSSIAN, "cp1251")
    lines = [list(row) for row in RUSSIAN]
    for cut in range(1, len(whole)):
        try:
            rows = [list(row) for row in read(whole[:cut]).sheets[0].rows]
        except ReadError:
            continue
        assert rows == lines[: len(rows)]


def test_money_in_the_last_field_is_taken_only_when_it_cannot_be_cut():
    def last(value):
        return f"date,amount\n2025-01-01,12993000.00\n2025-01-31,8867940.00\n2025-02-28,{value}".encode()

    assert read(last("7159029.66")).sheets[0].rows[-1] == ("2025-02-28", "7159029.66")
    for half in ("7159029.6", "7159029.", "7159029", "715", ""):
        with pytest.raises(ReadError) as refused:
            read(last(half))
        assert (refused.value.problem, refused.value.cell) == ("unreadable-file", "4:B")


def test_a_last_line_of_text_without_its_end_is_half_a_file():
    with pytest.raises(ReadError) as refused:
        read(make.delimited(RUSSIAN, "cp1251")[:-2])
    assert refused.value.reason == "half-text"


def test_a_total_may_end_the_file_without_a_line_end():
    sheet = read("Код;Имя;Сумма\r\n111;а;5,00\r\n112;бб;66,5\r\nИтого;;71,50".encode()).sheets[0]
    assert sheet.rows[-1] == ("Итого", "", "71,50")


@pytest.mark.parametrize(
    "name",
    [
        "attribution-2025", "cash-balances-2025", "centres-2025", "contracts-2025", "drivers-2025-h1", "funding-2025-h1",
        "quotas-2025-h1", "stays-2025-h1", "tariffs-2025", "volumes-2025-h1", "cash-register-2025-h1",
    ],
)  # fmt: skip
def test_every_sample_table_is_readable(name):
    data = sample(f"{name}.csv").read_bytes()
    encoding, delimiter = ("cp1251", ";") if name.startswith("cash-register") else ("utf-8", ",")
    expected = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))
    grid = read(data, name)
    assert [list(row) for row in grid.sheets[0].rows] == expected
    assert grid.encoding == ("windows-1251" if encoding == "cp1251" else "utf-8")


def test_the_empty_sample_has_no_table():
    with pytest.raises(ReadError) as refused:
        read(sample("broken/empty.csv").read_bytes(), "empty.csv")
    assert refused.value.problem == "no-table-found"
