"""Certificates that write increases and decreases apart, or name them by a word: each counts with its own sign."""

import pytest

from finance.models import Budget
from tests.ground import file_factory
from tests.ground.import_ground import bring, facility
from tests.ground.samples import sample

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TITLE = [["Справка об изменении плана финансирования № 7 от 10.10.2025"], []]
WAYS = [("Увеличение", "Уменьшение"), ("увеличение (+)", "уменьшение (-)"), ("+", "-"), ("Плюс", "Минус"),
        ("Сумма увеличения", "Сумма уменьшения"), ("Изменение (+)", "Изменение (−)"), ("Көбейту", "Азайту"),
        ("Ұлғайту (+)", "Кеміту (-)"), ("Increase", "Decrease")]  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings) -> Budget:
    settings.SMETA_TODAY = "2025-12-15"
    made = facility()
    bring(sample("plan-2025.xlsx"))
    return made


def certificate(header: list, *rows: list) -> bytes:
    return file_factory.xlsx([*TITLE, header, *rows])


@pytest.mark.parametrize(("up", "down"), WAYS)
def test_columns_apart_have_their_signs(up, down) -> None:
    header = ["Специфика", "Месяц", up, down]
    rows = [["141", "ноябрь", 5000, 200], ["111", "ноябрь", "", 4800], ["Итого", "", 5000, 5000]]
    found = bring(certificate(header, *rows), "справка.xlsx", preview=True)
    assert found["status"] == "preview", found["problems"]
    assert found["by_code"] == {"111": "-4800.00", "141": "4800.00"}
    wrong = bring(certificate(header, *rows[:2], ["Итого", "", 5000, 6000]), "справка.xlsx", preview=True)
    assert [p["problem"] for p in wrong["problems"] if p["severity"] == "error"] == ["total-differs"]


def test_a_group_above_them_changes_nothing() -> None:
    header = ["Специфика", "Месяц", "Сумма изменений", ""]
    rows = [["", "", "увеличение", "уменьшение"], ["141", "ноябрь", 5000, ""], ["111", "ноябрь", "", 5000]]
    for make in (file_factory.xlsx, file_factory.xls, file_factory.ods, file_factory.delimited):
        found = bring(make([*TITLE, header, *rows]), "справка", preview=True)
        assert found["by_code"] == {"111": "-5000.00", "141": "5000.00"}, found["problems"]


def test_a_minus_among_decreases_is_read_where_all_have_one() -> None:
    header = ["Специфика", "Месяц", "Увеличение", "Уменьшение"]
    rows = [["141", "ноябрь", 5000, ""], ["111", "ноябрь", "", -4000], ["121", "ноябрь", "", -1000]]
    found = bring(certificate(header, *rows), "справка.xlsx", preview=True)
    assert found["by_code"] == {"111": "-4000.00", "121": "-1000.00", "141": "5000.00"}
    rows[2][3] = 1000
    mixed = bring(certificate(header, *rows), "справка.xlsx", preview=True)
    assert [(p["cell"], p["problem"]) for p in mixed["problems"]] == [("Лист1!D5", "ambiguous-amount")]


def test_a_change_beside_them_must_be_their_difference() -> None:
    header = ["Специфика", "Месяц", "Увеличение", "Уменьшение", "Изменение"]
    right = bring(certificate(header, ["141", "ноябрь", 5000, 200, 4800]), "справка.xlsx", preview=True)
    assert right["by_code"] == {"141": "4800.00"}
    wrong = bring(certificate(header, ["141", "ноябрь", 5000, 200, 5200]), "справка.xlsx", preview=True)
    assert [(p["cell"], p["problem"]) for p in wrong["problems"] if p["severity"] == "error"] == [
        ("Лист1!E4", "ambiguous-amount")
    ]


@pytest.mark.parametrize(
    ("header", "up", "down"),
    [("Вид изменения", "увеличение", "уменьшение"), ("Өзгеріс түрі", "көбейту", "азайту"), ("Знак", "+", "-")],
)
def test_a_word_beside_the_sum_says_its_sign(header, up, down) -> None:
    rows = [["141", "ноябрь", up, 5000], ["111", "ноябрь", down, 5000]]
    found = bring(certificate(["Специфика", "Месяц", header, "Сумма"], *rows), "справка.xlsx", preview=True)
    assert found["by_code"] == {"111": "-5000.00", "141": "5000.00"}
    rows[1][2] = "перенос"
    unknown = bring(certificate(["Специфика", "Месяц", header, "Сумма"], *rows), "справка.xlsx", preview=True)
    assert unknown["status"] == "refused"
