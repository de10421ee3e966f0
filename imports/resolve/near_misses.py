"""Names that differ by one letter from one that is known: a slip of the pen, or another name. Pure."""

from collections.abc import Mapping


def near_misses(names: Mapping[str, str], known: Mapping[str, str]) -> list[tuple[str, str]]:
    """(written, known) of organisations whose names differ by one letter from one that is known already."""
    return [
        (name, other)
        for label, name in names.items()
        for key, other in known.items()
        if label not in known and key not in names and _is_near(label, key)
    ]


def _is_near(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other or min(len(one), len(other)) < 5:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rests = (one[start + 1 :], other[start + 1 :]), (one[start:], other[start + 1 :]), (one[start + 1 :], other[start:])
    return any(a == b for a, b in rests)
