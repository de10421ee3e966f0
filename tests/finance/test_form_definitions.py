"""Forms are data: Form No. 2 as the facility signs it, and what a wrong definition is told."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from finance.months import Month
from finance.reporting.form import FORMS, FormError, load_form
from finance.reporting.periods import as_of, month_in_words, period_in_words, periodicity
from finance.reporting.report import LANGUAGES

JANUARY, JUNE, DECEMBER = Month(2025, 1), Month(2025, 6), Month(2025, 12)


def test_it_has_the_columns_of_form_two_with_their_numbers() -> None:
    columns = load_form("form2").columns("ru")
    assert [(c.key, c.number) for c in columns] == [
        ("name", "1"), ("code", "2"), ("plan_contract", "3"), ("plan_adjusted", "4"),
        ("funding", "5/6"), ("cash", "7"), ("actual", "8"),
    ]  # fmt: skip
    assert [c.total for c in columns] == ["none", "none", "sum", "sum", "sum", "sum", "sum"]


def test_it_prints_whole_thousands_and_exact_tenge() -> None:
    form = load_form("form2")
    assert (form.unit, form.decimals("thousand"), form.decimals("tenge")) == ("thousand", 0, 2)


def test_it_fills_the_header_in_the_language_and_leaves_out_what_is_not_known() -> None:
    lines = load_form("form2").header("ru", {"organisation": "Центр", "administrator": ""}, JANUARY, JUNE, "thousand")
    assert [(line.key, line.value) for line in lines] == [
        ("functional_group", "Здравоохранение"),
        ("organisation", "Центр"),
        ("as_of", "на 1 июля 2025 г."),
        ("periodicity", "полугодовая"),
        ("unit", "тыс. тенге"),
    ]


def test_it_is_signed_by_the_head_and_the_economist() -> None:
    form = load_form("form2")
    assert [s.position for s in form.signatures("ru")] == ["Руководитель", "Экономист (бухгалтер)"]
    assert [s.name for s in form.signatures("kk")] == ["", ""]
    assert [line.value for line in form.summary("ru", {"opening": Decimal(5)})] == [Decimal(5), None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_complete_in_every_language(language: str) -> None:
    for path in sorted(FORMS.glob("*.json")):
        form = load_form(path.stem)
        assert all(column.label for column in form.columns(language))
        assert form.title(language)


def test_it_lists_everything_that_is_wrong_with_a_definition(tmp_path: Path) -> None:
    data = json.loads((FORMS / "form2.json").read_text(encoding="utf-8"))
    data["unit"] = "million"
    del data["title"]["kk"]
    data["columns"].append({"key": "cash", "kind": "money", "label": {"ru": "x", "kk": "x", "en": "x"}})
    (tmp_path / "form2.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(FormError) as refused:
        load_form("form2", tmp_path)
    for part in ("million", "title: no text in kk", "'cash' stands twice", "kind 'money' is unknown"):
        assert part in str(refused.value)


@pytest.mark.parametrize("content", [None, "{", "[]", "{}"])
def test_it_refuses_a_definition_that_is_none(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "form9.json").write_text(content, encoding="utf-8")
    with pytest.raises(FormError, match="form9"):
        load_form("form9", tmp_path)


def test_it_names_months_and_periods_in_words() -> None:
    assert month_in_words(JUNE, "kk") == "2025 жылғы маусым"
    assert month_in_words(Month(2025, 13), "ru") == "13-й период 2025 г."
    assert period_in_words(JANUARY, JUNE, "kk") == "2025 жылғы қаңтар–маусым"
    assert period_in_words(JANUARY, DECEMBER, "ru") == "2025 год"
    assert period_in_words(JUNE, JUNE, "en") == "June 2025"
    assert period_in_words(Month(2024, 12), JANUARY, "en") == "December 2024 – January 2025"
    assert as_of(DECEMBER, "ru") == "на 1 января 2026 г."
    assert as_of(JUNE, "kk") == "2025 жылғы 1 шілдедегі жағдай бойынша"


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (3, 3, "monthly"),
        (1, 3, "quarterly"),
        (1, 6, "half-yearly"),
        (1, 9, "nine months"),
        (1, 12, "yearly"),
        (2, 5, "for a period"),
    ],
)
def test_it_knows_the_periodicity(first: int, last: int, name: str) -> None:
    assert periodicity(Month(2025, first), Month(2025, last), "en") == name
