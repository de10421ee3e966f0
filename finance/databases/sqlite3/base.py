"""SQLite as Django speaks to it, known to the triggers as the program, and blind to case in every alphabet."""

import re
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

from finance.databases import TellsBeforeCommit


class DatabaseWrapper(TellsBeforeCommit, base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_function("smeta_program", 0, lambda: 1, deterministic=True)
        for arguments in (2, 3):
            connection.create_function("like", arguments, like, deterministic=True)
        return connection


def like(pattern: object, text: object, escape: str = "") -> bool | None:
    """SQLite's own LIKE knows capitals of English alone; this one finds «ТОО Прачечная» by «прачечн»."""
    if pattern is None or text is None:
        return None
    return _matcher(str(pattern), escape).fullmatch(str(text).casefold()) is not None


@lru_cache(256)
def _matcher(pattern: str, escape: str) -> re.Pattern[str]:
    parts, is_escaped = [], False
    for sign in pattern.casefold():
        if escape and sign == escape.casefold() and not is_escaped:
            is_escaped = True
            continue
        parts.append({"%": ".*", "_": "."}.get(sign, re.escape(sign)) if not is_escaped else re.escape(sign))
        is_escaped = False
    return re.compile("".join(parts), re.DOTALL)
