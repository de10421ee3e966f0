"""What a template of a kind holds: its columns with their headers, the lists to choose from, the rows already there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from finance.clock import today
from finance.languages import in_language
from finance.ledger import held
from finance.models import Budget, BudgetCode, Facility, FacilityCodeName, Measure
from finance.months import Month
from finance.reporting.periods import month_in_words
from imports.columns.column import AMOUNT, CENTRE, CODE, DATE, MONTH, PROFILE, TEXT, WORD, Column
from imports.kinds.attribution import CENTRE_MARKS, DRIVER_MARKS
from imports.kinds.drivers import DRIVERS, RESERVED
from imports.kinds.kind import Kind
from imports.kinds.registry import kinds
from imports.recognise.folding import fold
from imports.recognise.headers import fit
from imports.recognise.template_marks import BY_CODE
from imports.recognise.wording import hits_of
from imports.templates_of_kinds.words import CHOSEN, HEADERS, TITLES
from tariffs.declaring import standing
from tariffs.models import CareProfile, CostCentre

LANGUAGES = ("ru", "kk")
GROUP = " / "
# Kinds that come out of a program and are not written by hand, and what to do.
WITHOUT: dict[str, str | Promise] = {
    "funder-statement": gettext_lazy("A funder's statement has no template: import the file as it was received."),
    "package": gettext_lazy("A package has no template: the program of the facility makes and signs it."),
    "treasury": gettext_lazy("Form 4-20 is the treasury's own PDF: import the file as it was received."),
    "plan-of-year": gettext_lazy("The template of the plan has its months: fill in that one."),
    **dict.fromkeys(
        ("account-balance", "account-analysis", "account-card", "subconto-analysis"),
        gettext_lazy(
            "Files by account come out of 1C: import them as they were saved, or fill in a trial balance by code."
        ),
    ),
}
TEXT_FORMATS = {"client-bank", "mt940", "camt053"}
# Kinds that speak for the month above the table.
OF_A_MONTH = frozenset({"actual", "positions", "medical-tables", "objects"})
_KAZAKH = frozenset("әғқңөұүһі")


class NoTemplateError(Exception):
    """Why there is no template of a kind, as a sentence."""


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of the template. `group` stands over it where it has one; `choices` are offered in its cells."""

    column: Column
    group: str
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Everything a workbook says. `period` is the cell of the month, with `months` to choose from, or empty."""

    kind: Kind
    language: str
    title: str
    headings: tuple[TemplateColumn, ...]
    rows: tuple[tuple[str, str], ...] = ()
    period: str = ""
    months: tuple[str, ...] = field(default=())

    @property
    def has_groups(self) -> bool:
        return any(heading.group for heading in self.headings)


def names_of_templates() -> list[tuple[str, str]]:
    """Kinds that have a template by key, and their names in words."""
    return [(key, str(kind.label)) for key, kind in kinds().items() if key not in WITHOUT]


def template(name: str, facility: Facility | None, budget: Budget | None, language: str) -> Template:
    """The template of the kind `name` for a facility. Raises NoTemplateError."""
    if name in TEXT_FORMATS:
        raise NoTemplateError(_("A statement in a text format comes from the bank: import it as it was received."))
    if name in WITHOUT:
        raise NoTemplateError(str(WITHOUT[name]))
    if name not in kinds():
        message = _("There is no kind “%(kind)s”. Kinds: %(kinds)s.")
        names = ", ".join(key for key, _label in names_of_templates())
        raise NoTemplateError(message % {"kind": name, "kinds": names})
    kind = kinds()[name]
    with override(language):
        year = budget.year if budget else today().year
        months = tuple(month_in_words(Month(year, number), language) for number in range(1, 13))
        codes = _codes(facility, budget, year, language)
        headings = _headings(kind, language, _choices(facility, year, language, months, codes))
        is_of_month = name in OF_A_MONTH
        return Template(
            kind, language, _title(kind, headings, year, language), headings,
            rows=codes if name in BY_CODE else (),
            period=months[_month_to_fill(budget) - 1] if is_of_month else "",
            months=months if is_of_month else (),
        )  # fmt: skip


def _headings(kind: Kind, language: str, choices: dict[str, tuple[str, ...]]) -> tuple[TemplateColumn, ...]:
    known = {column.key: column for column in kind.columns}
    headings = []
    for column in (known[key] for key in CHOSEN.get(kind.key, tuple(known))):
        group, _sign, text = header(kind, column, language).rpartition(GROUP)
        said = choices.get(column.key) if column.type == TEXT else None
        offered = words_of(column, language) if column.type == WORD else said or choices.get(column.type, ())
        # three digits too, but of the classification of payments
        offered = () if column.key == "knp" else offered
        headings.append(TemplateColumn(column, _first_large(group), _first_large(text), offered))
    return tuple(headings)


def header(kind: Kind, column: Column, language: str) -> str:
    """What heads the column in `language`: words that mean it, and nothing else of the kind."""
    said = HEADERS.get(f"{kind.key}.{column.key}") or HEADERS.get(column.key)
    own = [said[LANGUAGES.index(language)]] if said and language in LANGUAGES else []
    plain = [word for word in column.words if "*" not in word]
    spoken = [word for word in plain if _language_of(word) == language]
    for text in (*own, str(column.label), *spoken, *plain):
        shape = {0: GROUP.join(map(fold, text.split(GROUP)))}
        if column.key in fit(kind.columns, shape, next(iter(hits_of([kind.columns], shape)))).columns:
            return text
    return column.key


def words_of(column: Column, language: str) -> tuple[str, ...]:
    """One word for each meaning of the column, in `language` where there is one."""
    chosen = []
    for value, words in column.meanings.items():
        chosen.append(_spoken((*words, str(value)), language))
    return tuple(chosen)


def _spoken(words: Sequence[str], language: str) -> str:
    """The first of the words that is of `language`, else the first that is Russian, else the first."""
    languages = [_language_of(word) for word in words]
    found = next((each for each in (language, "ru") if each in languages), languages[0])
    return words[languages.index(found)]


def _language_of(word: str) -> str:
    if any(letter.isascii() and letter.isalpha() for letter in word):
        return "en"
    return "kk" if _KAZAKH & set(word.lower()) else "ru"


def _title(kind: Kind, headings: tuple[TemplateColumn, ...], year: int, language: str) -> str:
    """The name of the kind, the unit and the year, as far as the kind knows them."""
    titles = TITLES.get(kind.key)
    name = titles[LANGUAGES.index(language)] if titles and language in LANGUAGES else str(kind.label)
    types = {heading.column.type for heading in headings}
    parts = [_first_large(name)]
    if AMOUNT in types:
        parts.append(_("tenge"))
    is_yearly = MONTH in types or any(heading.column.key == "01" for heading in headings)
    if is_yearly and DATE not in types:
        parts.append(_("year %(year)s") % {"year": year})
    return ", ".join(parts)


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _choices(
    facility: Facility | None, year: int, language: str, months: tuple[str, ...], codes: tuple[tuple[str, str], ...]
) -> dict[str, tuple[str, ...]]:
    """What the cells of a type of column may be chosen from."""
    centres = [] if facility is None else standing(CostCentre, facility, year=year).values()
    keys = tuple(sorted({one.key for group in centres for one in group if isinstance(one, CostCentre)}))
    bases = {key: _spoken(words, language) for key, words in DRIVERS.items()}
    to_centre, to_basis = _spoken(CENTRE_MARKS, language), _spoken(DRIVER_MARKS, language)
    return {
        "driver": tuple(text for key, text in bases.items() if key not in RESERVED),
        "basis": tuple(bases.values()),
        "target": (*(f"{to_basis}: {text}" for text in bases.values()), *(f"{to_centre}: {key}" for key in keys)),
        MONTH: months,
        CODE: tuple(code for code, _name in codes),
        PROFILE: tuple(in_language(one.name_ru, one.name_kk, language) for one in CareProfile.objects.all()),
        CENTRE: keys,
    }


def _codes(facility: Facility | None, budget: Budget | None, year: int, language: str) -> tuple[tuple[str, str], ...]:
    """The codes that the facility plans or names, with its names; where it has none yet, every code."""
    own = {} if facility is None else {
        one.code_id: in_language(one.name_ru, one.name_kk, language)
        for one in FacilityCodeName.objects.filter(facility=facility)
    }  # fmt: skip
    planned = set() if budget is None else {
        code for code, _month in held(budget.pk, Measure.PLAN, [Month(year, number) for number in range(1, 13)])
    }  # fmt: skip
    day = date(year, 1, 1)
    valid = [
        code
        for code in BudgetCode.objects.filter(is_group=False, valid_from__lte=day)
        if code.valid_to is None or day < code.valid_to
    ]
    chosen = [code for code in valid if code.pk in own or code.pk in planned] or valid
    return tuple((code.code, own.get(code.pk) or in_language(code.name_ru, code.name_kk, language)) for code in chosen)


def _month_to_fill(budget: Budget | None) -> int:
    """The month after the last whose actual cost is in the books."""
    if budget is None:
        return 1
    months = [Month(budget.year, number) for number in range(1, 13)]
    done = [month.number for (_code, month), amount in held(budget.pk, Measure.ACTUAL, months).items() if amount]
    return min(max(done, default=0) + 1, 12)
