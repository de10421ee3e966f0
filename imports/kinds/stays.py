"""The register of stays as the hospital register exports it, under pseudonymous case numbers."""

import re
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.months import Month
from imports.columns.column import AMOUNT, DATE, NUMBER, PROFILE, Column
from imports.columns.shared import CASE_OF_ROW, DASHES, PROFILE_OF_ROW, REFERRED_WORDS, SETTING
from imports.columns.typed import Columns, TypedRow
from imports.context import Context
from imports.kinds.kind import Table
from imports.policies.costing import CostingReading, FoundRow
from imports.policies.names_of_rows import NamedKind, StandingNames
from imports.recognise.row_roles import DELETED, STATUS
from imports.resolve.letters import skeleton
from imports.sentences import say
from tariffs import declaring, kept_stays
from tariffs.bed_days import BedDayRule, CountedStay, StayProblem, bed_days_by_month, stay_problems
from tariffs.declaring import key_of
from tariffs.facility_records import rule_of
from tariffs.models import Quota, Stay, Transfer

# What a register may leave out: a file without the column says nothing of it.
OPTIONAL = ("referred_by", "diagnosis", "outcome", "ward", "case_group", "paid_by", "amount_due", "age_band", "weight")
# Years that a band of ages goes up to.
_BANDS = (3, 6, 14, 17)
MOST_NAMED = 5
_ICD = re.compile(r"([A-ZАВСЕНКМОРТХ])\s?([0-9]{2})(?:[.,]?([0-9]{1,2}))?(?![0-9])", re.IGNORECASE)
_LATIN = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")


class Stays(NamedKind):
    key = "stays"
    label = _("register of stays")
    order = 100
    columns = (
        CASE_OF_ROW,
        PROFILE_OF_ROW,
        SETTING,
        Column("referred_by", _("referred by"), REFERRED_WORDS, blanks=DASHES),
        Column("admitted", _("admitted on"),
               ("admitted", "дата поступления", "поступил", "дата госпитализации", "поступление", "госпитализирован*",
                "түскен күні", "түсті", "*түскен күні*", "admission*", "дата госпитализации*",
                "дата и время поступления*", "дата время поступления*", "дата и время госпитализации*"),
               DATE, is_required=True),
        Column("discharged", _("discharged"),
               ("discharged", "дата выписки", "выписан", "выписка", "выбыл", "дата выбытия", "шыққан күні", "шықты",
                "шығарылған күні", "*шыққан күні*", "discharge date*", "date of discharge", "дата и время выписки*",
                "дата время выписки*", "дата и время выбытия*"), DATE,
               is_required=True, is_filled=False, blanks=DASHES),
        Column("diagnosis", _("diagnosis"),
               ("diagnosis", "icd*", "мкб*", "диагноз*", "код диагноза*", "*диагноз мкб*", "заключительный диагноз*",
                "клинический диагноз*", "диагнозы*", "ахж*", "*диагноз коды*"), blank="", blanks=DASHES),
        Column("outcome", _("outcome"),
               ("outcome", "исход*", "результат лечения*", "исход лечения*", "нәтиже*", "емдеу нәтижесі*", "аяқталуы*",
                "шығу нәтижесі*"), blank="", blanks=DASHES, limit=60),
        Column("ward", _("ward"),
               ("ward", "отделение*", "наименование отделения*", "бөлімше*", "бөлім", "department"), blank="",
               blanks=DASHES),
        Column("case_group", _("case group"),
               ("case group", "drg", "кзг*", "код кзг*", "клинико затратная группа*", "кшт*",
                "клиникалық шығын тобы*", "*клиникалық шығынды топ*"), blank="", blanks=DASHES, limit=40),
        Column("paid_by", _("paid by"),
               ("paid by", "источник финансирования*", "источник оплаты*", "источник", "вид оплаты*",
                "қаржыландыру көзі*", "төлем көзі*"), blank="", blanks=DASHES, limit=60),
        Column("moved_on", _("moved on"),
               ("moved on", "transferred on", "дата перевода*", "ауыстырылған күні*", "*ауыстыру күні*",
                "transfer date*"), DATE, blanks=DASHES),
        Column("moved_to", _("moved to the profile"),
               ("moved to", "transferred to", "переведен*", "*куда переведен*", "профиль перевода*", "*в профиль*",
                "ауыстырылған бейін*", "*ауыстырылған бейіні*"), PROFILE, blanks=DASHES, excluded=("дата",)),
        Column("age_band", _("age band"),
               ("age band", "age", "возраст*", "возрастная группа*", "жасы", "жас тобы*", "жасы*"), blank="",
               blanks=DASHES, limit=40),
        Column("weight", _("cost weight"),
               ("weight", "cost weight*", "коэффициент*", "*коэффициент затратоемкости*", "кзг коэффициент*",
                "коэффициенті*", "*шығын коэффициенті*"), NUMBER, blanks=DASHES, least=Decimal("0.0001")),
        Column("stated_days", _("bed-days"),
               ("bed days", "койко дни*", "койко дней*", "к дни", "койко день*", "проведено койко*", "төсек күн*",
                "төсек күндер*"), NUMBER, is_whole=True, blanks=DASHES),
        Column("amount_due", _("amount due, tenge"),
               ("amount due", "сумма к оплате*", "к оплате*", "сумма за случай*", "стоимость случая*",
                "сумма по тарифу*",
                "төлеуге*", "төленетін сома*", "төлем сомасы*"), AMOUNT, blanks=DASHES),
    )  # fmt: skip
    heeds = frozenset((STATUS, DELETED))
    # of a patient a status may say anything
    is_status_asked = False
    title_words = ("реестр случаев", "реестр пролеченных", "пролеченные больные", "движение больных", "эрсб",
                   "регистр стационарных больных", "емделгендер тізілімі", "register of stays")  # fmt: skip
    model = Stay
    called_by, named_as, is_register = "referred_by", "referrer", True
    labelled_by, dated_by = "case", "admitted"
    figures = ("admitted",)
    marks = ("discharged",)

    def row(self, cells: TypedRow, columns: Columns) -> Stay:
        said: dict[str, Any] = dict(cells.cells)
        for key in ("stated_days", "moved_on", "moved_to"):
            del said[key]
        made = {"diagnosis": diagnosis_code(said["diagnosis"]), "age_band": age_band(said["age_band"])}
        return Stay(**said | made)

    def check(self, found: Sequence[FoundRow], columns: Columns) -> None:
        """No stay ends before it begins; no case lies in two beds at once, in this file or beside what stands."""
        own = {item.row.cell: item.at for item in found}
        named = {key_of(item.row) for item in found}
        cases = {item.row.case for item in found if isinstance(item.row, Stay)}
        held = declaring.standing(Stay, columns.context.facility)
        _keep_unsaid(found, held, [key for key in OPTIONAL if not columns.table.has(key)])
        before = [
            _counted(stay, "")
            for key, group in held.items()
            for stay in group
            if isinstance(stay, Stay) and stay.case in cases and key not in named
        ]
        stays = [_counted(item.row, item.row.cell) for item in found if isinstance(item.row, Stay)]
        for problem in stay_problems([*before, *stays]):
            place = own.get(problem.cell, own.get(problem.other))
            if place is not None:
                columns.refuse(place, "discharged", problem.problem, _sentence(problem), problem.case)
        self._take_moves([item for item in found if isinstance(item.row, Stay)], columns)
        self._doubt_days([item for item in found if isinstance(item.row, Stay)], columns)

    def read(self, table: Table, context: Context) -> CostingReading:
        reading = super().read(table, context)
        moves = [(line, row.moved) for line, row in reading.declared if isinstance(row, Stay) and row.moved]
        for (_line, move), cell in zip(moves, [line.cell for line, _move in moves], strict=True):
            move.cell = move.cell or cell
        reading.declared += moves
        return reading

    @staticmethod
    def _take_moves(found: Sequence[FoundRow], columns: Columns) -> None:
        """Moves to another profile; one that a file with their column no longer names is taken back."""
        if not {"moved_on", "moved_to"} & set(columns.table.columns):
            return
        held = declaring.standing(Transfer, columns.context.facility)
        for item in found:
            day, profile, stay = columns["moved_on"][item.at], columns["moved_to"][item.at], item.row
            named = {"case": stay.case, "admitted": stay.admitted}
            if day is None and profile is None:
                if any(row.profile_id for row in held.get((stay.case, stay.admitted), ())):  # type: ignore[attr-defined] # Transfers
                    stay.moved = Transfer(**named, day=stay.admitted)
            elif day is None or profile is None:
                key = "moved_on" if day is None else "moved_to"
                message = gettext("Of a transfer both the day and the profile are needed.")
                columns.refuse(item.at, key if columns.table.has(key) else "admitted", "missing-value", message)
            elif not stay.admitted <= day <= (stay.discharged or date.max):
                message = gettext(
                    "The transfer of %(day)s lies outside the stay of the case %(case)s. Correct the day."
                )
                values = {"day": f"{day:%d.%m.%Y}", "case": stay.case}
                columns.refuse(item.at, "moved_on", "outside-stay", message % values, day.isoformat())
            else:
                stay.moved = Transfer(**named, day=day, profile=profile, cell=columns.address(item.at, "moved_on"))

    @staticmethod
    def _doubt_days(found: Sequence[FoundRow], columns: Columns) -> None:
        """Bed-days that a register states beside its dates are compared, never taken."""
        stated = columns["stated_days"]
        if not any(days is not None for days in stated):
            return
        rule = rule_of(columns.context.facility)
        other = [
            columns.address(item.at, "stated_days")
            for item in found
            if stated[item.at] is not None and _is_other(item.row, rule, stated[item.at])
        ]
        if other:
            doubt = say("%(count)s stays state other bed-days than their dates give: %(cells)s.")
            cells = ", ".join(other[:MOST_NAMED]) + (" …" if len(other) > MOST_NAMED else "")
            columns.reading.doubts.append(doubt % {"count": len(other), "cells": cells})

    def standing(self, context: Context) -> StandingNames:
        """Organisations of the quotas, by whose names the stays are counted, before those of the register."""
        quotas = (row for group in declaring.standing(Quota, context.facility).values() for row in group)
        named = [row.referred_by for row in quotas if isinstance(row, Quota)]
        names: dict[str, str] = {}
        for name in (*named, *kept_stays.referrers(context.facility)):
            if name:
                names.setdefault(skeleton(name), name)
        return StandingNames(names, {})

    def scope(self, row: Stay) -> Hashable:
        return Month.of(row.admitted)

    def named(self, row: Stay) -> str:
        return f"{row.case} {row.admitted:%d.%m.%Y}"


def age_band(text: str) -> str:
    """The band of an age in whole years, which is not kept itself; a band that is written stays."""
    if not text.isdecimal():
        return text
    below = 0
    for last in _BANDS:
        if int(text) <= last:
            return f"{below}–{last}"
        below = last + 1
    return f"{below}+"


def diagnosis_code(text: str) -> str:
    """`G80.0` of `g80,0 Спастический паралич` or of Cyrillic letters that look alike; text without a code stays."""
    found = _ICD.match(text.strip())
    if found is None:
        return text.strip()
    letter = found[1].upper().translate(_LATIN)
    return f"{letter}{found[2]}.{found[3]}" if found[3] else f"{letter}{found[2]}"


def _is_other(stay: Stay, rule: BedDayRule, stated: int) -> bool:
    """Whether a stay that is over has other bed-days than the register states."""
    if stay.discharged is None or stay.discharged < stay.admitted:
        return False
    return sum(bed_days_by_month(stay.admitted, stay.discharged, rule, stay.discharged).values()) != stated


def _keep_unsaid(found: Sequence[FoundRow], held: Mapping[Any, Sequence[Any]], keys: Sequence[str]) -> None:
    """What a file has no column for stays as an earlier register said it."""
    for item in found:
        for before in held.get(key_of(item.row), ())[:1]:
            for key in keys:
                setattr(item.row, key, getattr(before, key))


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
