from collections.abc import Sequence


class UsageError(Exception):
    """A request that cannot be carried out as asked. `is_refusal`: understood, and refused."""

    def __init__(self, message: str, *, is_refusal: bool = False) -> None:
        super().__init__(message)
        self.is_refusal = is_refusal


class ChangedError(Exception):
    """The books or the preview changed since they were shown; nothing was saved. `differences`: what, in sentences."""

    def __init__(self, differences: Sequence[str] = ()) -> None:
        super().__init__(*differences)
        self.differences = tuple(differences)
