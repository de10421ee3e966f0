"""An import object in words, for the command line."""

from typing import Any

from django.utils.translation import gettext as _


def in_words(found: dict[str, Any]) -> str:
    """What became of a file, line by line: the outcome, what was decided, sums, controls, problems, doubts."""
    lines = [_heading(found)]
    lines += [
        f"  {decision['what']}: {decision['value']} ({decision['why']})"
        for decision in found.get("decisions", [])
        if not decision["what"].startswith("column.")
    ]
    if found["columns"]:
        lines.append("  " + ", ".join(f"{key} {place}" for key, place in found["columns"].items()))
    rows = found["rows"]
    lines.append(
        _(
            "Rows: %(read)s read, %(posted)s posted, %(duplicate)s already known, %(unresolved)s waiting, "
            "%(rejected)s rejected. Sum: %(total)s."
        )
        % {**rows, "total": found["total"]}
    )
    if found.get("matched"):
        lines.append("  " + _("Payments matched to contracts: %(count)s.") % {"count": found["matched"]})
    for control in found["controls"]:
        state = {True: _("holds"), False: _("DOES NOT HOLD"), None: _("nothing to compare with")}[control["holds"]]
        code = f" {control['code']}" if control.get("code") else ""
        lines.append(f"  {control['name']}{code}: {control['expected']} / {control['found']} · {state}")
    lines += [f"  {p['cell'] or '—'}: {p['message']} [{p['problem']}]" for p in found["problems"]]
    for row in found["unresolved"]:
        offers = ", ".join(row["offers"]) or "—"
        text = _("row %(row)s waits: %(name)s %(amount)s; offered: %(offers)s")
        lines.append("  " + text % {"row": row["row"], "name": row["name"], "amount": row["amount"], "offers": offers})
    lines += ["  " + _("Doubt: %(text)s") % {"text": doubt} for doubt in found["doubts"]]
    return "\n".join(lines)


def _heading(found: dict[str, Any]) -> str:
    texts = {
        "preview": _("Preview: nothing was saved."),
        "posted": _("Posted as import %(batch)s.") % {"batch": found["batch"]},
        "refused": _("Refused: nothing was saved."),
        "already-imported": _("Everything in this file is posted already; nothing changed."),
    }
    return texts[found["status"]]
