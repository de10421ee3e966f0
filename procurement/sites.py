"""At which site of a project a stated sum stands: the one it names, else the one that the books know. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from finance.money import ZERO, total
from finance.months import Month

CodeMonth = tuple[int, Month]
# Code id, month and the key of a site, blank where there is none.
CodeMonthSite = tuple[int, Month, str]
Sums = dict[CodeMonthSite, Decimal]


@dataclass(frozen=True, slots=True)
class PlacedSums:
    """`sums` by code, month and site, tenge; `unclear` are codes and months that stand at several sites with another
    sum, so that nothing tells of which site the stated one is.
    """

    sums: Sums = field(default_factory=dict)
    unclear: tuple[CodeMonth, ...] = ()


def placed(stated: Mapping[CodeMonthSite, Decimal], standing: Mapping[CodeMonthSite, Decimal], own: str) -> PlacedSums:
    """The stated sums at their sites; `own` is the paper's, where a sum names none and the books hold nothing.

    Who names a site for a code and month speaks for all its sites: what stands at another is stated as zero.
    """
    said, stood = _by_month(stated), _by_month(standing)
    found, unclear = Sums(), []
    for (code, month), sums in said.items():
        stands = {site: amount for site, amount in stood[code, month].items() if amount}
        if set(sums) != {""}:
            stands = dict.fromkeys(stands, ZERO)
            for site, amount in sums.items():
                stands[site or own] = stands.get(site or own, ZERO) + amount
        elif len(stands) < 2:
            stands = {next(iter(stands), own): sums[""]}
        elif total(stands.values()) != sums[""]:
            unclear.append((code, month))
        found |= {(code, month, site): amount for site, amount in stands.items()}
    return PlacedSums(found, tuple(unclear))


def only_site(keys: Iterable[CodeMonthSite]) -> str:
    """The one site that all sums stand at, blank where there are several."""
    sites = {site for _code, _month, site in keys}
    return sites.pop() if len(sites) == 1 else ""


def beside(site: str, own: str) -> str:
    """What a line says of its site under a paper that stands at `own`."""
    return "" if site == own else site


def _by_month(sums: Mapping[CodeMonthSite, Decimal]) -> defaultdict[CodeMonth, dict[str, Decimal]]:
    found: defaultdict[CodeMonth, dict[str, Decimal]] = defaultdict(dict)
    for (code, month, site), amount in sums.items():
        found[code, month][site] = amount
    return found
