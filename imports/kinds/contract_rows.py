"""The columns of a file of contracts, and the typed rows below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.money import ZERO
from finance.months import Month
from finance.party_numbers import is_valid
from imports.columns import money
from imports.columns.column import AMOUNT, CODE, DATE, MONTH, PARTY, YEAR, Column
from imports.columns.typed import Columns
from imports.kinds.cash import CODE_WORDS
from imports.kinds.kind import Line
from imports.kinds.project_payments import SITE, site_keys
from imports.policies.papers import code_of, names_of_items, refuse_empty, refuse_other_years
from imports.policies.states import mark
from imports.rows.timing import check_years
from procurement.models import Supplier

COLUMNS = (
    Column("external_id", _("portal id"),
           ("external_id", "id договора", "ид договора", "идентификатор договора*", "шарт id", "id",
            "шарт идентификаторы*"), limit=40),
    Column("system_number", _("system number"),
           ("contract_number_sys", "системный номер*", "номер договора в системе*", "номер в реестре*",
            "реестровый номер*", "жүйелік нөмір*", "тізілімдегі нөмір*"), limit=40),
    Column("number", _("number"),
           ("number", "contract_number", "номер договора", "№ договора", "договор №", "шарт нөмірі", "шарт №",
            "шарттың нөмірі", "номер договора*", "№ договора*", "шарт нөмірі*", "договор", "шарт", "номер", "№",
            "нөмірі", "contract number", "contract"), is_required=True, is_filled=False, limit=64),
    Column("signed_on", _("signed on"),
           ("signed_on", "sign_date", "дата заключения*", "дата подписания*", "дата договора*", "қол қойылған*",
            "шарт жасалған*", "жасалған күні*", "жасасу күні*", "шарт күні*", "signed*", "дата", "күні"),
           DATE, is_required=True),
    Column("ends_on", _("ends on"),
           ("ends_on", "contract_end_date", "ec_end_date", "plan_exec_date", "срок действия*", "дата окончания*",
            "действует до*", "планируемая дата исполнения*", "аяқталу күні*", "шарттың аяқталу*", "қолданылу мерзімі*",
            "ends*", "*до"), DATE),
    Column("supplier_number", _("BIN or IIN of the supplier"),
           ("supplier_number", "supplier_biin", "бин/иин поставщика*", "бин поставщика*", "иин/бин поставщика*",
            "иин поставщика*", "жеткізуші бсн*", "өнім берушінің бсн*", "жеткізушінің бсн*", "бсн/жсн*", "бин/иин",
            "иин/бин", "бин", "бсн", "*бин*", "*бсн*", "supplier bin*", "bin"), PARTY, is_required=True),
    Column("supplier", _("supplier"),
           ("supplier", "поставщик", "наименование поставщика*", "поставщик*", "жеткізуші", "өнім беруші",
            "жеткізуші атауы*", "өнім берушінің атауы*", "жеткізуші*", "өнім беруші*", "supplier name", "контрагент",
            "supplier_name_ru")),
    Column("code", _("budget code"), CODE_WORDS, CODE),
    Column("month", _("month"), ("month", "месяц", "ай", "айы", "месяц*", "период", "кезең"), MONTH,
           is_filled=True),
    Column("year", _("year"), ("year", "fin_year", "год", "финансовый год", "жыл", "қаржы жылы", "год*", "қаржы жыл*"),
           YEAR),
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
            "жоспар тармағы*"), limit=0),
    Column("method", _("method"),
           ("fakt_trade_methods_id", "ref_trade_methods_id", "способ закупки*", "способ*", "сатып алу тәсілі*",
            "тәсілі*", "method"), limit=40),
    SITE,
    Column("subject", _("subject"),
           ("description", "предмет договора*", "предмет*", "описание*", "шарт мәні*", "сипаттама*"), limit=500),
)  # fmt: skip
# What a row is made of; a sum without VAT beside the one with it says nothing more.
READ = tuple(column.key for column in COLUMNS if column.key != "amount_without_vat")


@dataclass(frozen=True, slots=True)
class ContractRow:
    """What a row says of its contract beside its line."""

    external_id: str
    system_number: str
    method: str
    subject: str
    signed_on: date
    ends_on: date
    items: frozenset[str]
    site: str


def typed_rows(columns: Columns) -> Iterator[tuple[int, Line, ContractRow]]:
    """A row without a month stands in the month of signing; in January of its year where it was signed before."""
    months = _months(columns)
    columns.valid_on = [None if month is None else month.first_day for month in months]
    refuse_empty(columns, ["number"], gettext("The number of the contract is missing."))
    _refuse_wrong_suppliers(columns)
    _refuse_wrong_days(columns)
    sites = site_keys(columns)
    for cells in columns.sound(READ):
        at, amount, month = cells.at, cells.amount_with_vat, months[cells.at]
        if amount < ZERO:
            message = gettext(
                "A contract promises more than zero. A smaller sum of a known contract is stated in full."
            )
            columns.refuse(at, "amount_with_vat", "not-an-amount", message, str(amount))
        elif month is not None:
            code = code_of(columns, at, cells.code, month.first_day)
            line = Line(
                columns.numbers[at], columns.address(at, "amount_with_vat"), amount,
                max(cells.signed_on, Month(month.year, 1).first_day), month, code, number=cells.number,
                counterparty_number=cells.supplier_number, counterparty_name=cells.supplier,
                contract_number=cells.number, name=cells.subject if code is None else "",
            )  # fmt: skip
            row = ContractRow(
                cells.external_id, cells.system_number, cells.method, cells.subject, cells.signed_on,
                cells.ends_on or date(month.year, 12, 31), frozenset(names_of_items(cells.points)), sites[at],
            )  # fmt: skip
            yield at, mark(line, columns.context), row


def _months(columns: Columns) -> list[Month | None]:
    """The month of each row, checked against the year it names and the budgets there are."""
    years, days, has_months = columns["year"], columns["signed_on"], columns.table.has("month")
    if has_months:
        columns.in_years = [year or (day and day.year) for year, day in zip(years, days, strict=True)]
        months = columns["month"]
    else:
        months = [day and max(Month.of(day), Month(year or day.year, 1)) for year, day in zip(years, days, strict=True)]
    refuse_other_years(columns, months, years)
    named = [month and month.year for month in months]
    same = [None if year and year != own else own for year, own in zip(years, named, strict=True)]
    check_years(columns, "month" if has_months else "signed_on", same)
    return months


def _refuse_wrong_suppliers(columns: Columns) -> None:
    numbers = columns["supplier_number"]
    known = set(Supplier.objects.filter(number__in=set(numbers)).values_list("number", flat=True))
    for at, number in enumerate(numbers):
        if number not in known and not is_valid(number):
            message = gettext("“%(number)s” is no BIN or IIN: 12 digits with a right check digit are expected.")
            columns.refuse(at, "supplier_number", "wrong-number", message % {"number": number}, number)


def _refuse_wrong_days(columns: Columns) -> None:
    for at, (signed, ends) in enumerate(zip(columns["signed_on"], columns["ends_on"], strict=True)):
        if signed and ends and ends < signed:
            message = gettext("The contract ends before it is signed.")
            columns.refuse(at, "ends_on", "not-a-date", message, ends.isoformat())
