"""What tests of imports stand on: the sample facility, and files brought in as its service accounts."""

from datetime import date
from pathlib import Path
from typing import Any

from finance import sample_facility
from finance.models import Budget
from finance.service_accounts import service_accounts
from imports.models import Batch
from imports.pipeline import answering, importing, naming_form, undoing
from imports.pipeline.order import Order
from tests.ground.snapshots import built_once, sample_budget

TODAY = "2025-12-15"


def facility() -> Budget:
    """The sample facility's empty budget of 2025."""
    built_once(("facility",), sample_facility.create)
    return sample_budget()


def bring(data: bytes | Path, name: str = "", **options: Any) -> dict[str, Any]:
    """Import a file and return the import object."""
    accounts = service_accounts()
    if isinstance(data, Path):
        name, data = data.name, data.read_bytes()
    dry = options.pop("preview", False)
    order = Order(data, name, accounts.author, accounts.approver, **options)
    outcome = importing.run(order, dry=dry)
    return outcome.json


def answer(batch: int, answers: dict[str, Any]) -> dict[str, Any]:
    accounts = service_accounts()
    if naming_form.FORM in answers:
        return naming_form.name(
            Batch.objects.get(pk=batch), answers, user=accounts.author, approved_by=accounts.approver,
            check_rights=False,
        )  # fmt: skip
    return answering.answer(
        Batch.objects.get(pk=batch), answers, user=accounts.author, approved_by=accounts.approver, check_rights=False
    ).json


def undo(batch: int, reason: str = "проба") -> dict[str, Any]:
    accounts = service_accounts()
    return undoing.undo(Batch.objects.get(pk=batch), user=accounts.author, reason=reason, check_rights=False)


def day(text: str) -> date:
    return date.fromisoformat(text)
