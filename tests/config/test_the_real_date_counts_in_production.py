"""The clock of tests and training is stopped nowhere else: production names it and goes by the real date."""

import runpy
import warnings
from pathlib import Path

import pytest
from django.conf import settings

SETTINGS = Path(settings.BASE_DIR) / "config" / "settings.py"


@pytest.fixture(autouse=True)
def stopped(monkeypatch) -> None:
    monkeypatch.setenv("SMETA_TODAY", "2020-01-31")
    monkeypatch.setenv("SMETA_SECRET_KEY", "of this test")


def test_production_ignores_it_and_says_so(monkeypatch) -> None:
    monkeypatch.setenv("SMETA_PRODUCTION", "1")
    with pytest.warns(UserWarning, match="SMETA_TODAY=2020-01-31 is ignored in production"):
        assert runpy.run_path(str(SETTINGS))["SMETA_TODAY"] == ""


def test_elsewhere_it_stops_the_clock_in_silence(monkeypatch) -> None:
    monkeypatch.delenv("SMETA_PRODUCTION", raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert runpy.run_path(str(SETTINGS))["SMETA_TODAY"] == "2020-01-31"
