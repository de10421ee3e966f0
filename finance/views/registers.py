"""Any register as a page: a table that is edited, all of it or nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance import registers, rights
from finance.edited_tables import with_more_rows
from finance.months import year_months
from finance.refusals import LedgerError
from finance.register_forms import BLANK_ROWS, MOST_ROWS, RowFormSet, table_of
from finance.registers import Register, RegisterPlace, RegisterRowsError
from finance.views.reach import signed_in
from finance.views.set_up import facility_of, place_of, step_after, steps_of


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """GET shows the table of a year or month; POST keeps what was typed, or takes the last paper back."""
    found, facility = registers.find(name), facility_of(request, number)
    place = place_of(request, facility)
    if request.method != "POST":
        return _page(request, found, place, None)
    rights.require_one_of(signed_in(request), found.actions, facility)
    here = f"{request.path}?month={place.month}"
    if "take-back" in request.POST:
        return redirect(here) if _taken_back(request, found, place) else _page(request, found, place, None, 422)
    if "more" in request.POST:
        typed = with_more_rows(request.POST, BLANK_ROWS, MOST_ROWS)
        return _page(request, found, place, table_of(found, place, typed, may_edit=True))
    table = table_of(found, place, request.POST, may_edit=True)
    if not table.is_valid() or not _kept(request, found, place, table):
        return _page(request, found, place, table)
    return redirect(step_after(facility, found) if "next" in request.POST else here)


def _kept(request: HttpRequest, found: Register, place: RegisterPlace, table: RowFormSet) -> bool:
    changes = table.changes()
    if not changes.count:
        messages.success(request, _("Nothing was changed."))
        return True
    try:
        registers.keep(found, place, changes)
    except RegisterRowsError as error:
        table.tell(error.faults)
        return False
    except LedgerError as error:
        messages.error(request, str(error))
        return False
    said = ngettext("%(n)s row was changed.", "%(n)s rows were changed.", changes.count)
    messages.success(request, said % {"n": changes.count})
    return True


def _taken_back(request: HttpRequest, found: Register, place: RegisterPlace) -> bool:
    try:
        if registers.take_back(found, place):
            messages.success(request, _("The last change was taken back."))
    except LedgerError as error:
        messages.error(request, str(error))
        return False
    return True


def _page(
    request: HttpRequest, found: Register, place: RegisterPlace, table: RowFormSet | None, status: int = 200
) -> HttpResponse:
    lacking = found.needs(place) if found.needs else ""
    may_edit = found.may_edit(signed_in(request), place.facility) and not lacking
    shown = table if table is not None else table_of(found, place, may_edit=may_edit)
    is_wrong = table is not None and "more" not in request.POST
    context = {
        "register": found,
        "facility": place.facility,
        "place": place,
        "table": shown,
        "may_edit": may_edit,
        "lacking": lacking,
        "months": year_months(place.year) if found.is_of_month else [],
        "years": [place.year - 1, place.year, place.year + 1] if found.is_of_year else [],
        "steps": steps_of(place.facility, found.key) if found.step else [],
        "typed": found.typed(found, place) if may_edit and found.typed else None,
    }
    return render(request, "finance/register.html", context, status=422 if is_wrong else status)
