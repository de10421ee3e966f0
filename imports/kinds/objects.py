"""Objects of construction, repair and equipment: a row an object with its money; kinds of work as rows between."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.amounts import is_blank
from finance.money import ZERO, total
from imports.columns.column import AMOUNT, NUMBER, PERCENT, Column
from imports.columns.shared import DASHES
from imports.columns.typed import Columns, TypedRow
from imports.context import Context
from imports.kinds.kind import Table
from imports.policies.costing import FoundRow
from imports.policies.names_of_rows import NamedKind, StandingNames, standing_rows
from imports.policies.region import RegionKind
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.rows.money_rows import TOTAL
from imports.rows.sums_above import check_above, headings
from imports.sentences import say
from region.models import CapitalObject
from tariffs import declaring

# Headings of a place or of whose money it is, folded; and what numbers a heading.
_PLACE_OR_SOURCE = re.compile(
    r"\b(?:район|аудан|город|кала|област|облыс|село|ауыл|поселок|кент|бюджет|трансферт|нацфонд|улттык кор)\w*"
    r"|(?:^| )(?:г|к|с|а|п)(?: |$)"
)
_NUMERAL = re.compile(r"[IVXІХ]+[.)]?", re.IGNORECASE)
WorkKind = CapitalObject.Kind
# The first that is found names the kind: repair of a station is repair, building a modular unit is a modular unit.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (WorkKind.CAPITAL_REPAIR, ("капитальн ремонт", "капитальный ремонт", "капитального ремонта", "капремонт",
                               "кап ремонт", "күрделі жөндеу", "capital repair")),
    (WorkKind.MODULE, ("блочно модульн", "блоктық модульдік", "бмк", "модульн", "модульдік", "module", "modular")),
    (WorkKind.AMBULANCE_STATION, ("станция скорой", "станции скорой", "станций скорой", "жедел жәрдем станция",
                                  "ambulance station")),
    (WorkKind.VEHICLE, ("транспорт", "автомобил", "автомашин", "машин", "көлік", "vehicle")),
    (WorkKind.EQUIPMENT, ("оборудован", "медтехник", "медицинской техник", "медицинская техник", "жабдық",
                          "медициналық техник", "аппарат", "equipment")),
    (WorkKind.CONSTRUCTION, ("строительств", "құрылыс", "construction")),
)  # fmt: skip
AMOUNTS = ("absorbed", "allotted", "revised", "contracted", "accepted")
_MONEY: dict[str, Any] = {"type": AMOUNT, "blanks": DASHES, "excluded": ("процент", "пайыз")}


def kind_of(text: str) -> str:
    """The kind of work that a text names, "" for none."""
    folded = f" {skeleton(text)}"
    return next((str(kind) for kind, words in WORDS if any(f" {skeleton(word)}" in folded for word in words)), "")


class Objects(NamedKind, RegionKind):
    key = "objects"
    label = _("objects of construction, repair and equipment")
    order = 205
    turn = 20
    columns = (
        Column("object", _("object"), ("object", "объект", "объект*", "*наименование объекта*", "нысан", "нысан*",
                                       "*нысанның атауы*", "нысандар*"), is_required=True, name="name"),
        Column("kind", _("kind of work"), ("kind", "вид работ*", "*вид работ*", "жұмыс түрі*", "*жұмыс түрі*",
                                           "*жұмыстың түрі*", "work")),
        Column("district", _("district"), ("district", "район", "район*", "аудан", "аудан*", "ауданы*",
                                           "местонахождение*", "орналасқан*", "*населенный пункт*")),
        Column("source", _("source"), ("source", "источник", "источник*", "көзі", "көзі*", "*қаржыландыру көзі*")),
        Column("programme", _("programme"), ("programme", "программа*", "бағдарлама*")),
        Column("count", _("count"), ("count", "количество*", "кол во", "саны", "саны*"), NUMBER, is_whole=True,
               blanks=DASHES),
        Column("allotted", _("allotted"), ("allotted", "выделено*", "выделенные*", "бөлінді*", "бөлінген*",
                                           "*выделено", "сумма*", "сомасы*"), is_required=True, is_filled=False,
               **_MONEY),
        Column("revised", _("adjusted"), ("revised", "уточнен*", "нақтыланған*", "нақтыланды"), **_MONEY),
        Column("contracted", _("contracted"), ("contracted", "договор*", "*по договору*", "*сумма договора*",
                                               "*договоров", "законтрактовано*", "шарт*", "жасалған шарт*",
                                               "келісімшарт*", "*шарт сомасы*"), **_MONEY),
        Column("accepted", _("accepted"), ("accepted", "принято*", "акт*", "*выполненных работ*", "қабылданды*",
                                           "орындалған жұмыс*"), **_MONEY),
        Column("absorbed", _("absorbed"), ("absorbed", "освоено*", "*освоено", "игерілді*", "игерілгені*",
                                           "игерілген*", "кассовое исполнение*"),
               **_MONEY | {"excluded": ("процент", "пайыз", "неосвоено", "не освоено", "игерілмеген")}),
        Column("readiness", _("readiness, %"), ("readiness", "готовность*", "дайындығы*", "дайындық*",
                                                "*степень готовности*"), PERCENT, blank="", blanks=DASHES),
    )  # fmt: skip
    title_words = ("нысандар тізбесі", "перечень объектов", "список объектов", "строительство", "құрылыс", "ремонт",
                   "жөндеу", "objects")  # fmt: skip
    is_in_tenge = True
    model = CapitalObject
    called_by, named_as = "name", "object"
    labelled_by, dated_by = "object", "month"
    figures = ("allotted", "revised", "contracted", "accepted", "absorbed")
    controlled = AMOUNTS
    is_grouped = True

    def weighs(self, table: Table) -> int:
        return 0 if table.has("absorbed") or table.has("kind") or table.says(self.title_words) else -200

    def sums_above(self, table: Table, rows: Sequence[int]) -> set[int]:
        """Rows of kinds of work state the sums of the objects below them."""
        return _sums_above(table, rows)

    def row(self, cells: TypedRow, columns: Columns) -> CapitalObject | None:
        period = columns.table.period
        if period is None:
            message = gettext("The file does not say of which year it is. Write it above: “objects of 2025”.")
            columns.refuse(cells.at, "object", "missing-column", message)
            return None
        row = columns.rows[cells.at]
        said = cells.kind or _heading_above(columns, row)
        kind = kind_of(said) or ("" if said else kind_of(cells.name))
        if not kind:
            names = ", ".join(str(one.label) for one in WorkKind)
            message = gettext("The kind of work of “%(object)s” is not known. Write one of: %(names)s.")
            key = "kind" if columns.table.has("kind") else "object"
            columns.refuse(cells.at, key, "unknown-word", message % {"object": cells.name, "names": names}, said)
            return None
        # “objects of 2025” says no day: it counts in the whole year, below what is stated as of a month
        is_whole_year = (period.first.number, period.last.number) == (1, 12) and period.as_of is None
        texts = ("name", "district", "source", "programme", "count", "readiness")
        values = {key: cells.cells[key] for key in (*AMOUNTS, *texts)}
        return CapitalObject(kind=kind, month=period.first if is_whole_year else period.last, **values)

    def check(self, found: Sequence[FoundRow], columns: Columns) -> None:
        amounts: dict[str, dict[int, Decimal]] = {
            key: {columns.rows[one.at]: getattr(one.row, key) or ZERO for one in found} for key in AMOUNTS
        }
        above = _sums_above(columns.table, columns.table.body)
        between = headings(columns.table, columns.rows)
        for key, of_rows in amounts.items():
            check_above(columns, key, above, between, of_rows)
        _refuse_nameless_sums(found, columns)
        seen: dict[tuple[Any, ...], int] = {}
        for one in found:
            first = seen.setdefault((one.row.kind, one.row.name, one.row.district), one.at)
            if first != one.at:
                doubt = say("“%(object)s” stands in rows %(first)s and %(second)s; both are counted.")
                rows = {"first": columns.numbers[first], "second": columns.numbers[one.at]}
                columns.reading.doubts.append(doubt % ({"object": one.row.name} | rows))

    def standing(self, context: Context) -> StandingNames:
        return standing_rows(self, declaring.standing(CapitalObject, context.facility).values())

    def figures_of(self, row: CapitalObject) -> Hashable:
        money = tuple(getattr(row, key) for key in AMOUNTS)
        return (row.district, money) if any(money) else None

    def scope(self, row: CapitalObject) -> Hashable:
        return row.month, row.kind

    def named(self, row: Any) -> str:
        return ", ".join(part for part in (row.name, row.district) if part)


def _refuse_nameless_sums(found: Sequence[FoundRow], columns: Columns) -> None:
    """A row without a place whose every figure is that of the rows below it could be their sum, whatever its name."""
    places = [at for at, one in enumerate(found) if not one.row.district]
    for start, end in pairwise([*places, len(found)]):
        figures = [[getattr(one.row, key) or ZERO for key in AMOUNTS] for one in found[start:end]]
        own, below = figures[0], [total(column) for column in zip(*figures[1:], strict=True)]
        if any(own) and own == below:
            message = gettext(
                "“%(object)s” could be an object or the sum of the rows below it. Write “Total” before its name, or "
                "its district beside it."
            )
            name = found[start].row.name
            columns.refuse(found[start].at, "object", "two-readings", message % {"object": name}, name)


def _is_label(table: Table, i: int) -> bool:
    """Whether a row names a kind of work and neither a place nor a source."""
    name = as_code(table.value(i, "object"))
    beside = (as_code(table.value(i, key)) for key in ("district", "source", "kind"))
    return skeleton(name) in _LABELS and not any(beside)


def _has_money(table: Table, i: int) -> bool:
    return any(as_code(table.value(i, key)).strip("-–— ") for key in AMOUNTS)


def _sums_above(table: Table, rows: Sequence[int] | range) -> set[int]:
    """Rows of a kind of work with money, above objects of their own; one without any is an object itself."""
    found = set()
    for i in rows:
        if _is_label(table, i) and _has_money(table, i):
            below = next((k for k in rows if k > i and _has_money(table, k)), None)
            if below is not None and not _is_label(table, below):
                found.add(i)
    return found


def _heading_above(columns: Columns, row: int) -> str:
    """The nearest heading above, whatever it says; one of a place or of whose money it is heads no kind of work."""
    table, counted = columns.table, set(columns.rows)
    for i in range(row - 1, table.first_row - 1, -1):
        text = "" if i in counted else _heading(table, i)
        if text and not (_PLACE_OR_SOURCE.search(skeleton(text)) and not kind_of(text)):
            return text
    return ""


def _heading(table: Table, i: int) -> str:
    """The one text of a row, beside its running number or its sums; "" where there is none, or it is a total."""
    texts = [as_code(value) for value in table.sheet.rows[i] if isinstance(value, str) and not is_blank(value)]
    words = [text for text in texts if sum(map(str.isalpha, text)) > 1 and not _NUMERAL.fullmatch(text)]
    is_heading = len(words) == 1 and not TOTAL.match(skeleton(words[0]))
    return words[0] if is_heading else ""


_LABELS = frozenset(skeleton(text) for text in (
    "строительство", "құрылыс", "құрылыс (строительство)", "капитальный ремонт", "күрделі жөндеу",
    "күрделі жөндеу (капитальный ремонт)", "оборудование", "жабдық", "жабдық (оборудование)", "транспорт", "көлік",
    "көлік (транспорт)", "блочно-модульный комплекс", "блочно-модульные комплексы", "блоктық-модульдік кешен",
    "блоктық-модульдік кешендер", "блоктық-модульдік кешен (бмк)", "станция скорой помощи", "станции скорой помощи",
    "жедел жәрдем станциясы", "жедел жәрдем станциялары", "жедел жәрдем станциясы (станция скорой помощи)",
    "медицинская техника", "медициналық техника", "construction", "capital repair", "equipment", "vehicles",
))  # fmt: skip

KIND = Objects()
