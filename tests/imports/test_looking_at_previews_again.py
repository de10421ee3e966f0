"""Looking at a preview again: no reading and no matching where nothing changed, the books of today where they did."""

import re
from io import BytesIO

import pytest
from cachetools import LRUCache
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from imports import packed_sheets
from imports.models import Batch
from imports.packed_sheets import PackedRows
from imports.pipeline import answering, looking, preparing, previewing
from tests.ground import web_ground
from tests.imports.test_importing_on_pages import REGISTER, newest, post, send

pytestmark = pytest.mark.django_db

ROW = re.compile(r'<tr class="(?P<role>[^"]*)"')


@pytest.fixture(autouse=True)
def _nothing_kept():
    preparing._opened.clear()
    looking._anew.cache.clear()


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.empty()


@pytest.fixture
def walks(monkeypatch) -> list[int]:
    """Each time that a kept preview is matched with the books anew."""
    made: list[int] = []
    anew = previewing.anew

    def counted(batch: Batch):
        made.append(batch.pk)
        return anew(batch)

    monkeypatch.setattr(previewing, "anew", counted)
    return made


@pytest.fixture
def readings(monkeypatch) -> list[str]:
    read: list[str] = []
    before = preparing.read

    def counted(data: bytes):
        read.append(data.decode())
        return before(data)

    monkeypatch.setattr(preparing, "read", counted)
    return read


def remember_rule(ground) -> None:
    rule = {"number": "991240999288", "code": "141"}
    answering.remember({"rules": [rule]}, ground.budget.facility, ground.person("economist"))


def look(client, batch: Batch, query: str = "") -> str:
    return client.get(reverse("imports:batch", args=[batch.pk]) + query).content.decode()


def test_a_preview_looked_at_again_is_neither_read_nor_matched_anew(ground, walks, readings) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    for _again in range(3):
        assert "+1,000.50" in look(client, newest())
    assert walks == []
    assert readings == [REGISTER]


def test_its_rows_keep_their_colours(ground, walks) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    roles = ROW.findall(look(client, newest()).partition('id="sheet"')[2])
    assert roles == ["roles", "header", "taken", "taken", "control"]
    assert walks == []


def test_once_the_books_change_it_speaks_of_them_and_is_matched_once(ground, walks) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    first = newest()
    send(client, REGISTER, "again.csv")
    post(client, newest())
    for _look in range(3):
        said = look(client, first)
        assert "+1,000.50" not in said
        assert ROW.findall(said.partition('id="sheet"')[2]) == ["roles", "header", "duplicate", "duplicate", "control"]
    assert walks == [first.pk]


def test_a_rule_of_another_person_changes_it_too(ground, walks) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    remember_rule(ground)
    look(client, newest())
    assert walks == [newest().pk]


def test_it_is_said_in_the_language_of_who_looks(ground) -> None:
    broken = REGISTER.replace("1000,50", "сто")
    send(ground.client("economist"), broken)
    said = look(ground.client("economist", "ru"), newest())
    assert "is not an amount" not in said
    assert "Nothing was posted" not in said


def test_the_rejected_rows_of_a_large_file_need_no_matching(ground, walks, settings) -> None:
    client = ground.client("economist")
    send(client, REGISTER.replace("1000,50", "сто"))
    settings.LONG_WORK_CELLS = 1
    remember_rule(ground)
    file = client.get(reverse("imports:rejected", args=[newest().pk])).content
    rows = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [2]
    assert walks == []


def test_cells_of_one_file_are_read_once(ground, readings) -> None:
    client = ground.client("economist")
    send(client, REGISTER)
    for cell in ("2:Сумма", "3:Дата", "2:Сумма"):
        assert client.get(reverse("imports:cell", args=[newest().pk]) + f"?at={cell}").status_code == 200
    assert readings == [REGISTER]


def test_packed_files_stay_within_their_memory(ground, monkeypatch, readings) -> None:
    client = ground.client("economist")
    send(client, REGISTER, "one.csv")
    one, cheese = newest(), REGISTER.replace("Хлеб", "Сыр")
    size = preparing._opened.currsize
    monkeypatch.setattr(preparing, "_opened", LRUCache(size + 1, getsizeof=preparing._opened.getsizeof))
    look(client, one)
    send(client, cheese, "two.csv")
    look(client, newest())
    assert len(preparing._opened) == 1
    look(client, one)
    assert readings == [REGISTER, REGISTER, cheese, REGISTER]


@given(st.lists(st.tuples(st.text(), st.floats(allow_nan=False)), max_size=30), st.integers(1, 7))
def test_packed_rows_read_like_the_list_they_were_made_of(rows, size) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_sheets, "ROWS_A_PACK", size)
        packed = PackedRows(rows)
        assert list(packed) == rows
        assert len(packed) == len(rows)
        assert packed[1:] == rows[1:]
        assert packed[::-1] == rows[::-1]
        if rows:
            assert (packed[-1], packed[0]) == (rows[-1], rows[0])
        with pytest.raises(IndexError):
            packed[len(rows)]
