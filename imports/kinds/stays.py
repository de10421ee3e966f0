"""The register of stays as the hospital register exports it, under pseudonymous case numbers."""

from collections.abc import Hashable, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.months import Month
from imports.kinds.column import DATE, Column
from imports.kinds.columns import Columns
from imports.kinds.costing import CostingKind, Found
from imports.kinds.shared_columns import PROFILE_OF_ROW, REFERRED_WORDS, SETTING
from tariffs.bed_days import CountedStay, StayProblem, stay_problems
from tariffs.declaring import key_of, standing
from tariffs.models import Stay


class Stays(CostingKind):
    key = "stays"
    label = _("register of stays")
    order = 100
    columns = (
        Column("case", _("case"),
               ("case", "номер случая", "случай", "случай госпитализации", "шифр случая", "код случая",
                "номер истории болезни", "случая", "истории болезни", "медицинской карты", "номер медицинской карты",
                "медкарты*", "*медкарты*", "номер медкарты", "медкарта", "медициналық карта*",
                "*медициналық карта*", "карта №",
                "жағдай", "жағдай нөмірі", "жағдай коды"), is_required=True, limit=40),
        PROFILE_OF_ROW,
        SETTING,
        Column("referred_by", _("referred by"), REFERRED_WORDS),
        Column("admitted", _("admitted on"),
               ("admitted", "дата поступления", "поступил", "дата госпитализации", "поступление", "госпитализирован*",
                "түскен күні", "түсті"), DATE, is_required=True),
        Column("discharged", _("discharged"),
               ("discharged", "дата выписки", "выписан", "выписка", "выбыл", "дата выбытия", "шыққан күні", "шықты",
                "шығарылған күні"), DATE, is_required=True, is_filled=False),
    )  # fmt: skip
    title_words = ("реестр случаев", "реестр пролеченных", "пролеченные больные", "движение больных", "эрсб",
                   "регистр стационарных больных", "емделгендер тізілімі", "register of stays")  # fmt: skip
    model = Stay
    labelled_by, dated_by = "case", "admitted"
    figures = ("admitted",)
    marks = ("discharged",)

    def check(self, found: Sequence[Found], columns: Columns) -> None:
        """No stay ends before it begins; no case lies in two beds at once, in this file or beside what stands."""
        own = {item.row.cell: item.at for item in found}
        named = {key_of(item.row) for item in found}
        cases = {item.row.case for item in found if isinstance(item.row, Stay)}
        before = [
            _counted(stay, "")
            for key, group in standing(Stay, columns.context.facility).items()
            for stay in group
            if isinstance(stay, Stay) and stay.case in cases and key not in named
        ]
        stays = [_counted(item.row, item.row.cell) for item in found if isinstance(item.row, Stay)]
        for problem in stay_problems([*before, *stays]):
            place = own.get(problem.cell, own.get(problem.other))
            if place is not None:
                columns.refuse(place, "discharged", problem.problem, _sentence(problem), problem.case)

    def scope(self, row: Stay) -> Hashable:
        return Month.of(row.admitted)

    def named(self, row: Stay) -> str:
        return f"{row.case} {row.admitted:%d.%m.%Y}"


def _counted(stay: Stay, cell: str) -> CountedStay:
    return CountedStay(stay.case, "", stay.admitted, stay.discharged, stay.setting, cell)


def _sentence(problem: StayProblem) -> str:
    if problem.problem == "ends-before-it-begins":
        return _("The stay %(case)s ends before it begins. Correct one of the dates.") % {"case": problem.case}
    other = problem.other or gettext("an earlier import")
    return _("Two stays of the case %(case)s overlap: see %(other)s too. Correct the dates.") % {
        "case": problem.case,
        "other": other,
    }


KIND = Stays()
