"""Payees in templates: an individual is shown to whom the facility lets see individuals, else hidden."""

from typing import Any

from django import template
from django.utils.text import Truncator

from finance.individuals import hidden, hidden_party
from finance.views.reach import reach

register = template.Library()


@register.simple_tag(takes_context=True)
def payee(context: dict[str, Any], facility_id: int | None, name: str, number: str = "") -> str:
    """The name of a payee of the facility."""
    return name if _sees(context, facility_id) else hidden_party(name or "", number or "")[0]


@register.simple_tag(takes_context=True)
def payee_number(context: dict[str, Any], facility_id: int | None, name: str, number: str) -> str:
    """The БИН or ИИН of a payee."""
    return number if _sees(context, facility_id) else hidden_party(name or "", number or "")[1]


@register.simple_tag(takes_context=True)
def told(context: dict[str, Any], facility_id: int | None, text: str, length: int = 0) -> str:
    """The purpose of a payment, at most `length` characters where it is given."""
    shown = text if _sees(context, facility_id) else hidden(text or "")
    return Truncator(shown).chars(length) if length else shown


def _sees(context: dict[str, Any], facility_id: int | None) -> bool:
    return facility_id is not None and reach(context["request"]).sees_individuals(facility_id)
