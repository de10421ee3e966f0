"""What organisations were to send and sent, by profile and group: stated figures added up, nothing counted twice."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from finance.models import Facility
from finance.months import Month
from tariffs.declaring import standing_with_documents
from tariffs.kept_stays import admitted_by_district
from tariffs.models import Quota

ALL = "all"
COUNTS = ("quota", "admitted", "disabled", "low_income")


@dataclass(slots=True)
class Figures:
    """Counts of one organisation, or of a sum, in one period; None is not said. `rows` are those they come from."""

    quota: int | None = None
    admitted: int | None = None
    disabled: int | None = None
    low_income: int | None = None
    percent_stated: str = ""
    rows: list[Quota] = field(default_factory=list)

    def take(self, row: Quota) -> None:
        """Add a row of another part of the period; a percent of parts says nothing of the whole."""
        for key in COUNTS:
            value = getattr(row, key)
            if value is not None:
                setattr(self, key, (getattr(self, key) or 0) + value)
        self.percent_stated = row.percent_stated if not self.rows else ""
        self.rows.append(row)


@dataclass(slots=True)
class QuotaLine:
    """An organisation of a profile, or a stated sum without one: this period and that of the year before."""

    profile: str
    group: str
    organisation: str
    now: Figures = field(default_factory=Figures)
    before: Figures = field(default_factory=Figures)


def lines_of(facility: Facility, first: Month, last: Month, profiles: dict[int | None, str]) -> list[QuotaLine]:
    """Lines whose period lies within `first` to `last`, or within the same months of the year before; in their order.

    Of a profile whose source says nothing of the admitted they are counted from the register of stays. A query, and two
    where stays are counted.
    """
    earlier = Month(first.year - 1, first.number), Month(last.year - 1, last.number)
    groups = standing_with_documents(
        Quota, facility, first_month__gte=earlier[0], last_month__lte=last
    ).values()  # fmt: skip
    rows = [row for group in groups for row in group if isinstance(row, Quota)]
    found: dict[tuple[str, str, str], QuotaLine] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        profile = profiles[row.profile_id] if row.profile_id else ALL
        within = "now" if first <= row.first_month and row.last_month <= last else "before"
        if within == "before" and not (earlier[0] <= row.first_month and row.last_month <= earlier[1]):
            continue
        if _is_inside_another(row, rows):
            continue
        key = (profile, row.referred_by, row.group if not row.referred_by else "")
        line = found.setdefault(key, QuotaLine(profile, row.group, row.referred_by))
        line.group = line.group or row.group
        getattr(line, within).take(row)
    lines = list(found.values())
    _count_admitted(facility, lines, first, last)
    return lines


def _is_inside_another(row: Quota, rows: Sequence[Quota]) -> bool:
    """Whether a longer row of the same organisation and profile holds this one already."""
    return any(
        other is not row
        and (other.profile_id, other.referred_by, other.sum_of) == (row.profile_id, row.referred_by, row.sum_of)
        and other.first_month <= row.first_month
        and row.last_month <= other.last_month
        for other in rows
    )


def _count_admitted(facility: Facility, lines: list[QuotaLine], first: Month, last: Month) -> None:
    """Count the admitted of all profiles from the stays, where no source says them."""
    ours = [line for line in lines if line.profile == ALL and line.organisation]
    if not ours or any(line.now.admitted is not None for line in ours):
        return
    admitted = admitted_by_district(facility, first, last)
    for line in ours:
        line.now.admitted = admitted.pop(line.organisation, 0) if admitted or line.now.quota else None
    lines += [QuotaLine(ALL, "", name, now=Figures(admitted=count)) for name, count in admitted.items()]


def add(lines: Iterable[Figures]) -> Figures:
    """Sums of what is said; the sum of nothing is None."""
    sums: defaultdict[str, int] = defaultdict(int)
    said: set[str] = set()
    for figures in lines:
        for key in COUNTS:
            value = getattr(figures, key)
            if value is not None:
                sums[key] += value
                said.add(key)
    return Figures(**{key: sums[key] if key in said else None for key in COUNTS})  # type: ignore[arg-type] # by the names of its fields


def stated_of(
    lines: Iterable[QuotaLine], profile: str, figure: str, organisations: Collection[str] | None = None
) -> int:
    """`said_of`, nothing said counted as none."""
    return said_of(lines, profile, figure, organisations) or 0


def said_of(
    lines: Iterable[QuotaLine], profile: str, figure: str, organisations: Collection[str] | None = None
) -> int | None:
    """A figure of a profile in this period: of some organisations, or of all; where no row says it, the printed sum."""
    own = [line for line in lines if line.profile == profile]
    rows = [line for line in own if line.organisation and (organisations is None or line.organisation in organisations)]
    found = getattr(add(row.now for row in rows), figure)
    if found is None and organisations is None:
        printed = (getattr(line.now, figure) for line in own if not line.organisation and not line.group)
        found = next(printed, None)
    return found
