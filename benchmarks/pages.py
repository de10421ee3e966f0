"""Every page of the demo: queries, server time and size, one line an address, those over a limit first.

    DATABASE_URL=sqlite:////…/demo.sqlite3 python manage.py demo
    DATABASE_URL=sqlite:////…/demo.sqlite3 PYTHONPATH=. python benchmarks/pages.py [--as NAME] [ADDRESS…]

Follows the links from the first page, and asks each report of each budget. Milliseconds are of the processor, the least
of three askings, so with what is kept while the books stay as they are; `--first` asks once, in a process that has kept
nothing. Bytes are those sent, compressed. Exit 1 where a page is over a limit.
"""

import argparse
import gzip
import re
import sys
import time
from collections import defaultdict
from typing import NamedTuple
from urllib.parse import urlsplit

import django_begun  # noqa: F401 - before the models
from django.contrib.auth.models import User
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import Resolver404, resolve, reverse

from finance import rooms
from finance.models import Budget

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "BEGIN")
ROUNDS = 1 if "--first" in sys.argv else 3
QUERIES, MILLISECONDS, BYTES = 12, 50, 60_000
# Addresses of one route that are asked; they differ by what they show only.
OF_ONE_ROUTE = 4
LINK = re.compile(r'href="(/[^"#]*)')
NOT_PAGES = re.compile(r"^/(static|admin|sign-out|api)/|\.(xlsx|docx|pdf|csv|json|html)(\?|$)|/source/|/file/$")


class Measured(NamedTuple):
    """One page as it was answered: queries, milliseconds of the processor, bytes sent."""

    address: str
    status: int
    queries: int
    milliseconds: float
    size: int

    @property
    def is_over(self) -> bool:
        return self.status >= 500 or self.queries > QUERIES or self.milliseconds > MILLISECONDS or self.size > BYTES


def measured(client: Client, address: str) -> tuple[Measured, str]:
    spent = []
    for _round in range(ROUNDS):
        reset_queries()  # the log holds some thousands
        with CaptureQueriesContext(connection) as caught:
            began = time.process_time()
            answer = client.get(address, headers={"accept-encoding": "gzip"})
            content = answer.content if not answer.streaming else b""
            spent.append((time.process_time() - began) * 1000)
    queries = [
        one["sql"] for one in caught.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))
    ]
    made = Measured(address, answer.status_code, len(queries), min(spent), len(content))
    if "html" not in answer.headers.get("Content-Type", ""):
        return made, ""
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return made, (gzip.decompress(content) if is_packed else content).decode(errors="replace")


def first_addresses() -> list[str]:
    """Every report of every budget, as the menu does not lead to all of them."""
    keys = list(Budget.objects.values_list("key", flat=True))
    names = [one.name for _family, reports in rooms.families() for one in reports]
    return [
        "/",
        "/manager/",
        "/search/?q=111",
        *(reverse("report", args=[key, name]) for key in keys for name in names),
    ]


def kind(address: str) -> str:
    """What addresses of one route have in common: for reports the name, for others the route."""
    found = resolve(urlsplit(address).path)
    return f"{found.view_name} {found.kwargs.get('name', '')} {found.kwargs.get('kind', '')}"


def crawl(client: Client, addresses: list[str]) -> list[Measured]:
    found: list[Measured] = []
    asked: defaultdict[str, int] = defaultdict(int)
    waiting, seen = list(addresses), set(addresses)
    while waiting:
        address = waiting.pop(0)
        made, text = measured(client, address)
        if made.status in (200, 404, 422) or made.status >= 500:
            found.append(made)
        for link in (one.replace("&amp;", "&") for one in LINK.findall(text)):
            if link in seen or NOT_PAGES.search(link):
                continue
            seen.add(link)
            try:
                name = kind(link)
            except Resolver404:
                continue
            if asked[name] < OF_ONE_ROUTE:
                asked[name] += 1
                waiting.append(link)
    return found


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("--as", dest="who", default="economist")
    told.add_argument("--first", action="store_true", help="as the first to ask, with nothing kept")
    told.add_argument("--sql", action="store_true", help="print the queries of the addresses given")
    told.add_argument("addresses", nargs="*")
    options = told.parse_args()
    client = Client()
    client.force_login(User.objects.get(username=options.who), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "ru"
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        if options.sql:
            for address in options.addresses:
                client.get(address)
                with CaptureQueriesContext(connection) as caught:
                    client.get(address)
                for number, one in enumerate(caught.captured_queries, 1):
                    print(number, one["time"], one["sql"][:400])
            return 0
        if options.addresses:
            found = [measured(client, address)[0] for address in options.addresses]
        else:
            found = crawl(client, first_addresses())
    found.sort(key=lambda one: (not one.is_over, -one.queries, -one.milliseconds))
    for one in found:
        over = "over" if one.is_over else "    "
        figures = f"{one.queries:4} queries {one.milliseconds:7.1f} ms {one.size:8} bytes"
        print(f"{over} {one.status} {figures}  {one.address}")
    over = sum(one.is_over for one in found)
    print(f"{len(found)} pages, {over} over {QUERIES} queries, {MILLISECONDS} ms or {BYTES} bytes")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
