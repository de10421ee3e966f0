"""Services given to cases, as the hospital's information system exports them; units come from the price list."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.columns.column import DATE, NUMBER, Column, Crossing
from imports.columns.shared import CASE_OF_ROW
from imports.columns.typed import Columns
from imports.policies.case_events import CaseEventKind, CaseReading
from imports.readers.laid_out import LaidOutSheet
from imports.resolve.letters import skeleton
from imports.sentences import say
from tariffs.case_records import PriceList, price_list_of
from tariffs.models import ServiceUse

MOST_NAMED = 5
SERVICE_DAY_WORDS = (
    "day", "date", "дата", "дата услуги", "дата оказания*", "дата выполнения*", "дата проведения*", "дата и время*",
    "дата время*", "день", "күні", "күн", "көрсетілген күні", "көрсетілген күн*", "қызмет күні", "service date",
    "date of service", "дата процедуры",
)  # fmt: skip
# Units of the price list instead of procedures: a quantity that could be either is refused.
UNITS_OF_LIST = ("условн", "усл ед", "уе", "у е", "ует", "шартты", "conditional unit", "relative value")


class Services(CaseEventKind):
    key = "services"
    label = gettext_lazy("services given to cases")
    order = 101
    is_in_tenge = False
    is_total_plain = True
    columns = (
        CASE_OF_ROW,
        Column("day", gettext_lazy("day"), SERVICE_DAY_WORDS, DATE, is_required=True, may_be_told=True),
        Column("service", gettext_lazy("service"),
               ("service", "service code", "код услуги", "код медицинской услуги", "код", "шифр услуги",
                "код процедуры",
                "код операции", "қызмет коды", "қызметтің коды", "коды", "ем шара коды"), limit=120, blank=""),
        Column("name", gettext_lazy("name"),
               ("name", "service name", "наименование", "наименование услуги", "услуга", "процедура",
                "наименование процедуры", "медицинская услуга", "қызмет", "қызмет атауы", "қызметтің атауы", "атауы",
                "ем шара", "procedure"), blank=""),
        Column("quantity", gettext_lazy("quantity"),
               ("quantity", "кол во", "количество", "кол во услуг", "количество услуг", "количество процедур",
                "кол во процедур", "выполнено", "оказано", "проведено", "орындалды",
                "көрсетілді", "саны", "мөлшері", "қызмет саны", "қызметтер саны", "number of procedures"),
               NUMBER, is_required=True, least=Decimal("0.0001")),
        Column("unit", gettext_lazy("unit of measure"),
               ("unit", "ед", "ед изм", "единица", "единица измерения", "өлшем бірлігі", "өлш бірл", "бірлік"),
               blank="", limit=40),
    )  # fmt: skip
    needs_one_of = (("service", "name"),)
    crossings = (Crossing("day", "day", "quantity"), Crossing("name", "name", "quantity"))
    title_words = ("оказанные услуги", "реестр услуг", "услуги кмис", "көрсетілген қызметтер", "services given")
    model = ServiceUse
    fields = ("case", "day", "service", "name", "quantity")
    quantity_key = "quantity"
    figures = ("quantity",)
    names = ("service", "name")

    def values(self, columns: Columns) -> Iterator[tuple[Any, ...]]:
        """A service stands under its key of the price list where the code or else the name is on it."""
        prices = price_list_of(columns.context.facility)
        self._refuse_units(columns)
        sheet = columns.table.sheet
        across = {skeleton(name) for name in sheet.crossed} if isinstance(sheet, LaidOutSheet) else set()
        known: dict[tuple[str, str], tuple[str, str]] = {}
        for at, (case, day, code, name, quantity) in enumerate(
            zip(columns["case"], columns["day"], columns["service"], columns["name"], columns["quantity"], strict=True)
        ):
            said = known.get((code, name))
            if said is None:
                said = known[code, name] = (prices.key_of(code, name) or code or name[:120], name)
            if name and skeleton(name) in across and said[0] not in prices.rates:
                message = _(
                    "“%(name)s” is no service of the price list, so its column may count something else. "
                    "Add the service to the price list, or take the column out."
                )
                columns.refuse(at, "name", "unknown-service", message % {"name": name}, name)
            elif not said[0]:
                key = "service" if columns.table.has("service") else "name"
                columns.refuse(at, key, "missing-value", _("The row names no service. Write its code or its name."))
            elif prices.is_two(code, name):
                message = _("“%(name)s” is another service of the price list than %(code)s. Correct one of them.")
                columns.refuse(at, "name", "two-readings", message % {"name": name, "code": code}, name)
            yield case, day, *said, quantity

    @staticmethod
    def _refuse_units(columns: Columns) -> None:
        """`quantity` is procedures: a file that counts units of the price list would be counted twice over."""
        words = tuple(map(skeleton, UNITS_OF_LIST))
        for at, text in enumerate(columns["unit"]):
            folded = skeleton(text) if text else ""
            if folded and folded.startswith(words):
                message = _(
                    "The quantity is in units of the price list (“%(unit)s”); give procedures, the units are counted."
                )
                columns.refuse(at, "quantity", "two-readings", message % {"unit": text}, text)

    def finish(self, columns: Columns, reading: CaseReading) -> None:
        prices: PriceList = price_list_of(columns.context.facility)
        without = sorted({line.event[2] for line in reading.given if line.event[2] not in prices.rates})
        if without:
            names = ", ".join(without[:MOST_NAMED]) + (" …" if len(without) > MOST_NAMED else "")
            doubt = say("%(count)s services are not on the price list of units and bear no cost yet: %(names)s.")
            reading.passing_doubts.append(doubt % {"count": len(without), "names": names})
            reading.doubts.append(doubt % {"count": len(without), "names": names})


KIND = Services()
