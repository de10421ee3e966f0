"""Bank statements in the `1CClientBankExchange` text format, Kazakh and Russian dialects.

Never by line number: some banks leave header lines out, write keys in capitals, indent them, quote section names or
give one account section a day. Keys come out in the spelling of the format, amounts and dates stay text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from imports.readers.encoding import decode
from imports.readers.grid import UNREADABLE, Grid, ReadError, Sheet

_HEADER = "1cclientbankexchange"
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
_SPELLING = {key.casefold(): key for key in _KEYS}


@dataclass(slots=True)
class _Section:
    """A document or account section: the line that opens it, and each key's line and value."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    last_key: str = ""

    def put(self, line: int, key: str, value: str) -> None:
        if key in self.values and self.values[key] != value:
            raise ReadError(UNREADABLE, "key-twice", f"{line}:{key}", key=key, line=line)
        self.values[key], self.lines[key], self.last_key = value, line, key


def read(data: bytes) -> Grid:
    """Sheets `documents` and `accounts`, each a header row of keys, then a row a section. Half a file: ReadError."""
    decoded = decode(data)
    header, accounts, documents = _sections(decoded.text)
    sheets = (_sheet("documents", documents), _sheet("accounts", accounts))
    return Grid("client-bank", decoded.encoding, sheets, header=header.values)


def _sections(text: str) -> tuple[_Section, list[_Section], list[_Section]]:
    header, accounts, documents = _Section(1), [], []
    current = header
    ended = False
    number = 0
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = raw.strip()
        if not line:
            continue
        if ended:
            raise ReadError(UNREADABLE, "after-end", f"{number}:КонецФайла", line=number)
        key, equals, value = line.partition("=")
        key, word = key.rstrip(), line.casefold()
        if word == _HEADER and number == header.line:
            continue
        if word in ("секциярасчсчет", "секциярасчсчет=") or (equals and key.casefold() == "секциядокумент"):
            if current is not header:
                raise _half(current, number)
            current = _Section(number)
            if word.startswith("секциядокумент"):
                current.put(number, "СекцияДокумент", value.strip().strip('"'))
                documents.append(current)
            else:
                accounts.append(current)
        elif word in ("конецрасчсчет", "конецдокумента"):
            kind = accounts if word == "конецрасчсчет" else documents
            if current is header or not kind or kind[-1] is not current:
                raise _half(current, number)
            current = header
        elif word == "конецфайла":
            if current is not header:
                raise _half(current, number)
            ended = True
        elif equals:
            spelled = _SPELLING.get(key.casefold(), key)
            if current is header:
                current.values.setdefault(spelled, value.strip())
            else:
                current.put(number, spelled, value.strip())
        elif current.last_key:
            current.values[current.last_key] += " " + line
        elif number > 1:
            raise ReadError(UNREADABLE, "damaged", f"{number}:?", line=number)
    if not ended:
        raise ReadError(UNREADABLE, "no-end-mark", f"{number}:КонецФайла", line=number)
    return header, accounts, documents


def _half(section: _Section, line: int) -> ReadError:
    return ReadError(UNREADABLE, "half-section", f"{section.line}:{section.last_key or 'КонецФайла'}", line=line)


def _sheet(name: str, sections: list[_Section]) -> Sheet:
    keys = list(dict.fromkeys(key for section in sections for key in section.values))
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
