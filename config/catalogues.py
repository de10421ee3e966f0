"""Message catalogues without GNU gettext: what the code says, what a catalogue lacks.

Texts are found in the Python files and templates of this project. English is the text itself, so only `ru` and `kk`
have catalogues.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

ROOMS = ("config", "finance", "tariffs", "procurement", "projects", "region", "imports")
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "say": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


@dataclass(frozen=True, slots=True)
class CatalogueGap:
    """One reason why a catalogue is not complete."""

    language: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.language}: {self.text!r}: {self.reason}"


def catalogue_path(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def texts_of_code(root: Path) -> Catalog:
    """Every translatable text of the Python files and templates under `root`, with the files it stands in."""
    template = Catalog(charset="utf-8")
    for path in sorted(_sources(root)):
        place = path.relative_to(root).as_posix()
        source = path.read_text(encoding="utf-8")
        if path.suffix in {".html", ".txt"}:
            # What is left of a template reads as Python calls; its indentation does not.
            source = "\n".join(line.lstrip() for line in templatize(source, origin=place).splitlines())
        file = BytesIO(source.encode())
        for _line, function, found, _comments in extract_python(file, KEYWORDS, (), {"encoding": "utf-8"}):
            _add(template, str(function), found, place)
    return template


def read(path: Path, language: str) -> Catalog:
    """The catalogue of a language; an empty one where the file is absent. PoFileError where it cannot be read."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8", abort_invalid=True)


def update(root: Path, languages: tuple[str, ...]) -> None:
    """Takes the texts of the code into each catalogue; a translation nobody uses any more is dropped."""
    template = texts_of_code(root)
    for language in languages:
        path = catalogue_path(root, language)
        catalogue = read(path, language)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, catalogue, width=0, sort_output=True, ignore_obsolete=True, omit_header=True, include_lineno=False
            )
        # The dates and tools of Babel's own header would change with every run.
        header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        plural = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
        path.write_text(header + plural + path.read_text(encoding="utf-8"), encoding="utf-8")


def gaps(root: Path, languages: tuple[str, ...]) -> list[CatalogueGap]:
    """Untranslated, doubtful and unused texts, and translations whose placeholders differ from the text's."""
    template = texts_of_code(root)
    found: list[CatalogueGap] = []
    for language in languages:
        try:
            catalogue = read(catalogue_path(root, language), language)
        except PoFileError as error:
            found.append(CatalogueGap(language, str(catalogue_path(root, language).name), f"cannot be read: {error}"))
            continue
        found += [gap for message in template if message.id for gap in _gaps_of(language, message, catalogue)]
        found += [
            CatalogueGap(language, _text(message), "stands in no source file any more: run make messages")
            for message in catalogue
            if message.id and template.get(_text(message), message.context) is None
        ]
    return found


def _sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (root / room).rglob("*.py") if "migrations" not in path.parts)
    for folder in ("templates", *(f"{room}/templates" for room in ROOMS)):
        yield from (path for path in (root / folder).rglob("*") if path.suffix in {".html", ".txt"})


def _add(template: Catalog, function: str, found: Any, place: str) -> None:
    parts = found if isinstance(found, tuple) else (found,)
    context, texts = None, []
    for index in KEYWORDS.get(function) or (1,):
        number, is_context = (index[0], True) if isinstance(index, tuple) else (index, False)
        part = parts[number - 1] if number <= len(parts) else None
        if is_context:
            context = part
        elif isinstance(part, str) and part:
            texts.append(part)
        else:
            return
    template.add(tuple(texts) if len(texts) > 1 else texts[0], context=context, locations=[(place, 0)])


def _text(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def _gaps_of(language: str, message: Message, catalogue: Catalog) -> Iterator[CatalogueGap]:
    text = _text(message)
    translated = catalogue.get(text, message.context)
    if translated is None:
        yield CatalogueGap(language, text, "is not in the catalogue: run make messages")
        return
    if translated.fuzzy:
        yield CatalogueGap(language, text, "is marked fuzzy")
    originals = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    strings = translated.string if isinstance(translated.string, (tuple, list)) else (translated.string,)
    wanted = _placeholders(*originals)
    is_whole = all(strings) and (len(originals) == 1 or len(strings) == catalogue.num_plurals)
    if not is_whole:
        yield CatalogueGap(language, text, "is not translated")
    elif _placeholders(*strings) - wanted or (len(strings) == 1 and _placeholders(*strings) != wanted):
        # One form of a plural may leave the number out ("one row").
        yield CatalogueGap(language, text, "has other placeholders than its translation")


def _placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}
