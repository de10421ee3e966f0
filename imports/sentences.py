"""Sentences that are kept: said in the language of today, and sayable again in the reader's later on.

An amount in them is given as a Decimal, tenge, a month as a Month, and written as the reader's language writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from finance.languages import active_language, month_said
from finance.money import as_text, display
from finance.months import Month


class Sentence(str):
    """A translated sentence that remembers the text it was made of, and the values in it."""

    __slots__ = ("text", "values")
    text: str
    values: dict[str, Any]

    @classmethod
    def of(cls, text: str, values: Mapping[str, Any]) -> Sentence:
        made = cls(gettext(text) % {name: _shown(value) for name, value in values.items()})
        made.text = text
        made.values = dict(values)
        return made

    def kept(self) -> dict[str, Any]:
        """For JSON: the English text and its values, sentences within them included."""
        return {"text": self.text, "values": {name: _kept(value) for name, value in self.values.items()}}


class Text(Sentence):
    """A text before its values are filled in: `say("…%(code)s…") % {…}` is a Sentence."""

    __slots__ = ()

    def __mod__(self, values: Any) -> Sentence:
        return Sentence.of(self.text, values)


def say(text: str) -> Text:
    """Mark `text` for translation, as `gettext` does; what comes out can be said again in another language."""
    made = Text(gettext(text))
    made.text = text
    made.values = {}
    return made


def keep(sentences: Iterable[str]) -> list[dict[str, Any]]:
    """`sentences` as JSON; a plain string stays as it was said."""
    return [said.kept() if isinstance(said, Sentence) else {"said": str(said)} for said in sentences]


def again(kept: Mapping[str, Any]) -> str:
    """A kept sentence in the language of the reader."""
    if not kept.get("text"):
        return str(kept.get("said", ""))
    text = gettext(kept["text"])
    values = {name: _again(value) for name, value in kept["values"].items()}
    return text % values if values else text


def _again(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "amount" in value:
        return _shown(Decimal(value["amount"]))
    return _shown(Month.parse(value["month"])) if "month" in value else again(value)


def _shown(value: Any) -> Any:
    if isinstance(value, Month):
        return month_said(value)
    return display(value, active_language()) if isinstance(value, Decimal) else value


def _kept(value: Any) -> Any:
    if isinstance(value, Sentence):
        return value.kept()
    if isinstance(value, Decimal):
        return {"amount": as_text(value)}
    if isinstance(value, Month):
        return {"month": str(value)}
    return value if value is None or isinstance(value, int | str) else str(value)
