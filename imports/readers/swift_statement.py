"""Bank statements in the SWIFT format MT940: `:61:` lines of movements, each with its words in `:86:`.

Amounts have a comma for decimals; days are YYMMDD. A file may hold several statements. What a statement says of its
account and balances becomes a record of `accounts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from finance.party_numbers import account_number, accounts_in, name_and_number
from imports.readers.bank_records import ALWAYS, Record, sheet_of
from imports.readers.encoding import decode
from imports.readers.grid import UNREADABLE, Grid, ReadError

OPENING = re.compile(rb"(?:\{1:|:20:|\{4:)")
_FIELD = re.compile(r":(\d\d[A-Z]?):(.*)", re.DOTALL)
_BALANCE = re.compile(r"(?P<sign>[CD])(?P<day>\d{6})(?P<currency>[A-Z]{3})(?P<amount>[\d,.]+)")
_MOVEMENT = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<sign>R?[CD]|E[CD])(?P<funds>[A-Z])?(?P<amount>\d[\d.]*,\d{0,2})"
    r"(?P<kind>[A-Z][A-Z0-9]{3})(?P<reference>[^/\n]*)(?://(?P<bank>[^\n]*))?(?:\n(?P<more>.*))?",
    re.DOTALL,
)
_MARK = re.compile(
    r"/(NAME|NM|IDN|BIN|IIN|IIK|ACC|IBAN|LA|BIC|KNP|ASSIGN|PURP|REMI|REM|DATE|CHIEF|MAINBK|RNN|IRS|SECO|OPV|VO|SEND|PRT"
    r"|PRD|BCLASS|CODE)/"
)
_NAME, _NUMBER = ("NAME", "NM"), ("IDN", "BIN", "IIN")
_ACCOUNT, _PURPOSE = ("IIK", "ACC", "IBAN", "LA"), ("ASSIGN", "REMI", "REM", "PURP")


def is_swift(opening: bytes) -> bool:
    """Whether a text begins as MT940 does."""
    return bool(OPENING.match(opening)) and (b":60F:" in opening or b":60M:" in opening or b":25:" in opening)


def read(data: bytes) -> Grid:
    """Sheets `documents` and `accounts`; raises ReadError where a statement breaks off or a line cannot be read."""
    decoded = decode(data)
    statement = _Statement()
    for line, tag, text in _fields(decoded.text):
        statement.take(line, tag, text)
    statement.close()
    for document in statement.documents:
        document.set("НазначениеПлатежа", document.values.get("НазначениеПлатежа", "—"), document.line)
    if not statement.accounts:
        raise ReadError(UNREADABLE, "damaged")
    sheets = (sheet_of("documents", statement.documents, ALWAYS), sheet_of("accounts", statement.accounts))
    return Grid("mt940", decoded.encoding, sheets, decoded.warnings())


def _fields(text: str) -> list[tuple[int, str, str]]:
    """Each field's line, tag and text; lines without a tag go on with the field above."""
    found: list[tuple[int, str, str]] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.sub(r"^(?:\{[1-5]:[^{}]*\})+", "", raw.strip().strip("\x1a\x00"))
        line = line.removeprefix("{4:").strip()
        if not line:
            continue
        if line.startswith("-}") or line == "-":
            found.append((number, "-", ""))
        elif match := _FIELD.match(line):
            found.append((number, match[1], match[2].strip()))
        elif found and found[-1][1] != "-":
            at, tag, before = found[-1]
            found[-1] = (at, tag, f"{before}\n{line}")
        elif not line.startswith("{"):
            raise ReadError(UNREADABLE, "damaged", f"{number}:?", line=number)
    return found


@dataclass(slots=True)
class _Statement:
    documents: list[Record] = field(default_factory=list)
    accounts: list[Record] = field(default_factory=list)
    account: str = ""
    opened: Record | None = None
    # the movement whose words may follow: none after one that is left out, or after anything that is no movement
    told: Record | None = None

    def take(self, line: int, tag: str, text: str) -> None:
        if tag != "86":
            self.told = None
        if tag == "20":
            self.close()
        elif tag == "25":
            found = accounts_in(text)
            # some banks write the currency right behind the account
            bare = re.sub(r"^(KZ\w{18})[A-Z]{3}$", r"\1", account_number(text.rpartition("/")[2]))
            self.account = found[0] if found else bare
        elif tag in ("60F", "60M"):
            self._opening(line, text)
        elif tag == "61":
            self._movement(line, text)
        elif tag == "86" and self.told is not None:
            _explain(self.told, line, text)
            self.told = None
        elif tag in ("62F", "62M"):
            self._closing(line, text)

    def close(self) -> None:
        """A statement without its closing balance is half a statement."""
        if self.opened is not None:
            raise ReadError(UNREADABLE, "half-section", f"{self.opened.line}:62F", line=self.opened.line)

    def _opening(self, line: int, text: str) -> None:
        found = self._balance(line, text)
        self.opened = Record(line)
        self.opened.set("РасчСчет", self.account, line)
        self.opened.set("НачальныйОстаток", _signed(found), line)
        self.opened.set("ДатаНачала", _day(found["day"], line).strftime("%d.%m.%Y"), line)
        self.opened.set("Валюта", found["currency"], line)

    def _closing(self, line: int, text: str) -> None:
        if self.opened is None:
            raise ReadError(UNREADABLE, "damaged", f"{line}:62F", line=line)
        found = self._balance(line, text)
        self.opened.set("КонечныйОстаток", _signed(found), line)
        self.opened.set("ДатаКонца", _day(found["day"], line).strftime("%d.%m.%Y"), line)
        self.accounts.append(self.opened)
        self.opened = None

    @staticmethod
    def _balance(line: int, text: str) -> re.Match[str]:
        found = _BALANCE.match(text.replace(" ", ""))
        if not found:
            raise ReadError(UNREADABLE, "damaged", f"{line}:60F", line=line)
        return found

    def _movement(self, line: int, text: str) -> None:
        found = _MOVEMENT.match(text)
        if not found or self.opened is None:
            raise ReadError(UNREADABLE, "damaged", f"{line}:61", line=line)
        if found["sign"].startswith("E"):
            return  # expected, not booked
        is_received, is_reversal = found["sign"].endswith("C"), found["sign"].startswith("R")
        record = Record(line)
        valued = _day(found["value"], line)
        record.set("ДатаОперации", _booked(valued, found["entry"]).strftime("%d.%m.%Y"), line)
        record.set("ДатаВалютирования", valued.strftime("%d.%m.%Y"), line)
        amount = _plain(found["amount"])
        record.set("СуммаПриход" if is_received else "СуммаРасход", "-" * is_reversal + amount, line)
        reference = found["reference"].strip()
        record.set("НомерДокумента", "" if reference.upper() == "NONREF" else reference, line)
        record.set("Валюта", self.opened.values.get("Валюта", ""), line)
        record.set("ПолучательИИК" if is_received else "ПлательщикИИК", self.account, line)
        self.documents.append(record)
        self.told = record


def _signed(found: re.Match[str]) -> str:
    return ("-" if found["sign"] == "D" else "") + _plain(found["amount"])


def _plain(amount: str) -> str:
    """`1000,50` → `1000.50`; a sum without tiyn ends in its comma."""
    return amount.replace(".", "").replace(",", ".").rstrip(".")


def _day(digits: str, line: int) -> date:
    try:
        return date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError as error:
        raise ReadError(UNREADABLE, "damaged", f"{line}:61", line=line) from error


def _booked(valued: date, entry: str | None) -> date:
    """The day of the books, whose year is that nearest to the value date."""
    if not entry:
        return valued
    days = []
    for year in (valued.year - 1, valued.year, valued.year + 1):
        try:
            days.append(date(year, int(entry[:2]), int(entry[2:])))
        except ValueError:
            continue
    return min(days, key=lambda day: abs(day - valued), default=valued)


def _explain(record: Record, line: int, text: str) -> None:
    """Name, number, account, purpose and its code, out of `/NAME/…/IDN/…` or of free words."""
    side = "Плательщик" if "СуммаПриход" in record.values else "Получатель"
    joined = text.replace("\n", "")
    pieces = _MARK.split(joined)
    said = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    name, number = name_and_number(next((said[key] for key in _NAME if said.get(key)), ""))
    number = next((said[key].strip() for key in _NUMBER if said.get(key)), number)
    accounts = accounts_in(next((said[key] for key in _ACCOUNT if said.get(key)), "") or joined)
    others = [account for account in accounts if account not in (record.values.get("ПлательщикИИК"),
                                                                record.values.get("ПолучательИИК"))]  # fmt: skip
    purpose = next((said[key] for key in _PURPOSE if said.get(key)), "") if said else text.replace("\n", " ")
    if not said:
        name, number = "", name_and_number(purpose)[1]
    record.set(f"{side}Наименование", " ".join(name.split()), line)
    record.set(f"{side}БИН_ИИН", number, line)
    record.set(f"{side}ИИК", others[0] if others else "", line)
    record.set("КодНазначенияПлатежа", said.get("KNP", "").strip(), line)
    record.set("НазначениеПлатежа", " ".join(purpose.split()) or "—", line)
