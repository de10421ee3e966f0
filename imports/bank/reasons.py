"""What each payment of a statement was given and why: told with the import, kept for what was posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imports.bank.lines import ExplainedLine, PaymentLine
from imports.context import Context
from imports.kinds.kind import NEW, Reading
from imports.models import RowReason
from imports.resolve.payments import Sign
from imports.resolve.purposes import contract_key
from imports.sentences import say
from procurement.models import Contract

# Most payments that an import object tells one by one; a preview keeps them all.
MOST_TOLD = 1000


def coded(lines: Sequence[PaymentLine], texts: Mapping[int, str]) -> list[dict[str, Any]]:
    """Every payment that posting would give a code."""
    return told([line for line in lines if line.status == NEW and line.code is not None], texts)


def told(lines: Sequence[PaymentLine], texts: Mapping[int, str]) -> list[dict[str, Any]]:
    """Payments one by one, as an import object tells them."""
    return [
        {
            **line.told(),
            "contract": line.contract_number,
            "status": line.status,
            "code": texts.get(line.code or 0),
            "sign": line.sign.rule if line.sign is not None else None,
            "confidence": line.confidence,
            "doubt": line.doubt or None,
        }
        for line in lines
    ]


def keep(batch_number: int, lines: Iterable[ExplainedLine]) -> None:
    """Keep the reasons of lines that are posted, one record for all rows of one reason. One query."""
    rows: defaultdict[tuple[str, str, int, str], list[int]] = defaultdict(list)
    signs: dict[tuple[str, str, int, str], Sign] = {}
    for line in lines:
        sign = line.sign
        if sign is not None:
            key = (sign.rule, sign.code, sign.confidence, repr(sorted(sign.details.items())))
            signs[key] = sign
            rows[key].append(line.row)
    RowReason.objects.bulk_create(
        [
            RowReason(
                batch_id=batch_number, sign=sign.rule, code=sign.code, confidence=sign.confidence,
                details=dict(sign.details), rows=rows[key],
            )
            for key, sign in signs.items()
        ],
        batch_size=500,
    )  # fmt: skip


def doubt_contracts(reading: Reading, lines: Sequence[PaymentLine], context: Context) -> None:
    """A payment that cites a contract which the books know, but of another supplier only, is doubted. One query."""
    citing = [line for line in lines if line.contract_number and line.counterparty_number]
    if not citing:
        return
    known: defaultdict[str, dict[str, str]] = defaultdict(dict)
    contracts = Contract.objects.registered().filter(budget__facility=context.facility, root=None).order_by()
    for number, supplier, name in contracts.values_list("number", "supplier__number", "supplier__name"):
        known[contract_key(number)][supplier] = name
    for line in citing:
        suppliers = known.get(line.contract_number, {})
        if not suppliers or line.counterparty_number in suppliers:
            continue
        message = say("Row %(row)s cites contract %(contract)s, which is of %(owner)s, but pays %(payee)s.") % {
            "row": line.row,
            "contract": line.contract_number,
            "owner": " · ".join(f"{name} {number}" for number, name in sorted(suppliers.items())[:3]),
            "payee": f"{line.counterparty_name} {line.counterparty_number}",
        }
        line.doubt = str(message)
        reading.doubts.append(message)
