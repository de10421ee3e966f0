"""No page says a key of the program to a person: what is written in Latin small letters is a name of theirs or a fault."""

import re
from collections import Counter
from functools import reduce
from html.parser import HTMLParser
from urllib.parse import urljoin, urlparse

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from finance import plan_drafts
from finance.models import Budget
from imports import sample_files
from imports.models import Batch
from tariffs import runs
from tests.ground.costing_ground import JANUARY, JUNE, costed
from tests.ground.import_ground import bring

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# A word in small Latin letters, with what keys join: `command-line`, `amount_with_vat`, `driver:positions`, `form2`.
WORD = re.compile(r"(?<![\w./@-])[a-z][a-z0-9]{2,}(?:[_:-][a-z0-9]+)*(?![\w@/])|(?<!\w)\d{4}-[a-z][\w-]*")
# Where every word is Latin, what joins words as no text does.
IN_ENGLISH = re.compile(
    r"(?<![\w./@-])[a-z]+(?:_[a-z0-9]+)+|(?<![\w./@-])[a-z]+:[a-z]+|command-line|form2|\d{4}-[a-z][\w-]*"
)
FINGERPRINT = re.compile(r"\b[0-9a-f]{64}\b")  # of an issue: compared letter by letter
UNSEEN = {"script", "style", "code", "kbd"}
NONSENSE = "ъъ-01"
# Sent as nonsense they would end the walk.
NOT_SENT = {"logout", "set_language", "theme", "end-session"}
# The file itself, as it came, and the list of the programs used.
THEIR_OWN = {"imports:cell"}


class Seen(HTMLParser):
    """What a person reads of a page, hints of fields and pictures included, where its links lead, and its forms.

    Of a form that is posted its address and its fields: what is hidden as it is, all else nonsense.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._unseen = 0
        self._fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._unseen += tag in UNSEEN
        self.links += [told["href"]] if tag == "a" and told.get("href") else []  # type: ignore[list-item] # not None
        if tag == "form":
            self._fields = {}
            self.forms += [(told.get("action") or "", self._fields)] if told.get("method") == "post" else []
        if name := told.get("name"):
            is_kept = told.get("type") == "hidden" or tag == "button"
            self._fields.setdefault(name, (told.get("value") or "") if is_kept else NONSENSE)
        self.texts += [text for name in ("title", "aria-label", "placeholder", "alt") if (text := told.get(name))]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen and data.strip():
            self.texts.append(data)


def people_with_names_of_their_own() -> None:
    """In the sample facility accounts are called as roles are."""
    for person in User.objects.filter(username__in=("economist", "accountant", "manager", "auditor", "admin")):
        person.first_name = {"economist": "Айгүл", "admin": "Болат"}.get(person.username, "Дана")
        person.save()


def client_of(name: str, language: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    made.cookies["django_language"] = language
    return made


def walked(client: Client, at_most: int) -> dict[str, Seen]:
    """Pages by address, found by their links from the first one; `at_most` of one view, and of every report.

    A long walk looks at every table of the set-up too.
    """
    found: dict[str, Seen] = {}
    often: Counter[tuple[str, ...]] = Counter()
    waiting, known = ["/"], {"/"}
    while waiting:
        address = waiting.pop(0)
        try:
            match = resolve(urlparse(address).path)
        except Resolver404:
            continue
        is_apart = at_most > 1 or match.view_name == "report"
        view = (match.view_name, match.kwargs.get("name", "") if is_apart else "")
        often[view] += 1
        if often[view] > at_most or match.app_name == "admin":
            continue
        answer = client.get(address)
        if answer.status_code in (301, 302):
            waiting.append(answer.url)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = found[address] = Seen()
        page.feed(answer.content.decode())
        targets = (urljoin(address, link).split("#")[0] for link in page.links)
        new = [one for one in dict.fromkeys(targets) if one not in known and not urlparse(one).netloc]
        known.update(new)
        waiting += new
    return found


def refused(client: Client, pages: dict[str, Seen], at_most: int) -> dict[str, Seen]:
    """What each form answers to nonsense, by its address; whatever came of it is taken back."""
    found: dict[str, Seen] = {}
    often: Counter[str] = Counter()
    for place, page in pages.items():
        for action, fields in page.forms:
            address = urljoin(place, action)
            view = resolve(urlparse(address).path).view_name
            often[view] += 1
            if often[view] > at_most or view in NOT_SENT:
                continue
            with transaction.atomic():
                answer = client.post(address, fields, follow=True)
                transaction.set_rollback(True)
            if answer["Content-Type"].startswith("text/html"):
                seen = found[address] = Seen()
                seen.feed(answer.content.decode())
    return found


def keys_said(pages: dict[str, Seen], names: set[str], key: re.Pattern[str] = WORD) -> dict[str, str]:
    """A key and the first page that says it."""
    said: dict[str, str] = {}
    for address, page in pages.items():
        if resolve(urlparse(address).path).view_name in THEIR_OWN:
            continue
        for text in page.texts:
            own = reduce(lambda left, name: left.replace(name, ""), names, FINGERPRINT.sub("", text))
            for word in key.findall(own):
                said.setdefault(word, f"{address}: {text.strip()[:80]}")
    return said


@pytest.fixture
def names(settings) -> set[str]:
    """Of accounts and files: what people called so themselves."""
    settings.SMETA_TODAY = "2025-12-15"
    scope = costed()
    bring(sample_files.FOLDER / "contracts-2025.csv")
    bring(sample_files.FOLDER / "cash-balances-2025.csv")
    people_with_names_of_their_own()
    budget, economist = Budget.objects.get(), User.objects.get(username="economist")
    plan_drafts.begin(budget, "plan", user=economist)
    runs.run(scope.budgets[0], JANUARY, JUNE, user=economist)
    return {*User.objects.values_list("username", flat=True), *Batch.objects.values_list("source_name", flat=True)} - {
        "command-line", "operator",
    }  # fmt: skip


def test_the_reader_finds_a_key_that_stands_on_a_page() -> None:
    page = Seen()
    page.feed('<p title="driver:positions">Итого <b>amount_with_vat</b><code>unit</code> команда command-line</p>')
    assert set(keys_said({"/": page}, {"driver"})) == {"amount_with_vat", "command-line", "positions"}
    assert set(keys_said({"/": page}, set())) == {"amount_with_vat", "command-line", "driver:positions"}
    assert set(keys_said({"/": page}, set(), IN_ENGLISH)) == {"amount_with_vat", "command-line", "driver:positions"}


def test_no_page_shows_a_key(names) -> None:
    client = client_of("economist", "kk")
    pages = walked(client, at_most=1)
    assert len(pages) > 40
    assert keys_said(pages, names) == {}
    answers = refused(client, pages, at_most=1)
    assert len(answers) > 20
    assert keys_said(answers, names) == {}


@pytest.mark.soak
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("name", ["economist", "accountant", "manager", "auditor", "admin"])
def test_no_page_of_anybody_shows_a_key(names, name: str, language: str) -> None:
    key = IN_ENGLISH if language == "en" else WORD
    client = client_of(name, language)
    pages = walked(client, at_most=4)
    assert keys_said(pages, names, key) == {}
    assert keys_said(refused(client, pages, at_most=20), names, key) == {}
