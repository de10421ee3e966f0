"""What a printed table of quotas says of its own sums: percents of printed counts, totals of printed groups. Pure.

Reports add up the rows. A source that printed a group wrong printed its total and percent from that, so the two are
told apart: a sum can agree with its rows and not with the groups above them, or the reverse.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from finance.stated import Stated
from tariffs.quota_records import ALL, COUNTS, Figures, QuotaLine

# (profile, group or "" for the whole, figure or "percent", whether of the year before)
Place = tuple[str, str, str, bool]


def prints(lines: Sequence[QuotaLine]) -> dict[Place, Stated]:
    """Printed figures of sums beside what the other printed sums, or else the rows, come to."""
    found: dict[Place, Stated] = {}
    sums = {(line.profile, line.group): line for line in lines if not line.organisation}
    for (profile, group), line in sums.items():
        parts = [one for (of, own), one in sums.items() if of == profile and own and not group]
        rows = [one for one in lines if one.organisation and one.profile == profile and group in ("", one.group)]
        for is_before in (False, True):
            own = _of(line, is_before)
            for key in COUNTS:
                stated = getattr(own, key)
                by_groups = [getattr(_of(one, is_before), key) for one in parts]
                by_rows = [getattr(_of(one, is_before), key) for one in rows]
                known = [value for value in (by_groups if parts else by_rows) if value is not None]
                if stated is not None or known:
                    found[profile, group, key, is_before] = Stated("", Decimal(stated or 0), Fraction(sum(known)))
            percent = _percent(own)
            if percent is not None:
                share = Fraction(own.admitted * 100, own.quota) if own.quota and own.admitted is not None else None
                found[profile, group, "percent", is_before] = Stated("", percent, share)
    return found | dict(_beside_profiles(sums))


def _beside_profiles(sums: dict[tuple[str, str], QuotaLine]) -> Iterator[tuple[Place, Stated]]:
    """Sums of all profiles beside the printed sums of each."""
    profiles = sorted({profile for profile, _group in sums if profile != ALL})
    for (profile, group), line in sums.items():
        if profile != ALL or not profiles:
            continue
        for key in ("quota", "admitted"):
            stated = getattr(line.now, key)
            own = [getattr(sums[one, group].now, key) for one in profiles if (one, group) in sums]
            known = [value for value in own if value is not None]
            if stated is not None and known:
                yield (ALL, group, f"{key} of profiles", False), Stated("", Decimal(stated), Fraction(sum(known)))


def _of(line: QuotaLine, is_before: bool) -> Figures:
    return line.before if is_before else line.now


def _percent(figures: Figures) -> Decimal | None:
    try:
        return Decimal(figures.percent_stated) if figures.percent_stated else None
    except InvalidOperation:
        return None
