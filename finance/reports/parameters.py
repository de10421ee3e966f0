"""What a report may be asked with beside its period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _


class ParameterError(ValueError):
    """A report asked with what it cannot be asked with; the message is for the user."""


LONGEST_TEXT = 100


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number that a report takes beside its period: `--days 60`, `?days=60`.

    `choices` name each number where it stands for a way of showing.
    """

    name: str
    label: Callable[[], str]
    default: int
    least: int = 1
    most: int = 366
    choices: Callable[[], Sequence[tuple[int, str]]] | None = None
    is_text: ClassVar[bool] = False

    def read(self, text: str) -> int:
        """Raises ParameterError for anything but a whole number between `least` and `most`; blank is the default."""
        if not text:
            return self.default
        number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else -1
        if not self.least <= number <= self.most:
            values = {"name": self.label(), "least": self.least, "most": self.most}
            raise ParameterError(_("“%(name)s” is a whole number from %(least)s to %(most)s.") % values)
        return number


@dataclass(frozen=True, slots=True)
class TextParameter:
    """Words that narrow a report down: `--who anna`, `?who=anna`; one of `choices` where there are any."""

    name: str
    label: Callable[[], str]
    default: str = ""
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None
    is_text: ClassVar[bool] = True

    def read(self, text: str) -> str:
        """Raises ParameterError for what is none of the `choices`."""
        found = " ".join(text.replace("\0", "").split())[:LONGEST_TEXT]
        if found and self.choices is not None and found not in dict(self.choices()):
            raise ParameterError(_("“%(name)s” is none of those there are.") % {"name": self.label()})
        return found


AnyParameter = Parameter | TextParameter
