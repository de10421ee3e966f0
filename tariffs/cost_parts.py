"""The parts a bed-day cost is shown by: pay with contributions, food, drugs, utilities, other."""

from collections.abc import Mapping

from finance.known_codes import code_texts, codes_of

FOOD_CODE, DRUGS_CODE = "141", "142"
# A code belongs to the part that names its heading or the code itself.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pay", ("110", "120", "130")),
    ("food", (FOOD_CODE,)),
    ("drugs", (DRUGS_CODE,)),
    ("utilities", ("151",)),
)
OTHER = "other"


def part_of_codes(codes: Mapping[str, object], year: int) -> dict[str, str]:
    """Code → the part of the bed-day cost it is shown in."""
    texts = code_texts()
    parents = {one.code: texts.get(one.parent_id or 0) for one in codes_of(year)}
    found = {}
    for code in codes:
        names = {code, parents.get(code)}
        found[code] = next((part for part, members in PARTS if names & set(members)), OTHER)
    return found
