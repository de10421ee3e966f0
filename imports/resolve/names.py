"""Which budget code a name means: what was confirmed, then what is written the same, else the nearest are offered.

A name that could mean two codes is never settled silently. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from imports.resolve.codes_in_names import code_beside, without_code
from imports.resolve.letters import is_same, skeleton

# Legal forms, longest spelling first: a bank writes one, a contract another.
FORMS = (
    ("товарищество с ограниченной ответственностью", "тоо"),
    ("жауапкершилиги шектеули сериктестик", "тоо"),
    ("акционерное общество", "ао"),
    ("индивидуальный предприниматель", "ип"),
    ("жеке касипкер", "ип"),
    ("жшс", "тоо"),
    ("ак", "ао"),
    ("жк", "ип"),
)
NEAR = 60
OFFERS = 3


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A name of a code: the official one, or the facility's own. A code may have several."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OfferedCode:
    """A code that might be meant; `score` is 0 to 100."""

    code: str
    name: str
    score: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """`code` is None where a person must choose. `reason`: `alias`, `name`, `code`, `two-codes`, `unknown`."""

    code: str | None
    reason: str
    offers: tuple[OfferedCode, ...] = ()


class Names:
    """Names of codes, ready to be asked many times."""

    def __init__(self, named: Iterable[NamedCode], aliases: Mapping[str, str] | None = None) -> None:
        """`aliases` are names a person confirmed for this facility: name → code."""
        self.named = tuple(named)
        self._aliases = {skeleton(name): code for name, code in (aliases or {}).items()}
        self._exact: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for item in self.named:
            self._exact[skeleton(item.name)].setdefault(item.code, item.name)
        self._codes = {item.code: item.name for item in reversed(self.named)}
        self._known: dict[str, Resolution] = {}

    def resolve(self, name: str) -> Resolution:
        if name not in self._known:
            self._known[name] = self._resolve(skeleton(name)) if skeleton(name) in self._aliases else self._told(name)
        return self._known[name]

    def _told(self, name: str) -> Resolution:
        """A code that stands beside the name is meant, unless the name is that of another one."""
        said = code_beside(name)
        if said not in self._codes:
            return self._resolve(skeleton(name))
        alone = self._resolve(skeleton(without_code(name, said)))
        if alone.code in (None, said):
            return Resolution(said, "code")
        both = (said, alone.code or "")
        return Resolution(None, "two-codes", tuple(OfferedCode(code, self._codes[code], 100) for code in both))

    def _resolve(self, key: str) -> Resolution:
        if key in self._aliases:
            return Resolution(self._aliases[key], "alias")
        meant = dict(self._exact.get(key, {})) if key else {}
        if not meant and "?" in key:
            for other, codes in self._exact.items():
                if is_same(key, other):
                    meant |= codes
        if len(meant) == 1:
            return Resolution(next(iter(meant)), "name")
        if meant:
            return Resolution(None, "two-codes", tuple(OfferedCode(code, meant[code], 100) for code in sorted(meant)))
        return Resolution(None, "unknown", nearest(key, self.named))


def nearest(name: str, named: Iterable[NamedCode], limit: int = OFFERS) -> tuple[OfferedCode, ...]:
    """The codes whose names are most like `name`, best first, at least `NEAR` of 100; equal scores in code order."""
    wanted = skeleton(name)
    best: dict[str, OfferedCode] = {}
    for item in named if wanted else ():
        score = round(fuzz.WRatio(wanted, skeleton(item.name)))
        if score >= NEAR and (item.code not in best or score > best[item.code].score):
            best[item.code] = OfferedCode(item.code, item.name, score)
    return tuple(sorted(best.values(), key=lambda offer: (-offer.score, offer.code))[:limit])


def is_same_party(left: str, right: str) -> bool:
    """Whether two names of a counterparty read the same: `ТОО Сүт өнімдері`, `ЖШС Сут онимдери`, `ТОО С?т ?німдері`."""
    return is_same(party(left), party(right))


def party(name: str) -> str:
    """The comparable form of a counterparty's name, its legal form shortened."""
    text = f" {skeleton(name)} "
    for form, short in FORMS:
        text = text.replace(f" {form} ", f" {short} ")
    return " ".join(text.split())
