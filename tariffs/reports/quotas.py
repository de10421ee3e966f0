"""Quotas by referring organisation: places, admitted, percent beside the stated one; two years, groups, profiles."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.languages import active_language
from finance.money import display, round_half_up
from finance.months import Month
from finance.reporting.formula import Sum, ratio
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from finance.stated import Stated, StatedRounding, remarks
from tariffs.known_profiles import profile_keys, profile_names
from tariffs.models import Quota
from tariffs.quota_prints import prints
from tariffs.quota_records import ALL, COUNTS, Figures, QuotaLine, add, lines_of, said_of, stated_of
from tariffs.reports.sources import cell_links
from tariffs.reports.wording import one_facility, profile_name

NAME = "quotas"
# the figure of a column, its key for machines, and whether it is of the year before
SHOWN = {"quota": "places", "admitted": "admitted", "disabled": "disabled", "low_income": "low_income"}
BEFORE, NOW = "previous_", ""
Links = Mapping[Any, str]


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Tables whose period lies within the months, inclusive. Raises ScopeError for several facilities or none."""
    with translation.override(language):
        one_facility(scope)
        facility = scope.budgets[0].facility
        names = profile_names()
        keys = profile_keys()
        lines = lines_of(facility, first, through, keys)
        if not any(line.organisation for line in lines):
            raise ScopeError(_("There are no quotas in the period. Import them."))
        links = cell_links(row for line in lines for row in (*line.now.rows, *line.before.rows))
        tree = _Tree(lines, {key: profile_name(names, key, language) for key in names}, links, through.year)
        rows = tuple(tree.rows())
        notes, doubts = remarks(tree.stated)
        return beside_form2(
            NAME,
            _("Quotas by referring organisation"),
            ReportHeading(scope, first, through, unit, language),
            tables=(Table(NAME, _columns(through.year), rows, tree.total(), _("Quotas"), lists_subtotals=True),),
            notes=notes,
            doubts=(*doubts, *_profiles_beside_all(lines, _("Total")), *_printed_apart(tree, lines, through.year)),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Quotas"), "indicators", build, place=3)


def _columns(year: int) -> tuple[Column, ...]:
    def of(prefix: str, group: str) -> tuple[Column, ...]:
        percent = ratio(f"{prefix}admitted", f"{prefix}quota")
        said: dict[str, Any] = {"group": group, "is_optional": True}
        return (
            Column(f"{prefix}quota", _("Quota"), "quantity", **said),
            Column(f"{prefix}admitted", _("Admitted"), "quantity", **said),
            Column(f"{prefix}percent", _("Executed, %"), "percent", **said, formula=percent, total="formula"),
            Column(f"{prefix}percent_stated", _("% as stated"), "quantity", **said, decimals=1),
            Column(f"{prefix}disabled", _("With disability"), "quantity", **said),
            Column(f"{prefix}low_income", _("Low-income families"), "quantity", **said),
        )

    return (Column("organisation", _("Referring organisation"), "text"),
            *of(BEFORE, str(year - 1)), *of(NOW, str(year)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: its key and parent, its label, and how remarks call it. `children` make it a sum."""

    key: str
    parent: str | None
    label: str
    called: str
    children: tuple[str, ...] | None = None

    @property
    def level(self) -> int:
        return 0 if self.parent is None else 1 if self.children is not None else 2


class _Tree:
    """Profiles, under each its groups, under each its organisations; sums come from the rows."""

    def __init__(self, lines: Sequence[QuotaLine], names: Mapping[str, str], links: Links, year: int) -> None:
        self.lines, self.names, self.links, self.year = lines, names, links, year
        self.stated: list[Stated] = []
        self.profiles = sorted({line.profile for line in lines if line.organisation}, key=self._order)

    def _order(self, profile: str) -> tuple[bool, int]:
        return profile != ALL, list(self.names).index(profile) if profile in self.names else 0

    def label(self, profile: str) -> str:
        return _("All profiles") if profile == ALL else self.names.get(profile, profile)

    def rows(self) -> Iterator[Row]:
        for profile in self.profiles:
            whole = [line for line in self.lines if line.profile == profile and line.organisation]
            keys = {id(line): f"{profile}-{place}" for place, line in enumerate(whole, 1)}
            groups = list(dict.fromkeys(line.group for line in whole))
            children = [f"{profile}-{group}" for group in groups if group]
            children += [keys[id(line)] for line in whole if not line.group]
            name = self.label(profile)
            yield self._sum(_Place(profile, None, name, name, tuple(children)), whole)
            for group in groups:
                members = [line for line in whole if line.group == group]
                parent = f"{profile}-{group}" if group else profile
                if group:
                    label = str(Quota.Group(group).label)
                    own = tuple(keys[id(line)] for line in members)
                    yield self._sum(_Place(parent, profile, label, f"{name}, {label}", own), members, group)
                for line in members:
                    called = line.organisation if profile == ALL else f"{name}, {line.organisation}"
                    yield self._row(_Place(keys[id(line)], parent, line.organisation, called), line)

    def _sum(self, at: _Place, lines: Sequence[QuotaLine], group: str = "") -> Row:
        """A sum of rows; of what the source states of it only its percent is shown."""
        return self._row(at, self._made(lines, lines[0].profile, group))

    def _made(self, lines: Sequence[QuotaLine], profile: str, group: str) -> QuotaLine:
        made = QuotaLine(profile, group, "", add(line.now for line in lines), add(line.before for line in lines))
        same = (line for line in self.lines if (line.profile, line.group, line.organisation) == (profile, group, ""))
        if said := next(same, None):
            for figures, stated in ((made.now, said.now), (made.before, said.before)):
                figures.percent_stated, figures.rows = stated.percent_stated, stated.rows
        return made

    def _row(self, at: _Place, line: QuotaLine) -> Row:
        cells = {"organisation": Cell(at.label)}
        for prefix, figures, year in ((BEFORE, line.before, self.year - 1), (NOW, line.now, self.year)):
            link = self.links.get((Quota, figures.rows[0].pk)) if len(figures.rows) == 1 else None
            for name in COUNTS:
                cells[f"{prefix}{name}"] = self._count(at, f"{prefix}{name}", getattr(figures, name), link)
            printed = _printed(figures)
            cells[f"{prefix}percent_stated"] = Cell(printed, link if printed is not None else None)
            if printed is not None:
                self.stated.append(Stated(f"{at.called}, {year}", printed, _percent(figures), link))
        extra = {
            "organisation": line.organisation or None, "group": line.group or None, "profile": line.profile,
            **_for_machines(line.now), "previous": _for_machines(line.before),
        }  # fmt: skip
        style: Literal["normal", "subtotal"] = "normal" if at.children is None else "subtotal"
        return Row(at.key, cells, parent=at.parent, level=at.level, style=style, extra=extra)

    @staticmethod
    def _count(at: _Place, column: str, value: int | None, link: str | None) -> Cell:
        if value is None:
            return Cell()
        return Cell(value, link) if at.children is None else Cell(value, formula=Sum(rows=at.children, column=column))

    def total(self) -> Row:
        """The sum of all profiles where the source has one, else of every profile."""
        profiles = (ALL,) if ALL in self.profiles else tuple(self.profiles)
        lines = [line for line in self.lines if line.organisation and line.profile in profiles]
        made = self._made(lines, ALL, "")
        at = _Place("total", None, _("Total"), "", profiles)
        cells = {"organisation": Cell(at.label)}
        for prefix, figures in ((BEFORE, made.before), (NOW, made.now)):
            for name in COUNTS:
                cells[f"{prefix}{name}"] = self._count(at, f"{prefix}{name}", getattr(figures, name), None)
            cells[f"{prefix}percent_stated"] = Cell(_printed(figures))
        return Row("total", cells, extra={**_for_machines(made.now), "previous": _for_machines(made.before)})


def _printed(figures: Figures) -> Decimal | None:
    try:
        return Decimal(figures.percent_stated) if figures.percent_stated else None
    except InvalidOperation:
        return None


def _percent(figures: Figures) -> Fraction | None:
    if figures.admitted is None or not figures.quota:
        return None
    return Fraction(figures.admitted * 100, figures.quota)


def _for_machines(figures: Figures) -> dict[str, str | None]:
    percent, stated = _percent(figures), _printed(figures)
    return {
        **{name: None if (value := getattr(figures, key)) is None else str(value) for key, name in SHOWN.items()},
        "percent": None if percent is None else f"{round_half_up(percent, 1)}",
        "percent_stated": figures.percent_stated or None,
        "percent_rounding": None if stated is None else str(Stated("", stated, percent).rounding),
    }


_FIGURES = {
    "quota": gettext_lazy("quota"), "admitted": gettext_lazy("children admitted"),
    "disabled": gettext_lazy("children with disability"), "low_income": gettext_lazy("children of low-income families"),
    "percent": "%",
}  # fmt: skip


def _printed_apart(tree: _Tree, lines: Sequence[QuotaLine], year: int) -> Iterator[Remark]:
    """Printed sums that do not follow from the other printed figures, whatever the rows add up to."""
    found = []
    for (profile, group, key, is_before), one in prints(lines).items():
        if key not in _FIGURES or one.computed is None or one.rounding is not StatedRounding.DIFFERENT:
            continue
        where = str(Quota.Group(group).label) if group else _("Total")
        figures = f"{_shown(one.stated)} ≠ {_shown(one.computed)}"
        found.append(f"{tree.label(profile)}, {where}, {year - is_before}, {_FIGURES[key]}: {figures}")
    if found:
        text = _("Printed sums do not follow from the figures printed beside them: %(figures)s.")
        yield Remark(text % {"figures": "; ".join(found)}, "prints-differ")


def _shown(value: Decimal | Fraction | int) -> str:
    return display(value, active_language(), 0 if value == int(value) else 1)


def _profiles_beside_all(lines: Sequence[QuotaLine], total: str) -> Iterator[Remark]:
    """Organisations, and the whole, of which the profiles add up to another figure than that of all profiles."""
    profiles = {line.profile for line in lines if line.profile != ALL}
    wholes = [line for line in lines if line.profile == ALL and line.organisation]
    if not profiles or not wholes:
        return
    for key, text in (
        ("quota", _("Quota: the profiles do not add up to all profiles: %(figures)s.")),
        ("admitted", _("Admitted: the profiles do not add up to all profiles: %(figures)s.")),
    ):
        if found := list(_apart(lines, profiles, key, [line.organisation for line in wholes], total)):
            yield Remark(text % {"figures": "; ".join(found)}, "profiles-differ")


def _apart(
    lines: Sequence[QuotaLine], profiles: Collection[str], key: str, names: Sequence[str], total: str
) -> Iterator[str]:
    """Where both sides say the figure and differ. A profile that is silent about it adds up to nothing."""
    of_rows = [line for line in lines if line.organisation]
    if all(said_of(of_rows, profile, key) is not None for profile in profiles):
        for name in names:
            whole = said_of(lines, ALL, key, {name})
            parts = sum(stated_of(lines, profile, key, {name}) for profile in profiles)
            if whole not in (None, parts):
                yield f"{name}: {parts} ≠ {whole}"
    whole, said = said_of(lines, ALL, key), [said_of(lines, profile, key) for profile in profiles]
    known = [one for one in said if one is not None]
    if len(known) == len(said) and whole not in (None, sum(known)):
        yield f"{total}: {sum(known)} ≠ {whole}"
