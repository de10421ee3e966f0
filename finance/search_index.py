"""Words of entries, indexed by the database: FTS5 of SQLite, a GIN index of PostgreSQL.

Posting stays as quick as it was: entries are never changed, so the index catches up when somebody looks. What it finds
is compared with the entry itself, so an index that lags or was copied from elsewhere shows nothing wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from finance.databases.looking import without_waiting
from finance.models import Entry
from finance.searching import FORGIVEN_FROM, Query, amount_words, is_one_off, words_of

TABLES = ("search_words", "search_vocabulary")
AT_ONCE = 5_000
IN_A_LOOK = 50_000  # entries indexed while a person waits; the rest by the next looks
FORGIVEN_WORDS = 20
SHORT = 2  # letters
TEXTS = ("number", "counterparty_number", "counterparty_name", "contract_number", "purpose")
# the newest entry that is indexed
_LAST = {
    "sqlite": "SELECT MAX(id) FROM search_words_docsize",
    "postgresql": "SELECT MAX(entry_id) FROM search_words",
}


OF_SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_words
    USING fts5(words, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '_'")""",
    "CREATE TABLE IF NOT EXISTS search_vocabulary (word text PRIMARY KEY, letters integer NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS search_vocabulary_letters ON search_vocabulary (letters)",
)
OF_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS search_words (entry_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_words_words ON search_words USING gin (words)",
    "CREATE TABLE IF NOT EXISTS search_vocabulary (word text PRIMARY KEY, letters integer NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_vocabulary_letters ON search_vocabulary (letters)",
)


def make(database: BaseDatabaseWrapper) -> None:
    """The tables of the index, where they are not there. No migration: what they hold can be made again at any time."""
    with database.cursor() as cursor:
        for statement in OF_POSTGRESQL if database.vendor == "postgresql" else OF_SQLITE:
            cursor.execute(statement)


def words_of_entry(entry: Entry) -> set[str]:
    texts = (str(getattr(entry, name)) for name in TEXTS)
    return words_of(*texts) | amount_words(entry.amount)


def catch_up(most: int = IN_A_LOOK) -> int:
    """Index up to `most` entries that are not; how many are left. One query where none is new.

    While somebody else writes, it is left to the next look.
    """
    if not _is_behind():
        return 0
    with suppress(OperationalError), without_waiting():
        while most > 0 and (done := _index_some()):
            most -= done
    return Entry.objects.filter(pk__gt=_last()).count()


def complete() -> None:
    """Index every entry that is not, waiting for whoever writes. Raises OperationalError where that takes too long."""
    while _is_behind() and _index_some():
        pass


def _is_behind() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LAST[connection.vendor] + " UNION ALL SELECT MAX(id) FROM finance_entry")  # noqa: S608 - of constants alone
        (last,), (newest,) = cursor.fetchall()
    return (last or 0) != (newest or 0)


def _newest() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def _index_some() -> int:
    """How many it was."""
    _lock()
    if _newest() < _last():
        # of entries that the books do not have: another database's
        clear()
    new = list(Entry.objects.filter(pk__gt=_last()).order_by("pk").only("amount", "budget_id", *TEXTS)[:AT_ONCE])
    if new:
        _keep(new)
    return len(new)


def entry_ids(query: Query, budget_ids: Iterable[int], most: int) -> list[int]:
    """Primary keys of entries that may meet the query, newest first; what they meet is asked of them again.

    Beside longer words those of a letter or two are left to that: the index would read half of itself for them.
    """
    longer = tuple(word for word in query.words if len(word) > SHORT)
    statement, asked = _asked(budget_ids, longer or query.words)
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY 1 DESC LIMIT %s", [*asked, most])
        return [pk for (pk,) in cursor.fetchall()]


def matching(query: Query, budget_ids: Iterable[int]) -> RawSQL | list[int]:
    """The same, however many, for `filter(pk__in=…)`."""
    statement, asked = _asked(budget_ids, query.words)
    return RawSQL(statement, asked) if asked else []  # noqa: S611 # of this file, what was typed is given apart


def _asked(budget_ids: Iterable[int], words: Sequence[str]) -> tuple[str, list[str]]:
    """The statement that finds entries by `words` and what it is given; nothing where nothing is looked for."""
    budgets = " OR ".join(f'"b_{pk}"' for pk in sorted(budget_ids))
    if not words or not budgets:
        return "", []
    forgiven = _forgiven(words)
    spellings = [[word, *forgiven.get(word, ())] for word in words]
    if connection.vendor == "postgresql":
        wanted = " & ".join("(" + " | ".join([f"'{s[0]}':*", *(f"'{w}'" for w in s[1:])]) + ")" for s in spellings)
        own = budgets.replace('"', "'").replace(" OR ", " | ")
        return "SELECT entry_id FROM search_words WHERE words @@ %s::tsquery", [f"{wanted} & ({own})"]
    wanted = " AND ".join("(" + " OR ".join([f'"{s[0]}" *', *(f'"{w}"' for w in s[1:])]) + ")" for s in spellings)
    return "SELECT rowid FROM search_words WHERE search_words MATCH %s", [f"{wanted} AND ({budgets})"]


def _forgiven(words: Sequence[str]) -> dict[str, list[str]]:
    """By word, those of the entries that are one letter off, the nearest in the alphabet's order. One query."""
    long = [word for word in words if len(word) >= FORGIVEN_FROM and word.isalpha()]
    if not long:
        return {}
    lengths = [len(word) for word in long]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM search_vocabulary WHERE letters BETWEEN %s AND %s ORDER BY word",
            [min(lengths) - 1, max(lengths) + 1],
        )
        known = [word for (word,) in cursor.fetchall()]
    return {word: [one for one in known if not one.startswith(word) and is_one_off(word, one)][:FORGIVEN_WORDS]
            for word in long}  # fmt: skip


def _last() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LAST[connection.vendor])
        return int(cursor.fetchone()[0] or 0)


def _lock() -> None:
    """Two people who look at once index one after the other; on SQLite writing does that by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE search_words IN SHARE ROW EXCLUSIVE MODE")


def _keep(entries: Sequence[Entry]) -> None:
    rows: list[tuple[int, Any]] = []
    vocabulary: set[str] = set()
    for entry in entries:
        words = words_of_entry(entry)
        vocabulary |= {word for word in words if len(word) >= FORGIVEN_FROM - 1 and word.isalpha()}
        rows.append((entry.pk, sorted({*words, f"b_{entry.budget_id}"})))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany("INSERT INTO search_words (entry_id, words) VALUES (%s, array_to_tsvector(%s))", rows)
        else:
            told = [(pk, " ".join(words)) for pk, words in rows]
            cursor.executemany("INSERT INTO search_words (rowid, words) VALUES (%s, %s)", told)
        cursor.executemany(
            "INSERT INTO search_vocabulary (word, letters) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(word, len(word)) for word in sorted(vocabulary)],
        )


def clear() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE search_words")
        else:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('delete-all')")
        cursor.execute("DELETE FROM search_vocabulary")
