"""Tables without rows, as `migrate` leaves them, after a test that committed what it did."""

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from finance import chain, search_index, triggers

# of `migrate`, and the same whatever a test does
KEPT = frozenset({"django_content_type", "auth_permission"})


def emptied(connection: BaseDatabaseWrapper) -> None:
    """Takes the rows away and begins the chain anew; a table without rows is left alone."""
    triggers.drop(connection)
    quoted = connection.ops.quote_name
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in sorted(set(tables) - KEPT):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table)})")
            if cursor.fetchone()[0]:
                cursor.execute(f"DELETE FROM {quoted(table)}")
    triggers.install(connection)
    chain.begin(connection)
    search_index.make(connection)
