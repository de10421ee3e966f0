from pathlib import Path

import pytest

from config import catalogues

PYTHON = 'from django.utils.translation import gettext as _\n\nx = _("%(code)s is closed")\n'
TEMPLATE = """{% load i18n %}
  <p>{% translate "Cash" %}</p>
    {% blocktranslate count rows=n %}{{ rows }} row{% plural %}{{ rows }} rows{% endblocktranslate %}
"""
COMPLETE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "%(code)s is closed"
msgstr "%(code)s жабық"

msgid "Cash"
msgstr "Кассалық"

msgid "%(rows)s row"
msgid_plural "%(rows)s rows"
msgstr[0] "%(rows)s жол"
msgstr[1] "%(rows)s жол"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {"finance/closing.py": PYTHON, "templates/home.html": TEMPLATE}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    write(tmp_path, COMPLETE)
    return tmp_path


def write(project: Path, text: str) -> None:
    path = catalogues.catalogue_path(project, "kk")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def reasons(project: Path) -> list[str]:
    return [f"{gap.text}: {gap.reason}" for gap in catalogues.gaps(project, ("kk",))]


def test_it_finds_the_texts_of_code_and_templates(project) -> None:
    found = catalogues.texts_of_code(project)
    assert {message.id for message in found if message.id} == {
        "%(code)s is closed",
        "Cash",
        ("%(rows)s row", "%(rows)s rows"),
    }


def test_it_accepts_a_complete_catalogue(project) -> None:
    assert reasons(project) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('msgstr "Кассалық"', 'msgstr ""', "Cash: is not translated"),
        ('msgid "Cash"', '#, fuzzy\nmsgid "Cash"', "Cash: is marked fuzzy"),
        ('msgstr[1] "%(rows)s жол"', 'msgstr[1] ""', "%(rows)s row: is not translated"),
        (
            'msgstr "%(code)s жабық"',
            'msgstr "%(kod)s жабық"',
            "%(code)s is closed: has other placeholders than its translation",
        ),
    ],
)
def test_it_names_what_a_catalogue_lacks(project, old, new, reason) -> None:
    write(project, COMPLETE.replace(old, new))
    assert reasons(project) == [reason]


def test_it_names_texts_that_are_missing_and_texts_nobody_uses(project) -> None:
    write(project, COMPLETE.replace('msgid "Cash"', 'msgid "Cache"'))
    assert reasons(project) == [
        "Cash: is not in the catalogue: run make messages",
        "Cache: stands in no source file any more: run make messages",
    ]


def test_it_reports_a_catalogue_that_cannot_be_read(project) -> None:
    write(project, COMPLETE + "a line of no catalogue\n")
    assert "cannot be read" in reasons(project)[0]


def test_it_adds_new_texts_keeps_translations_and_changes_nothing_the_second_time(project) -> None:
    (project / "finance" / "closing.py").write_text(PYTHON + '\ny = _("Year")\n', encoding="utf-8")
    catalogues.update(project, ("kk",))
    first = catalogues.catalogue_path(project, "kk").read_text(encoding="utf-8")
    assert reasons(project) == ["Year: is not translated"]
    catalogues.update(project, ("kk",))
    assert catalogues.catalogue_path(project, "kk").read_text(encoding="utf-8") == first
