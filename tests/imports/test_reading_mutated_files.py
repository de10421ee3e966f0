"""A file with any bytes changed, lost or doubled is read or refused, and nothing else ever happens."""

import random

import pytest

from imports.readers.grid import ReadError
from imports.readers.reading import read
from tests.ground import file_factory as make

ROWS = [["Дата", "Код", "Сумма"], ["01.02.2025", "111", "5,00"], ["02.02.2025", "141", "6,50"], ["Итого", "", "11,50"]]
SOURCES = {
    "xlsx": make.xlsx(ROWS),
    "xls": make.xls(ROWS),
    "ods": make.ods(ROWS),
    "xlsb": make.xlsb(ROWS),
    "csv": make.delimited(ROWS, "cp1251"),
    "utf-16": make.delimited(ROWS, "utf-16", "\t"),
    "client bank": make.client_bank([{"СуммаРасход": "5.00", "НомерДокумента": "1"}], encoding="kz1048"),
    "form 4-20": make.treasury_form([(0, "111", "Вода", ["1.00"] * 10)]),
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(body))
        size = chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(5):
            case 0:
                body[at] ^= 1 << chance.randrange(8)
            case 1:
                del body[at : at + size]
            case 2:
                body[at:at] = body[at : at + size]
            case 3:
                body[at : at + size] = chance.randbytes(size)
            case 4:
                del body[at:]
        if not body:
            break
    return bytes(body)


def outcome(data: bytes) -> str:
    try:
        grid = read(data)
    except ReadError as refused:
        return refused.problem
    for sheet in grid.sheets:
        for row, values in enumerate(sheet.rows):
            for column in range(len(values)):
                sheet.address(row, column)
    return "read"


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("seed", range(12))
def test_a_mutated_file_is_read_or_refused(name, seed):
    chance = random.Random(f"{name} {seed}")
    assert outcome(mutated(SOURCES[name], chance)) in {"read", "unreadable-file", "too-large", "no-table-found"}


@pytest.mark.soak
@pytest.mark.parametrize("name", SOURCES)
def test_a_thousand_mutated_files_are_read_or_refused(name):
    chance = random.Random(name)
    for _ in range(1000):
        assert outcome(mutated(SOURCES[name], chance)) in {"read", "unreadable-file", "too-large", "no-table-found"}
