"""SQLite as Django speaks to it, known to the triggers as the program."""

from typing import Any

from django.db.backends.sqlite3 import base

from finance.databases import TellsBeforeCommit


class DatabaseWrapper(TellsBeforeCommit, base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_function("smeta_program", 0, lambda: 1, deterministic=True)
        return connection
