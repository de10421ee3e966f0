"""Ї Є Ґ Ў of windows-1251 and Ү Ғ Ө Ұ of KZ-1048 are the same bytes: neither is read as the other in silence."""

import pytest

from imports.readers.encoding import decode
from imports.readers.reading import read
from tests.ground.import_ground import bring, facility

KAZAKH = ["Оразғалиева Гүлнара", "Өтегенов Ғалым", "Бүркітбаева", "Өмірзақ ұлы", "Жұмағұлова Күлтай", "ғылым үйі"]
UKRAINIAN = ["ТОВ «Київ»", "Україна", "Сергієнко Єлизавета", "Ґалаґан", "Мар'їна Роща", "Воўк", "Наталія знає"]


def file(name: str, heading: str = "Дата;Номер;Специфика;Сумма;Контрагент") -> str:
    return f"{heading}\n09.01.2025;1;141;10,00;{name}\nИтого;;;10,00;\n"


@pytest.mark.parametrize("name", KAZAKH)
def test_kazakh_names_in_a_russian_file_stay_kazakh(name) -> None:
    found = decode(file(name).encode("kz1048"))
    assert (found.encoding, found.text) == ("kz1048", file(name))


@pytest.mark.parametrize("name", UKRAINIAN)
def test_ukrainian_names_in_a_russian_file_stay_ukrainian(name) -> None:
    found = decode(file(name).encode("cp1251"))
    assert (found.encoding, found.text) == ("windows-1251", file(name))


def test_a_kazakh_file_is_kazakh_whatever_name_it_holds() -> None:
    text = file("Үміт", "Күні;Құжат нөмірі;Ерекшелік;Сомасы;Алушы")
    found = decode(text.encode("kz1048"))
    assert (found.encoding, found.text, found.unsure) == ("kz1048", text, ())


def test_a_name_that_could_be_either_is_read_as_kazakh_and_pointed_at() -> None:
    grid = read(file("Їжак").encode("cp1251"))
    assert grid.encoding == "kz1048"
    assert [(w.cell, w.problem, w.value) for w in grid.warnings] == [("2:A", "two-alphabets", "Үжак")]


def test_a_word_against_the_others_is_pointed_at_too() -> None:
    grid = read(file("Київ Україна Сергієнко Үрлі").encode("cp1251", "replace").replace(b"?", b"\xbf"))
    assert grid.encoding == "windows-1251"
    assert [w.value for w in grid.warnings] == ["їрлі"]


@pytest.mark.once
@pytest.mark.django_db
def test_the_user_is_told_the_encoding_and_the_doubtful_name_and_no_amount_is_lost(settings) -> None:
    settings.SMETA_TODAY = "2025-12-15"
    facility()
    found = bring(file("Їжак").encode("cp1251"), "register.csv")
    assert (found["status"], found["total"]) == ("posted", "10.00")
    assert [p["severity"] for p in found["problems"] if p["problem"] == "two-alphabets"] == ["warning"]
    assert "Үжак" in found["problems"][0]["message"]
    assert [d["value"] for d in found["decisions"] if d["what"] == "encoding"] == ["kz1048"]


def test_a_bank_file_points_at_the_line_and_its_key() -> None:
    lines = ("1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "ДатаНачала=01.06.2025",
             "ДатаКонца=30.06.2025", "СекцияДокумент=Платежное поручение", "Номер=1", "Дата=02.06.2025",
             "Сумма=10.00", "ПолучательНаименование=Їжак", "КонецДокумента", "КонецФайла")  # fmt: skip
    grid = read("\r\n".join([*lines, ""]).encode("cp1251"))
    assert [w.cell for w in grid.warnings] == ["10:ПолучательНаименование"]
