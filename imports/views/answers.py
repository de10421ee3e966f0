"""What a person answered to the rows that wait, as the form of an import's page says it."""

from typing import Any

from django.http import QueryDict

from finance.clock import today
from finance.models import BudgetCode
from imports.views.coded import changed_codes
from imports.views.received import answers_in as received_in

# Chosen in place of a code
NO_COST = "no-cost"


def answers_in(told: QueryDict) -> dict[str, Any]:
    """Groups of the form are numbered; each says its rows, its code and whether to remember it.

    The answer for an account of 1C is a mapping, which is always remembered.
    """
    answers: dict[str, Any] = {"aliases": {}, "rules": [], "rows": {}, "mappings": []}
    for group in told.getlist("group"):
        code = told.get(f"code-{group}", "").strip()
        if not code:
            continue
        if told.get(f"account-{group}"):
            answers["mappings"].append(_mapping(told, group, code))
        elif told.get(f"facility-{group}"):
            answers["aliases"][told.get(f"name-{group}", "")] = code
        elif not told.get(f"remember-{group}"):
            answers["rows"] |= {row: code for row in told.get(f"rows-{group}", "").split(",") if row}
        elif told.get(f"payment-{group}"):
            rule = {key: told.get(f"{key}-{group}", "").strip() for key in ("number", "knp", "words")}
            answers["rules"].append({**{key: value for key, value in rule.items() if value}, "code": code})
        else:
            answers["aliases"][told.get(f"name-{group}", "")] = code
    received = received_in(told)
    answers["rules"] += received.pop("rules")
    answers |= received
    answers["rows"] |= changed_codes(told, told.getlist("payment"))
    return answers


def _mapping(told: QueryDict, group: str, code: str) -> dict[str, Any]:
    place = {key: told.get(f"{key}-{group}", "") for key in ("account", "article", "department")}
    if told.get(f"everywhere-{group}"):
        place["department"] = ""
    if code == NO_COST:
        return place | {"ignore": True}
    return place | {"code": code, "centre": told.get(f"centre-{group}", "")}


def codes_of_today() -> list[BudgetCode]:
    """Codes that may be chosen today."""
    day = today()
    every = BudgetCode.objects.filter(is_group=False, valid_from__lte=day)
    return [code for code in every if code.valid_to is None or day < code.valid_to]
