"""Every kind the program reads, in the order in which people meet them."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from imports import kinds as room
from imports.kinds.kind import Kind


@cache
def kinds() -> dict[str, Kind[Any]]:
    """Kinds by key. A module of this room that holds a `KIND` is a kind."""
    modules = [import_module(f"{room.__name__}.{found.name}") for found in iter_modules(room.__path__)]
    every: list[Kind[Any]] = [module.KIND for module in modules if hasattr(module, "KIND")]
    return {kind.key: kind for kind in sorted(every, key=lambda kind: (kind.order, kind.key))}


def kind(key: str) -> Kind[Any]:
    """Raises KeyError for a kind that does not exist."""
    return kinds()[key]
