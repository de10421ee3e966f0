"""What costing the cases of a year takes: 30 000 stays with 1 000 000 services, kept with a run, then reported.

    .venv/bin/python benchmarks/cases.py [--stays 30000] [--services 1000000]

The stays lie in the sample half-year, whose cost and drivers they share. Prints seconds and the most memory of
importing a file of all services, of a run with its kept cases, and of the reports that read it. The targets are
seconds of the processor, since those of the clock tell how busy the machine is. Works in a database of its own: a
temporary SQLite file, or the empty PostgreSQL database that SMETA_BENCHMARK_URL names.
"""

import argparse
import datetime as dt
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from decimal import Decimal
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="smeta-benchmark-")
os.environ["DATABASE_URL"] = os.environ.get("SMETA_BENCHMARK_URL") or f"sqlite:///{FOLDER.name}/books.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["SMETA_TODAY"] = "2025-12-15"

import django

# ruff: noqa: E402 - models can be imported only now
django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.models import Budget, Document
from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from finance.setting_up import set_up
from imports import sample_files
from imports.pipeline import importing
from tariffs import runs
from tariffs.models import CareProfile, DrugIssue, Stay

TARGETS = {"seconds": 60, "megabytes": 500}
FIRST, LAST = Month(2025, 1), Month(2025, 6)
SAMPLES = ROOT / "tests" / "imports" / "samples" / "cases"
SERVICES = ("F01", "F02", "F03", "F04", "F07", "M01", "M02", "M04", "L01", "L02", "L03")
PROFILES = ("neurology",) * 18 + ("orthopaedics", "somatic")


def books() -> Budget:
    call_command("migrate", verbosity=0)
    budget = sample_files.prepare()
    people = service_accounts()
    months = [f"trial-balance-2025-{month:02}.xlsx" for month in range(1, 7)]
    for name in ("centres-2025.csv", "attribution-2025.csv", "volumes-2025-h1.csv", "drivers-2025-h1.csv",
                 "tariffs-2025.csv", *months):  # fmt: skip
        order = importing.Order((sample_files.FOLDER / name).read_bytes(), name, people.author, people.approver)
        assert importing.run(order).status == "posted", name
    set_up(json.loads((SAMPLES / "setup-services.json").read_text(encoding="utf-8")))
    return budget


def fill(budget: Budget, stays: int, seed: int = 1) -> list[tuple[str, dt.date, dt.date]]:
    """The register of stays and medicines, put in without the importer."""
    dice = random.Random(seed)
    people = service_accounts()
    document = Document.objects.create(
        budget=budget, kind="costing", date=dt.date(2025, 6, 30), entered_by=people.author, approved_by=people.approver
    )  # fmt: skip
    profiles = {profile.key: profile for profile in CareProfile.objects.all()}
    spans = []
    for number in range(stays):
        admitted = dt.date(2025, 1, 2) + dt.timedelta(days=dice.randrange(170))
        spans.append((f"B{number:06}", admitted, admitted + dt.timedelta(days=dice.randrange(9, 22))))
    owner = {"document": document, "facility": budget.facility}
    made = (
        Stay(**owner, case=case, profile=profiles[PROFILES[at % len(PROFILES)]], admitted=begin, discharged=end,
             referred_by=f"Район {at % 26}", diagnosis=f"G{at % 90:02}.{at % 9}")
        for at, (case, begin, end) in enumerate(spans)
    )  # fmt: skip
    insert(Stay, made)
    insert(DrugIssue, (
        DrugIssue(**owner, case=case, day=begin, medicine="Тиамин", quantity=Decimal(1), price=Decimal("34.20"),
                  amount=Decimal("34.20"))
        for case, begin, _end in spans[::3]
    ))  # fmt: skip
    return spans


def insert(model: type, rows: Iterator) -> None:
    while chunk := list(islice(rows, 5_000)):
        model.objects.bulk_create(chunk)


def measured(name: str, action: Callable[[], object], *, targets: bool = True, counts: bool = False) -> None:
    """In a process of its own, so that the memory is this action's."""
    connection.close()
    child = os.fork()
    if not child:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        started, worked = time.perf_counter(), time.process_time()
        # what a run or an import writes is not kept beside it
        captured = CaptureQueriesContext(connection) if counts else nullcontext()
        with captured:
            action()
        queries = f", {len(captured.captured_queries)} queries" if counts else ""
        worked = time.process_time() - worked
        seconds, most = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        is_met = worked <= TARGETS["seconds"] and most <= TARGETS["megabytes"]
        verdict = f" (targets {TARGETS['seconds']} s, {TARGETS['megabytes']} MB: {'met' if is_met else 'MISSED'})"
        spent = f"{seconds:.1f} s, {worked:.1f} s of the processor"
        print(f"{name}: {spent}, {most} MB of memory, {before} MB before{queries}"
              f"{verdict if targets else ''}", flush=True)  # fmt: skip
        connection.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, name


def register(spans: list[tuple[str, dt.date, dt.date]], services: int) -> bytes:
    """A file of services as a program of the hospital writes it."""
    lines = ["№ медкарты;Дата;Код услуги;Кол-во"]
    for at in range(services):
        case, begin, end = spans[at % len(spans)]
        day = begin + dt.timedelta(days=at // len(spans) % (end - begin).days)
        lines.append(f"{case};{day:%d.%m.%Y};{SERVICES[at % len(SERVICES)]};{1 + at % 3}")
    return ("\n".join(lines) + "\n").encode()


def bring(data: bytes) -> None:
    people = service_accounts()
    outcome = importing.run(importing.Order(data, "services.csv", people.author, people.approver))
    assert outcome.status == "posted", outcome.json["problems"][:3]


def measure(stays: int, services: int) -> None:
    budget = books()
    data = register(fill(budget, stays), services)
    scope = of_budget(budget)
    author = service_accounts().author
    measured(f"import of {services} services, {len(data) // 1_000_000} MB", lambda: bring(data), targets=False)
    measured(f"run with {stays} stays and {services} services", lambda: runs.run(budget, FIRST, LAST, user=author))
    for name in ("cost-by-case", "cost-by-diagnosis", "cost-by-referrer"):
        measured(f"{name} of the run", lambda name=name: registry.get(name)(scope, FIRST, LAST), counts=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stays", type=int, default=30_000)
    parser.add_argument("--services", type=int, default=1_000_000)
    asked = parser.parse_args()
    measure(asked.stays, asked.services)
