"""The registers of finance: accounts, who signs, lines of forms, programmes, budgets, own names of codes."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import rooms
from finance.latin import latin_key
from finance.models import (
    Account,
    Budget,
    BudgetCode,
    FacilityCodeName,
    FundingSource,
    HeaderLine,
    Programme,
    SectionText,
    Signatory,
)
from finance.party_numbers import account_number
from finance.registers import EVERYTHING, Register, RegisterPlace, Row
from finance.rights import Action

WHOSE_MONEY = frozenset({"year", "programme", "source"})


def of_facility(model: type[Model], *related: str) -> Callable[[RegisterPlace], QuerySet[Any]]:
    """The rows of the place's facility, in the order they were made."""
    return lambda place: model._default_manager.filter(facility=place.facility).select_related(*related).order_by("pk")


def the_facility(place: RegisterPlace) -> Mapping[str, Any]:
    return {"facility": place.facility}


def codes_now(place: RegisterPlace) -> QuerySet[BudgetCode]:
    """Codes of the place's year that are posted to."""
    codes = BudgetCode.objects.filter(is_group=False, valid_from__year__lte=place.year)
    return codes.exclude(valid_to__year__lte=place.year).order_by("code")


def free_key(model: type[Model], wanted: str) -> str:
    """`wanted`, with a number where it is taken."""
    key, number = wanted, 2
    while model._default_manager.filter(key=key).exists():
        key, number = f"{wanted}-{number}", number + 1
    return key


def _key_of_budget(row: Row, _place: RegisterPlace) -> None:
    if isinstance(row, Budget) and row.source_id and row.year:
        row.key = free_key(Budget, f"{row.year}-{row.source.key}")


def _held_budget(row: Row, _place: RegisterPlace) -> frozenset[str]:
    """Whose money it is stays once there are papers."""
    return WHOSE_MONEY if isinstance(row, Budget) and row.documents.exists() else frozenset()


def _key_of_source(row: Row, _place: RegisterPlace) -> None:
    if isinstance(row, FundingSource) and row.name_ru:
        row.key = free_key(FundingSource, latin_key(row.name_ru, 16))


def _held_programme(_row: Row, place: RegisterPlace) -> frozenset[str]:
    """Programmes and sources belong to everybody: who looks after the program alone changes them."""
    return frozenset() if place.user.is_superuser else EVERYTHING


def _checked_account(row: Row, _place: RegisterPlace) -> Mapping[str, str]:
    if isinstance(row, Account):
        row.iik = account_number(row.iik)
        if Account.objects.filter(iik=row.iik).exclude(pk=row.pk).exists():
            return {"iik": _("This account stands in the program already.")}
    return {}


def _reports(_place: RegisterPlace) -> list[tuple[str, str]]:
    """Every report by name and label, in the order of the menu."""
    return [(one.name, str(one.label)) for _family, reports in rooms.families() for one in reports]


def _budgets(place: RegisterPlace) -> QuerySet[Budget]:
    found = Budget.objects.filter(facility=place.facility).select_related("programme", "source")
    return found.order_by("-year", "pk")


def _sections(_place: RegisterPlace) -> list[tuple[str, str]]:
    """Sections of every document, with their titles."""
    found = sorted((one for room in rooms.rooms() for one in room.document_sections), key=lambda one: one.place)
    return [(one.key, str(one.title)) for one in found]


REGISTERS = (
    Register(
        "accounts", gettext_lazy("Bank accounts"),
        gettext_lazy("A payment between two of these accounts is a transfer and no expense."),
        Account, ("iik", "bank"), of_facility(Account), the_facility, check=_checked_account, step=2,
    ),
    Register(
        "signatories", gettext_lazy("Who signs"),
        gettext_lazy(
            "Names and posts are printed under every report, or under the one that is named; a place may have several. "
            "An empty post is the one of the form."
        ),
        Signatory, ("place", "name", "post_ru", "post_kk", "report"), of_facility(Signatory), the_facility,
        choices={"report": _reports}, step=3,
    ),
    Register(
        "programmes", gettext_lazy("Budget programmes"),
        gettext_lazy("Three levels: administrator, programme, subprogramme. They are the same for every facility."),
        Programme, ("administrator_code", "programme_code", "subprogramme_code", "name_ru", "name_kk"),
        lambda _place: Programme.objects.order_by("administrator_code", "programme_code", "subprogramme_code"),
        lambda _place: {}, protects=_held_programme,
    ),
    Register(
        "sources", gettext_lazy("Sources of funds"),
        gettext_lazy("Where the money comes from. They are the same for every facility."),
        FundingSource, ("name_ru", "name_kk", "payer_number"), lambda _place: FundingSource.objects.order_by("pk"),
        lambda _place: {}, protects=_held_programme, keyed=_key_of_source,
    ),
    Register(
        "budgets", gettext_lazy("Budgets"),
        gettext_lazy(
            "One budget for each year, programme and source of funds. A programme not in the list is added first."
        ),
        Budget, ("year", "programme", "source", "contract_number"), _budgets, the_facility,
        choices={
            "programme": lambda _place: Programme.objects.order_by("administrator_code", "programme_code"),
            "source": lambda _place: FundingSource.objects.order_by("pk"),
        },
        protects=_held_budget, keyed=_key_of_budget, step=4,
    ),
    Register(
        "codes", gettext_lazy("Own names of codes"),
        gettext_lazy("On the facility's forms these names stand in place of the official ones."),
        FacilityCodeName, ("code", "name_ru", "name_kk"), of_facility(FacilityCodeName, "code"), the_facility,
        actions=(Action.MANAGE, Action.PLAN), choices={"code": codes_now},
    ),
    Register(
        "header-lines", gettext_lazy("Lines above forms"),
        gettext_lazy(
            "What stands above the reports, or above the one that is named, in your own words; other lines are written "
            "by the program."
        ),
        HeaderLine, ("line", "text_ru", "text_kk", "report"), of_facility(HeaderLine), the_facility,
        choices={"report": _reports},
    ),
    Register(
        "section-texts", gettext_lazy("Texts of reports"),
        gettext_lazy("What the half-year report says in your own words: its legal grounds, or a text above a table."),
        SectionText, ("section", "text_ru", "text_kk"), of_facility(SectionText), the_facility,
        actions=(Action.MANAGE, Action.PLAN), choices={"section": _sections},
    ),
)  # fmt: skip
