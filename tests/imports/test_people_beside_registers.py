"""Sheets beside a register, names of sheets and files, comments, properties, headers and footers name no patient."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from imports.pipeline.cutting import cut
from imports.readers.reading import read
from tests.ground import office_files
from tests.imports.test_people_are_cut_from_registers import HEADER, IIN, PEOPLE, SURNAMES, WRITERS, numbers

WORKBOOKS = {written: WRITERS[written] for written in ("xlsx", "xls", "ods")}


def register(*, has_columns_of_people: bool) -> list[list[Any]]:
    people = [(names[0], iin) for names, iin in zip(PEOPLE, numbers(), strict=False)]
    rows = [HEADER[:7], *(
        [f"C{at}", name, iin, date(2008 + at, 4, 2), date(2025, 1, 3), date(2025, 1, 21), "Неврология"]
        for at, (name, iin) in enumerate(people)
    )]  # fmt: skip
    return rows if has_columns_of_people else [[row[0], *row[4:]] for row in rows]


def leaves(data: bytes, name: str) -> str:
    """All that stays of a file: its name, its parts as they lie in it, and its cells."""
    kept, told = cut(data, name)
    grid = read(kept)
    cells = [f"{sheet.name} {cell}" for sheet in grid.sheets for row in sheet.rows for cell in row]
    assert "Неврология" in " ".join(cells)
    parts = [kept.decode("utf-16-le", "ignore")]
    if kept[:2] == b"PK":
        with ZipFile(BytesIO(kept)) as archive:
            parts = [archive.read(part).decode() for part in archive.namelist()]
    return " ".join([told, *parts, *cells]).casefold()


@pytest.mark.parametrize("has_columns_of_people", [True, False])
@pytest.mark.parametrize("written", WORKBOOKS)
@pytest.mark.parametrize(
    "beside",
    [
        {"Список": [["ФИО", "ИИН", "Телефон"], *([one[0], "", "701"] for one in PEOPLE)]},
        {"Лист2": [[one[1]] for one in PEOPLE]},
        {"Ойдан С.Ү.": [["Переведён"]]},
        {"Итог": [["Всего", 6], [f"В реанимации {PEOPLE[2][0]}, {IIN}"]]},
    ],
)
def test_no_sheet_beside_a_register_names_anybody(beside, written: str, has_columns_of_people: bool) -> None:
    sheets = {"ЭРСБ": register(has_columns_of_people=has_columns_of_people), **beside}
    told = leaves(WORKBOOKS[written](sheets), f"{PEOPLE[1][0]} {IIN}.{written}")
    assert [one for one in (*SURNAMES, IIN) if one in told] == []


@pytest.mark.parametrize("written", WORKBOOKS)
@pytest.mark.parametrize("name", ["Сынақова Пример Мысалқызы", "Январь Сынақова", "Мысал А.Т."])
def test_a_sheet_and_a_file_called_by_a_patient_lose_the_name_and_stay_apart(name: str, written: str) -> None:
    sheets = {name: register(has_columns_of_people=True), "Январь": [["Всего", 6]], "Февраль Щукин": [["Всего"]]}
    told = leaves(WORKBOOKS[written](sheets), f"{name}.{written}")
    assert [one for one in SURNAMES if one in told] == []
    kept = read(cut(WORKBOOKS[written](sheets), "ф")[0])
    assert len({sheet.name for sheet in kept.sheets}) == 3


def told_in_comment(book: Any) -> None:
    book.worksheets[0]["A2"].comment = Comment(f"мать Сынақова, {IIN}", "Щукин")


def told_in_properties(book: Any) -> None:
    book.properties.creator, book.properties.title, book.properties.keywords = PEOPLE[1][0], PEOPLE[3][1], IIN


def told_in_header_and_footer(book: Any) -> None:
    sheet = book.worksheets[0]
    sheet.oddHeader.center.text, sheet.oddFooter.left.text = PEOPLE[0][0], PEOPLE[4][2].title()


def told_in_a_defined_name(book: Any) -> None:
    book.defined_names["x"] = DefinedName("x", comment=PEOPLE[0][0], attr_text="'ЭРСБ'!$A$1")


@pytest.mark.parametrize("has_columns_of_people", [True, False])
@pytest.mark.parametrize(
    "tell", [told_in_comment, told_in_properties, told_in_header_and_footer, told_in_a_defined_name]
)
def test_nothing_beside_the_cells_of_a_register_names_anybody(tell, has_columns_of_people: bool) -> None:
    book = load_workbook(BytesIO(office_files.xlsx({"ЭРСБ": register(has_columns_of_people=has_columns_of_people)})))
    tell(book)
    written = BytesIO()
    book.save(written)
    told = leaves(written.getvalue(), "эрсб.xlsx")
    assert [one for one in (*SURNAMES, IIN) if one in told] == []


def test_a_cut_copy_has_the_same_bytes_whenever_it_is_made() -> None:
    data = office_files.xlsx({"ЭРСБ": register(has_columns_of_people=True)})
    assert cut(data, "a.xlsx") == cut(data, "a.xlsx")
    assert cut(*cut(data, "a.xlsx")) == cut(data, "a.xlsx")
