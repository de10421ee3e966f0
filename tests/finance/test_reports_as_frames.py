"""A report handed on as pandas tables: the same exact figures, nothing made a float, a blank or a number on the way."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest
from django.conf import settings

from finance.money import total
from finance.reporting.frames import frames
from tests.ground import web_ground
from tests.ground.ward_report import ward_report


def test_a_column_adds_up_to_the_total_of_the_report_to_the_tiyn() -> None:
    report = ward_report(unit="thousand")
    table = report.tables[0]
    frame = frames(report)[table.key]
    assert table.total is not None
    assert frame["cash"].dropna().sum() == table.total.cell("cash").value
    assert total(frame["plan"].dropna()) == table.total.cell("plan").value


def test_no_amount_becomes_a_float_and_no_code_a_number() -> None:
    for frame in frames(ward_report()).values():
        assert {str(kind) for kind in frame.dtypes} == {"object"}
        assert not [value for column in frame for value in frame[column] if isinstance(value, float)]
    codes = frames(ward_report())["codes"]
    assert all(isinstance(code, str) for code in codes["code"].dropna())
    assert all(isinstance(amount, Decimal) for amount in codes["cash"].dropna())


def test_it_says_of_what_months_it_is_and_how_its_columns_are_called() -> None:
    said = frames(ward_report(language="kk"))["codes"].attrs
    assert (said["report"], said["from"], said["through"]) == ("wards", "2025-01", "2025-03")
    assert said["labels"]["code"] == "Код"


def test_pandas_is_not_loaded_until_somebody_asks_for_a_frame() -> None:
    asked = "import sys, finance.reporting.frames, finance.reporting.render; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=settings.BASE_DIR, check=False).returncode == 0


@pytest.mark.django_db
def test_the_example_notebook_runs_and_adds_up(monkeypatch) -> None:
    web_ground.filled()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # which it sets, to be put back
    notebook = json.loads((settings.BASE_DIR / "docs/examples/execution.ipynb").read_text(encoding="utf-8"))
    names: dict = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert names["off"]["111"] == Decimal("-10998.75")
