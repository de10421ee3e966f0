"""The guides of `docs/guide`: one Markdown file a language and guide, cut into parts that pages lead to.

A part begins `## Title {#key route route …}`; the routes are the pages whose help it is. `[[Text]]` stands for a label
of the program in the reader's language, so that a guide and the screen never say different words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext
from markdown_it import MarkdownIt

NAMES = ("economist", "accountant", "head", "year-end", "administrator")
LANGUAGES = ("ru", "kk")
PART = re.compile(r"^## (?P<title>.+?) \{#(?P<key>[a-z-]+)(?P<routes>(?: [a-z:_-]+)*)\}$", re.MULTILINE)
LABEL = re.compile(r"\[\[(.+?)\]\]")


@dataclass(frozen=True, slots=True)
class GuidePart:
    key: str
    title: str
    routes: tuple[str, ...]
    text: str

    def html(self) -> str:
        """Markup of the part in the active language; text between the marks of Markdown stays text."""
        return MarkdownIt("commonmark", {"html": False}).enable("table").render(_with_labels(self.text))


@dataclass(frozen=True, slots=True)
class Guide:
    name: str
    title: str
    lead: str
    parts: tuple[GuidePart, ...]


@cache
def read(name: str, language: str) -> Guide:
    """The guide in `language`; in another language than ours, in Russian. KeyError for a name that is none."""
    if name not in NAMES:
        raise KeyError(name)
    language = language if language in LANGUAGES else "ru"
    text = (Path(settings.GUIDES) / language / f"{name}.md").read_text(encoding="utf-8")
    head, *_rest = PART.split(text, maxsplit=1)
    title, _newline, lead = head.strip().partition("\n")
    found = list(PART.finditer(text))
    ends = [*(part.start() for part in found[1:]), len(text)]
    parts = tuple(
        GuidePart(part["key"], part["title"], tuple(part["routes"].split()), text[part.end() : end].strip())
        for part, end in zip(found, ends, strict=True)
    )
    return Guide(name, title.removeprefix("# "), lead.strip(), parts)


def labels(guide: Guide) -> Iterator[str]:
    """Texts of the program that the guide names."""
    for part in guide.parts:
        yield from LABEL.findall(part.text)


@cache
def places() -> dict[str, tuple[str, str]]:
    """Guide and part by route; the first guide that speaks of a page is its help."""
    found: dict[str, tuple[str, str]] = {}
    for name in NAMES:
        for part in read(name, "ru").parts:
            for route in part.routes:
                found.setdefault(route, (name, part.key))
    return found


def _with_labels(text: str) -> str:
    return LABEL.sub(lambda found: f"**{escape(gettext(found[1]))}**", text)
