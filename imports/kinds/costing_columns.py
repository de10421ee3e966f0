"""Typed columns of costing files: profiles, settings, centres, drivers and quantities beside dates and amounts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.amounts import Refusal, is_blank, parse_amount, settle_column
from finance.money import TIYN
from finance.months import Month
from imports.kinds.kind import Column
from imports.kinds.rows import Columns
from imports.refusals import explain
from imports.resolve.letters import skeleton
from tariffs.declaring import standing
from tariffs.models import CareProfile, CostCentre, Setting

PROFILE_WORDS = ("profile", "профиль койки", "профиль", "профиль*", "төсек бейіні", "бейін", "бейін*", "бейіні")
SETTING_WORDS = ("setting", "вид стационара", "условия оказания", "условия оказания помощи", "форма помощи",
                 "стационар", "көмек түрі", "стационар түрі")  # fmt: skip
CENTRE_WORDS = ("centre", "cost centre", "центр затрат", "код центра", "центр затрат*", "шығындар орталығы",
                "шығын орталығы", "шығындар орталығы*", "орталық коды")  # fmt: skip
MONTH_WORDS = ("month", "месяц", "месяц*", "ай", "айы", "период", "кезең")

SETTINGS: dict[str, tuple[str, ...]] = {
    Setting.INPATIENT: ("inpatient", "стационар", "круглосуточный", "круглосуточный стационар", "стационарный",
                        "тәуліктік", "тәуліктік стационар", "тәулік бойы"),
    Setting.DAY_CARE: ("day-care", "day care", "дневной", "дневной стационар", "стационарозамещающая",
                       "стационарозамещающий", "күндізгі", "күндізгі стационар"),
}  # fmt: skip

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
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def driver_key(text: str) -> str:
    """The key of a driver: of what people call it, else its own words joined; at most 40 characters."""
    folded = skeleton(text)
    for key, words in DRIVERS.items():
        if folded in {skeleton(key), *map(skeleton, words)}:
            return key
    plain = text.strip().lower()
    return plain if _KEY.fullmatch(plain) else folded.replace(" ", "_")[:40]


class CostingColumns(Columns):
    @cached_property
    def known_profiles(self) -> dict[str, CareProfile]:
        """Profiles by key and by both names, folded."""
        found = {}
        for profile in CareProfile.objects.all():
            for name in (profile.key, profile.name_ru, profile.name_kk):
                if name:
                    found[skeleton(name)] = profile
        return found

    def profiles(self, key: str = "profile", *, is_required: bool = True) -> list[CareProfile | None]:
        """Profiles by key or name; one that is not on the list is refused, since a misspelled profile is no new one."""
        found = []
        for at, text in enumerate(self.texts(key)):
            profile = self.known_profiles.get(skeleton(text)) if text else None
            if profile is None and (text or is_required):
                names = ", ".join(sorted({f"{p.key} ({p.name})" for p in self.known_profiles.values()}))
                message = gettext(
                    "“%(profile)s” is no care profile. Known are: %(names)s. Correct it, or add the profile."
                )
                self.refuse(at, key, "unknown-profile", message % {"profile": text, "names": names or "—"}, text)
            found.append(profile)
        return found

    def settings(self, key: str = "setting") -> list[str]:
        """Inpatient where the column is missing or the cell empty."""
        return self.words(key, SETTINGS, default=Setting.INPATIENT)

    def words(self, key: str, meanings: Mapping[str, Sequence[str]], default: str = "") -> list[str]:
        """One of few words by what people write for it; anything else is refused with the words that are known."""
        known = {skeleton(word): value for value, words in meanings.items() for word in (value, *words)}
        found = []
        for at, text in enumerate(self.texts(key)):
            value = known.get(skeleton(text)) if text else default
            if not value:
                names = ", ".join(f"{value} ({words[0]})" for value, words in meanings.items())
                message = gettext("“%(value)s” is none of the words possible here. Write one of: %(names)s.")
                self.refuse(at, key, "unknown-word", message % {"value": text, "names": names}, text)
            found.append(str(value or ""))
        return found

    def quantities(
        self, key: str, *, is_whole: bool = False, is_required: bool = True, least: Decimal = Decimal(0)
    ) -> list[Decimal | None]:
        """Numbers of zero or more with at most four decimals, whatever unit the file's amounts are in."""
        if not self.table.has(key):
            return [None] * len(self.rows)
        values = self.raw(key)
        style = settle_column(values)
        found: list[Decimal | None] = []
        for at, value in enumerate(values):
            if is_blank(value) and not is_required:
                found.append(None)
                continue
            # read in hundredths, so that four decimals survive
            number = parse_amount(value if value != "" else None, style, Decimal(100))
            if isinstance(number, Refusal):
                self.refuse(at, key, number.problem, explain(number), _shown(value))
                found.append(None)
                continue
            number = number / 100
            problem = self._wrong(number, is_whole=is_whole, least=least)
            if problem:
                self.refuse(at, key, problem, _quantity_sentence(problem) % {"value": _shown(value)}, _shown(value))
            found.append(None if problem else number)
        return found

    @staticmethod
    def _wrong(number: Decimal, *, is_whole: bool, least: Decimal) -> str:
        if number < 0:
            return "negative-number"
        if number < least:
            return "not-above-zero"
        return "not-a-whole-number" if is_whole and number != number.to_integral_value() else ""

    def prices(self, key: str) -> list[Decimal | None]:
        """Tenge above zero; None where the cell is empty or the column missing."""
        if not self.table.has(key):
            return [None] * len(self.rows)
        found = []
        blank = [is_blank(value) for value in self.raw(key)]
        for at, amount in enumerate(self.amounts(key, blank=Decimal(0))):
            is_wrong = amount is not None and not blank[at] and amount < TIYN
            if is_wrong:
                self.refuse(at, key, "not-above-zero", _quantity_sentence("not-above-zero") % {"value": amount})
            found.append(None if blank[at] or is_wrong else amount)
        return found

    def wholes(self, key: str, *, is_required: bool = False) -> list[int | None]:
        return [
            None if number is None else int(number)
            for number in self.quantities(key, is_whole=True, is_required=is_required)
        ]

    def months_of(self, key: str, year: int | None = None) -> list[Month | None]:
        """Months of rows; names without a year take the year of the title or of the budget named."""
        period, budget = self.table.period, self.context.budget
        year = year or (period.first.year if period else budget.year if budget else None)
        return self.months(key, [year] * len(self.rows))

    def days(self, key: str, *, is_required: bool = True) -> list[date | None]:
        """Dates; where they may be missing, empty cells are None without a word."""
        if is_required:
            return self.dates(key)
        filled = [at for at, value in enumerate(self.raw(key)) if not is_blank(value)]
        part = CostingColumns(self.table, [self.rows[at] for at in filled], self.context, self.reading)
        found: list[date | None] = [None] * len(self.rows)
        for at, day in zip(filled, part.dates(key) if filled else [], strict=True):
            found[at] = day
        return found

    def centre_keys(self, year: int) -> dict[str, str]:
        """Cost centres that stand in `year`: key and both names, folded → key."""
        found = {}
        for group in standing(CostCentre, self.context.facility, year=year).values():
            for centre in group:
                if isinstance(centre, CostCentre):
                    names = (centre.name_kk, centre.name_ru, centre.key)
                    found.update({skeleton(name): centre.key for name in names if name})
        return found


def _quantity_sentence(problem: str) -> str:
    return {
        "negative-number": gettext("%(value)s is negative; zero or more is possible here."),
        "not-above-zero": gettext("%(value)s is not possible here: more than zero is expected."),
        "not-a-whole-number": gettext("%(value)s is no whole number."),
    }[problem]


def _shown(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def profile_column(*, is_required: bool = True) -> Column:
    return Column("profile", _("profile"), PROFILE_WORDS, is_required=is_required)


def setting_column() -> Column:
    return Column("setting", _("setting"), SETTING_WORDS)
