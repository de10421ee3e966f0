"""Drivers by month: what a centre had (stock) or used (flow). Bed-days are never among them: they come from volumes."""

import re
from collections.abc import Hashable, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.languages import month_said
from imports.columns.column import NUMBER, WORD, Column, Crossing
from imports.columns.shared import CENTRE_OF_ROW, MONTH_OF_ROW
from imports.columns.typed import Columns, TypedRow
from imports.policies.costing import CostingKind, FoundRow
from imports.resolve.letters import skeleton
from tariffs.attributing import BED_DAYS
from tariffs.models import DriverValue
from tariffs.reports.step_sheet import driver_name

# What people call the drivers the program knows; a facility's own driver keeps its own name.
DRIVERS = {
    "positions": ("ставки", "штатные единицы", "штатные ставки", "должности", "штат бірліктері", "штат бірлігі"),
    "area_m2": ("площадь", "площадь м2", "площадь кв м", "кв м", "м2", "аудан", "алаң", "ауданы м2"),
    "bed_days": ("койко-дни", "койко-день", "к/дни", "төсек-күн", "төсек-күндер", "төсек күні"),
    "meals": ("порции", "питание", "тамақтану", "порциялар"),
    "laundry_kg": ("белье", "стирка кг", "белье кг", "кір жуу кг", "кір кг"),
    "physio_units": ("физиотерапия", "процедуры физиотерапии", "физиопроцедуры", "физиоем"),
    "massage_units": ("массаж", "процедуры массажа", "массажные единицы", "уқалау"),
    "exercise_sessions": ("лфк", "занятия лфк", "емдік дене шынықтыру", "едш"),
    "direct_cost": ("прямые затраты", "тікелей шығындар"),
}
# Counted from the volumes or computed, never brought.
RESERVED = frozenset({BED_DAYS, "direct_cost"})
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

MEASURES = {
    "stock": ("на конец месяца", "состояние", "остаток", "запас", "наличие", "қор", "ай соңындағы"),
    "flow": ("за месяц", "оборот", "поток", "ағын", "ай ішінде"),
}


class Drivers(CostingKind):
    key = "drivers"
    label = _("drivers by month and centre")
    order = 140
    columns = (
        MONTH_OF_ROW,
        CENTRE_OF_ROW,
        Column("driver", _("driver"),
               ("driver", "драйвер", "база распределения", "показатель", "база", "драйвері", "бөлу базасы",
                "көрсеткіш"),
               is_required=True),
        Column("measure", _("kind of driver"),
               ("measure", "вид показателя", "вид", "тип показателя", "өлшем", "көрсеткіш түрі"), WORD,
               is_required=True, meanings=MEASURES),
        Column("value", _("value"),
               ("value", "значение", "количество", "величина", "мәні", "саны"), NUMBER, is_required=True),
    )  # fmt: skip
    crossings = (Crossing("month", "month", "value"), Crossing("name", "centre", "value"))
    title_words = ("драйверы", "базы распределения", "драйверлер", "бөлу базалары", "drivers")
    labelled_by, dated_by = "centre", "month"
    figures = ("value",)
    marks = ("month", "driver")

    def date_rows(self, columns: Columns) -> None:
        columns.valid_on = [month.first_day if month else None for month in columns["month"]]

    def row(self, cells: TypedRow, columns: Columns) -> DriverValue | None:
        driver = driver_key(cells.driver)
        if driver == BED_DAYS:
            message = gettext("Bed-days are counted from the volumes or stays. Leave this row out.")
            columns.refuse(cells.at, "driver", "reserved-driver", message, cells.driver)
            return None
        return DriverValue(**{**cells.cells, "driver": driver})

    def check(self, found: Sequence[FoundRow], columns: Columns) -> None:
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
        return f"{month_said(row.month)} {row.centre} {driver_name(row.driver)}"


def known_driver(text: str) -> str:
    """The key of the driver that people call so; empty where the program knows none."""
    folded = skeleton(text)
    return next((key for key, words in DRIVERS.items() if folded in {skeleton(key), *map(skeleton, words)}), "")


def driver_key(text: str) -> str:
    """The key of a driver: of what people call it, else its own words joined; at most 40 characters."""
    plain = text.strip().lower()
    own = plain if _KEY.fullmatch(plain) else skeleton(text).replace(" ", "_")[:40]
    return known_driver(text) or own


KIND = Drivers()
