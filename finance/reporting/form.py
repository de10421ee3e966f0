"""Forms as data: columns, their numbers, header lines and signatures stand in `forms/KEY.json`, since regions differ.

Pure. Every visible text is given in ru, kk and en. A region's own layout is another file of the same shape.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from finance.months import Month
from finance.reporting.periods import as_of, periodicity
from finance.reporting.report import LANGUAGES, Caption, CellKind, Column, Signature, Unit, Value

FORMS = Path(__file__).parent / "forms"
UNIT_NAMES: dict[str, dict[str, str]] = {
    "thousand": {"ru": "тыс. тенге", "kk": "мың теңге", "en": "thousand tenge"},
    "tenge": {"ru": "тенге", "kk": "теңге", "en": "tenge"},
}


class FormError(ValueError):
    """A form definition that cannot be used; the message lists everything wrong with it."""


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A loaded definition. Every method takes the language (`ru`, `kk`, `en`) the report is printed in."""

    key: str
    _data: Mapping[str, Any]

    @property
    def unit(self) -> Unit:
        """The unit the paper form is printed in."""
        unit: Unit = self._data["unit"]
        return unit

    def decimals(self, unit: Unit) -> int:
        """Decimals of printed amounts in `unit`."""
        return int(self._data["decimals"][unit])

    def title(self, language: str) -> str:
        return f"{self._data['number'][language]}. {self._data['title'][language]}"

    def columns(self, language: str) -> tuple[Column, ...]:
        return tuple(
            Column(
                key=column["key"],
                label=column["label"][language],
                kind=column["kind"],
                group=column.get("group", {}).get(language, ""),
                number=column.get("number", ""),
                total=column.get("total", "none"),
            )
            for column in self._data["columns"]
        )

    def total_label(self, language: str) -> str:
        return str(self._data["total"][language])

    def header(
        self, language: str, values: Mapping[str, str], first: Month, last: Month, unit: Unit
    ) -> tuple[Caption, ...]:
        """The lines above the table, in the form's order; date, periodicity and unit come of themselves.

        `values` fills the rest (`administrator`, `programme`, `organisation`); what the definition says itself stands.
        A line without a value is left out.
        """
        known = {
            "as_of": as_of(last, language),
            "periodicity": periodicity(first, last, language),
            "unit": UNIT_NAMES[unit][language],
            **values,
        }
        lines = []
        for line in self._data["header"]:
            value = line.get("value", {}).get(language) or known.get(line["key"])
            if value:
                lines.append(Caption(line["key"], line["label"][language], value))
        return tuple(lines)

    def summary(self, language: str, values: Mapping[str, Value], link: str | None = None) -> tuple[Caption, ...]:
        """The amounts under the table (tenge) and where they lead; one that is not known is printed blank."""
        return tuple(
            Caption(line["key"], line["label"][language], values.get(line["key"]), "amount", link)
            for line in self._data["summary"]
        )

    def header_labels(self, language: str) -> dict[str, str]:
        """The lines above the table by key, in the form's order."""
        return {line["key"]: line["label"][language] for line in self._data["header"]}

    def signature_labels(self, language: str) -> dict[str, str]:
        """The places of signature by key, in the form's order."""
        return {line["key"]: line["label"][language] for line in self._data["signatures"]}

    def signatures(self, language: str) -> tuple[Signature, ...]:
        """Places to sign without anybody's name."""
        return tuple(Signature(label) for label in self.signature_labels(language).values())


def load_form(key: str, directory: Path = FORMS) -> FormDefinition:
    """The definition `KEY.json` of `directory`; raises FormError with everything that is wrong in it."""
    path = directory / f"{key}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FormError(f"there is no form {key}: {path.name} is missing") from error
    except ValueError as error:
        raise FormError(f"{path.name} is not JSON: {error}") from error
    problems = _problems(data, key)
    if problems:
        raise FormError(f"{path.name}: " + "; ".join(problems))
    return FormDefinition(key, data)


def _problems(data: Any, key: str) -> list[str]:
    if not isinstance(data, dict):
        return ["the file holds no object"]
    needed = ("key", "number", "title", "unit", "decimals", "header", "columns", "total", "summary", "signatures")
    missing = [f"'{name}' is missing" for name in needed if name not in data]
    if missing:
        return missing
    problems = [] if data["key"] == key else [f"key is '{data['key']}', the file says '{key}'"]
    if data["unit"] not in get_args(Unit):
        problems.append(f"unit '{data['unit']}' is unknown")
    problems += [f"decimals of {u} are missing" for u in get_args(Unit) if not isinstance(data["decimals"].get(u), int)]
    for name in ("number", "title", "total"):
        problems += _missing_languages(data[name], name)
    for part in ("header", "columns", "summary", "signatures"):
        keys = [item.get("key") for item in data[part]]
        problems += [f"{part}: key '{k}' stands twice" for k in sorted({str(k) for k in keys if keys.count(k) > 1})]
        for item in data[part]:
            problems += _missing_languages(item.get("label"), f"{part} '{item.get('key')}'")
    for column in data["columns"]:
        if column.get("kind") not in get_args(CellKind):
            problems.append(f"column '{column.get('key')}': kind '{column.get('kind')}' is unknown")
        if column.get("total", "none") not in ("sum", "none"):
            problems.append(f"column '{column.get('key')}': total must be sum or none")
    return problems


def _missing_languages(texts: Any, where: str) -> list[str]:
    if not isinstance(texts, dict):
        return [f"{where}: no text"]
    return [f"{where}: no text in {language}" for language in LANGUAGES if not texts.get(language)]
