"""Lines of text of a PDF, page by page, as frames. Runs in the reading process only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

import pdfplumber

MAX_PAGES = 100
_SAME_LINE = 3.0


class PageError(Exception):
    """A document that is no form: `reason` goes to the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def frames(data: bytes) -> Iterator[tuple[str, bytes]]:
    """A `page` frame each: its lines as text, leading spaces kept, since only they tell the level of a row."""
    with pdfplumber.open(BytesIO(data)) as document:
        if len(document.pages) > MAX_PAGES:
            raise PageError("pages")
        for number, page in enumerate(document.pages, 1):
            lines = _lines(page)
            if number == 1 and not any(line.strip() for line in lines):
                raise PageError("no-text-layer")
            yield "page", json.dumps(lines).encode()
            page.close()


def _lines(page: pdfplumber.page.Page) -> list[str]:
    words = page.extract_words(keep_blank_chars=True, x_tolerance=2)
    if not words:
        return []
    margin = min(word["x0"] for word in words)
    width = sorted((word["x1"] - word["x0"]) / len(word["text"]) for word in words)[len(words) // 2] or 1.0
    lines: list[tuple[float, str]] = []
    for word in sorted(words, key=lambda word: (word["top"], word["x0"])):
        column = round((word["x0"] - margin) / width)
        if lines and abs(lines[-1][0] - word["top"]) < _SAME_LINE:
            top, text = lines[-1]
            lines[-1] = (top, text.ljust(column) + ("" if len(text) < column else " ") + word["text"])
        else:
            lines.append((word["top"], " " * column + word["text"]))
    return [text for _, text in lines]
