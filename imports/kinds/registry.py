"""Every kind the program reads, in the order in which people meet them."""

from functools import cache
from importlib import import_module

from imports.kinds.kind import Kind

MODULES = (
    "cash", "bank", "funding", "amendment", "plan", "actual", "balances", "treasury",
    "volumes", "stays", "quotas", "tariffs", "centres", "drivers", "attribution", "reported", "contracts",
    "procurement_plan", "lots", "acts",
)  # fmt: skip


@cache
def kinds() -> dict[str, Kind]:
    """Kinds by key. Each module of `MODULES` holds one `KIND`."""
    found = [import_module(f"imports.kinds.{name}").KIND for name in MODULES]
    return {kind.key: kind for kind in found}


def kind(key: str) -> Kind:
    """Raises KeyError for a kind that does not exist."""
    return kinds()[key]
