"""Files of the known kinds as other facilities would send them: each with the figures that must come out of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finance.months import Month
from tests.ground import bank_sheets, office_files
from tests.ground.office_files import Cell
from tests.ground.payments_book import FACILITY, FACILITY_NAME, Paid, Statement, by_code, by_month, payments, total

QUARTER = payments(Month(2025, 1), Month(2025, 3))
SUMMER = payments(Month(2025, 7), Month(2025, 9), seed=7)
MAY = Statement(payments(Month(2025, 5), Month(2025, 5), a_month=30, seed=5))
AUGUST = Statement(payments(Month(2025, 8), Month(2025, 8), a_month=25, seed=8))

RU = ("Дата", "№ документа", "Специфика", "Сумма", "Получатель", "БИН", "Договор", "Назначение платежа")
KK = ("Күні", "Құжат нөмірі", "Ерекшелік", "Сомасы", "Алушы", "БСН", "Шарт", "Төлем мақсаты")
EN = ("Date", "Document number", "Budget code", "Amount", "Payee", "BIN", "Contract", "Purpose")


@dataclass(frozen=True)
class Variant:
    """`by_code` is None where the file names no codes; `read` counts its money rows."""

    name: str
    file_name: str
    make: Callable[[], bytes]
    kind: str
    total: Decimal
    by_month: dict[str, str]
    by_code: dict[str, str] | None
    read: int


def record(paid: Paid) -> list[Cell]:
    return [paid.day, paid.number, paid.code, paid.amount, paid.name, paid.supplier, paid.contract, paid.purpose]


def register(
    paid: Sequence[Paid], heads: Sequence[str] = RU, *, title: str = "Реестр кассовых расходов",
    change: Callable[[list[Cell]], list[Cell]] = lambda row: row, has_total: bool = True, blank_rows: int = 1,
) -> list[list[Cell]]:  # fmt: skip
    """A register with a letterhead, a header and a total. `change` is applied to each row of values."""
    rows: list[list[Cell]] = [[FACILITY_NAME], [f"БИН {FACILITY}"], [title], *[[] for _ in range(blank_rows)], [*heads]]
    rows += [change(record(p)) for p in paid]
    if has_total:
        one, other = (
            change([paid[0].day, "", "111", amount, "", "", "", ""]) for amount in (total(list(paid)), Decimal("0.01"))
        )
        row = [value if value != unlike else None for value, unlike in zip(one, other, strict=True)]
        rows.append(["Всего", *row[1:]])
    return rows


def shuffled(row: list[Cell]) -> list[Cell]:
    """Amount and code last, date in the middle."""
    return [row[4], row[5], row[0], row[7], row[1], row[6], row[2], row[3]]


def with_amount(write: Callable[[Decimal], Cell]) -> Callable[[list[Cell]], list[Cell]]:
    return lambda row: [*row[:3], write(Decimal(str(row[3]))), *row[4:]]


def with_day(pattern: str) -> Callable[[list[Cell]], list[Cell]]:
    return lambda row: [f"{row[0]:{pattern}}", *row[1:]]


def spaced(amount: Decimal, space: str = " ", point: str = ",") -> str:
    return f"{amount:,.2f}".replace(",", "S").replace(".", point).replace("S", space)


def with_subtotals(paid: Sequence[Paid]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [["Реестр платежей за квартал"], [], [*RU]]
    for month in sorted({p.month for p in paid}):
        own = [p for p in paid if p.month == month]
        rows += [record(p) for p in own]
        rows.append(["Итого за месяц", None, None, total(own)])
    rows.append(["ВСЕГО", None, None, total(list(paid))])
    return [*rows, [], ["Руководитель ____________"], ["Главный бухгалтер ____________"]]


def with_pages(paid: Sequence[Paid]) -> list[list[Cell]]:
    """The header repeats every forty rows, as if printed, and blank rows stand between."""
    rows: list[list[Cell]] = [["Реестр платежей"], [*RU]]
    for at, p in enumerate(paid):
        if at and at % 40 == 0:
            rows += [[], [*RU]]
        rows.append(record(p))
    return [*rows, [], ["Всего", None, None, total(list(paid))]]


def two_row_header(paid: Sequence[Paid]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        ["Реестр кассовых расходов"],
        ["Дата", "№ документа", "Специфика", "Сумма", "Контрагент", "", "Договор", "Назначение платежа"],
        ["", "", "", "", "Наименование", "БИН", "", ""],
        [*range(1, 9)],
    ]
    return [*rows, *(record(p) for p in paid), ["Всего", None, None, total(list(paid))]]


def plan(language: str) -> tuple[list[list[Cell]], Decimal, dict[str, str], dict[str, str]]:
    """A plan of three codes in thousand tenge, with its figures in tenge."""
    months = {
        "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    }[language].split()
    title, unit, code, name, year, every = {
        "ru": ("План финансирования на 2025 год", "тыс. тенге", "Код", "Наименование", "Итого за год", "ВСЕГО"),
        "kk": ("2025 жылға арналған қаржыландыру жоспары", "мың теңге", "Коды", "Атауы", "Жылға барлығы", "БАРЛЫҒЫ"),
    }[language]
    lines = {"111": ("Заработная плата", 31000), "141": ("Приобретение продуктов питания", 6500), "151": ("Коммунальные услуги (вода)", 1900)}  # fmt: skip
    rows: list[list[Cell]] = [[title], [unit], [], [code, name, *months, year]]
    sums, codes = [Decimal(0)] * 12, {}
    for key, (label, base) in lines.items():
        amounts = [Decimal(base) + Decimal(number * 7) / 10 for number in range(12)]
        rows.append([key, label, *amounts, sum(amounts)])
        sums = [a + b for a, b in zip(sums, amounts, strict=True)]
        codes[key] = f"{sum(amounts) * 1000:.2f}"
    rows.append(["", every, *sums, sum(sums)])
    by_months = {f"2025-{number:02d}": f"{amount * 1000:.2f}" for number, amount in enumerate(sums, 1)}
    return rows, sum(sums) * 1000, by_months, codes


def _cash(name: str, file_name: str, make: Callable[[], bytes], paid: Sequence[Paid] = QUARTER) -> Variant:
    paid = list(paid)
    return Variant(name, file_name, make, "cash", total(paid), by_month(paid), by_code(paid), len(paid))


def _bank(name: str, file_name: str, make: Callable[[], bytes], statement: Statement = MAY) -> Variant:
    paid = statement.paid
    return Variant(name, file_name, make, "bank", total(paid), by_month(paid), None, len(paid))


def _plan(name: str, file_name: str, write: Callable[[list[list[Cell]]], bytes], language: str) -> Variant:
    rows, whole, months, codes = plan(language)
    return Variant(name, file_name, lambda: write(rows), "plan", whole, months, codes, len(codes))


def registers() -> list[Variant]:
    x, t = office_files.xlsx, office_files.text

    def book(rows: list[list[Cell]], sheet: str = "Лист1") -> bytes:
        return x({sheet: rows})

    latin = [p for p in QUARTER if not set("ӘәҒғҚқҢңӨөҰұҮүҺһІі") & set(p.name)]
    shifted = [[]] * 9 + [["", "", "", *row] for row in register(QUARTER)]
    extra = register(
        QUARTER, ["№ п/п", *RU[:4], "Исполнитель", *RU[4:], "Примечание"],
        change=lambda row: ["1", *row[:4], "Экономист", *row[4:], "ок"],
    )  # fmt: skip
    thousand = with_amount(lambda a: a / 1000)
    return [
        _cash("plain workbook", "a.xlsx", lambda: book(register(QUARTER))),
        _cash("other months", "b.xlsx", lambda: book(register(SUMMER)), SUMMER),
        _cash("columns in another order", "c.xlsx", lambda: book(register(QUARTER, [str(h) for h in shuffled([*RU])], change=shuffled))),
        _cash("Kazakh headers", "d.xlsx", lambda: book(register(QUARTER, KK, title="Кассалық шығыстар тізілімі"))),
        _cash("English headers", "e.xlsx", lambda: book(register(QUARTER, EN, title="Register of payments"))),
        _cash("Kazakh headers in another order", "f.xlsx", lambda: book(register(QUARTER, [str(h) for h in shuffled([*KK])], change=shuffled))),
        _cash("old workbook", "g.xls", lambda: office_files.xls({"Реестр": register(QUARTER)})),
        _cash("open document", "h.ods", lambda: office_files.ods({"Реестр": register(QUARTER)})),
        _cash("open document, Kazakh headers", "i.ods", lambda: office_files.ods({"Тізілім": register(SUMMER, KK)}), SUMMER),
        _cash("table on the third sheet", "j.xlsx", lambda: x({"Титул": [["Отчёт"]], "Заметки": [["а", "б"], ["в", "г"]], "Данные": register(QUARTER)})),
        _cash("several sheets in an old workbook", "k.xls", lambda: office_files.xls({"Титул": [["Отчёт"]], "Реестр": register(QUARTER)})),
        _cash("header far down and to the right", "l.xlsx", lambda: book(shifted)),
        _cash("extra columns", "m.xlsx", lambda: book(extra)),
        _cash("no total", "n.xlsx", lambda: book(register(QUARTER, has_total=False))),
        _cash("subtotals of months and signatures", "o.xlsx", lambda: book(with_subtotals(QUARTER))),
        _cash("header again on every page", "p.xlsx", lambda: book(with_pages(QUARTER))),
        _cash("header of two rows and a row of numbers", "q.xlsx", lambda: x({"Лист1": two_row_header(QUARTER)}, ((1, 4, 1, 5),))),
        _cash("thousand tenge", "r.xlsx", lambda: book(register(QUARTER, title="Реестр кассовых расходов, тыс. тенге", change=thousand))),
        _cash("amounts as text with spaces", "s.xlsx", lambda: book(register(QUARTER, change=with_amount(spaced)))),
        _cash("amounts with no-break spaces", "t.xlsx", lambda: book(register(QUARTER, change=with_amount(lambda a: spaced(a, "\xa0"))))),
        _cash("amounts with narrow spaces and points", "u.xlsx", lambda: book(register(QUARTER, change=with_amount(lambda a: spaced(a, "\u202f", "."))))),
        _cash("amounts with comma thousands", "v.xlsx", lambda: book(register(QUARTER, change=with_amount(lambda a: f"{a:,.2f}")))),
        _cash("amounts with apostrophes and a sign", "w.xlsx", lambda: book(register(QUARTER, change=with_amount(lambda a: spaced(a, "'") + " ₸")))),
        _cash("days year first", "x.xlsx", lambda: book(register(QUARTER, change=with_day("%Y-%m-%d")))),
        _cash("days as text", "y.xlsx", lambda: book(register(QUARTER, change=with_day("%d.%m.%Y")))),
        _cash("days with slashes", "z.xlsx", lambda: book(register(QUARTER, change=with_day("%d/%m/%Y")))),
        _cash("codes as numbers", "aa.xlsx", lambda: book(register(QUARTER, change=lambda r: [*r[:2], int(str(r[2])), *r[3:]]))),
        _cash("code and name in one cell", "ab.xlsx", lambda: book(register(QUARTER, change=lambda r: [*r[:2], f"{r[2]}, специфика", *r[3:]]))),
        _cash("tab-separated UTF-16", "ac.txt", lambda: t(register(QUARTER), encoding="utf-16", delimiter="\t")),
        _cash("tab-separated UTF-16, Kazakh headers", "ad.txt", lambda: t(register(SUMMER, KK), encoding="utf-16", delimiter="\t"), SUMMER),
        _cash("UTF-8 with mark and commas", "ae.csv", lambda: t(register(QUARTER), encoding="utf-8-sig", delimiter=",", decimal=".")),
        _cash("UTF-8 with bars", "af.csv", lambda: t(register(QUARTER), delimiter="|", day="%Y-%m-%d")),
        _cash("windows-1251", "ag.csv", lambda: t(register(latin), encoding="cp1251"), latin),
        _cash("KZ-1048 with Kazakh headers", "ah.csv", lambda: t(register(QUARTER, KK), encoding="kz1048")),
        _cash("cp866", "ai.csv", lambda: t(register(latin, title="Реестр платежей"), encoding="cp866", delimiter=";"), latin),
        _cash("KOI8-R", "aj.csv", lambda: t(register(latin, ["Дата", "Номер", *RU[2:]]), encoding="koi8-r"), latin),
    ]  # fmt: skip


def statements() -> list[Variant]:
    b, x = bank_sheets, office_files.xlsx
    order = [16, 4, 3, 2, 1, 0, 15, *range(10, 15), *range(5, 10)]

    def in_order(rows: list[list[Cell]]) -> list[list[Cell]]:
        head = 10
        moved = [[row[i] for i in order] for row in rows[head:]]
        # both titles stand over their first column again
        moved[2] = [*range(1, 18)]
        return [*rows[:head], *moved]

    return [
        _bank("seventeen columns, other month", "ba.xlsx", lambda: x({"Выписка": b.kaspi_rows(AUGUST)}, b.KASPI_MERGED), AUGUST),
        _bank("seventeen columns, not merged", "bb.xlsx", lambda: x({"Sheet1": b.kaspi_rows(MAY)})),
        _bank("seventeen columns, Kazakh headers", "bc.xlsx", lambda: x({"Sheet1": b.kaspi_rows(MAY, kazakh=True)}, b.KASPI_MERGED)),
        _bank("seventeen columns in another order", "bd.xlsx", lambda: x({"Sheet1": in_order(b.kaspi_rows(MAY))})),
        _bank("seventeen columns, old workbook", "be.xls", lambda: office_files.xls({"Sheet1": b.kaspi_rows(MAY)})),
        _bank("nineteen columns, header of two rows", "bf.xlsx", lambda: x({"Выписка": b.halyk_rows(MAY)})),
        _bank("nineteen columns, header of one row", "bg.xlsx", lambda: x({"Выписка": b.halyk_rows(AUGUST, two_rows=False)}), AUGUST),
        _bank("nineteen columns, open document", "bh.ods", lambda: office_files.ods({"Выписка": b.halyk_rows(MAY)})),
        _bank("Kazakh headers from Реттік to Жиынтығы", "bi.xls", lambda: office_files.xls({"Үзінді": b.centre_credit_rows(MAY)})),
        _bank("Kazakh headers, UTF-16 tab-separated", "bj.txt", lambda: office_files.text(b.centre_credit_rows(AUGUST), encoding="utf-16", delimiter="\t"), AUGUST),
        *(_bank(f"nine columns, {heads}", "bp.xlsx", lambda heads=heads: x({"Лист1": b.narrow_rows(AUGUST, heads)}), AUGUST) for heads in b.NARROW),
        _bank("client bank, UTF-8 with mark", "bk.txt", lambda: b.kazakh_client_bank(MAY, encoding="utf-8-sig")),
        _bank("client bank, DOS", "bl.txt", lambda: b.kazakh_client_bank(MAY, encoding="cp866")),
        _bank("client bank, upper case, a section a day", "bm.txt", lambda: b.kazakh_client_bank(AUGUST, daily=True, upper=True, encoding="cp1251"), AUGUST),
        _bank("client bank, indented, quoted section", "bn.txt", lambda: b.kazakh_client_bank(MAY, indent="  ", section='"Выписка"')),
        _bank("client bank, Russian dialect", "bo.txt", lambda: b.russian_client_bank(MAY, encoding="cp1251")),
    ]  # fmt: skip


def plans() -> list[Variant]:
    return [
        _plan("plan", "pa.xlsx", lambda rows: office_files.xlsx({"План": rows}), "ru"),
        _plan("plan, Kazakh", "pb.xlsx", lambda rows: office_files.xlsx({"Жоспар": rows}), "kk"),
        _plan("plan, Kazakh, UTF-16", "pc.txt", lambda rows: office_files.text(rows, encoding="utf-16", delimiter="\t"), "kk"),
        _plan("plan, old workbook, second sheet", "pd.xls", lambda rows: office_files.xls({"Титул": [["-"]], "План": rows}), "ru"),
        _plan("plan, open document", "pe.ods", lambda rows: office_files.ods({"План": rows}), "ru"),
    ]  # fmt: skip


def variants() -> list[Variant]:
    return [*registers(), *statements(), *plans()]
