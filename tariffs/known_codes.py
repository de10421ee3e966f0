"""Budget codes by id, and as they are in force in a year."""

from finance.asking_once import once
from finance.models import BudgetCode


@once
def budget_codes() -> list[BudgetCode]:
    """Every code that is or was, in the order of its digits and days. One query."""
    return list(BudgetCode.objects.order_by("code", "valid_from"))


def code_texts() -> dict[int, str]:
    """The digits of every budget code by its id."""
    return {code.pk: code.code for code in budget_codes()}


def codes_of_year(year: int) -> list[BudgetCode]:
    """Those in force in a year, in the order of their digits and days."""
    return [
        code
        for code in budget_codes()
        if (code.valid_from is None or code.valid_from.year <= year)
        and (code.valid_to is None or code.valid_to.year > year)
    ]
