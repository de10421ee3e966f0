"""What every test may ask for: sample files, foreign programs, the browser, recorded query counts.

A test that needs Chromium, a PostgreSQL server or LibreOffice skips with a reason where it is missing, and fails instead when CI=true.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase
from django.utils import translation
from psycopg import sql

from finance.apps import bring_reference_data
from imports.apps import bring_bank_layouts
from imports.readers import isolation
from tests.ground.emptying import emptied
from tests.ground.libreoffice import recalculated
from tests.ground.migrated import count_as_migrated
from tests.ground.prepared_databases import prepared_postgres, prepared_sqlite  # noqa: F401 - fixtures
from tests.ground.query_counting import query_counts  # noqa: F401 - a fixture
from tests.ground.reading_here import parsing_here

PARSING_APART = isolation.parsing
DATABASE_FOLDER = pytest.StashKey[tempfile.TemporaryDirectory[str]]()
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

hypothesis.settings.register_profile("default", max_examples=50, deadline=None)
hypothesis.settings.register_profile(
    "ci", max_examples=25, deadline=None, derandomize=True, print_blob=True, database=None
)
hypothesis.settings.register_profile("soak", max_examples=5_000, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database", action="store_true",
        help="only tests whose result depends on the database: for the second run, on another database",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    profile = "soak" if _soaking() else "ci" if _in_ci() else "default"
    hypothesis.settings.load_profile(profile)
    # A slow hash guards real passwords; the sign-ins of tests are not worth a second each.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.REQUESTS_A_MINUTE = 0
    # Made from the models at once; `test_tables_of_the_tests.py` holds it against what `migrate` makes step by step.
    tests = settings.DATABASES["default"].setdefault("TEST", {})
    tests["MIGRATE"] = False
    if settings.DATABASES["default"]["ENGINE"] == "finance.databases.sqlite3":
        # A file, as in use: a database in memory is shared by threads on one connection and locks otherwise.
        config.stash[DATABASE_FOLDER] = tempfile.TemporaryDirectory(prefix="smeta-tests-")
        tests["NAME"] = f"{config.stash[DATABASE_FOLDER].name}/tests.sqlite3"


def pytest_sessionstart() -> None:
    """Tests bring the codes they stand on; `test_reference_data.py` looks at what `migrate` brings."""
    post_migrate.disconnect(bring_reference_data, sender=apps.get_app_config("finance"))
    post_migrate.disconnect(bring_bank_layouts, sender=apps.get_app_config("imports"))


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(DATABASE_FOLDER, None):
        folder.cleanup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [] if _soaking() else [item for item in items if item.get_closest_marker("soak")]
    if config.getoption("--only-database"):
        left_out += [item for item in items if not _depends_on_database(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Files are read in this process, also by fixtures that a whole file of tests stands on."""
    is_apart = _soaking() or item.get_closest_marker("apart") is not None
    isolation.parsing = PARSING_APART if is_apart else parsing_here


def _depends_on_database(item: pytest.Item) -> bool:
    """Not so what reads files, computes or draws, what looks at pages in a browser, and what brings its own server."""
    if any(item.get_closest_marker(name) for name in ("browser", "libreoffice", "postgres", "once")):
        return False
    return item.get_closest_marker("django_db") is not None or "db" in item.fixturenames  # type: ignore[attr-defined] # of functions


def _soaking() -> bool:
    return os.environ.get("SMETA_SOAK") == "1"


def _in_ci() -> bool:
    return os.environ.get("CI") == "true"


def _lacking(what: str) -> None:
    reason = f"{what} is not installed here"
    if _in_ci():
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tables of the tests count as migrated."""
    with django_db_blocker.unblock():
        count_as_migrated()


@pytest.fixture(autouse=True)
def _language_of_the_facility() -> None:
    """A page asked for in English leaves its thread in English; each test begins as the settings say."""
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _tables_are_emptied() -> Iterator[None]:
    """After a test with real transactions, past the triggers of the ledger and without making all permissions anew."""

    def teardown(case: Any) -> None:
        for name in case._databases_names(include_mirrors=False):
            emptied(connections[name])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a running server: SMETA_POSTGRES_URL, else that of DATABASE_URL, else one started for this run."""
    given = os.environ.get("SMETA_POSTGRES_URL", "") or os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    script = Path(settings.BASE_DIR) / ".ci" / "postgres"
    # Not pytest's own folder: the server's user may not enter that one.
    folder = tempfile.mkdtemp(prefix="smeta-postgres-")
    started = subprocess.run(["sh", script, "start", folder], capture_output=True, text=True, check=False)
    if started.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        if "is installed" in started.stderr:
            _lacking("A PostgreSQL server")
        pytest.fail(f"The PostgreSQL server did not start: {started.stderr}")
    try:
        yield started.stdout.strip()
    finally:
        subprocess.run(["sh", script, "stop", folder], capture_output=True, check=False)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """DATABASE_URL of an empty PostgreSQL database, for tests that need it beside the database they run on."""
    name = f"smeta_{os.getpid()}_{os.urandom(4).hex()}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{postgres_server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium on this machine."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        _lacking("Chromium")
    return str(found)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django takes that for asynchronous code and refuses its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Any]:
    """A page of the running application; a script error or a breach of the content security policy fails the test."""
    context = browser.new_context(base_url=live_server.url, locale="ru-KZ", viewport={"width": 1366, "height": 850})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield opened
    context.close()
    assert faults == []


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice on this machine."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        _lacking("LibreOffice")
    return str(found)


@pytest.fixture
def recalculate(soffice: str, tmp_path: Path) -> Callable[[Path], Path]:
    """`recalculate(workbook)`: a copy whose formulas LibreOffice has computed anew, whatever values were stored with them."""
    return lambda workbook: recalculated(soffice, workbook, tmp_path)
