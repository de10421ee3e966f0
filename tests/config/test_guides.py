"""Guides stand in both languages, say the words of the screen, and every page leads to the part that helps with it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import URLResolver, get_resolver
from django.utils import translation

from config import catalogues, guides
from finance import rooms
from finance.models import Membership
from tests.ground.ledger_ground import build

EACH = [(language, name) for language in guides.LANGUAGES for name in guides.NAMES]


def routes(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                found |= routes(pattern, (*namespaces, *filter(None, [pattern.namespace])))
        elif pattern.name:
            found.add(":".join((*namespaces, pattern.name)))
    return found


@pytest.fixture(scope="module")
def known():
    return catalogues.texts_of_code(Path(settings.BASE_DIR))


@pytest.mark.parametrize(("language", "name"), EACH)
def test_a_guide_names_only_labels_that_the_program_has(known, language, name) -> None:
    assert [label for label in guides.labels(guides.read(name, language)) if known.get(label) is None] == []


@pytest.mark.parametrize("name", guides.NAMES)
def test_both_languages_have_the_same_parts_for_the_same_pages(name) -> None:
    russian, kazakh = (guides.read(name, language) for language in guides.LANGUAGES)
    assert [(part.key, part.routes) for part in russian.parts] == [(part.key, part.routes) for part in kazakh.parts]
    assert [sorted(guides.LABEL.findall(part.text)) for part in russian.parts] == [
        sorted(guides.LABEL.findall(part.text)) for part in kazakh.parts
    ]
    assert all(part.text for part in russian.parts)


def test_parts_are_the_help_of_pages_that_exist() -> None:
    assert set(guides.places()) - routes(get_resolver()) == set()


def test_every_section_of_the_menu_has_its_help() -> None:
    asked = {"home", "report", *(section.route for section in rooms.sections())}
    assert asked - set(guides.places()) == set()


def test_a_label_is_said_in_the_readers_language() -> None:
    [files] = [part for part in guides.read("economist", "kk").parts if part.key == "files"]
    with translation.override("kk"):
        assert "<strong>Жүктеу</strong>" in files.html()


def test_text_of_a_guide_never_becomes_markup() -> None:
    part = guides.GuidePart("x", "x", (), "<script>alert(1)</script> [[<b>]]")
    assert "<script>" not in part.html()
    assert "<b>" not in part.html()


@pytest.mark.django_db
def test_the_question_mark_of_a_page_leads_to_its_part(client) -> None:
    ground = build()
    user = User.objects.create_user("reader")
    Membership.objects.create(user=user, facility=ground.budget.facility, role=Membership.Role.AUDITOR)
    client.force_login(user)
    assert 'href="/guide/economist/#files"' in client.get("/imports/").content.decode()
    page = client.get("/guide/economist/").content.decode()
    assert 'id="files"' in page
    assert client.get("/guide/").status_code == 200
    assert client.get("/guide/none/").status_code == 404
