"""What became of an import in words: the whole object for the command line, a sentence for a page."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance.languages import active_language
from finance.money import display
from imports.kinds.registry import kinds
from imports.labels import control_label, decided_in_words
from imports.resolve.reasons import RECEIVED_STATES
from imports.said_once import SentenceOnce, said_once

MOST_SENTENCES = 20
_AMOUNT = re.compile(r"-?\d+\.\d\d")


def in_words(found: dict[str, Any]) -> str:
    """What became of a file, line by line: the outcome, what was decided, sums, controls, problems, doubts."""
    lines = [_heading(found)]
    lines += [
        f"  {one['what']}: {one['value']} ({one['why']})" for one in decided_in_words(found.get("decisions", []), found)
    ]
    kind = kinds().get(found["kind"])
    if found["columns"]:
        called = kind.column_label if kind else str
        lines.append("  " + ", ".join(f"{called(key)} {place}" for key, place in found["columns"].items()))
    lines += ["  " + _("Budget: %(budget)s") % {"budget": budget_in_words(one)} for one in found.get("budgets", [])]
    lines.append(_counted(found))
    if kind is None or kind.adds_up:
        lines[-1] += " " + _("Sum: %(total)s.") % {"total": _figure(found["total"])}
    if found.get("matched"):
        lines.append("  " + _("Payments matched to contracts: %(count)s.") % {"count": found["matched"]})
    for control in found["controls"]:
        state = {True: _("holds"), False: _("DOES NOT HOLD"), None: _("nothing to compare with")}[control["holds"]]
        code = f" {control['code']}" if control.get("code") else ""
        figures = f"{_figure(control['expected'])} / {_figure(control['found'])}"
        lines.append(f"  {control_label(control['name'])}{code}: {figures} · {state}")
    lines += ["  " + _said(said) for said in said_once(found["problems"])]
    if found["status"] == "refused" and found["batch"]:
        text = _("Import %(batch)s keeps the file: name its form on its page, or by resolve with: %(keys)s.")
        keys = ", ".join(one["form"] for one in found.get("asked", []))
        lines.append("  " + text % {"batch": found["batch"], "keys": keys})
    for row in found["unresolved"]:
        offers = ", ".join(row["offers"]) or "—"
        text = _("row %(row)s waits: %(name)s %(amount)s; offered: %(offers)s")
        lines.append("  " + text % {**row, "amount": _figure(row["amount"]), "offers": offers})
    lines += ["  " + received_in_words(one) for one in found.get("receipts", [])]
    lines += ["  " + _("Doubt: %(text)s") % {"text": doubt} for doubt in found["doubts"]]
    return "\n".join(lines)


def _counted(found: Mapping[str, Any]) -> str:
    """How many rows there are of each fate; what is not in the books yet is new, not posted."""
    text = _(
        "Rows: %(read)s read, %(posted)s posted, %(duplicate)s already known, %(unresolved)s waiting, "
        "%(rejected)s rejected."
    )
    if found["status"] in ("preview", "waiting"):
        text = _(
            "Rows: %(read)s read, %(posted)s new, %(duplicate)s already known, %(unresolved)s waiting, "
            "%(rejected)s rejected."
        )
    return text % found["rows"]


def _figure(text: str | None) -> str:
    """An amount of the import object as its reader writes it; a count as it is."""
    return display(Decimal(text), active_language()) if text and _AMOUNT.fullmatch(text) else str(text or "—")


def _said(said: SentenceOnce) -> str:
    places = _("so in %(count)s places, also %(cells)s") % {"count": said.count, "cells": ", ".join(said.others[:5])}
    return f"{said.cell or '—'}: {said.message} [{said.problem}]" + (f" ({places})" if said.count > 1 else "")


def _heading(found: dict[str, Any]) -> str:
    texts = {
        "preview": _("Preview: nothing was saved."),
        "waiting": (
            _("The same file waits already as import %(batch)s, once: on its page, or `approve %(batch)s --as NAME`.")
            if found.get("waits_already")
            else _("Import %(batch)s waits for another person: on its page, or `approve %(batch)s --as NAME`.")
        )
        % {"batch": found["batch"]},
        "posted": _("Posted as import %(batch)s.") % {"batch": found["batch"]},
        "refused": _("Refused: nothing was posted."),
        "already-imported": _("Everything in this file is posted already; nothing changed."),
    }
    return texts[found["status"]]


def received_in_words(one: Mapping[str, Any]) -> str:
    """A sum received: what it is and what becomes of it."""
    text = _("row %(row)s received: %(name)s %(amount)s, %(state)s. %(reason)s")
    return text % {**one, "amount": _figure(one["amount"]), "state": RECEIVED_STATES[one["status"]]}


def budget_in_words(budget: Mapping[str, Any]) -> str:
    """A budget of an import object on one line."""
    return " · ".join(str(budget[key]) for key in ("key", "year", "programme", "source", "facility"))


def posted_in_words(posted: int) -> str:
    return ngettext("%(count)s row was posted.", "%(count)s rows were posted.", posted) % {"count": posted}


def answered_in_words(found: dict[str, Any]) -> str:
    """What answers brought, from the import object: rows posted now, rows that wait still."""
    posted, left = found.get("posted_now", 0), found.get("rows", {}).get("unresolved", 0)
    more = ngettext("%(count)s row still waits.", "%(count)s rows still wait.", left) % {"count": left} if left else ""
    return f"{posted_in_words(posted)} {more}".strip()


def refused_in_words(found: dict[str, Any]) -> list[str]:
    """The first problems of a refused import object, each with its cell."""
    return [f"{said.cell or ''} {said.message}".strip() for said in said_once(found.get("problems", []))[:10]]


def undone_in_words(found: dict[str, Any]) -> str:
    """What an undo took back, and what of it stays and why, as many as a person reads."""
    count, kept = found["reversed"], found["kept"]
    said = ngettext("%(count)s entry was taken back.", "%(count)s entries were taken back.", count) % {"count": count}
    said += " " + _("The same file can be imported again.")
    return "\n".join([said, *map(kept_in_words, kept[:MOST_SENTENCES])])


def undo_in_words(found: dict[str, Any]) -> str:
    """What `undo_import` prints: what was taken back, or that it waits for another person."""
    if found["status"] != "undone":
        text = _("Undoing import %(batch)s waits for another person: on its page, or `approve %(batch)s --as NAME`.")
        return text % {"batch": found["batch"]}
    lines = [_("Undone: %(reversed)s entries reversed.") % {"reversed": found["reversed"]}]
    return "\n".join([*lines, *map(kept_in_words, found["kept"])])


def kept_in_words(kept: dict[str, Any]) -> str:
    return (_("Entry %(entry)s stays: %(reason)s") if kept["entry"] else _("It stays: %(reason)s")) % kept
