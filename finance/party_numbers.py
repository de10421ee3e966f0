"""The check digit of a БИН or ИИН. Pure.

Twelve digits; the last is the sum of the first eleven weighted 1…11, modulo 11; where that gives 10, the weights are
3…11, 1, 2; where that gives 10 again, the number was never issued. Source: the State's rules for individual and
business identification numbers.
"""

import re

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit, or None where no number begins so."""
    digits = [int(d) for d in first_eleven]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        rest = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        if rest != 10:
            return rest
    return None


def is_valid(number: str) -> bool:
    """Whether `number` is twelve digits with the right check digit."""
    return bool(re.fullmatch(r"[0-9]{12}", number)) and check_digit(number[:11]) == int(number[11])
