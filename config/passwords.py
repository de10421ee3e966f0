"""Passwords that anybody would try: a word written twice, keys in a row, the words of this program and place."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "1234567890")
WORDS = (
    "пароль", "құпиясөз", "password", "смета", "smeta", "бюджет", "budget", "больница", "аурухана", "қазақстан",
    "казахстан", "kazakhstan", "экономист", "economist", "бухгалтер", "accountant", "главврач", "привет", "сәлем",
    "любовь", "махаббат",
)  # fmt: skip
LONGEST_RUN, LEAST_OF_ITS_OWN = 5, 6


class FamiliarPasswordValidator:
    """Django's own list of 20 000 breached passwords knows no Russian and no Kazakh ones."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - Django's signature
        """Raises ValidationError where little is left without familiar words, rows of keys and repetitions."""
        if len(own_part(password)) < LEAST_OF_ITS_OWN:
            raise ValidationError(self.get_help_text(), code="password_too_familiar")

    def get_help_text(self) -> str:
        return _("No familiar words, keys in a row or repetitions: four unlike words of your own are easy to remember.")


def own_part(password: str) -> str:
    """What is left without familiar words, rows of keys, years and what is written again."""
    left = password.casefold()
    for word in WORDS:
        left = left.replace(word, "")
    for row in ROWS:
        for line in (row, row[::-1]):
            for at in range(len(line) - LONGEST_RUN + 1):
                left = left.replace(line[at : at + LONGEST_RUN], "")
    half = len(left) // 2
    if half and left[:half] == left[half : 2 * half]:
        left = left[half:]
    return "".join(dict.fromkeys(left))
