"""Signed packages: what a facility's own copy says is what the region shows; the same twice changes nothing, a newer
one replaces, an altered one is refused with what is wrong.
"""

import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from finance import books
from finance.models import Balance, Budget, BudgetCode, Document, Entry, Facility, Membership
from finance.months import Month
from finance.registers import find
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import of_facility
from region.generating import WantedBooks, fill
from region.models import FacilityKey, TakenPackage
from region.packages import sealed
from region.packages.writing import content_of
from tests.ground.import_ground import bring
from tests.ground.region_ground import NUMBERS, region

pytestmark = pytest.mark.django_db
KEY = Ed25519PrivateKey.generate()
MONTH, MADE = Month(2025, 6), datetime(2025, 7, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(settings) -> None:
    settings.SMETA_TODAY = "2025-12-15"


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker) -> dict[str, Any]:
    """What a facility of another database tells of its half-year."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(WantedBooks(1, 1, 600, 3))
        found = content_of(Facility.objects.get(), MONTH, MADE)
        transaction.set_rollback(True)
    return found


def told(content: dict[str, Any], number: str = NUMBERS[0], **more: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(content)), "facility": {"number": number, "name_ru": "…", "name_kk": "…"}, **more}


def receiving() -> Facility:
    region()
    member = Facility.objects.get(number=NUMBERS[0])
    FacilityKey.objects.create(facility=member, key=sealed.public_key(KEY), valid_from=date(2025, 1, 1))
    return member


def brought(content: dict[str, Any], key: Ed25519PrivateKey = KEY) -> dict[str, Any]:
    return bring(sealed.packed(content, key), "package.zip")


def held(member: Facility) -> dict[tuple[str, str, str], Decimal]:
    found: dict[tuple[str, str, str], Decimal] = {}
    rows = Balance.objects.filter(budget__facility=member).values_list("code__code", "measure", "month", "amount")
    for code, measure, month, amount in rows:
        found[code, measure, str(month)] = found.get((code, measure, str(month)), Decimal("0.00")) + amount
    return {key: amount for key, amount in found.items() if amount}


def said(content: dict[str, Any]) -> dict[tuple[str, str, str], Decimal]:
    found: dict[tuple[str, str, str], Decimal] = {}
    for row in content["balances"]:
        key = row["code"], row["measure"], row["month"]
        found[key] = found.get(key, Decimal("0.00")) + Decimal(row["amount"])
    return found


def test_the_region_holds_what_the_package_says_and_shows_it_as_submitted(content: dict[str, Any]) -> None:
    member = receiving()
    answer = brought(told(content))
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "package", None)
    assert held(member) == said(content)
    scope = of_facility(region(), 2025, with_branches=True)
    report = as_object(registry.get("absorption")(scope, Month(2025, 1), MONTH, language="ru"))
    row = next(one for one in report["rows"] if one["number"] == NUMBERS[0])
    cash = sum(amount for (_code, measure, _month), amount in said(content).items() if measure == "cash")
    assert (row["submitted"], row["cash"]) == (True, str(cash))
    assert (report["total"]["submitted"], report["total"]["of"]) == (1, 7)
    form = as_object(registry.get("region-form2")(scope, Month(2025, 1), MONTH, language="ru"))
    assert form["total"]["cash"] == str(cash)
    assert books.check().broken == []


def test_the_same_twice_changes_nothing(content: dict[str, Any]) -> None:
    receiving()
    brought(told(content))
    entries = Entry.objects.count()
    again = brought(told(content))
    assert (again["status"], again["rows"]["posted"], Entry.objects.count()) == ("already-imported", 0, entries)


def test_a_newer_one_replaces_and_undoing_it_brings_back_what_stood(content: dict[str, Any]) -> None:
    member = receiving()
    first = brought(told(content))
    newer = told(content, links=content["links"] + 5)
    changed = next(row for row in newer["balances"] if row["measure"] == "cash")
    changed["amount"] = str(Decimal(changed["amount"]) + Decimal("0.01"))
    del newer["balances"][-1]
    second = brought(newer)
    assert held(member) == said(newer)
    assert len(second["changes"]) == 2
    call_command("undo_import", first["batch"], reason="…", stdout=StringIO())
    assert held(member) == said(newer)
    call_command("undo_import", second["batch"], reason="…", stdout=StringIO())
    assert held(member) == said(content)


def test_an_older_one_after_a_newer_is_refused(content: dict[str, Any]) -> None:
    receiving()
    brought(told(content, links=content["links"] + 5))
    older = told(content)
    older["balances"][0]["amount"] = "1.00"
    assert problems(brought(older)) == ["older-package"]


def test_a_package_of_an_earlier_month_leaves_the_later_months(content: dict[str, Any]) -> None:
    member = receiving()
    brought(told(content))
    of_may = told(content, month="2025-05", links=content["links"] + 1)
    of_may["balances"] = [
        row for row in of_may["balances"]
        if (row["dated"] if row["measure"] in ("plan", "amendment") else row["month"]) <= "2025-05"
    ]  # fmt: skip
    of_may["balances"][-1]["amount"] = "7.00"
    brought(of_may)
    june = {key: amount for key, amount in held(member).items() if key[2] == "2025-06" and key[1] == "cash"}
    assert june == {key: amount for key, amount in said(content).items() if key[2] == "2025-06" and key[1] == "cash"}
    assert Decimal("7.00") in held(member).values()


def problems(answer: dict[str, Any]) -> list[str]:
    assert answer["status"] == "refused"
    return [one["problem"] for one in answer["problems"]]


def altered(data: bytes, change: Any) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def one_digit(parts: dict[str, bytes]) -> None:
    parts["package.json"] = parts["package.json"].replace(b'"2025-06"', b'"2025-05"', 1)


def foreign_signature(parts: dict[str, bytes]) -> None:
    parts["signature.txt"] = parts["signature.txt"].replace(b"A", b"B")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (one_digit, "изменили"),
        (lambda parts: parts.pop("signature.txt"), "нет подписи"),
        (lambda parts: parts.update({"signature.txt": b"abc"}), "нет подписи"),
    ],
)
def test_an_altered_one_is_refused_with_what_is_wrong(content: dict[str, Any], change: Any, words: str) -> None:
    receiving()
    answer = bring(altered(sealed.packed(told(content), KEY), change), "package.zip")
    assert problems(answer) == ["unreadable-file"]
    assert words in answer["problems"][0]["message"]
    assert Entry.objects.count() == TakenPackage.objects.count() == 0


def test_half_a_package_and_one_whose_sums_do_not_hold_are_refused(content: dict[str, Any]) -> None:
    data = sealed.packed(told(content), KEY)
    with pytest.raises(sealed.PackageError):
        sealed.opened(data[: len(data) // 2])
    wrong = {**told(content), "format": sealed.FORMAT, "version": sealed.VERSION}
    wrong["sums"] = sealed.sums(wrong) | {"cash": "1.00"}
    text = json.dumps(wrong).encode()
    assert refused_as(text) == "sums"
    assert refused_as(json.dumps({**wrong, "version": 2}).encode()) == "version"
    for spoiled in (
        {"balances": [{"amount": "0.001"}]},
        {"budgets": []},
        {"month": "2025-20"},
        {"volumes": [1]},
        {"links": "5"},
    ):
        assert refused_as(json.dumps({**wrong, **spoiled}).encode()) == "foreign"
    assert refused_as(b"[]") == "foreign"


def refused_as(text: bytes) -> str:
    import base64

    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("package.json", text)
        archive.writestr("signature.txt", base64.b64encode(KEY.sign(text)).decode() + "\n" + sealed.public_key(KEY))
    with pytest.raises(sealed.PackageError) as refused:
        sealed.opened(target.getvalue())
    return refused.value.reason


def test_only_a_key_of_the_facility_in_its_time_is_taken(content: dict[str, Any]) -> None:
    member = receiving()
    assert problems(brought(told(content), Ed25519PrivateKey.generate())) == ["unknown-key"]
    FacilityKey.objects.filter(facility=member).update(valid_to=date(2025, 7, 1))
    assert problems(brought(told(content))) == ["unknown-key"]
    with pytest.raises(ValidationError):
        FacilityKey(facility=member, key="abc", valid_from=date(2025, 1, 1)).full_clean()
    assert find("package-keys").model is FacilityKey


def test_a_facility_that_keeps_its_books_here_is_not_counted_twice(content: dict[str, Any]) -> None:
    member = receiving()
    brought(told(content))
    budget, user = Budget.objects.get(facility=member), User.objects.order_by("pk")[0]
    document = Document.objects.create(budget=budget, kind="cash", date=date(2025, 5, 1), entered_by=user)
    from finance.ledger import Posting, post

    code = BudgetCode.objects.get(code="141", valid_to=None).pk
    post(document, [Posting(code, Month(2025, 5), date(2025, 5, 1), "cash", Decimal("1.00"))])
    assert "books-kept-here" in problems(brought(told(content, links=content["links"] + 1)))


def test_what_the_region_does_not_know_is_told_by_its_cell(content: dict[str, Any]) -> None:
    receiving()
    odd = told(content)
    odd["balances"][0]["code"] = "999"
    answer = brought(odd)
    assert problems(answer) == ["unknown-code"]
    assert answer["problems"][0]["cell"] == "package.json!B4"


def test_a_branch_brings_no_package_of_another(content: dict[str, Any]) -> None:
    receiving()
    person = User.objects.create(username="other")
    Membership.objects.create(user=person, facility=Facility.objects.get(number=NUMBERS[1]), role="economist")
    out = StringIO()
    path = Path("/dev/null")
    with pytest.raises(CommandError) as refused:
        path = _written(sealed.packed(told(content), KEY))
        call_command("import_file", str(path), entered_by="other", stdout=out)
    path.unlink()
    assert refused.value.returncode == 1
    assert Entry.objects.count() == 0


def _written(data: bytes) -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as target:
        target.write(data)
    return Path(target.name)


def test_the_command_writes_a_package_that_opens_and_makes_its_key_once(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SMETA_PACKAGE_KEY", str(tmp_path / "key.pem"))
    fill(WantedBooks(1, 1, 300, 3))
    keys = []
    for _time in range(2):
        out = StringIO()
        call_command("package", month=MONTH, output=tmp_path / "p.zip", format="json", stdout=out)
        answer = json.loads(out.getvalue())
        keys.append(answer["key"])
    package = sealed.opened((tmp_path / "p.zip").read_bytes())
    assert (package.key, package.fingerprint) == (answer["key"], answer["fingerprint"])
    assert keys[0] == keys[1]
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0
    assert package.content["seal"] == answer["seal"]
