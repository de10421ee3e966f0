"""How long looking for something takes in large books: the page of the search, asked as people ask.

    DATABASE_URL=… PYTHONPATH=. .venv/bin/python benchmarks/searching.py [--rounds 7]

`DATABASE_URL` is a database that `generate` filled, SQLite or PostgreSQL; what is not indexed yet is indexed first.
Milliseconds of the clock, of the processor of this process, and queries: the least and the median of the rounds. Exit 1
where a median is over the target.
"""

import argparse
import statistics
import sys
import time

import django_begun  # noqa: F401 - before the models
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils.http import urlencode

from finance import search_index
from finance.models import Entry, Facility, Membership

TARGET = 150.0  # milliseconds


def asked() -> dict[str, str]:
    """What is typed, by what it is, of an entry in the middle of the books."""
    middle = Entry.objects.filter(measure="cash").exclude(counterparty_name="").order_by("pk")
    one = middle[middle.count() // 2]
    name = max(one.counterparty_name.split(), key=len).strip("«»\"'")
    return {
        "a supplier": one.counterparty_name, "the beginning of a word": name[:5], "one letter off": name[:2] + name[3:],
        "a БИН": one.counterparty_number, "a sum": f"{one.amount:.2f}", "a sum without tiyn": str(int(one.amount)),
        "words of a purpose": " ".join(one.purpose.split()[:3]), "a word of most entries": "оплата",
        "two letters": "то", "a code": one.code.code, "nothing there": "щщщщ",
    }  # fmt: skip


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("--rounds", type=int, default=7)
    options = told.parse_args()
    began = time.monotonic()
    while search_index.catch_up():
        pass
    print(f"{Entry.objects.count()} entries on {connection.vendor}; indexed in {time.monotonic() - began:.0f} s")
    user, _made = User.objects.get_or_create(username="searcher")
    Membership.objects.get_or_create(user=user, facility=Facility.objects.order_by("pk")[0], role="economist")
    client, over = Client(), 0
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        client.get("/search/?q=111")
        for name, text in asked().items():
            clock, processor = [], []
            for _round in range(options.rounds):
                with CaptureQueriesContext(connection) as caught:
                    began, spent = time.perf_counter(), time.process_time()
                    client.get("/search/?" + urlencode({"q": text}))
                    clock.append((time.perf_counter() - began) * 1000)
                    processor.append((time.process_time() - spent) * 1000)
            is_over = statistics.median(clock) > TARGET
            over += is_over
            print(
                f"{name:25} clock {min(clock):7.1f} {statistics.median(clock):7.1f}   processor {min(processor):7.1f} "
                f"{statistics.median(processor):7.1f} ms   {len(caught.captured_queries)} queries"
                + ("   over" if is_over else "")
            )
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
