"""Words for the keys of imports: columns, controls, decisions. Keys without words show as they are."""

import re
from datetime import date

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.languages import active_language
from finance.months import Month, MonthError
from finance.reporting.periods import period_in_words
from imports.kinds.registry import kinds
from imports.models import Batch
from imports.pipeline.result import TEXT_FORMATS

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
COLUMNS: dict[str, Promise] = {
    "accepted_on": _("accepted on"),
    "accompanying_days": _("days of accompanying adults"),
    "account": _("account"),
    "accrued": _("accrued"),
    "act_number": _("act of the procurement plan"),
    "admitted": _("admitted on"),
    "amount": _("amount"),
    "amount_with_vat": _("sum with VAT, tenge"),
    "amount_without_vat": _("sum without VAT, tenge"),
    "announced_on": _("announced on"),
    "announcement_id": _("portal id of the announcement"),
    "announcement_number": _("announcement number"),
    "applies_from": _("applies from"),
    "balance": _("balance"),
    "base_rate": _("base rate"),
    "basis": _("base of allocation"),
    "bed_days_done": _("bed-days done"),
    "bed_days_planned": _("bed-days planned"),
    "beds": _("beds"),
    "case": _("case"),
    "centre": _("cost centre"),
    "closing_credit": _("closing credit balance"),
    "closing_debit": _("closing debit balance"),
    "code": _("budget code"),
    "coefficient": _("coefficient"),
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
    "discharged": _("discharged"),
    "document_number": _("document number"),
    "driver": _("driver"),
    "due_on": _("to be paid by"),
    "ends_on": _("ends on"),
    "enstru_code": _("ENS TRU code"),
    "external_id": _("portal id"),
    "figure": _("figure"),
    "from": _("from the month"),
    "indicator": _("figures of the row"),
    "is_deleted": _("cancelled"),
    "kind": _("kind of document"),
    "knp": _("payment-purpose code"),
    "level": _("level"),
    "measure": _("kind of driver"),
    "method": _("method"),
    "month": _("month"),
    "name": _("name"),
    "name_kk": _("name in Kazakh"),
    "name_ru": _("name in Russian"),
    "number": _("number"),
    "opening_credit": _("opening credit balance"),
    "opening_debit": _("opening debit balance"),
    "order": _("order of the ministry"),
    "party_account": _("account of the counterparty"),
    "party_name": _("counterparty"),
    "party_number": _("BIN or IIN"),
    "payee_account": _("account of the payee"),
    "payee_name": _("payee"),
    "payee_number": _("BIN of the payee"),
    "payer_account": _("account of the payer"),
    "payer_name": _("payer"),
    "payer_number": _("BIN of the payer"),
    "payment_kind": _("kind of payment"),
    "points": _("plan items"),
    "price": _("price, tenge"),
    "profile": _("profile"),
    "published_on": _("published on"),
    "purpose": _("purpose"),
    "quantity": _("quantity"),
    "quota": _("quota"),
    "reason": _("reason"),
    "received": _("received"),
    "received_date": _("date of receipt"),
    "referred_by": _("referred by"),
    "root": _("portal id of the first version"),
    "setting": _("setting"),
    "share": _("share"),
    "signed_on": _("signed on"),
    "source": _("source"),
    "spent": _("spent"),
    "status": _("status"),
    "step": _("step"),
    "subject": _("subject"),
    "sum_1": _("first year, tenge"),
    "sum_2": _("second year, tenge"),
    "sum_3": _("third year, tenge"),
    "supplier": _("supplier"),
    "supplier_number": _("BIN or IIN of the supplier"),
    "system_number": _("system number"),
    "target": _("where the cost goes"),
    "through": _("through the month"),
    "value": _("value"),
    "year": _("year"),
    "year_total": _("whole year"),
}
# where a kind calls a column of this key something else
OWN_COLUMNS: dict[tuple[str, str], Promise] = {
    ("centres", "kind"): _("kind of cost centre"),
    ("volumes", "discharged"): _("cases discharged"),
}
# of form 4-20, whose columns are known by their numbers
FORM_COLUMNS: dict[str, Promise] = {
    "3": _("plan of the year"),
    "4": _("plan since January by obligations"),
    "5": _("plan since January by payments"),
    "6": _("obligations accepted"),
    "7": _("paid since January"),
    "8": _("paid in the month"),
    "9": _("obligations not paid"),
    "10": _("payments not carried out"),
    "11": _("plan left by obligations"),
    "12": _("plan left by payments"),
}
CONTROLS: dict[str, Promise] = {
    "actual": _("actual expenses"),
    "cash": _("cash execution"),
    "cash-balance": _("cash balance"),
    "cash-month": _("cash execution of the month"),
    "closing": _("closing balance"),
    "closing-balance": _("closing balance"),
    "funding": _("funding received"),
    "grand-total": _("grand total"),
    "month-total": _("total of the month"),
    "opening": _("opening balance"),
    "opening-balance": _("opening balance"),
    "plan-obligations": _("plan since January by obligations"),
    "plan-payments": _("plan since January by payments"),
    "plan-year": _("plan of the year"),
    "received": _("receipts in all"),
    "row-total": _("total of the row"),
    "spent": _("payments in all"),
    "stated-balance": _("balance stated elsewhere"),
    "subtotal": _("subtotal"),
    "total": _("total"),
    "total-closing-credit": _("total of closing credit balances"),
    "total-closing-debit": _("total of closing debit balances"),
    "total-debit": _("total of debit turnovers"),
    "total-opening-credit": _("total of opening credit balances"),
    "total-opening-debit": _("total of opening debit balances"),
    "turnover": _("turnover"),
    "year-total": _("whole year of the row"),
    "years": _("whole years of the rows"),
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
    """What was decided about the file and why; columns show on the sheet itself.

    A text file has one sheet, whose name nobody gave.
    """
    has_sheets = batch.result.get("source", {}).get("format") not in TEXT_FORMATS
    return [
        {"what": str(DECISIONS[made["what"]]), "value": _decided(made["what"], made["value"]), "why": made["why"]}
        for made in batch.decisions
        if made["what"] in DECISIONS and made["value"] and (has_sheets or made["what"] != "sheet")
    ]


def _decided(what: str, value: str) -> str:
    if what == "kind" and value in kinds():
        return str(kinds()[value].label)
    if what == "period":
        return period_label(value)
    return str(DECIDED.get(value, value))


def column_label(key: str, kind: str = "") -> str:
    """`amount` → `сумма`; `01` → the month's name; of form 4-20 (kind `treasury`) `7` → `оплачено с начала года`."""
    if kind == "treasury" and key in FORM_COLUMNS:
        return f"{key}. {FORM_COLUMNS[key]}"
    if key.isdecimal() and 1 <= int(key) <= 12:
        return str(MONTHS[int(key)])
    return str(OWN_COLUMNS.get((kind, key), COLUMNS.get(key, key)))


def control_label(name: str) -> str:
    """`funding:2025-07` → `поступившее финансирование, июль 2025 г.`; what follows the name says which one."""
    key, *which = name.split(":")
    if key == "stated-balance" and which[:1] in (["opening"], ["closing"]):
        key, which[0] = f"{which[0]}-balance", gettext("as stated elsewhere")
    return ", ".join([str(CONTROLS.get(key, key.replace("-", " "))), *(_which(part, key) for part in which if part)])


def _which(part: str, key: str) -> str:
    """A month, day or column in words; an account or the path of codes as it is."""
    if key == "subtotal" and part in FORM_COLUMNS:
        return gettext("column %(number)s") % {"number": part}
    if DAY.fullmatch(part):
        return f"{date.fromisoformat(part):%d.%m.%Y}"
    return period_label(part)


def period_label(text: str) -> str:
    """`2025-01 – 2025-06` → `январь–июнь 2025 г.`, also of one month; anything else as it is."""
    try:
        months = [Month.parse(part) for part in text.split(" – ")]
    except MonthError:
        return text
    return period_in_words(months[0], months[-1], active_language())


def month_label(text: str) -> str:
    """`2025-01` → `01`; anything else as it is."""
    try:
        return f"{Month.parse(text).number:02d}"
    except MonthError:
        return text
