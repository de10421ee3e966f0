"""Django's own databases, with two things more: what must be written last in a transaction is, and the triggers of the
books can tell the program from another client.
"""

from collections.abc import Callable
from typing import Any

# Each is given the connection, inside the transaction that is about to be committed. `finance.apps` fills it.
BEFORE_COMMIT: list[Callable[[Any], object]] = []


class TellsBeforeCommit:
    """A connection whose transactions end with what `BEFORE_COMMIT` still writes into them, but those that look."""

    is_looking = False

    def commit(self) -> None:
        try:
            for finish in () if self.is_looking else BEFORE_COMMIT:
                finish(self)
        except BaseException:
            self.rollback()  # type: ignore[attr-defined] # of the class it is mixed into
            raise
        super().commit()  # type: ignore[misc] # same
