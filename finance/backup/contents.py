"""What a copy says of the books in it: how much is there and where the chain ends. Compared before it is put back."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from finance.backup.copying import BackupError, Migrations

Ask = Callable[[str], Any]  # the first row of an answer, None without one
DOCUMENTS, ENTRIES, LINKS = "finance_document", "finance_entry", "finance_chainlink"
# the table that is asked, and what
QUESTIONS = {
    "documents": (DOCUMENTS, "SELECT COUNT(*) FROM finance_document"),
    "entries": (ENTRIES, "SELECT COUNT(*) FROM finance_entry"),
    # of all measures together, which says nothing but that it is the same
    "tiyn": (ENTRIES, "SELECT COALESCE(SUM(CAST(ROUND(amount * 100) AS BIGINT)), 0) FROM finance_entry"),
    "links": (LINKS, "SELECT COUNT(*) FROM finance_chainlink"),
    "head": (LINKS, "SELECT head FROM finance_chainlink ORDER BY id DESC LIMIT 1"),
}


def told(ask: Ask, tables: Collection[str]) -> dict[str, str]:
    """The contents as texts, in the same words on both databases; books of an earlier version have no chain."""
    return {name: str((ask(question) or [""])[0]) for name, (table, question) in QUESTIONS.items() if table in tables}


def require_same(stated: Mapping[str, str] | None, ask: Ask, tables: Collection[str]) -> None:
    """Raises BackupError where the books differ from what their copy states; copies of old state nothing."""
    if not stated:
        return
    found = told(ask, tables)
    off = sorted(name for name in {*found, *stated} if found.get(name) != stated.get(name))
    if off:
        message = _("The copy does not hold what it says it does (%(what)s). Nothing was put back.")
        raise BackupError(message % {"what": ", ".join(off)})


def require_tables(present: Collection[str], applied: Migrations) -> None:
    """Raises BackupError where a copy made by this version lacks a table; what an older one has, migrating shows."""
    ours = {config.label for config in apps.get_app_configs()}
    if any(key[0] in ours and key not in set(applied) for key in MigrationLoader(None).disk_migrations):
        return
    models = apps.get_models(include_auto_created=True)
    lacking = sorted({model._meta.db_table for model in models if model._meta.managed} - set(present))
    if lacking:
        message = _("The copy is not whole: it lacks %(tables)s. Nothing was put back.")
        raise BackupError(message % {"tables": ", ".join(lacking[:5])})
