"""Words for the keys of imports: columns, controls, decisions. Keys without words show as they are."""

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance.months import Month, MonthError
from imports.kinds.registry import kinds
from imports.models import Batch

COLUMNS: dict[str, Promise] = {
    "accepted_on": _("accepted on"),
    "account": _("account"),
    "accrued": _("accrued"),
    "act_number": _("act of the procurement plan"),
    "amount": _("amount"),
    "amount_with_vat": _("sum with VAT, tenge"),
    "amount_without_vat": _("sum without VAT, tenge"),
    "announced_on": _("announced on"),
    "announcement_id": _("portal id of the announcement"),
    "announcement_number": _("announcement number"),
    "balance": _("balance"),
    "code": _("budget code"),
    "contract_id": _("portal id of the contract"),
    "contract_number": _("contract"),
    "counterparty_name": _("counterparty"),
    "counterparty_number": _("BIN or IIN"),
    "credit": _("credit turnover"),
    "currency": _("currency"),
    "customer_number": _("BIN of the customer"),
    "date": _("date"),
    "date_approved": _("date of the act"),
    "debit": _("debit turnover"),
    "direction": _("direction"),
    "document_number": _("document number"),
    "due_on": _("to be paid by"),
    "ends_on": _("ends on"),
    "enstru_code": _("ENS TRU code"),
    "external_id": _("portal id"),
    "is_deleted": _("cancelled"),
    "kind": _("kind of document"),
    "knp": _("payment-purpose code"),
    "method": _("method"),
    "month": _("month"),
    "name": _("name"),
    "name_kk": _("name in Kazakh"),
    "number": _("number"),
    "payee_account": _("account of the payee"),
    "payee_name": _("payee"),
    "payee_number": _("BIN of the payee"),
    "payer_account": _("account of the payer"),
    "payer_name": _("payer"),
    "payer_number": _("BIN of the payer"),
    "party_name": _("counterparty"),
    "party_number": _("BIN or IIN"),
    "points": _("plan items"),
    "price": _("price, tenge"),
    "purpose": _("purpose"),
    "quantity": _("quantity"),
    "reason": _("reason"),
    "received": _("received"),
    "root": _("portal id of the first version"),
    "signed_on": _("signed on"),
    "spent": _("spent"),
    "status": _("status"),
    "subject": _("subject"),
    "sum_1": _("first year, tenge"),
    "sum_2": _("second year, tenge"),
    "sum_3": _("third year, tenge"),
    "supplier": _("supplier"),
    "supplier_number": _("BIN or IIN of the supplier"),
    "system_number": _("system number"),
    "year": _("year"),
    "year_total": _("whole year"),
}
CONTROLS: dict[str, Promise] = {
    "grand-total": _("grand total"),
    "subtotal": _("subtotal"),
    "total": _("total"),
    "row-total": _("total of the row"),
    "cash-balance": _("cash balance"),
    "opening-balance": _("opening balance"),
    "closing-balance": _("closing balance"),
    "turnover": _("turnover"),
    "years": _("whole years of the rows"),
    "closing": _("closing balance"),
    "opening": _("opening balance"),
}
DECIDED: dict[str, Promise] = {"tenge": _("tenge"), "thousand": _("thousand tenge")}
DECISIONS: dict[str, Promise] = {
    "encoding": _("encoding of the text"),
    "facility": _("facility"),
    "header_row": _("header begins in row"),
    "kind": _("kind of file"),
    "period": _("period"),
    "sheet": _("sheet"),
    "unit": _("amounts are in"),
}
WAITING_REASONS: dict[str, Promise] = {
    "two-codes": _("two codes bear this name"),
    "unknown": _("no code bears this name"),
}


def decisions(batch: Batch) -> list[dict[str, str]]:
    """What was decided about the file and why; columns show on the sheet itself."""
    shown = []
    for decision in batch.decisions:
        if decision["what"] in DECISIONS:
            value = str(DECIDED.get(decision["value"], decision["value"]))
            if decision["what"] == "kind" and decision["value"] in kinds():
                value = str(kinds()[decision["value"]].label)
            shown.append({"what": str(DECISIONS[decision["what"]]), "value": value, "why": decision["why"]})
    return shown


def column_label(key: str) -> str:
    """`amount` → `сумма`; `01` → the month's name."""
    if key.isdecimal() and 1 <= int(key) <= 12:
        return str(MONTHS[int(key)])
    return str(COLUMNS.get(key, key))


def control_label(name: str) -> str:
    return str(CONTROLS.get(name, name.replace("-", " ")))


def month_label(text: str) -> str:
    """`2025-01` → `01`; anything else as it is."""
    try:
        return f"{Month.parse(text).number:02d}"
    except MonthError:
        return text
