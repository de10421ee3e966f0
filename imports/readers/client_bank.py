"""Bank statements in the `1CClientBankExchange` text format, Kazakh and Russian dialects.

Never by line number: some banks leave header lines out, write keys in capitals or with spaces, indent them, quote
section names or give one account section a day. Keys come out in the spelling of the format, amounts and dates stay
text, accounts lose the spaces that they are printed with. A movement that comes as a line of the statement and as its
order comes out once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from finance.party_numbers import account_number, document_number
from imports.readers.encoding import decode
from imports.readers.grid import TOO_LARGE, UNREADABLE, Grid, ReadError, Sheet

MAX_SECTIONS, MAX_KEYS = 100_000, 300
_HEADER = "clientbankexchange"
_DOS_END = " \t\x1a\x00"
_PARTY_KEYS = """
Наименование БИН_ИИН БИН ИИН РНН ИНН КПП КБЕ ИИК Счет РасчСчет
БанкНаименование БанкБИН_ИИН БанкБИК Банк1 Банк2 БИК Корсчет
"""
_PARTY = ("", *"1234", *_PARTY_KEYS.split())
_NAMES = """
ВерсияФормата Кодировка Отправитель Получатель ДатаСоздания ВремяСоздания ДатаНачала ДатаКонца РасчСчет
НачальныйОстаток ВсегоПоступило ВсегоСписано КонечныйОстаток
СекцияДокумент ВидДокумента ДатаОперации СуммаПриход СуммаРасход НомерДокумента ДатаДокумента
НазначениеПлатежа КодНазначенияПлатежа ДатаВалютирования Сумма Валюта КурсВалюты
Номер Дата ДатаСписано ДатаПоступило ВидПлатежа ВидОплаты Код Очередность СрокАкцепта ВидАккредитива
ПоказательКБК ОКАТО СтатусСоставителя НомерСчетаПоставщика УсловиеОплаты СрокПлатежа
"""
_KEYS = (
    *_NAMES.split(),
    *(f"НазначениеПлатежа{number}" for number in range(1, 7)),
    *(side + part for side in ("Плательщик", "Получатель") for part in _PARTY),
)
# What some banks call a key of the format; the first word is the key.
_ALIASES = """
СуммаПриход СуммаДоход СуммаПоступление СуммаПоступило СуммаЗачислено СуммаЗачисления СуммаКредит Приход Кредит
СуммаРасход СуммаСписано СуммаСписания СуммаСписание СуммаДебет Расход Списано Дебет СуммаПоДебету
ДатаОперации ДатаПроводки ДатаПроведения ДатаИсполнения ДатаПроведенияОперации ДатаДвижения
ДатаСписано ДатаСписания ДатаДебета
ДатаПоступило ДатаПоступления ДатаЗачисления ДатаКредита
НомерДокумента НомерДок НомерПлатежногоДокумента
ДатаДокумента ДатаДок
НазначениеПлатежа Назначение ОснованиеПлатежа ДеталиПлатежа
КодНазначенияПлатежа КНП КодНазначения КодНазначПлатежа
НачальныйОстаток ОстатокНачальный ВходящийОстаток
КонечныйОстаток ОстатокКонечный ИсходящийОстаток
РасчСчет РасчетныйСчет НомерСчета ИИК
"""
_TOTALS = ("ВсегоСписано", "КонечныйОстаток")
_CARRIED_OUT = ("ДатаСписано", "ДатаПоступило")
_STATEMENT = ("выписк", "шот", "движени", "проводк")


def _compact(key: str) -> str:
    return "".join(letter for letter in key.casefold().replace("ё", "е") if letter.isalnum())


_SPELLING = {_compact(key): key for key in _KEYS}
_ALIAS = {_compact(name): line.split()[0] for line in _ALIASES.strip().splitlines() for name in line.split()[1:]}
_OF_ACCOUNT = re.compile(r"(?:ИИК|Счет)\Z")


@dataclass(slots=True)
class _Section:
    """A document or account section: the line that opens it, and each key's line and value."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    last_key: str = ""

    def settle(self) -> None:
        """Bank's own names become keys of the format, where the section lacks these."""
        for name in [name for name in self.values if _compact(name) in _ALIAS]:
            key = _ALIAS[_compact(name)]
            if key not in self.values:
                self.values[key], self.lines[key] = self.values.pop(name), self.lines.pop(name)
        for key in self.values:
            if _OF_ACCOUNT.search(key):
                self.values[key] = account_number(self.values[key])

    def put(self, line: int, key: str, value: str) -> None:
        if key in self.values and self.values[key] != value:
            raise ReadError(UNREADABLE, "key-twice", f"{line}:{key}", key=key, line=line)
        self.values[key], self.lines[key], self.last_key = value, line, key


def read(data: bytes) -> Grid:
    """Sheets `documents` and `accounts`, each a header row of keys, then a row a section. Half a file: ReadError."""
    decoded = decode(data)
    statement = _Statement()
    for number, line in enumerate(decoded.lines(), 1):
        statement.take(number, line.strip())
    statement.finish()
    has_totals = any(key in account.values for account in statement.accounts for key in _TOTALS)
    sheets = (
        _sheet("documents", _once(statement.documents, has_totals=has_totals)),
        _sheet("accounts", statement.accounts),
    )
    return Grid("client-bank", decoded.encoding, sheets, decoded.warnings(), statement.header.values)


@dataclass(slots=True)
class _Statement:
    """The sections met so far, and the one that is open."""

    header: _Section = field(default_factory=lambda: _Section(1))
    accounts: list[_Section] = field(default_factory=list)
    documents: list[_Section] = field(default_factory=list)
    opened: _Section | None = None
    is_ended: bool = False
    line: int = 0

    def take(self, number: int, line: str) -> None:
        """One line, its indent taken off."""
        if not line.strip(_DOS_END):
            return
        self.line = number
        if self.is_ended:
            raise ReadError(UNREADABLE, "after-end", f"{number}:КонецФайла", line=number)
        key, equals, value = line.partition("=")
        word = _compact(key)
        if word == "секциярасчсчет":
            self._open(number, self.accounts)
        elif word == "секциядокумент":
            self._open(number, self.documents).put(number, "СекцияДокумент", value.strip().strip('"'))
        elif word == "конецрасчсчет":
            self._close(self.accounts)
        elif word == "конецдокумента":
            self._close(self.documents)
        elif word == "конецфайла":
            self.is_ended = True
            if self.opened:
                raise self._half()
        elif equals and (word in _SPELLING or word in _ALIAS or not any(map(str.isspace, key.strip()))):
            self._put(_SPELLING.get(word, key.strip()), value.strip())
        elif not word.endswith(_HEADER) or number > 1:
            self._continue(line)

    def finish(self) -> None:
        self.header.settle()
        if not self.is_ended:
            raise ReadError(UNREADABLE, "no-end-mark", f"{self.line}:КонецФайла", line=self.line)

    def _open(self, number: int, sections: list[_Section]) -> _Section:
        if self.opened:
            raise self._half()
        if len(sections) >= MAX_SECTIONS:
            raise ReadError(TOO_LARGE, "rows", limit=MAX_SECTIONS)
        self.opened = _Section(number)
        sections.append(self.opened)
        return self.opened

    def _close(self, sections: list[_Section]) -> None:
        if self.opened is None or not sections or sections[-1] is not self.opened:
            raise self._half()
        self.opened.settle()
        self.opened = None

    def _put(self, key: str, value: str) -> None:
        if self.opened:
            self.opened.put(self.line, key, value)
        else:
            self.header.values.setdefault(key, value)

    def _continue(self, line: str) -> None:
        """A line without a key goes on with the value above it; names and purposes are broken so."""
        if self.opened is None or not self.opened.last_key:
            raise ReadError(UNREADABLE, "damaged", f"{self.line}:?", line=self.line)
        self.opened.values[self.opened.last_key] += " " + line

    def _half(self) -> ReadError:
        section = self.opened or self.header
        return ReadError(
            UNREADABLE, "half-section", f"{section.line}:{section.last_key or 'КонецФайла'}", line=self.line
        )


def _once(documents: list[_Section], *, has_totals: bool) -> list[_Section]:
    """Documents without those that another guise of the same movement, statement or order, brings too.

    Two equal payments of one guise are two. An order that has no line in a statement which has those of other orders
    may not have been carried out: only a day of its debit or credit, or totals to hold it to, let it count.
    """
    guises = {_guise(document) for document in documents}
    if len(guises) < 2:
        return documents
    counts: Counter[tuple] = Counter()
    for document in documents:
        counts[(_guise(document), *_movement(document))] += 1
    paired = any(counts[(True, *of)] and counts[(False, *of)] for _is_line, *of in list(counts))
    kept: Counter[tuple] = Counter()
    found = []
    for document in sorted(documents, key=lambda document: not _guise(document)):
        movement = _movement(document)
        most = max(counts[(guise, *movement)] for guise in guises)
        if kept[movement] < most:
            is_order = not _guise(document) and counts[(True, *movement)] <= kept[movement]
            if is_order and paired and not has_totals and not any(document.values.get(key) for key in _CARRIED_OUT):
                raise ReadError(UNREADABLE, "order-without-line", f"{document.line}:СекцияДокумент", line=document.line)
            kept[movement] += 1
            found.append(document)
    return sorted(found, key=lambda document: document.line)


def _guise(document: _Section) -> bool:
    """Whether it is a line of the statement, not an order."""
    values = document.values
    said = (values.get(key, "").casefold() for key in ("СекцияДокумент", "ВидДокумента"))
    return any(text.startswith(_STATEMENT) for text in said)


def _movement(document: _Section) -> tuple[str, ...]:
    """What is the same in every guise: the number, or the day where there is none, and the sum."""
    values = document.values
    number = values.get("НомерДокумента") or values.get("Номер") or ""
    amount = next((values[key] for key in ("СуммаПриход", "СуммаРасход", "Сумма") if _is_money(values.get(key))), "")
    day = values.get("ДатаОперации") or values.get("ДатаСписано") or values.get("Дата") or ""
    return document_number(number) or day, amount.replace(",", ".").replace(" ", "").replace("\u00a0", "")


def _is_money(text: str | None) -> bool:
    return bool(text) and any(digit in "123456789" for digit in text or "")


def _sheet(name: str, sections: list[_Section]) -> Sheet:
    keys = list(dict.fromkeys(key for section in sections for key in section.values))
    if len(keys) > MAX_KEYS:
        raise ReadError(UNREADABLE, "damaged")
    rows = [tuple(keys), *(tuple(section.values.get(key, "") for key in keys) for section in sections)]
    first = sections[0].line if sections else 1
    cell_lines = [
        [first] * len(keys),
        *([section.lines.get(key, section.line) for key in keys] for section in sections),
    ]
    return Sheet(
        name,
        rows,
        row_numbers=[first, *(section.line for section in sections)],
        cell_lines=cell_lines,
        field_names=dict(enumerate(keys)),
    )
