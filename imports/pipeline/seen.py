"""What a person saw of a preview before saying yes: a digest to post by, and in words what differs today."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from finance.languages import month_said
from finance.months import Month

FIGURES = ("rows", "total", "by_code", "by_month", "changes")
MOST_DIFFERENCES = 5


def digest(said: Mapping[str, Any]) -> str:
    """Of every figure of an import object: counts, sums by code and month, what changes in the books."""
    figures = [said.get(key) for key in FIGURES]
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()[:32]


def differences(shown: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What posting would do now beside what was shown: what forbids it, rows, the total, figures of the books."""
    figures = {
        _("rows to be posted"): [said["rows"]["posted"] for said in (shown, now)],
        _("rows that wait"): [said["rows"]["unresolved"] for said in (shown, now)],
        _("total"): [said["total"] for said in (shown, now)],
    }
    was, stands = _changes(shown), _changes(now)
    for code, month, measure in sorted({*was, *stands}):
        name = _("code %(code)s, %(month)s") % {"code": code, "month": month_said(Month.parse(month))}
        figures[name] = [found.get((code, month, measure)) or _("no change") for found in (was, stands)]
    known = {problem["message"] for problem in shown["problems"]}
    texts = [one["message"] for one in now["problems"] if one["severity"] == "error" and one["message"] not in known]
    texts += [
        _("%(what)s: shown %(before)s, now %(after)s") % {"what": what, "before": before, "after": after}
        for what, (before, after) in figures.items()
        if before != after
    ]
    return texts[:MOST_DIFFERENCES] + (["…"] if len(texts) > MOST_DIFFERENCES else [])


def _changes(said: Mapping[str, Any]) -> dict[tuple[str, str, str], str]:
    return {(one["code"], one["month"], one["measure"]): f"{one['before']} → {one['after']}" for one in said["changes"]}
