"""Objects of construction, repair and equipment of a region: by kind of work, each with its money."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.money import total
from finance.months import Month
from finance.reporting.formula import Sum, difference, ratio
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from region.links import FAMILY
from region.models import CapitalObject
from tariffs.declaring import standing
from tariffs.reports.sources import cell_links

NAME = "capital"
AMOUNTS = ("allotted", "revised", "contracted", "accepted", "absorbed")
# as adjusted, else as allotted: a column of its own where some object was adjusted
PLAN = "plan"


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """The year's objects as of the end of `through`, the latest state of each. Raises ScopeError without any."""
    with translation.override(language):
        objects = objects_of(scope, through)
        if not objects:
            raise ScopeError(_("There are no objects of %(year)s. Import their list.") % {"year": through.year})
        links = cell_links(objects)
        rows = _Rows(objects, {one.pk: links.get((CapitalObject, one.pk)) for one in objects})
        known = [key for key in rows.amounts if any(getattr(one, key) is not None for one in objects)]
        return beside_form2(
            NAME,
            _("Construction, repair and equipment"),
            ReportHeading(scope, first, through, unit, language),
            tables=(Table(NAME, _columns(known), tuple(rows.rows()), rows.total()),),
            doubts=tuple(_doubts(objects)),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Construction and repair"), FAMILY, build, place=2, is_of_tree=True)


def objects_of(scope: Scope, through: Month) -> list[CapitalObject]:
    """Of each object the latest state as of `through`; what no month is stated of counts from January. One query."""
    limits = {"month__gte": Month(through.year, 1), "month__lte": through}
    latest: dict[tuple[str, str, str], Sequence[CapitalObject]] = {}
    groups = standing(CapitalObject, scope.facility, **limits).values()
    every = [tuple(row for row in group if isinstance(row, CapitalObject)) for group in groups]
    for group in sorted(every, key=lambda rows: rows[0].month):
        latest[group[0].kind, group[0].name, group[0].district] = group
    order = list(CapitalObject.Kind)
    found = [one for group in latest.values() for one in group]
    return sorted(found, key=lambda one: (order.index(CapitalObject.Kind(one.kind)), one.pk))


def _columns(known: Sequence[str]) -> tuple[Column, ...]:
    """What no object states has no column, but for those that always stand."""
    labels = {
        "allotted": _("Allotted"), "revised": _("Adjusted"), PLAN: _("To be absorbed"), "contracted": _("Contracted"),
        "accepted": _("Accepted"), "absorbed": _("Absorbed"),
    }  # fmt: skip
    always = {"allotted", "contracted", "absorbed", *known}
    return (
        Column("object", _("Object"), "text"),
        Column("district", _("District"), "text"),
        *(Column(key, label) for key, label in labels.items() if key in always),
        Column("percent", _("Absorbed, %"), "percent"),
        Column("left", _("Not absorbed")),
        Column("readiness", _("Readiness, %"), "text"),
    )


class _Rows:
    """Kinds of work with their objects. What no object of a sum states stays blank in it."""

    def __init__(self, objects: Sequence[CapitalObject], links: dict[int, str | None]) -> None:
        self.objects, self.links = objects, links
        self.kinds = list(dict.fromkeys(one.kind for one in objects))
        is_adjusted = any(one.revised is not None for one in objects)
        self.amounts = (*AMOUNTS, PLAN) if is_adjusted else AMOUNTS
        # what percents are of
        self.whole = PLAN if is_adjusted else "allotted"

    def rows(self) -> Iterator[Row]:
        for kind in self.kinds:
            own = [one for one in self.objects if one.kind == kind]
            label = str(CapitalObject.Kind(kind).label)
            children = tuple(f"object-{one.pk}" for one in own)
            cells = {"object": Cell(f"{label} ({len(own)})"), **self._sums(own, children)}
            yield Row(kind, cells, style="subtotal", extra={"object": None, "kind": kind, "count": len(own)})
            for one in own:
                yield self._row(one)

    def _row(self, one: CapitalObject) -> Row:
        link = self.links[one.pk]
        amounts = {key: Cell(value, link) for key in self.amounts if (value := getattr(one, key)) is not None}
        flag = "over" if _exceeds(one.absorbed, one.plan) else ""
        if "absorbed" in amounts:
            amounts["absorbed"] = Cell(one.absorbed, link, flag)
        cells = {
            "object": Cell(one.name), "district": Cell(one.district or None), **amounts, **self._rates([one]),
            "readiness": Cell(one.readiness or None),
        }  # fmt: skip
        return Row(f"object-{one.pk}", cells, one.kind, 1, extra={"kind": one.kind, "source": one.source or None})

    def total(self) -> Row:
        return Row("total", {"object": Cell(_("Total")), **self._sums(self.objects, tuple(self.kinds))})

    def _sums(self, objects: Sequence[CapitalObject], children: tuple[str, ...]) -> dict[str, Cell]:
        known = {key: [v for one in objects if (v := getattr(one, key)) is not None] for key in self.amounts}
        sums = {key: Cell(total(values), formula=Sum(rows=children, column=key))
                for key, values in known.items() if values}  # fmt: skip
        return sums | self._rates(objects)

    def _rates(self, objects: Sequence[CapitalObject]) -> dict[str, Cell]:
        """Percent and what is left, where every object says what is absorbed of it: else a part would pass for all."""
        if any(one.plan is None or one.absorbed is None for one in objects):
            return {}
        return {
            "percent": Cell(formula=ratio("absorbed", self.whole)),
            "left": Cell(formula=difference(self.whole, "absorbed")),
        }


def _doubts(objects: Sequence[CapitalObject]) -> Iterator[Remark]:
    for one in objects:
        for key, text in (
            ("absorbed", _("“%(object)s”: more is absorbed than was allotted.")),
            ("contracted", _("“%(object)s”: more is contracted than was allotted.")),
        ):
            if _exceeds(getattr(one, key), one.plan):
                yield Remark(text % {"object": one.name}, "over-allotted")
    unknown = sum(one.absorbed is None for one in objects)
    if 0 < unknown < len(objects):
        text = _("What is absorbed is not stated for %(count)s objects of %(of)s: no percent of all is given.")
        yield Remark(text % {"count": unknown, "of": len(objects)}, "absorbed-not-stated")


def _exceeds(part: Decimal | None, whole: Decimal | None) -> bool:
    return part is not None and whole is not None and part > whole
