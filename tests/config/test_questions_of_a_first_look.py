"""What a page costs whoever looks first after the books have changed: nothing of it is kept yet."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance import kept, rooms
from finance.models import Membership
from tests.ground.costing_ground import ACTUAL, COSTING, costed
from tests.ground.query_counting import NOT_COUNTED

FILES = ("plan-2025.xlsx", "contracts-2025.csv", "cash-register-2025-h1.xlsx", *COSTING, *ACTUAL)
MOST = 12
# The months prove the books, which asks them anew.
MORE = {"months": 29}


@pytest.mark.django_db
def test_no_page_asks_more_than_a_dozen_questions_when_looked_at_first() -> None:
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
    assert over == {}
