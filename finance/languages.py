"""Which language is read now, and which of two names is shown in it."""

from django.conf import settings
from django.utils.translation import get_language

from finance.months import Month
from finance.reporting.periods import month_in_words


def active_language() -> str:
    """`ru`, `kk` or `en`: the reader's, else that of the settings."""
    return get_language() or settings.LANGUAGE_CODE


def month_said(month: Month) -> str:
    """The month as a sentence says it to the reader: `июнь 2025 г.`"""
    return month_in_words(month, active_language())


def in_language(name_ru: str, name_kk: str, language: str) -> str:
    """Names of data have no English: the Kazakh one for `kk` where there is one, else the Russian one."""
    return (name_kk or name_ru) if language == "kk" else name_ru


class NamedInTwoLanguages:
    """A record with `name_ru` and `name_kk`; `name` is the one for the reader."""

    name_ru: str
    name_kk: str

    @property
    def name(self) -> str:
        return in_language(self.name_ru, self.name_kk, active_language())
