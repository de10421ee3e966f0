"""Management starts the run that its own question needs, and changes nothing that the run stands on."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tariffs.models import CostingRun
from tests.ground.costing_ground import costed

pytestmark = pytest.mark.django_db


def client(name: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return made


def test_management_runs_it_and_only_the_economist_locks_it() -> None:
    budget = costed().budgets[0]
    asked = {"from": "2025-01", "through": "2025-06", "method": "step-down", "measure": "actual"}
    manager = client("manager")
    assert reverse("tariffs:make", args=[budget.key]) in manager.get(reverse("tariffs:runs")).content.decode()
    manager.post(reverse("tariffs:make", args=[budget.key]), asked)
    run = CostingRun.objects.get()
    assert run.created_by.username == "manager"
    page = manager.get(reverse("tariffs:run", args=[run.pk])).content.decode()
    assert reverse("tariffs:again", args=[run.pk]) in page
    assert reverse("tariffs:lock", args=[run.pk]) not in page
    assert manager.post(reverse("tariffs:lock", args=[run.pk])).status_code == 403
    assert client("auditor").post(reverse("tariffs:make", args=[budget.key]), asked).status_code == 403
