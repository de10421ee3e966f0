"""What `docs/security.md` claims is proven by tests that exist, chapter by chapter of the standard."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(TEXT)
    assert len(named) > 40
    lacking = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or (name and f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert lacking == []


def test_every_chapter_of_the_standard_is_answered() -> None:
    table = TEXT.partition("## ASVS 5.0, level 2")[2].partition("\n## ")[0]
    rows = [
        line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ") and "section" not in line
    ]
    chapters = {int(number) for row in rows for number in re.findall(r"(?:^|, )(\d+)(?=\.| )", row)}
    assert chapters == set(range(1, 18))
