"""What both kinds of copy share: the reason for refusing one, and the migrations it was made with."""

from collections.abc import Collection

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

Migrations = Collection[tuple[str, str]]


class BackupError(Exception):
    """A copy that cannot be written or put back; the message is for the user."""


def require_known(applied: Migrations) -> None:
    """Raises BackupError where the copy was made by a newer version of the program than this one."""
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations).union(*(migration.replaces for migration in loader.disk_migrations.values()))
    ours = {app for app, _name in known}
    unknown = sorted(f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in known)
    if unknown:
        raise BackupError(
            _("The copy was made by a newer version of the program (%(migrations)s). Update the program first.")
            % {"migrations": ", ".join(unknown)}
        )


def migrate_to(applied: Migrations) -> None:
    """Bring a database without tables to the very migrations that a copy was made with, and announce nothing.

    A migration that stands for earlier ones counts where all of those were applied; where only some were,
    they are taken one by one.
    """
    executor, names = MigrationExecutor(connection), set(applied)
    standing = [step for step in executor.loader.disk_migrations.values() if step.replaces]
    is_between = any(not names.isdisjoint(step.replaces) and not names.issuperset(step.replaces) for step in standing)
    if is_between:
        executor.loader = MigrationLoader(connection, replace_migrations=False)
        names -= {(step.app_label, step.name) for step in standing}
    graph = executor.loader.graph
    held = {
        key
        for key, step in graph.nodes.items()
        if key in names or (not is_between and step and step.replaces and names.issuperset(step.replaces))
    }
    executor.migrate([key for key in held if not any(child.key in held for child in graph.node_map[key].children)])
