"""An invented facility's payments of any months, and what the bank writes about them. Every total is known."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from finance.money import ZERO
from finance.months import Month

FACILITY = "991240999016"
FACILITY_NAME = 'ГКП на ПХВ "Пример областного детского реабилитационного центра"'
ACCOUNT = "KZ000000000000000018"
FUND = ("НАО Фонд социального медицинского страхования", "991240999041", "KZ000000000000000999")


@dataclass(frozen=True)
class Paid:
    """One payment of the facility."""

    day: date
    number: str
    code: str
    amount: Decimal
    name: str
    supplier: str
    contract: str
    knp: str
    purpose: str

    @property
    def account(self) -> str:
        return f"KZ00{self.supplier}0000"

    @property
    def month(self) -> str:
        return f"{self.day:%Y-%m}"


# code, supplier, БИН, contract, КНП, purpose
SUPPLIERS = (
    ("111", "АО Банк, зарплатный проект", "991240999169", "", "332", "Заработная плата работников за {month}"),
    ("113", "АО Банк, зарплатный проект", "991240999169", "", "332", "Пособие на оздоровление за {month}"),
    ("116", "НАО Корпорация", "991240999089", "", "089", "Обязательные пенсионные взносы работодателя за {month}"),
    ("121", "УГД по городу Пример", "991240999129", "", "911", "Социальный налог за {month}"),
    ("122", "НАО Корпорация", "991240999089", "", "012", "Социальные отчисления за {month}"),
    ("124", "НАО Корпорация", "991240999089", "", "121", "Отчисления ОСМС за {month}"),
    (
        "141",
        "ТОО Сүт өнімдері",
        "991240999288",
        "23/2025",
        "710",
        "Оплата по дог. 23/2025 за продукты питания, с-ф {n}",
    ),
    ("141", "ИП Береке", "991250999044", "18", "710", "Оплата по дог. 18 за продукты питания, с-ф {n}"),
    ("142", "ТОО Поставка лекарств", "991240999367", "32/Л", "710", "Оплата по дог. 32/Л за лекарства; накл. {n}"),
    ("149", "ИП Жібек", "991250999084", "141/2025", "710", "Оплата по дог. 141/2025 за хоз. материалы, накл. {n}"),
    ("151", "ГКП Водоканал", "991240999486", "51", "859", "Коммунальные услуги по дог. 51 за {month}"),
    ("152", "АО Телеком", "991240999604", "60", "859", "Услуги связи по дог. 60 = {month}"),
    ("159", "ТОО Охрана-С", "991240999644", "71", "859", "Оплата по дог. 71 за услуги, акт {n}"),
    ("161", "Подотчетные лица, ведомость", FACILITY, "", "859", "Командировочные расходы, аванс. отчет {n}"),
    ("169", "АО Банк, комиссия", "991240999169", "", "859", "Прочие расходы, {month}"),
)
MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


def payments(first: Month, last: Month, *, a_month: int = 20, seed: int = 1) -> list[Paid]:
    """Payments in the order of their days; every supplier is paid in the first month."""
    chance = random.Random(f"{seed}-{first}-{last}")
    found = []
    number = 100
    month = first
    while month <= last:
        names = [*SUPPLIERS, *chance.choices(SUPPLIERS, k=a_month)][: max(a_month, len(SUPPLIERS))]
        days = sorted(chance.randint(0, month.days - 1) for _ in names)
        chance.shuffle(names)
        for offset, (code, name, supplier, contract, knp, purpose) in zip(days, names, strict=True):
            amount = Decimal(chance.randint(1_000_00, 3_000_000_00)) / 100
            said = purpose.format(month=f"{MONTHS[month.number - 1]} {month.year} г.", n=chance.randint(100, 999))
            day = month.first_day + timedelta(days=offset)
            found.append(Paid(day, str(number), code, amount, name, supplier, contract, knp, said))
            number += 1
        month = month.next()
    return found


def total(paid: list[Paid]) -> Decimal:
    return sum((p.amount for p in paid), ZERO)


def by_month(paid: list[Paid]) -> dict[str, str]:
    sums: dict[str, Decimal] = {}
    for p in paid:
        sums[p.month] = sums.get(p.month, ZERO) + p.amount
    return {month: f"{amount:.2f}" for month, amount in sorted(sums.items())}


def by_code(paid: list[Paid]) -> dict[str, str]:
    sums: dict[str, Decimal] = {}
    for p in paid:
        sums[p.code] = sums.get(p.code, ZERO) + p.amount
    return {code: f"{amount:.2f}" for code, amount in sorted(sums.items())}


@dataclass(frozen=True)
class Statement:
    """What the bank says of some days: one receipt of the fund, then the payments."""

    paid: list[Paid]
    opening: Decimal = Decimal("500000.00")
    closing: Decimal = Decimal("94000.00")
    first_day: date | None = None

    @property
    def received(self) -> Decimal:
        return self.closing - self.opening + total(self.paid)

    @property
    def first(self) -> date:
        return self.first_day or self.paid[0].day.replace(day=1)

    @property
    def last(self) -> date:
        return Month.of(self.paid[-1].day if self.paid else self.first).last_day
