"""Money received: by day or month and code."""

from django.utils.translation import gettext_lazy as _

from finance.models import Document, Measure
from imports.kinds.cash import AMOUNT_WORDS, CODE_WORDS, DATE_WORDS, NUMBER_WORDS
from imports.kinds.contract import AMOUNT, CODE, DATE, Column, Table
from imports.kinds.events import EventKind
from imports.readers.grid import as_code

RECEIVED = (
    "профинансировано*", "получено*", "поступило*", "поступление*", "сумма финансирования*", "финансирование*",
    "разрешено*", "қаржыландырылды*", "түсті*", "түсім*", "қаржыландыру*", "funding*", "received*",
)  # fmt: skip


class Funding(EventKind):
    key = "funding"
    label = _("money received")
    measure = Measure.FUNDING
    document_kind = Document.Kind.FUNDING
    columns = (
        Column("date", ("дата поступления", "дата финансирования", "түскен күні", *DATE_WORDS), DATE, is_required=True),
        Column("number", NUMBER_WORDS),
        Column("code", CODE_WORDS, CODE, is_required=True),
        Column("amount", ("amount", *RECEIVED, *AMOUNT_WORDS[1:]), AMOUNT, is_required=True),
    )
    title_words = (
        "поступления финансирования", "поступление денег", "поступления денег", "профинансировано", "полученное",
        "реестр поступлений", "поступление финансирования", "реестр финансирования", "полученных средств",
        "поступления средств", "түсімдер", "қаржыландыру тізілімі", "қаржы түсімі", "алынған қаржы", "money received",
        "funding received", "receipts",
    )  # fmt: skip

    def weighs(self, table: Table) -> int:
        """One transfer brings money for many codes: its number or day stands on several rows."""
        key = "number" if table.has("number") else "date"
        marks = [as_code(v) for v in table.values(key, table.body) if v != ""]
        return -50 if len(set(marks)) == len(marks) else 0


KIND = Funding()
