"""What is wrong with an input, as data: a stable code, the place, and the values a sentence needs.

The sentences themselves are made, translated, in `tariffs.explanations`; nothing here knows a language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class InputProblem:
    """One reason for a refusal. `at` is the path in the input (`bases.LAUNDRY.ICU`), empty for the whole of it."""

    problem: str
    at: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return " ".join(part for part in (self.problem, self.at, details and f"({details})") if part)


class RefusedError(ValueError):
    """An input that is not computed; `problems` holds every reason found."""

    def __init__(self, problems: Iterable[InputProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class AllocationError(RefusedError):
    """Costs that cannot be allocated: zero or negative base, double target, a circle without an answer…"""


class VarianceError(RefusedError):
    """Variance items that cannot be computed or can be read two ways."""
