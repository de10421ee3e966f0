"""What a page costs whoever looks first after the books have changed, nothing of it kept yet, and what it weighs."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance import kept, rooms
from finance.models import Membership
from procurement.models import Contract
from tests.ground.costing_ground import ACTUAL, COSTING, costed
from tests.ground.query_counting import NOT_COUNTED

FILES = ("plan-2025.xlsx", "contracts-2025.csv", "cash-register-2025-h1.xlsx", *COSTING, *ACTUAL)
MOST = 12
# The months prove the books, which asks them anew; PostgreSQL is told besides of what moment and how long to wait.
MORE = {"months": 25 if connection.vendor == "postgresql" else 21}
# Bytes of what one page loads; the plan's grid has scripts of its own beside.
HEAVIEST = {"page": 60 * 1024, "sheets": 30 * 1024, "scripts": 60 * 1024}


@pytest.mark.django_db
def test_no_page_asks_more_than_a_dozen_questions_when_looked_at_first_nor_is_heavy() -> None:
    budget = costed(files=FILES).budgets[0]
    user = User.objects.create(username="reader")
    Membership.objects.create(user=user, facility=budget.facility, role="economist")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    pages = {name: reverse("report", args=[budget.key, name]) for name in rooms.reports()}
    pages |= {"home": reverse("home"), "entries": reverse("entries"), "imports": reverse("imports:list")}
    pages |= {name: reverse(name, args=[budget.key]) for name in ("months", "plan", "explanations", "issues")}
    number = budget.facility.number
    pages |= {"facility": reverse("facility", args=[number])}
    pages |= {
        key: reverse("register", args=[number, key])
        for key in ("attribution", "drivers", "centres", "codes", "tariffs")
    }
    pages |= {"head": reverse("manager"), "batch": reverse("imports:batch", args=[1]), "search": reverse("search")}
    pages |= {"contract": reverse("procurement:contract", args=[Contract.objects.earliest("pk").pk])}
    pages |= {
        "contracts": reverse("procurement:contracts", args=[budget.key]),
        "carry-over": reverse("procurement:carry-over", args=[budget.key]),
    }
    pages |= {f"{name} to issue": reverse("prepare-issue", args=[budget.key, name]) for name in ("half-year", "form2")}
    client.get(pages["plan"])  # the session knows the budget
    over = {}
    for name, page in pages.items():
        kept.forget()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page)
        count = sum(not one["sql"].startswith(NOT_COUNTED) for one in asked.captured_queries)
        assert answer.status_code < 500
        if count > MORE.get(name, MOST):
            over[name] = count
        if faults := too_heavy(answer.content):
            over[f"weight of {name}"] = faults
    assert over == {}


def too_heavy(page: bytes) -> list[str]:
    """What of a page is more than a poor line bears: the page as it is sent, each sheet as it stands, and all scripts."""
    said = page.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', said)
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', said)
    weights = {"page": len(gzip.compress(page)), "sheets": weight_of(sheets), "scripts": weight_of(scripts)}
    elsewhere = [one for one in re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', said) if not one.startswith("/static/")]
    return [f"{name}: {weight}" for name, weight in weights.items() if weight > HEAVIEST[name]] + elsewhere


def weight_of(addresses: list[str]) -> int:
    return sum((settings.BASE_DIR / address.lstrip("/")).stat().st_size for address in addresses)
