"""Two who take the last tenge at the same moment: exactly one succeeds. Real connections, one a thread."""

import os
import subprocess
import sys
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from finance.money import ZERO
from procurement.commitments import OverLimitError
from procurement.contract_sums import committed
from procurement.limits import Excess
from procurement.models import Contract, ScheduleLine
from tests.ground import papers_in_force
from tests.ground.contract_ground import Hospital
from tests.ground.ledger_ground import broken_books

RUSH, FITS, EACH = 20, 7, "150000.00"


def rush(hospital: Hospital) -> tuple[list[int], list[list[Excess]], list[Exception]]:
    """Twenty threads sign a contract of 150 000 each at one signal; 1 050 000 is free, so seven fit."""
    start = threading.Barrier(RUSH)
    signed: list[int] = []
    refused: list[list[Excess]] = []
    faults: list[Exception] = []

    def sign(number: int) -> None:
        try:
            terms = hospital.terms(str(number), hospital.line(6, EACH), signed_on=date(2025, 1, 6))
            start.wait(timeout=30)
            signed.append(papers_in_force.sign(hospital.budget, terms, hospital.people).contract.pk)
        except OverLimitError as error:
            refused.append(error.excesses)
        except Exception as error:  # noqa: BLE001 - shown by the test
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=(number,)) for number in range(RUSH)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return signed, refused, faults


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_reach_at_once_seven_get_what_there_is() -> None:
    hospital = Hospital()
    hospital.sign("А", hospital.line(1, "950000.00"))
    assert hospital.figures().available == Decimal("1050000.00")
    signed, refused, faults = rush(hospital)
    assert faults == []
    assert (len(signed), len(refused)) == (FITS, RUSH - FITS)
    assert hospital.figures().available == ZERO
    assert all(excess.available >= ZERO for found in refused for excess in found)
    # Nothing half-saved: who was refused left no contract and no line of a schedule.
    assert (Contract.objects.count(), ScheduleLine.objects.count()) == (FITS + 1, FITS + 1)
    assert all(sum(committed(c).values()) == Decimal(EACH) for c in Contract.objects.filter(pk__in=signed))
    assert broken_books() == []


@pytest.mark.skipif(os.environ.get("SMETA_OTHER_DATABASE") == "1", reason="this is the run on the other database")
def test_it_is_so_on_postgresql_too(postgres_url: str) -> None:
    """Threads need a database of their own, so this test runs the one above once more on the other server."""
    if connection.vendor == "postgresql":
        pytest.skip("the test above ran there")
    here = Path(__file__)
    environment = os.environ | {"DATABASE_URL": postgres_url, "SMETA_OTHER_DATABASE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-rp", "-p", "no:cacheprovider", str(here)]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "PASSED" in done.stdout
