"""Which language is read now, and which of two names is shown in it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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


def folded_name(name: str) -> str:
    """The name as names are compared: without case, quotes and spaces."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


class NamedInTwoLanguages:
    """A record with `name_ru` and `name_kk`; `name` is the one for the reader."""

    name_ru: str
    name_kk: str

    def twin(self, field: str) -> Any:
        """Another record of the same `field`, as names are compared; None where there is none. One query."""
        folded = folded_name(getattr(self, field))
        others: Any = type(self)._default_manager.exclude(pk=self.pk)  # type: ignore[attr-defined] # of every model
        return next((one for one in others if folded and folded_name(getattr(one, field)) == folded), None)

    def require_no_twin(self) -> None:
        """Raises ValidationError at each name that another record bears: files tell records by either."""
        wrong = {
            field: _("“%(name)s” stands here already. Choose it there, or give another name.") % {"name": twin}
            for field in ("name_ru", "name_kk")
            if (twin := self.twin(field)) is not None
        }
        if wrong:
            raise ValidationError(wrong)

    @property
    def name(self) -> str:
        return in_language(self.name_ru, self.name_kk, active_language())
