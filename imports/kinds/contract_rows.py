"""The columns of a file of contracts, and the typed rows below them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.amounts import is_blank
from finance.months import Month
from finance.party_numbers import is_valid
from imports.kinds import money
from imports.kinds.cash import CODE_WORDS
from imports.kinds.column import AMOUNT, CODE, DATE, MONTH, Column
from imports.kinds.columns import Columns
from imports.kinds.kind import HELD, NEW, UNRESOLVED, Line
from imports.readers.grid import as_code
from procurement.models import Supplier

FIELDS = ("external_id", "system_number", "method", "subject")
COLUMNS = (
    Column("external_id", _("portal id"),
           ("external_id", "id договора", "ид договора", "идентификатор договора*", "шарт id", "id",
            "шарт идентификаторы*")),
    Column("system_number", _("system number"),
           ("contract_number_sys", "системный номер*", "номер договора в системе*", "номер в реестре*",
            "реестровый номер*", "жүйелік нөмір*", "тізілімдегі нөмір*")),
    Column("number", _("number"),
           ("number", "contract_number", "номер договора", "№ договора", "договор №", "шарт нөмірі", "шарт №",
            "шарттың нөмірі", "номер договора*", "№ договора*", "шарт нөмірі*", "договор", "шарт", "номер", "№",
            "нөмірі", "contract number", "contract"), is_required=True),
    Column("signed_on", _("signed on"),
           ("signed_on", "sign_date", "дата заключения*", "дата подписания*", "дата договора*", "қол қойылған*",
            "шарт жасалған*", "жасасу күні*", "шарт күні*", "signed*", "дата", "күні"), DATE, is_required=True),
    Column("ends_on", _("ends on"),
           ("ends_on", "contract_end_date", "ec_end_date", "plan_exec_date", "срок действия*", "дата окончания*",
            "действует до*", "планируемая дата исполнения*", "аяқталу күні*", "шарттың аяқталу*", "қолданылу мерзімі*",
            "ends*", "*до"), DATE),
    Column("supplier_number", _("BIN or IIN of the supplier"),
           ("supplier_number", "supplier_biin", "бин/иин поставщика*", "бин поставщика*", "иин/бин поставщика*",
            "иин поставщика*", "жеткізуші бсн*", "өнім берушінің бсн*", "жеткізушінің бсн*", "бсн/жсн*", "бин/иин",
            "иин/бин", "бин", "бсн", "*бин*", "*бсн*", "supplier bin*", "bin"), is_required=True),
    Column("supplier", _("supplier"),
           ("supplier", "поставщик", "наименование поставщика*", "поставщик*", "жеткізуші", "өнім беруші",
            "жеткізуші атауы*", "өнім берушінің атауы*", "жеткізуші*", "өнім беруші*", "supplier name", "контрагент",
            "supplier_name_ru")),
    Column("code", _("budget code"), CODE_WORDS, CODE),
    Column("month", _("month"), ("month", "месяц", "ай", "айы", "месяц*", "период", "кезең"), MONTH),
    Column("year", _("year"), ("year", "fin_year", "год", "финансовый год", "жыл", "қаржы жылы", "год*", "қаржы жыл*")),
    Column("amount_with_vat", _("sum with VAT, tenge"),
           ("amount_with_vat", "contract_sum_wnds", "сумма с ндс*", "сумма договора с ндс*", "сумма с учетом ндс*",
            "ққс-пен сома*", "шарт сомасы ққс-пен*", "ққс қоса*", "сумма договора", "шарт сомасы", "сумма", "сомасы",
            "сома", "amount", "*с учетом ндс*", "*ққс пен*", "сумма*", "сомасы*"), AMOUNT, is_required=True,
           takes=money.PROMISED),
    Column("amount_without_vat", _("sum without VAT, tenge"),
           ("contract_sum", "сумма без ндс*", "сумма договора без ндс*", "*без ндс*", "*ққс-сыз*", "*без учета ндс*",
            "*ққссыз*"), AMOUNT, takes=money.NET),
    Column("points", _("plan items"),
           ("point_list", "plan_items", "пункты плана*", "пункт плана*", "id пункта*", "жоспар тармақтары*",
            "жоспар тармағы*")),
    Column("method", _("method"),
           ("fakt_trade_methods_id", "ref_trade_methods_id", "способ закупки*", "способ*", "сатып алу тәсілі*",
            "тәсілі*", "method")),
    Column("subject", _("subject"),
           ("description", "предмет договора*", "предмет*", "описание*", "шарт мәні*", "сипаттама*")),
)  # fmt: skip


class Rows:
    """Typed columns of the money rows, and the line that each becomes."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.context = columns.context
        self.signed = columns.dates("signed_on")
        self.ends = self._ends()
        self.years = [self._year(at, value) for at, value in enumerate(columns.raw("year"))]
        years = [year or (day.year if day else None) for year, day in zip(self.years, self.signed, strict=True)]
        self.months = columns.months("month", years) if columns.table.has("month") else self._months_of_signing()
        self.numbers, self.names = columns.texts("number", 64), columns.texts("supplier", 255)
        self.suppliers = columns.party_numbers("supplier_number")
        self.fields = {key: columns.texts(key, 500 if key == "subject" else 40) for key in FIELDS}
        self.points = [frozenset(re.findall(r"\d+", text)) for text in columns.texts("points")]
        self.codes = columns.raw("code")
        self.known = set(Supplier.objects.filter(number__in=set(self.suppliers)).values_list("number", flat=True))

    def _ends(self) -> list[date | None]:
        """Days of end; an empty cell is none."""
        columns, places = (
            self.columns,
            [at for at, value in enumerate(self.columns.raw("ends_on")) if not is_blank(value)],
        )
        some = Columns(columns.table, [columns.rows[at] for at in places], self.context, columns.reading)
        found: dict[int, date | None] = dict(zip(places, some.dates("ends_on"), strict=True))
        return [found.get(at) for at in range(len(columns.rows))]

    def _year(self, at: int, value: object) -> int | None:
        text = as_code(value)  # type: ignore[arg-type] # text of a cell
        if not text:
            return None
        if len(text) == 4 and text.isdecimal():
            return int(text)
        self.columns.refuse(at, "year", "not-a-date", _("“%(value)s” is no year.") % {"value": text}, text)
        return None

    def _months_of_signing(self) -> list[Month | None]:
        """The month of signing; January of the year where it is of a later one."""
        found: list[Month | None] = []
        for year, day in zip(self.years, self.signed, strict=True):
            signed = Month.of(day) if day else None
            found.append(max(signed, Month(year, 1)) if signed and year else signed)
        return found

    def line(self, at: int, amount: Any) -> Line | None:
        columns, month, signed = self.columns, self.months[at], self.signed[at]
        row = columns.numbers[at]
        self._check(at)
        if month is None or signed is None or row in columns.reading.rejected_rows:
            return None
        code, status = self._code(at, month)
        ends = self.ends[at] or date(month.year, 12, 31)
        data: dict[str, Any] = {key: texts[at] for key, texts in self.fields.items()}
        data |= {"signed_on": signed, "ends_on": ends, "items": self.points[at]}
        day = max(signed, Month(month.year, 1).first_day)
        return Line(
            row, columns.address(at, "amount_with_vat"), amount, day, month, code,
            number=self.numbers[at], counterparty_number=self.suppliers[at], counterparty_name=self.names[at],
            contract_number=self.numbers[at], name=self.fields["subject"][at] if code is None else "", data=data,
            status=status,
        )  # fmt: skip

    def _check(self, at: int) -> None:
        columns, supplier, month = self.columns, self.suppliers[at], self.months[at]
        if not self.numbers[at]:
            columns.refuse(at, "number", "missing-column", gettext("The number of the contract is missing."))
        if supplier not in self.known and not is_valid(supplier):
            message = gettext("“%(number)s” is no BIN or IIN: 12 digits with a right check digit are expected.")
            columns.refuse(at, "supplier_number", "wrong-number", message % {"number": supplier}, supplier)
        ends, signed, year = self.ends[at], self.signed[at], self.years[at]
        if ends and signed and ends < signed:
            columns.refuse(
                at, "ends_on", "not-a-date", gettext("The contract ends before it is signed."), ends.isoformat()
            )
        if month and year and month.year != year:
            message = _("The month %(month)s is not of the year %(year)s.") % {"month": month, "year": year}
            columns.refuse(at, "month", "not-a-date", message, str(month))
        elif month and month.year not in self.context.budgets:
            message = _("There is no budget of %(year)s. Create it, then import the file.") % {"year": month.year}
            key = "month" if columns.table.has("month") else "signed_on"
            columns.refuse(at, key, "no-budget", message, str(month))

    def _code(self, at: int, month: Month) -> tuple[int | None, str]:
        row, text = self.columns.numbers[at], as_code(self.codes[at])
        answer = self.context.answers.rows.get(row)
        day = month.first_day
        life = self.context.codes.find(text, day) if text else None
        if life is None and answer:
            life = self.context.codes.valid(answer, day)
        if life is None and text:
            self.columns.refuse(at, "code", "unknown-code", self.columns.no_code(text, day), text)
        only = self.context.only_rows
        status = HELD if only is not None and row not in only else NEW if life else UNRESOLVED
        return (life.pk if life else None), status
