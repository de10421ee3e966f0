"""No page reads the whole of a table that grows with the books: each of its queries goes through an index.

SQLite chooses without statistics, so a few rows show what a million would; PostgreSQL is told to avoid whole tables.
"""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance import rooms
from finance.models import Membership
from tests.ground.costing_ground import ACTUAL, COSTING, costed

GROWING = ("finance_entry", "tariffs_stay", "imports_batchrow", "finance_auditevent", "finance_chainlink")
FILES = ("plan-2025.xlsx", "contracts-2025.csv", "cash-register-2025-h1.xlsx", "stays-2025-h1.csv", *COSTING, *ACTUAL)
MONTHS = "?from=2025-01&through=2025-06"


def whole_tables(queries: list[str]) -> Iterator[str]:
    """What the database would read from end to end."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute("SET LOCAL enable_seqscan = off")
        for query in queries:
            # the newest row is read from the end of the table
            if not query.startswith(("SELECT", "WITH", "(SELECT")) or query.endswith("DESC LIMIT 1"):
                continue
            cursor.execute(("EXPLAIN " if is_postgresql else "EXPLAIN QUERY PLAN ") + query)
            for row in cursor.fetchall():
                step = str(row[-1]).strip()
                for table in GROWING:
                    if f"Seq Scan on {table} " in step or step in (f"SCAN {table}", f"SCAN TABLE {table}"):
                        yield f"{step}: {query}"


@pytest.mark.soak
@pytest.mark.django_db
def test_no_page_reads_a_growing_table_from_end_to_end() -> None:
    scope = costed(files=FILES)
    budget = scope.budgets[0]
    user = User.objects.create(username="reader")
    Membership.objects.create(user=user, facility=budget.facility, role="manager")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    pages = [
        reverse("home"), reverse("entries"), reverse("entries") + f"?budget={budget.key}&code=141", reverse("manager"),
        reverse("months", args=[budget.key]), reverse("imports:list"),
        *(reverse("report", args=[budget.key, name]) + MONTHS for name in rooms.reports()),
        reverse("report", args=[budget.key, "trail"]) + MONTHS + "&who=anna&what=finance.month.closed&place=10.0.",
    ]  # fmt: skip
    found = []
    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            client.get(page, follow=True)
        found += [f"{page} {step}" for step in whole_tables([one["sql"] for one in asked])]
    assert found == []
