"""What a facility states of its indicators, as values: the strategy's nodes, the indicators, plan, fact and reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from finance.models import Facility
from finance.months import Month
from finance.settings_of import setting_of
from tariffs.declaring import standing, standing_with_documents
from tariffs.indicators import PARTLY_FROM, PARTLY_SETTING, Value
from tariffs.models import Indicator, IndicatorValue, StrategicNode

NOTHING = Value()
Named = tuple[str, str, str]
_FACTS = (IndicatorValue.Kind.FACT, IndicatorValue.Kind.REPORTING, IndicatorValue.Kind.CURRENT)


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with the rows stated of it for one period, by their kind: `plan`, `fact`, `reason`."""

    indicator: Indicator
    rows: dict[str, IndicatorValue] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why it was missed, as somebody wrote it."""
        return self.value(IndicatorValue.Kind.REASON).text

    def value(self, kind: str) -> Value:
        row = self.rows.get(kind)
        return Value(row.value, row.text) if row else NOTHING


def nodes_of(facility: Facility) -> list[StrategicNode]:
    """Directions, goals and tasks in the order of their numbers. One query."""
    rows = [row for group in standing(StrategicNode, facility).values() for row in group]
    return sorted((row for row in rows if isinstance(row, StrategicNode)), key=lambda node: parts_of(node.number))


def parts_of(number: str) -> tuple[int, ...]:
    """`1.10.2` as numbers, so that 10 comes after 9; what is no number is 0."""
    return tuple(int(part) if part.isdecimal() else 0 for part in number.split(".")) if number else ()


def indicators_of(facility: Facility) -> dict[Named, Indicator]:
    """Every indicator that stands, in the order of nodes and numbers. One query."""
    rows = [row for group in standing(Indicator, facility).values() for row in group if isinstance(row, Indicator)]
    rows.sort(key=lambda row: (parts_of(row.node), parts_of(row.number), row.pk))
    return {row.indicator: row for row in rows}


def values_of(facility: Facility, first: Sequence[Month], last: Sequence[Month]) -> list[IndicatorValue]:
    """Values and reasons that stand, the first month one of `first`, the last one of `last`. One query."""
    groups = standing_with_documents(IndicatorValue, facility, first_month__in=first, last_month__in=last).values()
    return [row for group in groups for row in group if isinstance(row, IndicatorValue)]


def measured(
    indicators: dict[Named, Indicator], rows: Iterable[IndicatorValue], first: Month, last: Month
) -> dict[Named, Measured]:
    """What is stated of each indicator for exactly these months; a fact of the current year is a fact."""
    found: dict[Named, Measured] = {}
    for row in rows:
        if (row.first_month, row.last_month) == (first, last) and row.indicator in indicators:
            held = found.setdefault(row.indicator, Measured(indicators[row.indicator]))
            kind = str(IndicatorValue.Kind.FACT if row.kind in _FACTS else row.kind)
            if kind not in held.rows or not Value(held.rows[kind].value, held.rows[kind].text).is_known:
                held.rows[kind] = row
    return found


def partly_from(facility: Facility) -> Fraction:
    """From which execution on a missed indicator is partly reached: the facility's setting in percent, else 95."""
    text = setting_of(facility, PARTLY_SETTING)
    try:
        return Fraction(Decimal(str(text))) / 100 if text else PARTLY_FROM
    except InvalidOperation:
        return PARTLY_FROM
