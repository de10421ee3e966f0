"""The forms of files and the names that a facility named, as a page where they are changed and forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance.rights import Action
from finance.views.reach import reach, signed_in
from imports.kinds.registry import kinds
from imports.models import Layout, RowName
from imports.pipeline import memory
from imports.pipeline.asked import WAYS, checked
from imports.pipeline.errors import UsageError
from imports.policies import names_of_rows
from imports.recognise.naming import NOT_HERE
from imports.recognise.units import LABELS
from imports.views.edited import budget_of
from imports.views.naming import words_in


@require_http_methods(["GET", "HEAD", "POST"])
def remembered(request: HttpRequest) -> HttpResponse:
    """GET shows the forms of the budget's facility, newest first; POST changes one, or forgets it."""
    budget = budget_of(request)
    facility = budget.facility
    if request.method == "POST":
        if number := request.POST.get("name", ""):
            row_name = get_object_or_404(RowName, facility=facility, pk=number if number.isdecimal() else 0)
            names_of_rows.forget(row_name, signed_in(request))
            messages.success(request, _("The name was forgotten: the next file with it will be asked about."))
            return redirect("imports:forms")
        number = request.POST.get("form", "")
        layout = get_object_or_404(Layout, facility=facility, pk=number if number.isdecimal() else 0)
        try:
            messages.success(request, _change(request, layout))
        except UsageError as error:
            messages.error(request, str(error))
        return redirect("imports:forms")
    context = {
        "budget": budget,
        "forms": [_shown(layout) for layout in Layout.objects.filter(facility=facility).select_related("confirmed_by")],
        "names": RowName.objects.filter(facility=facility).select_related("confirmed_by"),
        "may_import": reach(request).may(Action.IMPORT, facility),
        "units": list(LABELS.items()),
        "ways": WAYS.items(),
        "not_here": NOT_HERE,
    }
    return render(request, "imports/forms.html", context)


@transaction.atomic
def _change(request: HttpRequest, layout: Layout) -> str:
    """Forget the form or keep what was typed; what became of it. Raises UsageError."""
    posted, person = request.POST, signed_in(request)
    if "forget" in posted:
        memory.forget(layout, person)
        return _("The form was forgotten: the next file of it will be asked about.")
    named = checked({
        "unit": posted.get("unit", ""), "direction": posted.get("direction", ""), **words_in(posted),
        "columns": {name.removeprefix("column-"): posted[name] for name in posted
                    if name.startswith("column-") and posted[name]},
    })  # fmt: skip
    memory.change(layout, named, person)
    return _("The form was changed. Files that are posted already stay as they are.")


def _shown(layout: Layout) -> dict[str, Any]:
    said = layout.corrections
    kind = kinds().get(said.get("kind", ""))
    named = said.get("columns") or {}
    columns = [] if kind is None else [(c.key, c.label, named.get(c.key, "")) for c in kind.columns]
    return {
        "layout": layout,
        "kind": kind.label if kind is not None else "",
        "unit": said.get("unit", ""),
        "direction": said.get("direction", ""),
        "has_direction": kind is not None and any(column.key == "direction" for column in kind.columns),
        "out_words": ", ".join(said.get("out_words") or ()),
        "in_words": ", ".join(said.get("in_words") or ()),
        "until": said.get("until", ""),
        "columns": columns,
        "named": [(label, letter, layout.headers.get(letter, "")) for _key, label, letter in columns if letter],
        "letters": list(layout.headers.items()),
    }
