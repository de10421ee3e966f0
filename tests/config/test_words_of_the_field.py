"""Words that economists of hospitals do not use, or read otherwise, stand on no screen, in no report and in no guide."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
# Each with why: the better word stands in docs/glossary.md.
NOT_SAID = {
    "ru": (
        r"[Кк]од бюджетной классификации", r"[Сс]омнени", r"\b[Кк]асс[аы]\b", r"[Оо]стат[а-я]+ денег",
        r"[Зз]анятость", r"[Мм]ощность коек", r"[Дд]ни работы койки", r"\b[Кк]вот", r"[Рр]еестр случаев",
        r"[Пп]ричитающ", r"[Оо]сталось оплатить", r"Оплачено, %", r"План с января", r"лекарства в день",
        r"пребывания сопровождающ", r"[Пп]роводк", r"[Зз]аконтрактован", r"[Ии]мпорт", r"[Пп]редпросмотр",
        r"задним числом", r"Администратор программ\b", r"%\(months?\)s\.",  # «июнь 2025 г.» ends in a stop already
    ),
    "kk": (
        r"сыныптама", r"[Кк]үмән", r"\b[Кк]асса(дан)?\b", r"[Аа]қша қалдығ", r"толымдылығ", r"\b[Кк]вота",
        r"болу жағдайларының тізілімі", r"Күніне тамақ", r"бірге жүретін", r"\b[Ии]мпорт", r"Кері күнмен",
        r"\bБағдарламалар әкімшісі", r"Жай-күйі:", r"Есепте көрсетілген",
    ),
}  # fmt: skip


def said(language: str) -> Iterator[tuple[str, str]]:
    """Where a text stands, and the text: catalogue, printed forms, guides."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as lines:
        for message in read_po(lines):
            texts = [message.string] if isinstance(message.string, str) else message.string
            yield from ((str(message.id), text) for text in texts if message.id)
    for form in sorted((ROOT / "finance" / "reporting" / "forms").glob("*.json")):
        yield from ((form.name, text) for text in labels(json.loads(form.read_text(encoding="utf-8")), language))
    for guide in sorted((ROOT / "docs" / "guide" / language).glob("*.md")):
        yield guide.name, guide.read_text(encoding="utf-8")


def labels(data: object, language: str) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get(language), str):
            yield data[language]
        for value in data.values():
            yield from labels(value, language)
    elif isinstance(data, list):
        for value in data:
            yield from labels(value, language)


@pytest.mark.parametrize("language", sorted(NOT_SAID))
def test_no_text_uses_a_word_that_the_field_reads_otherwise(language: str) -> None:
    unwanted = re.compile("|".join(NOT_SAID[language]))
    found = [f"{where}: …{one.group()}…" for where, text in said(language) for one in unwanted.finditer(text)]
    assert found == []
