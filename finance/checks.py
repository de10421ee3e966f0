"""System checks: what must be true before the program may run."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from finance import second_factor, triggers
from finance.models import Facility


def refuse_training_data_in_production() -> list[str]:
    """Sentences why this database may not be used with production settings; none elsewhere."""
    if not settings.PRODUCTION:
        return []
    try:
        is_training = Facility.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return []
    if not is_training:
        return []
    return [_("This database was made for training: its passwords are known. Production must use another one.")]


def database_trouble(error: DatabaseError) -> str:
    """A sentence for what a person can put right: out of reach, busy, not prepared; empty for anything else."""
    if "locked" in str(error):
        return _("Another program is writing to the database. Try again in a moment; nothing was changed.")
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return _("The database cannot be reached. Check DATABASE_URL and that its server is running.")
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return _("The database is not prepared for this version. Run “manage.py migrate”, or “manage.py demo” to try.")
    return ""


@register(Tags.security)
def training_data(**_kwargs: Any) -> list[CheckMessage]:
    return [checks.Error(sentence, id="finance.E001") for sentence in refuse_training_data_in_production()]


@register(Tags.security, deploy=True)
def second_factor_of_everybody(**_kwargs: Any) -> list[CheckMessage]:
    """A warning: whoever is asked for it needs a telephone on that day, so a facility chooses the day."""
    try:
        if second_factor.is_of_everybody():
            return []
    except DatabaseError:
        pass  # nothing is chosen yet in a database that is not prepared
    text = _(
        "A password alone signs in here. Set SMETA_SECOND_FACTOR=everybody, or let each facility ask everybody for a "
        "second factor."
    )
    return [checks.Warning(text, id="finance.W002")]


@register(Tags.database)
def triggers_in_place(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """A warning only: an error would keep `migrate` from running, which puts them back."""
    if not databases or "finance_auditevent" not in connection.introspection.table_names():
        return []
    missing = triggers.missing(connection)
    if not missing:
        return []
    text = _("The ledger is not guarded, triggers are missing: %(names)s. Run 'migrate'.")
    return [checks.Warning(text % {"names": ", ".join(missing)}, id="finance.W001")]
