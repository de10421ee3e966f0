"""Which figures of a report ask for an explanation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deviates:
    """Columns of a report's first table whose figures ask why they are off: the first of `figure` there is against
    `planned`. `about` is the report that what was said belongs to; one without `figure` prints it and asks nothing.
    """

    about: str
    figure: tuple[str, ...] = ()
    planned: str = ""
