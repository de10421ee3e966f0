"""PostgreSQL keeps no order of the keys of JSON: every page, file and message says the same whichever order they come in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.test import Client

from finance import kept, rooms
from finance.issuing import WantedIssue, issue_now
from finance.models import Issue
from finance.rights import Approval
from finance.service_accounts import service_accounts
from imports.models import Batch
from tariffs import runs
from tests.ground.costing_ground import ACTUAL, COSTING, JANUARY, JUNE, costed

FILES = ("plan-2025.xlsx", "contracts-2025.csv", "cash-register-2025-h1.xlsx", "stays-2025-h1.csv", *COSTING, *ACTUAL)
OF_THE_ANSWER = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')
MONTHS = "from=2025-01&through=2025-06"
# The second turns every pair of keys around.
ORDERS: dict[str, Callable[[list[str]], list[str]]] = {
    "as PostgreSQL has them": lambda keys: sorted(keys, key=lambda key: (len(key.encode()), key.encode())),
    "the other way round": lambda keys: sorted(keys, key=lambda key: (len(key.encode()), key.encode()), reverse=True),
}


def ordered(value: Any, order: Callable[[list[str]], list[str]]) -> Any:
    if isinstance(value, dict):
        return {key: ordered(value[key], order) for key in order(list(value))}
    return [ordered(one, order) for one in value] if isinstance(value, list) else value


@pytest.mark.once
@pytest.mark.soak  # a look at every page twice
@pytest.mark.django_db
def test_every_page_says_the_same_whichever_order_they_come_in(monkeypatch) -> None:
    scope = costed(files=FILES)
    budget = scope.budgets[0]
    run = runs.run(budget, JANUARY, JUNE, user=User.objects.get(username="economist"))
    people = service_accounts()
    wanted = WantedIssue("half-year", scope, JANUARY, JUNE)
    issue_now(wanted, Approval(people.author, people.approver))
    client = Client()
    client.force_login(User.objects.get(username="economist"), backend="django.contrib.auth.backends.ModelBackend")
    here = f"/budget/{budget.key}"
    pages = [
        "/", "/manager/", "/imports/", "/imports/mappings/", "/imports/rules/", "/imports/forms/", f"{here}/months/",
        *(f"{here}/{name}.json?{MONTHS}" for name in rooms.reports()),
        *(f"/imports/{batch.pk}/" for batch in Batch.objects.all()),
        *(f"/imports/{batch.pk}/undo/" for batch in Batch.objects.all()),
        *(f"/issues/{issue.pk}/" for issue in Issue.objects.all()), f"{here}/issues/", f"{here}/methods/?{MONTHS}",
        f"/costing/runs/{run.pk}/", f"/costing/runs/{run.pk}/what-if/?price-141=10", f"{here}/half-year/?{MONTHS}",
        f"/costing/{budget.key}/trace/?{MONTHS}&profile=neurology", f"{here}/contracts/", f"{here}/payments/",
    ]  # fmt: skip
    read, said = models.JSONField.from_db_value, dict[str, dict[str, str]]()
    monkeypatch.setattr(kept, "MOST_KEPT", 0)
    for name, order in ORDERS.items():
        kept._kept.clear()
        monkeypatch.setattr(models.JSONField, "from_db_value", lambda *told, order=order: ordered(read(*told), order))
        answers = {page: client.get(page) for page in pages}
        there = [page for page, answer in answers.items() if answer.status_code == 200]
        assert len(there) > 80
        assert [
            page for page in pages if page not in there and ".json" not in page
        ] == []  # reports of what is not here
        said[name] = {page: OF_THE_ANSWER.sub("", answer.content.decode()) for page, answer in answers.items()}
    first, *others = said.values()
    assert [page for other in others for page in pages if other[page] != first[page]] == []
