"""A bank's table about one account: what it opened with, what moved, what it closed with."""

from datetime import date

from tests.ground.payments_book import ACCOUNT, FUND

SECOND = "KZ000000000000000026"
SHOP = ("ТОО Нан", "991240999288", "KZ009912409992880000")
FUND_OF_HEALTH = FUND
# day, number, in or out, tenge, (name, БИН, account), purpose
Row = tuple[int, str, str, str, tuple[str, str, str], str]


def table(
    opening: str, rows: list[Row], closing: str, *, account: str = ACCOUNT, month: int = 6, through: int | None = None
) -> bytes:
    """A statement of one month of 2025 as semicolon text; `through` is its last month."""
    first, last = date(2025, month, 1), _last_day(through or month)
    lines = [
        f"Выписка по счету {account}", f"Период: с {first:%d.%m.%Y} по {last:%d.%m.%Y}", f"Входящий остаток: {opening}",
        "Дата операции;№ документа;Дебет;Кредит;Корреспондент;ИИН/БИН;Счет-корреспондент;КНП;Назначение платежа",
    ]  # fmt: skip
    for day, number, way, amount, (name, party, other), purpose in rows:
        at = date(2025, month + day // 100, day % 100)
        debit, credit = (amount, "") if way == "out" else ("", amount)
        lines.append(f"{at:%d.%m.%Y};{number};{debit};{credit};{name};{party};{other};;{purpose}")
    lines.append(f"Исходящий остаток: {closing}")
    return "\n".join(lines).encode() + b"\n"


def _last_day(month: int) -> date:
    return date.fromordinal(date(2025, month + 1, 1).toordinal() - 1)
