"""Bank statements in ISO 20022: `camt.053` (and the reports `camt.052`, `camt.054`), any of their versions.

Only booked entries count. An entry of several payments is read payment by payment where their sums make up its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from finance.party_numbers import account_number
from imports.readers.bank_records import ALWAYS, Record, sheet_of
from imports.readers.grid import UNREADABLE, Grid, ReadError

OPENING = re.compile(rb"camt\.05[234]|<(?:\w+:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)\b")
_MOST_NODES = 5_000_000


@dataclass(slots=True)
class _Node:
    name: str
    line: int
    about: dict[str, str] = field(default_factory=dict)
    text: str = ""
    parts: list[_Node] = field(default_factory=list)

    def find(self, path: str) -> _Node | None:
        """The first node at `A/B`; a star in place of a name is any."""
        name, _slash, rest = path.partition("/")
        for part in self.parts:
            if name in ("*", part.name):
                found = part if not rest else part.find(rest)
                if found is not None:
                    return found
        return None

    def all(self, name: str) -> Iterator[_Node]:
        return (part for part in self.parts if part.name == name)

    def text_at(self, *paths: str) -> str:
        """The text of the first path that says anything."""
        for path in paths:
            found = self.find(path)
            if found is not None and found.text.strip():
                return " ".join(found.text.split())
        return ""


def read(data: bytes) -> Grid:
    """Sheets `documents` and `accounts`; raises ReadError for XML that is broken or holds a document type."""
    root = _tree(data)
    documents: list[Record] = []
    accounts: list[Record] = []
    for message in root.parts:
        for statement in message.parts:
            if statement.name in ("Stmt", "Rpt", "Ntfctn"):
                account = account_number(statement.text_at("Acct/Id/IBAN", "Acct/Id/Othr/Id"))
                accounts.append(_account(statement, account))
                documents += [one for entry in statement.all("Ntry") for one in _entry(entry, account)]
    _part(documents)
    if not accounts:
        raise ReadError(UNREADABLE, "xml")
    return Grid("camt053", "utf-8", (sheet_of("documents", documents, ALWAYS), sheet_of("accounts", accounts)))


def _part(documents: list[Record]) -> None:
    """Give each document a line of its own: programs write the whole message, or a whole entry, on one."""
    last = 0
    for document in documents:
        if document.line <= last:
            document.line = last + 1
            document.lines = dict.fromkeys(document.lines, document.line)
        last = document.line


def _tree(data: bytes) -> _Node:
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise ReadError(UNREADABLE, "doctype")
    parser = expat.ParserCreate()
    top = _Node("", 1)
    stack, count = [top], 0

    def start(tag: str, about: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MOST_NODES or len(stack) > 100:
            raise ReadError(UNREADABLE, "damaged")
        node = _Node(tag.rpartition(":")[2], parser.CurrentLineNumber, about)
        stack[-1].parts.append(node)
        stack.append(node)

    def text(piece: str) -> None:
        stack[-1].text += piece

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _tag: stack.pop()
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise ReadError(UNREADABLE, "half-container") from error
    return top.parts[0]


def _account(statement: _Node, account: str) -> Record:
    record = Record(statement.line)
    record.set("РасчСчет", account, statement.line)
    for balance in statement.all("Bal"):
        key = {"OPBD": "НачальныйОстаток", "PRCD": "НачальныйОстаток", "CLBD": "КонечныйОстаток"}.get(
            balance.text_at("Tp/CdOrPrtry/Cd")
        )
        amount = balance.find("Amt")
        if key and amount is not None and (key == "КонечныйОстаток" or key not in record.values):
            sign = "-" if balance.text_at("CdtDbtInd") == "DBIT" else ""
            record.set(key, sign + amount.text.strip(), amount.line)
            if key == "КонечныйОстаток":
                record.set("ДатаКонца", balance.text_at("Dt/Dt", "Dt/DtTm"), amount.line)
    record.set("ДатаНачала", statement.text_at("FrToDt/FrDtTm", "FrToDt/FrDt"), statement.line)
    record.set("ДатаКонца", statement.text_at("FrToDt/ToDtTm", "FrToDt/ToDt"), statement.line)
    return record


def _entry(entry: _Node, account: str) -> Iterator[Record]:
    if entry.text_at("Sts/Cd", "Sts") not in ("BOOK", ""):
        return
    amount = entry.find("Amt")
    if amount is None:
        raise ReadError(UNREADABLE, "damaged", f"{entry.line}:Amt", line=entry.line)
    details = [one for group in entry.all("NtryDtls") for one in group.all("TxDtls")]
    sums = [one.find("Amt") or one.find("AmtDtls/TxAmt/Amt") for one in details]
    if len(details) > 1 and all(sums) and _total(sums) == _number(amount.text):
        for one, own in zip(details, sums, strict=True):
            yield _record(entry, one, own or amount, account)
    else:
        # a sum over several payments is to none of their payees
        yield _record(entry, details[0] if len(details) == 1 else entry, amount, account)


def _total(sums: list[_Node | None]) -> Decimal | None:
    numbers = [_number(one.text) for one in sums if one is not None]
    return None if None in numbers else sum((number for number in numbers if number is not None), Decimal(0))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None


def _record(entry: _Node, details: _Node, amount: _Node, account: str) -> Record:
    is_credited = (details.text_at("CdtDbtInd") or entry.text_at("CdtDbtInd")) == "CRDT"
    is_reversal = entry.text_at("RvslInd").lower() in ("true", "1")
    # a reversal that is credited takes back a payment
    is_received = is_credited != is_reversal
    record, line = Record(entry.line), amount.line
    record.set("ДатаОперации", entry.text_at("BookgDt/DtTm", "BookgDt/Dt", "ValDt/Dt", "ValDt/DtTm"), entry.line)
    record.set("ДатаВалютирования", entry.text_at("ValDt/Dt", "ValDt/DtTm"), entry.line)
    record.set("СуммаПриход" if is_received else "СуммаРасход", "-" * is_reversal + amount.text.strip(), line)
    record.set("Валюта", amount.about.get("Ccy", ""), line)
    number = details.text_at("Refs/InstrId", "Refs/EndToEndId", "Refs/TxId") or entry.text_at("NtryRef", "AcctSvcrRef")
    record.set("НомерДокумента", "" if number.upper() in ("NOTPROVIDED", "NONREF") else number, line)
    record.set("ПолучательИИК" if is_received else "ПлательщикИИК", account, line)
    side, tag = ("Плательщик", "Dbtr") if is_received else ("Получатель", "Cdtr")
    if is_reversal and details.find(f"RltdPties/{tag}") is None:
        # some banks name the parties of the reversal, not of the payment that it takes back
        tag = "Cdtr" if is_received else "Dbtr"
    record.set(f"{side}Наименование", details.text_at(f"RltdPties/{tag}/Nm", f"RltdPties/{tag}/Pty/Nm"), line)
    numbers = [f"RltdPties/{tag}/{party}Id/{kind}/Othr/Id" for party in ("", "Pty/") for kind in ("OrgId", "PrvtId")]
    record.set(f"{side}БИН_ИИН", details.text_at(*numbers), line)
    record.set(
        f"{side}ИИК",
        account_number(details.text_at(f"RltdPties/{tag}Acct/Id/IBAN", f"RltdPties/{tag}Acct/Id/Othr/Id")),
        line,
    )
    purpose = " ".join(" ".join(one.text.split()) for info in details.all("RmtInf") for one in info.all("Ustrd"))
    record.set(
        "НазначениеПлатежа", purpose or details.text_at("AddtlTxInf") or entry.text_at("AddtlNtryInf") or "—", line
    )
    record.set("КодНазначенияПлатежа", details.text_at("Purp/Prtry", "Purp/Cd"), line)
    return record
