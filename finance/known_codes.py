"""The budget codes as reports read them: all of them at once, since there are some hundred."""

from collections.abc import Iterator

from finance.asking_once import answered, known, once_for_all
from finance.asking_together import together
from finance.models import BudgetCode, Facility, FacilityCodeName


@once_for_all
def every_code() -> list[BudgetCode]:
    """Every life of every code of spending, in the order of the form. One query."""
    return list(BudgetCode.objects.order_by("code", "valid_from"))


@once_for_all
def own_names(facility: Facility) -> dict[int, FacilityCodeName]:
    """The facility's own names by the code's id. One query."""
    return {one.code_id: one for one in FacilityCodeName.objects.filter(facility=facility)}


def with_own_names(facility: Facility) -> tuple[list[BudgetCode], dict[int, FacilityCodeName]]:
    """Both, in one query where neither is known."""
    codes, names = known(every_code), known(own_names, facility)
    if codes is not None and names is not None:
        return codes, names
    found, own = together(BudgetCode.objects.all(), FacilityCodeName.objects.filter(facility=facility))
    found.sort(key=lambda one: (one.code, one.valid_from))
    answered(every_code, found)
    answered(own_names, {one.code_id: one for one in own}, facility)
    return found, {one.code_id: one for one in own}


def code_texts() -> dict[int, str]:
    """The digits of every code by its id."""
    return {one.pk: one.code for one in every_code()}


def codes_of(year: int) -> Iterator[BudgetCode]:
    """Those whose life reaches into the year."""
    for one in every_code():
        if one.valid_from.year <= year and (one.valid_to is None or one.valid_to.year > year):
            yield one
