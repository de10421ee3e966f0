"""Cost centres of a year: who gives its cost away, in which step and by which driver, and who treats patients."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.columns.column import NUMBER, WORD, Column
from imports.columns.shared import CENTRE_WORDS, PROFILE_OF_ROW
from imports.columns.typed import Columns, TypedRow
from imports.kinds.drivers import driver_key
from imports.policies.costing import CostingKind, FoundRow, year_of
from tariffs.declared_rules import centre_faults
from tariffs.models import CostCentre

KINDS = {
    "administrative": ("административный", "административно-хозяйственный", "әкімшілік", "әкімшілік-шаруашылық"),
    "auxiliary": ("вспомогательный", "параклинический", "вспомогательный параклинический", "көмекші", "параклиникалық"),
    "clinical": ("клинический", "основной", "клиникалық", "негізгі"),
}


class Centres(CostingKind):
    key = "centres"
    label = _("cost centres")
    order = 130
    turn = 58
    columns = (
        Column("centre", _("cost centre"), CENTRE_WORDS, is_required=True, limit=20, name="key"),
        Column("name_ru", _("name in Russian"),
               ("name ru", "наименование", "название", "наименование на русском", "орысша атауы",
                "атауы орысша", "наименование*", "name"),
               is_filled=False),
        Column("name_kk", _("name in Kazakh"),
               ("name kk", "атауы", "наименование на казахском", "атауы қазақша", "қазақша атауы")),
        Column("kind", _("kind of cost centre"),
               ("kind", "вид", "тип центра", "вид центра", "тип", "түрі", "орталық түрі"), WORD, is_required=True,
               meanings=KINDS),
        replace(PROFILE_OF_ROW, is_required=False),
        Column("step", _("step"),
               ("step", "шаг", "порядок", "порядок распределения", "очередность", "қадам", "реті"), NUMBER,
               is_whole=True),
        Column("basis", _("base of allocation"),
               ("basis", "база", "база распределения", "драйвер", "бөлу базасы", "база*", "драйвері")),
    )  # fmt: skip
    title_words = ("центры затрат", "шығындар орталықтары", "cost centres")
    labelled_by = "name_ru"
    figures = ("centre",)
    marks = ("kind",)

    def row(self, cells: TypedRow, columns: Columns) -> CostCentre:
        basis = driver_key(cells.basis) if cells.basis else ""
        said = {**cells.cells, "name_ru": cells.name_ru or cells.name_kk or cells.key, "basis": basis}
        return CostCentre(year=year_of(columns.table, columns.context), **said)

    def check(self, found: Sequence[FoundRow], columns: Columns) -> None:
        for item in found:
            row = item.row
            assert isinstance(row, CostCentre)
            for name, problem, message in centre_faults(row):
                columns.refuse(item.at, name, problem, message)
        self._refuse_shared(
            found, columns, "step", gettext("The step %(value)s stands in rows %(rows)s. Give each its own.")
        )
        message = gettext("The profile %(value)s has several centres, in rows %(rows)s. Give each profile one.")
        self._refuse_shared(found, columns, "profile", message)

    @staticmethod
    def _refuse_shared(found: Sequence[FoundRow], columns: Columns, name: str, message: str) -> None:
        filled = [item for item in found if getattr(item.row, name) is not None]
        filled.sort(key=lambda item: str(getattr(item.row, name)))
        for value, group in groupby(filled, key=lambda item: str(getattr(item.row, name))):
            items = list(group)
            rows = ", ".join(str(columns.numbers[item.at]) for item in items)
            for item in items[1:]:
                columns.refuse(item.at, name, "double-target", message % {"value": value, "rows": rows}, value)

    def scope(self, row: CostCentre) -> Hashable:
        return row.year

    def named(self, row: CostCentre) -> str:
        return f"{row.key} {row.name}"


KIND = Centres()
