"""Registers as a person fills them in: the page is read, rows are typed into its blank lines, and it is sent."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.ground.pages import page_of

NUMBER = "991240999016"


def address(key: str, number: str = NUMBER) -> str:
    return f"/set-up/{number}/{key}/"


def as_shown(client: Client, key: str, query: str = "", number: str = NUMBER) -> dict[str, str]:
    """What a browser would send if nothing were typed."""
    [form] = [f for f in page_of(client.get(address(key, number) + query)).all("form") if f.all("input", name="seen")]
    told = {}
    for box in form.all("input"):
        if "name" in box.attributes and (box.attributes.get("type") != "checkbox" or "checked" in box.attributes):
            told[box.attributes["name"]] = box.attributes.get("value", "")
    for area in form.all("textarea"):
        told[area.attributes["name"]] = area.text
    for choice in form.all("select"):
        chosen = [one for one in choice.all("option") if "selected" in one.attributes] or choice.all("option")[:1]
        told[choice.attributes["name"]] = chosen[0].attributes.get("value", "")
    return told


def fill(
    client: Client, key: str, *rows: dict[str, Any], query: str = "", number: str = NUMBER, **more: str
) -> HttpResponse:
    """Send `rows` in the blank lines of the page, `more` as it is."""
    told = as_shown(client, key, query, number)
    first = int(told["row-INITIAL_FORMS"])
    told["row-TOTAL_FORMS"] = str(max(int(told["row-TOTAL_FORMS"]), first + len(rows)))
    for at, row in enumerate(rows, start=first):
        told |= {f"row-{at}-{name}": str(value) for name, value in row.items()}
    return client.post(address(key, number), told | more)


def faults(answer: HttpResponse) -> list[dict[str, list[str]]]:
    """What is said beside the fields, row by row; rows without a fault are left out."""
    return [dict(form.errors) for form in answer.context["table"].forms if form.errors]
