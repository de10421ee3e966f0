"""Drivers by month: what a centre had (stock) or used (flow). Bed-days are never among them: they come from volumes."""

from collections.abc import Hashable, Iterable, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.kinds.costing import CostingKind, Found
from imports.kinds.costing_columns import CENTRE_WORDS, MONTH_WORDS, CostingColumns, driver_key
from imports.kinds.kind import MONTH, NUMBER, Column
from imports.resolve.letters import skeleton
from tariffs.attributing import BED_DAYS
from tariffs.models import DriverValue

MEASURES = {
    "stock": ("на конец месяца", "состояние", "остаток", "запас", "наличие", "қор", "ай соңындағы"),
    "flow": ("за месяц", "оборот", "поток", "ағын", "ай ішінде"),
}


class Drivers(CostingKind):
    key = "drivers"
    label = _("drivers by month and centre")
    order = 140
    columns = (
        Column("month", _("month"), MONTH_WORDS, MONTH, is_required=True),
        Column("centre", _("cost centre"), CENTRE_WORDS, is_required=True),
        Column("driver", _("driver"),
               ("driver", "драйвер", "база распределения", "показатель", "база", "драйвері", "көрсеткіш"),
               is_required=True),
        Column("measure", _("kind of driver"),
               ("measure", "вид показателя", "вид", "тип показателя", "өлшем", "көрсеткіш түрі"), is_required=True),
        Column("value", _("value"),
               ("value", "значение", "количество", "величина", "мәні", "саны"), NUMBER, is_required=True),
    )  # fmt: skip
    title_words = ("драйверы", "базы распределения", "драйверлер", "бөлу базалары", "drivers")
    labelled_by = "centre"
    figures = ("value",)
    marks = ("month", "driver")

    def rows(self, columns: CostingColumns) -> Iterable[Found]:
        months, centres = columns.months_of("month"), columns.texts("centre", 255)
        drivers, measures = columns.texts("driver", 255), columns.words("measure", MEASURES)
        values = columns.quantities("value")
        known: dict[int, dict[str, str]] = {}
        for at, month in enumerate(months):
            if month is None:
                continue
            if month.year not in known:
                known[month.year] = columns.centre_keys(month.year)
            centre = self._centre(columns, at, centres[at], known[month.year])
            driver = driver_key(drivers[at]) if drivers[at] else ""
            if not driver:
                columns.refuse(at, "driver", "missing-value", gettext("The driver is missing. Write its name."))
            if driver == BED_DAYS:
                message = gettext("Bed-days are counted from the volumes or stays. Leave this row out.")
                columns.refuse(at, "driver", "reserved-driver", message, drivers[at])
            value = values[at]
            if value is not None and centre and driver:
                row = DriverValue(month=month, centre=centre, driver=driver, measure=measures[at], value=value)
                yield Found(at, row, month)

    @staticmethod
    def _centre(columns: CostingColumns, at: int, text: str, known: dict[str, str]) -> str:
        """The centre's key; any text where no centres were imported for the year yet."""
        key = known.get(skeleton(text), "") if known else text[:20]
        if not key:
            message = gettext("There is no cost centre “%(centre)s”. Known are: %(names)s.")
            names = ", ".join(sorted(set(known.values())))
            columns.refuse(at, "centre", "unknown-centre", message % {"centre": text, "names": names}, text)
        return key

    def check(self, found: Sequence[Found], columns: CostingColumns) -> None:
        """A driver is a stock or a flow, not both."""
        measures: dict[str, tuple[str, int]] = {}
        for item in found:
            row = item.row
            assert isinstance(row, DriverValue)
            measure, first = measures.setdefault(row.driver, (row.measure, item.at))
            if measure != row.measure:
                message = gettext("The driver %(driver)s is a %(one)s in row %(row)s and a %(other)s here. Choose one.")
                values = {"driver": row.driver, "one": measure, "row": columns.numbers[first], "other": row.measure}
                columns.refuse(item.at, "measure", "two-readings", message % values, row.measure)

    def scope(self, row: DriverValue) -> Hashable:
        return row.month, row.driver

    def named(self, row: DriverValue) -> str:
        return f"{row.month} {row.centre} {row.driver}"


KIND = Drivers()
