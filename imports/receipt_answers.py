"""What people say of money received: `{"receipts": {row: {"as", "split", "code"}}, "funding": rule}`.

`as` is `funding`, `return`, `transfer`, `other` or `posted`; `split` is `plan`, `unpaid` or tenge by code; `code` is
what a returned payment was paid under. `funding` splits every sum that has no split of its own and is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance.amounts import Refusal, parse_amount
from finance.languages import active_language
from finance.money import display, total
from finance.splitting_funding import RULES
from imports.bank.receipts import FUNDING, MEANINGS, RETURN
from imports.pipeline.errors import UsageError

KEYS = frozenset({"as", "split", "code"})


def check(answers: Mapping[str, Any], receipts: Sequence[Mapping[str, Any]], *, is_draft: bool) -> None:
    """Raises UsageError with all that is wrong; `receipts` are those of the import object.

    Parts of a draft that do not add up are kept: the preview says by how much, and the sum waits.
    """
    wrong = []
    if answers.get("funding") and answers["funding"] not in RULES:
        wrong.append(_("funding is one of: %(rules)s.") % {"rules": ", ".join(RULES)})
    if any(rule.get("as") and rule["as"] not in MEANINGS[:-1] for rule in answers.get("rules") or []):
        wrong.append(_("as is one of: %(meanings)s.") % {"meanings": ", ".join(MEANINGS[:-1])})
    given = answers.get("receipts") or {}
    if not isinstance(given, Mapping) or any(not isinstance(one, Mapping) or set(one) - KEYS for one in given.values()):
        raise UsageError(_("receipts is an object of rows, each an object with as, split and code."))
    known = {str(receipt["row"]): receipt for receipt in receipts}
    for row, said in given.items():
        if str(row) not in known:
            wrong.append(_("Row %(row)s is no money received.") % {"row": row})
        else:
            wrong += _faults(str(row), said, known[str(row)], is_draft=is_draft)
    if wrong:
        raise UsageError(" ".join(dict.fromkeys(wrong)), is_refusal=True)


def _faults(row: str, said: Mapping[str, Any], receipt: Mapping[str, Any], *, is_draft: bool) -> list[str]:
    what, how = said.get("as") or receipt.get("as") or "", said.get("split")
    if what not in MEANINGS:
        return [_("as is one of: %(meanings)s.") % {"meanings": ", ".join(MEANINGS)}]
    if what == RETURN and not said.get("code") and said.get("as"):
        return [_("Row %(row)s: say which code the returned payment was paid under.") % {"row": row}]
    if how is None:
        return []
    if what != FUNDING:
        return [_("Row %(row)s: only money from the fund is split over codes.") % {"row": row}]
    if not isinstance(how, Mapping):
        return [] if how in RULES else [_("split is one of %(rules)s, or tenge by code.") % {"rules": ", ".join(RULES)}]
    parts = [parse_amount(str(amount)) for amount in how.values()]
    sign = -1 if receipt["amount"].startswith("-") else 1  # the bank took the sum back
    if any(isinstance(part, Refusal) or part * sign < 0 for part in parts):
        return [_("Row %(row)s: each part is an amount in tenge, zero or more.") % {"row": row}]
    typed, amount = total(part for part in parts if isinstance(part, Decimal)), Decimal(receipt["amount"])
    if typed == amount or is_draft:
        return []
    text = _("Row %(row)s: the parts add up to %(typed)s, the sum is %(amount)s, the difference is %(difference)s.")
    language = active_language()
    values = {"typed": typed, "amount": amount, "difference": amount - typed}
    return [text % {"row": row, **{name: display(value, language) for name, value in values.items()}}]


def codes_in(answers: Mapping[str, Any]) -> list[str]:
    """Every code that the answers name."""
    found = []
    for said in (answers.get("receipts") or {}).values():
        found += [said["code"]] if said.get("code") else []
        found += list(said["split"]) if isinstance(said.get("split"), Mapping) else []
    return found


def added(corrections: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Corrections of a file with what is said now put over what was said before; typed amounts as plain text."""
    found = dict(corrections)
    if answers.get("receipts"):
        known = found.get("receipts") or {}
        said = {str(row): {**known.get(str(row), {}), **_plain(one)} for row, one in answers["receipts"].items()}
        found["receipts"] = {**known, **said}
    if answers.get("funding"):
        found["funding"] = answers["funding"]
    return found


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in said.items() if value}
    if isinstance(found.get("split"), Mapping):
        parts = {code: parse_amount(str(amount)) for code, amount in found["split"].items()}
        found["split"] = {code: f"{part:.2f}" for code, part in parts.items() if isinstance(part, Decimal) and part}
    return found
