from collections.abc import Sequence

from django.utils.translation import gettext as _


class UsageError(Exception):
    """A request that cannot be carried out as asked. `is_refusal`: understood, and refused."""

    def __init__(self, message: str, *, is_refusal: bool = False) -> None:
        super().__init__(message)
        self.is_refusal = is_refusal


class ChangedError(Exception):
    """The books or the preview changed since they were shown; nothing was saved. `differences` say how, one by one."""

    def __init__(self, differences: Sequence[str] = ()) -> None:
        self.differences = list(differences)
        message = _("The books changed since this preview was made. Look at it again, then post it.")
        super().__init__(" ".join([message, *(f"{text}." for text in self.differences)]))
