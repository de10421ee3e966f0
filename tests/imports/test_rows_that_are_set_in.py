"""Parts set in below a row, by the format of their cells or by a group of rows, are never counted beside it."""

import io
import zipfile
from functools import partial

import pytest
import xlsxwriter
import xlwt

from tests.ground import file_factory
from tests.ground.import_ground import TODAY, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MONTHS = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь",
          "Декабрь"]  # fmt: skip


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


def plan(*rows: tuple[str, str, int]) -> list[list]:
    head = [["План финансирования на 2025 год"], ["Наименование", "Код", *MONTHS]]
    return [*head, *([name, code, *[amount] * 11, amount + 1] for name, code, amount in rows)]


def balance(*rows: tuple[str, str, int]) -> list[list]:
    head = [["Оборотно-сальдовая ведомость за январь 2025 г."],
            ["Специфика", "Сальдо на начало", "", "Обороты за период", "", "Сальдо на конец", ""],
            ["", "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"]]  # fmt: skip
    return [*head, *([code or name, "", "", amount, amount, "", ""] for name, code, amount in rows)]


def formatted(rows: list[list], set_in: set[int], way: str) -> bytes:
    """The rows whose places from the end are in `set_in` as indented cells, as a group, or by spaces."""
    if way not in ("indent", "group", "spaces"):
        places = {at for at in range(len(rows)) if at - len(rows) in set_in}
        return OTHERS[way](rows, places)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet, indented = book.add_worksheet(), book.add_format({"indent": 2})
        for at, row in enumerate(rows):
            is_in = at - len(rows) in set_in
            if is_in and way == "group":
                sheet.set_row(at, None, None, {"level": 1})
            for column, value in enumerate(row):
                text = f"   {value}" if way == "spaces" and is_in and column == 0 else value
                if value != "":
                    sheet.write(at, column, text, indented if way == "indent" and is_in and column == 0 else None)
    return target.getvalue()


def old(rows: list[list], set_in: set[int], *, is_group: bool) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet, indented = book.add_sheet("Лист1"), xlwt.easyxf("align: indent 2")
    for at, row in enumerate(rows):
        if at in set_in and is_group:
            sheet.row(at).level = 1
        for column, value in enumerate(row):
            if value != "":
                sheet.write(at, column, value, *([indented] if at in set_in and not is_group else []))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def binary(rows: list[list], set_in: set[int]) -> bytes:
    return file_factory.xlsb(
        [[(">", v) if at in set_in and isinstance(v, str) and v else v for v in row] for at, row in enumerate(rows)]
    )


def document(rows: list[list], set_in: set[int], *, is_group: bool) -> bytes:
    made = file_factory.ods(rows)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        found = {name: parts.read(name).decode() for name in parts.namelist()}
    before, *lines = found["content.xml"].split("<table:table-row>")
    for at in set_in:
        first = '<table:table-cell office:value-type="string">'
        styled = first.replace(" ", ' table:style-name="ce1" ', 1)
        lines[at] = lines[at] if is_group else lines[at].replace(first, styled, 1)
    texts = []
    for at, line in enumerate(lines):
        opened = "<table:table-row-group>" if is_group and at == min(set_in) else ""
        whole, closed, rest = line.partition("</table:table-row>")
        shut = "</table:table-row-group>" if is_group and at == max(set_in) else ""
        texts.append(f"{opened}<table:table-row>{whole}{closed}{shut}{rest}")
    style = (
        '<style:style style:name="ce1" style:family="table-cell">'
        '<style:paragraph-properties fo:margin-left="0.353cm"/></style:style>'
    )
    content = f"{before}{''.join(texts)}".replace("<office:automatic-styles>", f"<office:automatic-styles>{style}")
    return file_factory.archive({**found, "content.xml": content})


OTHERS = {
    "xls": partial(old, is_group=False), "xls group": partial(old, is_group=True), "xlsb": binary,
    "ods": partial(document, is_group=False), "ods group": partial(document, is_group=True),
}  # fmt: skip
SAME = [("Оплата труда", "111", 100), ("отделение 1", "111", 60), ("отделение 2", "111", 40), ("Питание", "141", 10)]
NAMED = [("Оплата труда", "111", 100), ("врачи", "", 60), ("сёстры", "", 40), ("Питание", "141", 10)]


@pytest.mark.parametrize("way", ["indent", "group", "spaces", *OTHERS])
@pytest.mark.parametrize("rows", [SAME, NAMED], ids=["of the same code", "without codes"])
@pytest.mark.parametrize("shape", [plan, balance])
def test_parts_set_in_are_no_rows_of_their_own(shape, rows, way) -> None:
    made = shape(*rows)
    if shape is plan:
        made[2][-1] += 1
    found = bring(formatted(made, {-3, -2}, way), "файл.xlsx", preview=True)
    assert found["status"] == "preview", found["problems"]
    assert set(found["by_code"]) == {"111", "141"}
    assert (found["by_month"]["2025-01"], found["rows"]["unresolved"]) == ("110.00", 0)


@pytest.mark.parametrize("write", [file_factory.xlsx, file_factory.xls, file_factory.ods, file_factory.delimited])
@pytest.mark.parametrize("rows", [SAME, NAMED], ids=["of the same code", "without codes"])
def test_rows_that_only_add_up_to_the_one_above_are_asked_about(write, rows) -> None:
    found = bring(write(balance(*rows)), "файл.csv" if write is file_factory.delimited else "файл.xlsx", preview=True)
    assert found["status"] == "refused"
    assert {one["problem"] for one in found["problems"] if one["severity"] == "error"} == {"two-readings"}
    apart = [(name, code, amount + (amount == 60)) for name, code, amount in rows]
    assert bring(write(balance(*apart)), "файл", preview=True)["status"] == "preview"


def test_a_row_without_a_code_that_its_rows_add_up_to_in_every_month_is_their_sum() -> None:
    made = plan(("Текущие затраты", "", 110), ("Оплата труда", "111", 100), ("Питание", "141", 10))
    made[2][-1] += 1
    found = bring(file_factory.xlsx(made), "план.xlsx", preview=True)
    assert (found["total"], found["rows"]["unresolved"]) == ("1322.00", 0)
    made[2][-1] += 1
    assert bring(file_factory.xlsx(made), "план.xlsx", preview=True)["rows"]["unresolved"] == 1
