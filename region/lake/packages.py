"""The packages of analysis, an extra that not every installation has: read in only when they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from finance.refusals import LedgerError


class MissingPackagesError(LedgerError):
    """What the command stands on is not installed; the message says how to install it."""


def package(name: str, extra: str = "analysis") -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        message = _(
            "The package %(name)s is needed and is not installed: pip install -r requirements/%(extra)s.lock"
        )  # fmt: skip
        raise MissingPackagesError(message % {"name": name.partition(".")[0], "extra": extra}) from error


def arrow() -> Any:
    return package("pyarrow")


def parquet() -> Any:
    return package("pyarrow.parquet")
