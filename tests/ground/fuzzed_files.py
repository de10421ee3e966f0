"""The families of files that are damaged: every kind the program reads, in every container it opens."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

from finance.models import CashBalance
from finance.months import Month
from tests.ground import (
    bank_sheets,
    file_factory,
    fuzzed_costing,
    office_files,
    second_reading_of_registers,
    second_reading_of_statements,
    second_reading_of_states,
)
from tests.ground.fuzzing import JUNK, Family, Sheets, damaged_bytes
from tests.ground.office_files import Cell
from tests.ground.payments_book import Statement, payments
from tests.ground.second_reading import lines_of, sheets_of
from tests.ground.variants import plan, register

PAID = payments(Month(2025, 1), Month(2025, 1), a_month=15, seed=11)
STATEMENT = Statement(payments(Month(2025, 5), Month(2025, 5), a_month=15, seed=12))
CODES = ("111", "121", "141", "142", "149", "151", "159", "169")


def text(sheets: Sheets) -> bytes:
    return office_files.text(next(iter(sheets.values())))


def utf16(sheets: Sheets) -> bytes:
    return office_files.text(next(iter(sheets.values())), encoding="utf-16", delimiter="\t")


def binary(sheets: Sheets) -> bytes:
    """The only sheet as .xlsb: days as text, amounts as numbers."""
    rows = next(iter(sheets.values()))
    return file_factory.xlsb([[_binary(cell) for cell in row] for row in rows], next(iter(sheets)))


def _binary(cell: Cell) -> object:
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else float(cell) if isinstance(cell, Decimal) else cell


def csv(data: bytes) -> list[list[list[object]]]:
    return [lines_of(data, "utf-8", ";")]


def utf16_lines(data: bytes) -> list[list[list[object]]]:
    return [lines_of(data, "utf-16", "\t")]


def amounts(seed: str, count: int) -> list[Decimal]:
    chance = random.Random(seed)
    return [Decimal(chance.randint(1_000_00, 9_000_000_00)) / 100 for _ in range(count)]


def funding() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["Поступления финансирования"], [], ["Дата", "№", "Специфика", "Сумма"]]
    found = amounts("funding", 16)
    for at, amount in enumerate(found):
        rows.append([date(2025, 1 + at // 8, 6), str(1 + at // 8), CODES[at % 8], amount])
    return [*rows, ["Итого", "", "", sum(found, Decimal(0))]]


def amendment() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["Справки об изменении плана"], ["Справка №", "Дата", "Специфика", "Месяц",
                              "Изменение, тыс. тенге", "Основание"]]  # fmt: skip
    for at, amount in enumerate(amounts("amendment", 14)):
        change = (amount / 1000).quantize(Decimal("0.1"))
        rows.append([str(1 + at // 7), date(2025, 3 + at // 7, 28), CODES[at % 7], 5 + at % 7, change, "Соглашение"])
    return rows


def contracts() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["number", "signed_on", "ends_on", "supplier_number", "supplier", "code", "month",
                               "amount_with_vat", "year"]]  # fmt: skip
    sides = (("17", "991240999248", "ТОО Дастархан", "141"), ("18", "991250999044", "ИП Береке", "149"))
    for at, amount in enumerate(amounts("contracts", 14)):
        number, supplier, name, code = sides[at // 7]
        rows.append([number, date(2025, 1, 6), date(2025, 12, 31), supplier, name, code, f"2025-{1 + at % 7:02d}", amount, "2025"])  # fmt: skip
    return rows


def balances() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["Дата", "Остаток"], [date(2025, 1, 1), Decimal("12993000.00")]]
    return rows + [[Month(2025, 1 + at).last_day, amount] for at, amount in enumerate(amounts("balances", 9))]


def accruals() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["Начисленные расходы за 2025 год"], ["Месяц", "Специфика", "Начислено"]]
    found = amounts("accruals", 16)
    for at, amount in enumerate(found):
        rows.append([f"2025-{1 + at // 8:02d}", CODES[at % 8], amount])
    return [*rows, ["Всего", "", sum(found, Decimal(0))]]


def trial_balance() -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        ["ГКП на ПХВ"], ["Оборотно-сальдовая ведомость за Январь 2025 г."], [],
        ["Специфика, Наименование", "Показатели", "Сальдо на начало периода", "", "Обороты за период", "", "",
         "Сальдо на конец периода", ""],
        ["", "БУ", "Дебет", "Кредит", "Дебет", "Кредит", "", "Дебет", "Кредит"],
    ]  # fmt: skip
    sums = [Decimal(0)] * 6
    found = amounts("trial balance", 24)
    for at, code in enumerate(CODES):
        opening, debit, credit = found[3 * at : 3 * at + 3]
        closing = opening + credit - debit
        sides = [Decimal(0), opening, debit, credit, max(-closing, Decimal(0)), max(closing, Decimal(0))]
        sums = [one + other for one, other in zip(sums, sides, strict=True)]
        rows.append(_balance_row(f"{code}, Специфика {code}", "БУ", sides))
    return [*rows, _balance_row("Итого", "", sums)]


def _balance_row(label: str, indicator: str, sides: list[Decimal]) -> list[Cell]:
    cells: list[Cell] = [side or None for side in sides]
    return [label, indicator, *cells[:4], None, *cells[4:]]


def plan_by_class() -> list[list[Cell]]:
    """The plan with rows of its classes: 100 above all, 110 above its codes, 140 below them."""
    rows = plan("ru")[0]
    head, body, every = rows[:4], rows[4:-1], rows[-1]
    coded = {str(row[0]): row for row in body}
    coded |= {code: [code, f"Специфика {code}", *_figures(f"plan {code}")] for code in ("112", "149")}

    def summed(code: str, stem: str) -> list[Cell]:
        columns = zip(*(row[2:] for key, row in coded.items() if key.startswith(stem)), strict=True)
        return [code, f"Класс {code}", *(sum(column) for column in columns)]

    body = [summed("100", "1"), summed("110", "11"), coded["111"], coded["112"], coded["141"], coded["149"]]
    return [*head, *body, summed("140", "14"), coded["151"], [*every[:2], *summed("", "1")[2:]]]


def _figures(seed: str) -> list[Decimal]:
    months = [(amount / 10000).quantize(Decimal("0.1")) for amount in amounts(seed, 12)]
    return [*months, sum(months, Decimal(0))]


def stored_balances(found: dict[str, Any]) -> dict[str, Any]:
    rows = CashBalance.objects.values_list("account", "date", "amount")
    return found | {"stored": sorted(((account, str(day)), f"{amount:.2f}") for account, day, amount in rows)}


_r, _s, _t = second_reading_of_registers, second_reading_of_states, second_reading_of_statements


FAMILIES = (
    Family("register-xlsx", "a.xlsx", "cash", lambda: register(PAID), office_files.xlsx, _r.register, 4, sheets_of),
    Family("register-no-total", "b.xlsx", "cash", lambda: register(PAID, has_total=False), office_files.xlsx, _r.register, 4, sheets_of),
    Family("register-csv", "c.csv", "cash", lambda: register(PAID), text, _r.register, 4, csv),
    Family("register-csv-no-total", "d.csv", "cash", lambda: register(PAID, has_total=False), text, _r.register, 4, csv),
    Family("register-utf16", "e.txt", "cash", lambda: register(PAID), utf16, _r.register, 4, utf16_lines),
    Family("register-xls", "p.xls", "cash", lambda: register(PAID), office_files.xls, _r.register, 4),
    Family("register-ods", "q.ods", "cash", lambda: register(PAID), office_files.ods, _r.register, 4, sheets_of),
    Family("register-xlsb", "r.xlsb", "cash", lambda: register(PAID), binary, _r.register, 4),
    Family("kaspi", "f.xlsx", "bank", lambda: bank_sheets.kaspi_rows(STATEMENT), office_files.xlsx, _t.kaspi, 10, sheets_of, 2),
    Family("halyk", "h.xlsx", "bank", lambda: bank_sheets.halyk_rows(STATEMENT), office_files.xlsx, _t.halyk, 8, sheets_of, 2),
    Family("centre-credit", "i.xls", "bank", lambda: bank_sheets.centre_credit_rows(STATEMENT), office_files.xls, _t.centre_credit, 6),
    Family("centre-credit-utf16", "i.txt", "bank", lambda: bank_sheets.centre_credit_rows(STATEMENT), utf16, _t.centre_credit, 6, utf16_lines),
    Family("plan", "g.xlsx", "plan", lambda: plan("ru")[0], office_files.xlsx, _s.plan, 3, sheets_of),
    Family("plan-by-class", "gc.xlsx", "plan", plan_by_class, office_files.xlsx, _s.plan, 3, sheets_of),
    Family("funding", "j.csv", "funding", funding, text, _r.register, 2, csv),
    Family("amendment", "k.xlsx", "amendment", amendment, office_files.xlsx, _r.amendment, 1, sheets_of),
    Family("contracts", "l.csv", "contracts", contracts, text, _r.contracts, 0, csv),
    Family("balances", "m.csv", "balances", balances, text, _s.balances, 0, csv, held=stored_balances),
    Family("accruals", "n.xlsx", "actual", accruals, office_files.xlsx, _r.accruals, 1, sheets_of),
    Family("trial-balance", "o.xlsx", "actual", trial_balance, office_files.xlsx, _s.trial_balance, 3, sheets_of, 2),
    *fuzzed_costing.families(text, csv),
)  # fmt: skip


def damaged_statement(seed: int) -> bytes:
    """A client-bank file with bytes, lines or whole documents damaged."""
    chance = random.Random(f"client-bank-{seed}")
    data = bank_sheets.kazakh_client_bank(STATEMENT)
    if chance.random() < 0.5:
        return damaged_bytes(data, chance)
    lines = data.decode().split("\r\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(1, len(lines))
        action = chance.choice(("delete", "double", "value", "value", "upper"))
        if action == "delete":
            del lines[at]
        elif action == "double":
            lines.insert(at, lines[at])
        elif action == "upper":
            lines[at] = lines[at].upper()
        else:
            lines[at] = lines[at].partition("=")[0] + "=" + chance.choice(JUNK)
    return "\r\n".join(lines).encode()


def form_pages() -> list[list[str]]:
    """Form 4-20 of two subprogrammes' worth of levels above eight specifics."""
    specifics = [[f"{amount:,.2f}" for amount in amounts(f"4-20 {code}", 10)] for code in CODES]
    sums = [f"{sum(Decimal(row[at].replace(',', '')) for row in specifics):,.2f}" for at in range(10)]
    levels = [
        (0, "253", "Управление здравоохранения", sums),
        (3, "067", "Программа", sums),
        (7, "100", "Подпрограмма", sums),
    ]
    long = "Отчисления на обязательное социальное медицинское страхование"
    rows = [
        (12, code, long if code == "121" else f"Специфика {code}", row)
        for code, row in zip(CODES, specifics, strict=True)
    ]
    return file_factory.treasury_pages([*levels, *rows])


def damaged_form(seed: int) -> tuple[bytes, list[str]]:
    """The treasury's form with damaged bytes, or printed anew with damaged lines; and the lines that were printed."""
    chance = random.Random(f"form-{seed}")
    pages = form_pages()
    if chance.random() < 0.25:
        return damaged_bytes(file_factory.pdf(pages), chance), pages[0]
    lines = pages[0]
    for _ in range(chance.randint(1, 2)):
        _damage_line(lines, chance)
    return file_factory.pdf(pages), lines


def _damage_line(lines: list[str], chance: random.Random) -> None:
    at = chance.randrange(2, len(lines) - 2)
    action = chance.choice(
        ("letter", "letter", "sum", "sum", "delete", "double", "swap", "indent", "code", "unit", "day")
    )
    words = lines[at].split()
    if action == "delete":
        del lines[at]
    elif action == "double":
        lines.insert(at, lines[at])
    elif action == "swap":
        other = chance.randrange(2, len(lines) - 2)
        lines[at], lines[other] = lines[other], lines[at]
    elif action == "indent":
        lines[at] = " " * chance.choice((0, 3, 7, 12, 15)) + lines[at].strip()
    elif action == "code":
        lines[at] = lines[at].replace(chance.choice(CODES), chance.choice(CODES))
    elif action == "unit":
        lines[:] = [line.replace("тенге", chance.choice(("тыс. тенге", "млн. тенге", ""))) for line in lines]
    elif action == "day":
        lines[:] = [line.replace("01.07.2025", chance.choice(("01.02.2025", "01.07.2024", "15.07.2025", "01.01.2027", "01.13.2025"))) for line in lines]  # fmt: skip
    elif action == "sum" and words:
        written = chance.choice(("", "0.00", "1.00", "-5.00", "1,234", "12,34.00", "1 234.00", "100.5", "abc"))
        lines[at] = lines[at].replace(words[-chance.randint(1, min(10, len(words)))], written, 1)
    elif lines[at]:
        place = chance.randrange(len(lines[at]))
        lines[at] = lines[at][:place] + chance.choice("0123456789,. -а") + lines[at][place + 1 :]
