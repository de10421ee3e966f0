"""Names, ИИН and birth dates of patients are cut out of a register before anything of it is kept."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from finance.models import Budget
from finance.party_numbers import check_digit
from imports.models import SourceFile
from imports.personal import personal_columns
from imports.personal_books import without_people
from imports.pipeline.cutting import cut, may_name_people
from imports.readers.grid import Sheet
from imports.readers.reading import read
from tariffs.models import Stay
from tests.ground import office_files
from tests.ground.costing_ground import facility
from tests.ground.import_ground import TODAY, bring

IIN, NAME = "110402500000", "Сынақова Пример Мысалқызы"
HEADER = ["№ медкарты", "ФИО пациента (Аты-жөні)", "ИИН (ЖСН)", "Дата рождения", "Дата поступления", "Дата выписки",
          "Профиль койки", "Примечание"]  # fmt: skip
ROW = ["C00001", NAME, IIN, date(2011, 4, 2), date(2025, 1, 3), date(2025, 1, 21), "Неврология", f"мать, ИИН {IIN}"]
SHEET = {"ЭРСБ": [["Реестр пролеченных случаев (ЭРСБ) за январь 2025 года"], [], HEADER, ROW]}
WRITERS = {
    "xlsx": office_files.xlsx,
    "xls": office_files.xls,
    "ods": office_files.ods,
    "csv": lambda sheets: office_files.text(next(iter(sheets.values()))),
}


@pytest.fixture
def budget(monkeypatch: pytest.MonkeyPatch, db: None) -> Budget:
    monkeypatch.setenv("SMETA_TODAY", TODAY)
    return facility()


def everything_kept() -> str:
    """Every text and blob of every table, as they lie in the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row]
    return "\n".join(found)


@pytest.mark.parametrize("written", WRITERS)
def test_a_register_is_kept_without_its_people_and_says_which_columns_it_cut(written: str, budget: Budget) -> None:
    found = bring(WRITERS[written](SHEET), f"эрсб.{written}")
    assert (found["status"], found["personal_columns_cut"]) == ("posted", ["B", "C", "D"])
    assert Stay.objects.get().case == "C00001"
    kept = everything_kept()
    cells = [
        str(cell) for sheet in read(bytes(SourceFile.objects.get().data)).sheets for row in sheet.rows for cell in row
    ]
    assert [secret for secret in (IIN, NAME, "2011-04-02") if any(secret in cell for cell in cells)] == []
    assert [secret for secret in (IIN, NAME) if secret in kept] == []


def test_the_cut_copy_reads_as_the_file_did(budget: Budget) -> None:
    first = bring(WRITERS["csv"](SHEET), "эрсб.csv")
    again = bring(bytes(SourceFile.objects.get().data), "эрсб.csv")
    assert (first["status"], again["status"], again["personal_columns_cut"]) == (
        "posted", "already-imported", ["B", "C", "D"],
    )  # fmt: skip


def test_a_register_that_is_refused_keeps_nobody_either(budget: Budget, client: Client) -> None:
    client.force_login(User.objects.get(username="economist"), backend="django.contrib.auth.backends.ModelBackend")
    rows = [["Реестр пролеченных случаев"], [], [*HEADER[:5], "Иное"], ROW[:5]]
    file = SimpleUploadedFile("эрсб.xlsx", office_files.xlsx({"ЭРСБ": rows}))
    assert client.post("/imports/upload/", {"files": [file], "budget": budget.key}).status_code == 302
    kept = everything_kept()
    assert [secret for secret in (IIN, NAME) if secret in kept] == []
    left = read(bytes(SourceFile.objects.get().data))
    assert without_people(left) is left


@pytest.mark.parametrize("header", ["Пациент", "Тегі", "PATIENT NAME", "Имя"])
def test_a_page_cuts_people_whatever_their_header_says(header: str, budget: Budget) -> None:
    rows = [["Реестр случаев"], [], ["Номер случая", header, "Дата поступления", "Дата выписки"], ["C1", NAME, "", ""]]
    data, _name = cut(office_files.xlsx({"ЭРСБ": rows}), "эрсб.xlsx")
    left = read(data)
    assert without_people(left) is left
    assert may_name_people(office_files.text(rows))


@pytest.mark.parametrize(
    ("headers", "personal"),
    [
        (["№ медкарты", "Пациент", "Диагноз МКБ-10"], [1]),
        (["Тегі", "Аты", "Түскен күні", "Шыққан күні"], [0, 1]),
        (["Patient name", "Date of birth", "Admission", "Discharge"], [0, 1]),
        (["Case", "Admitted", "Discharged", "IIN"], [3]),
        (["Дата", "ФИО получателя", "ИИН", "Сумма"], None),
        (["Дата", "Получатель", "БИН/ИИН", "Сумма", "Назначение"], None),
        (["Медициналық карта №", "Дәрігердің аты-жөні", "Диагнозы"], None),
        (["Наименование организации", "Койки", "Пролечено случаев"], None),
    ],
)
def test_it_tells_registers_of_patients_from_registers_of_payments(headers: list[str], personal: Any) -> None:
    found = personal_columns(Sheet("Лист1", [headers]))
    assert (list(found.columns) if found else None) == personal


def test_the_sample_register_loses_its_people(budget: Budget) -> None:
    path = Path(settings.BASE_DIR).parent / "shared/samples/more/stays-2025-h1-hospital-register.xlsx"
    if not path.exists():
        pytest.skip("the register of 1536 cases is not beside the project")
    found = bring(path)
    assert (found["rows"]["posted"], found["personal_columns_cut"]) == (1536, ["C", "D", "E"])
    kept = everything_kept()
    assert [word for word in ("Үлгібеков", "Примеркин", "991240100019") if word in kept] == []


@pytest.mark.parametrize("written", WRITERS)
@pytest.mark.parametrize("header", [[], ["к1", "к2", "к3", "к4", "к5", "к6", "к7"]])
def test_a_register_whose_header_says_nothing_is_told_by_its_names_and_diagnoses(
    header: list[str], written: str, budget: Budget
) -> None:
    row = ["C00001", NAME, IIN, date(2025, 1, 3), date(2025, 1, 21), "Кентау ҚЕ", "G80.0"]
    rows = [["Тізілім"], *([header] if header else []), *([f"C{i:05d}", *row[1:]] for i in range(5))]
    found = bring(WRITERS[written]({"Лист1": rows}), f"файл.{written}", kind="stays")
    assert found["status"] == "refused"
    grids = [read(bytes(one.data)) for one in SourceFile.objects.all()]
    cells = {str(cell) for grid in grids for sheet in grid.sheets for row in sheet.rows for cell in row}
    assert not {NAME, IIN} & cells
    assert not grids or "Кентау ҚЕ" in cells
    assert NAME not in everything_kept()


PEOPLE = [
    ("Сынақова Пример Мысалқызы", "Сынақова П.М.", "СЫНАҚОВА ПРИМЕР МЫСАЛҚЫЗЫ", "Сынақова Пример"),
    ("Щукин Тест Вымыслович", "Щукин Т. В.", "ЩУКИН ТЕСТ ВЫМЫСЛОВИЧ", "Щукин Тест"),
    ("Жұмабек Үлгі Ойданұлы", "Жұмабек Ү.О.", "ЖҰМАБЕК ҮЛГІ ОЙДАНҰЛЫ", "Жұмабек Үлгі"),
    ("Мысал Айна Тестқызы", "Мысал А.Т.", "МЫСАЛ АЙНА ТЕСТҚЫЗЫ", "Мысал Айна"),
    ("Пробников Ян Примерович", "Пробников Я.", "ПРОБНИКОВ ЯН ПРИМЕРОВИЧ", "Пробников Ян"),
    ("Ойдан Сая Үлгіқызы", "Ойдан С.Ү.", "ОЙДАН САЯ ҮЛГІҚЫЗЫ", "Ойдан Сая"),
]
SURNAMES = ("сынақова", "щукин", "жұмабек", "мысал айна", "пробников", "ойдан са")
NUMBERS = {
    "text": lambda number: number,
    "number that lost its zeros": int,
    "spaced": lambda number: f"{number[:6]} {number[6:]}",
}


def numbers() -> list[str]:
    """Valid ИИН of six days of birth, some with zeros in front."""
    firsts = [f"{year:02d}0{year % 9 + 1}1{year % 9}5{year:04d}" for year in (3, 5, 8, 10, 14, 19)]
    return [first + str(digit) for first in firsts if (digit := check_digit(first)) is not None]


def register_of(spelling: int, number: str, header: list[str], title: str = "Реестр") -> dict[str, list[list[Any]]]:
    body = [
        [f"C{at:05d}", names[spelling], NUMBERS[number](iin), date(2005 + 2 * at, 4, 2), date(2025, 1, 3 + at),
         date(2025, 1, 21), "Неврология"]
        for at, (names, iin) in enumerate(zip(PEOPLE, numbers(), strict=False))
    ]  # fmt: skip
    return {"Лист1": [[title], [], header, *body, [f"Переведён {PEOPLE[0][spelling]}"]]}


@pytest.mark.parametrize(
    ("written", "number"),
    [*zip(WRITERS, [*NUMBERS, "text"], strict=True), *zip(WRITERS, [*NUMBERS][1:] * 2, strict=True)],
)
@pytest.mark.parametrize("spelling", range(4))
@pytest.mark.parametrize(
    "header",
    [
        ["Карта", "Кто", "Номер", "Рождён", "Поступление", "Выписка", "Профиль койки"],
        ["История болезни", "Пациент", "ИИН больного", "ДР", "Поступил", "Выписан", "Профиль койки"],
        ["Карта", "ФИО", "ИИН", "Г.р.", "С", "По", "Куда"],
        ["Р/с", "Науқастың аты-жөні", "ЖСН", "Туған жылы", "Түскен күні", "Шыққан күні", "Төсек бейіні"],
    ],
)
def test_neither_header_nor_spelling_nor_format_keeps_anybody(header, spelling, number, written) -> None:
    title = f"Выписка, {PEOPLE[1][spelling]}" if spelling != 3 else "Выписка"
    data = WRITERS[written](register_of(spelling, number, header, title))
    kept, name = cut(data, f"{PEOPLE[0][0]}.{written}")
    cells = [str(cell) for sheet in read(kept).sheets for row in sheet.rows for cell in row]
    body = " ".join(cells[:-7] if spelling == 3 else cells).casefold()
    assert [one for one in SURNAMES if one in body] == []
    assert [one for one in numbers() if one.lstrip("0") in body.replace(" ", "")] == []
    assert [year for year in range(2005, 2017, 2) if str(year) in body] == []
    assert {"C00003", "Неврология"} <= set(cells)
    assert "Сынақова" not in name


@pytest.mark.parametrize(
    "rows",
    [
        [["Дата", "Получатель", "ИИН", "Сумма"], *([date(2025, 1, 9), one[3], iin, 1000] for one, iin in zip(PEOPLE, numbers(), strict=False))],
        [["ФИО", "ИИН", "Номер карты", "К выплате"], *([one[0], iin, "4400", 1000] for one, iin in zip(PEOPLE, numbers(), strict=False))],
        [["Номер карты", "Поступление", "Выписка", "Лечащий врач"], *([f"C{at}", "", "", one[1]] for at, one in enumerate(PEOPLE))],
        [["Номер карты", "Поступление", "Диагноз", "Отделение"], *([f"C{at}", "", "G80.0", f"Дневной Стационар {at}"] for at in range(9))],
    ],
)  # fmt: skip
def test_payments_doctors_and_wards_stay_as_they_are(rows) -> None:
    data = office_files.xlsx({"Лист1": rows})
    assert cut(data, "файл.xlsx") == (data, "файл.xlsx")


@pytest.mark.parametrize("written", WRITERS)
@pytest.mark.parametrize(
    ("header", "cases"),
    [
        ("Номер случая", [IIN, "160202600455", "150101500120"]),
        ("№ медкарты", [int(IIN), 160202600455, 150101500120]),
        ("История болезни", ["Сынақова Пример Мысалқызы", "Ахметов Али Серикович", "Иванов Пётр Ильич"]),
        ("Медициналық карта №", ["Сынақова П.М.", "Ахметов А. С.", "Иванов П."]),
    ],
)
def test_people_in_place_of_the_numbers_of_cases_are_cut_and_asked_for(
    header: str, cases: list[Any], written: str, budget: Budget
) -> None:
    rows = [[case, "Неврология", date(2025, 1, 3), date(2025, 1, 21)] for case in cases]
    sheets = {"ЭРСБ": [[header, "Профиль койки", "Поступил", "Выписан"], *rows]}
    found = bring(WRITERS[written](sheets), f"эрсб.{written}")
    assert (found["status"], {one["problem"] for one in found["problems"]}) == ("refused", {"missing-value"})
    kept = everything_kept()
    assert not Stay.objects.exists()
    assert not any(str(case) in kept for case in cases)
