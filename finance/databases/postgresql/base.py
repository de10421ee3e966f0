"""PostgreSQL as Django speaks to it, known to the triggers as the program."""

from django.db.backends.postgresql import base

from finance.databases import TellsBeforeCommit


class DatabaseWrapper(TellsBeforeCommit, base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SET smeta.program = 'yes'")
        if not self.get_autocommit():
            self.connection.commit()
