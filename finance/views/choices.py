"""What a facility chooses for itself, on one page: each choice a form of its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance import choices, rights
from finance.choices import ChoiceError, FacilityChoice
from finance.forms import Form
from finance.models import Facility
from finance.rights import Action
from finance.views.reach import signed_in
from finance.views.set_up import facility_of


class ChoiceForm(Form):
    def __init__(self, choice: FacilityChoice, facility: Facility, data: Any = None, *, may_edit: bool) -> None:
        self.choice = choice
        shown = choice.shown(choices.value_of(facility, choice.key))
        super().__init__(data, initial=shown, prefix=choice.key)
        self.fields |= choice.fields()
        for field in self.fields.values():
            field.disabled = not may_edit


@require_http_methods(["GET", "HEAD", "POST"])
def choices_page(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows every choice; POST keeps the one that is sent."""
    facility, user = facility_of(request, number), signed_in(request)
    may_edit = rights.can(user, Action.MANAGE, facility)
    sent = request.POST.get("choice", "") if request.method == "POST" else ""
    forms = {
        one.key: ChoiceForm(one, facility, request.POST if one.key == sent else None, may_edit=may_edit)
        for one in choices.choices()
    }
    if request.method == "POST":
        rights.require(user, Action.MANAGE, facility)
        if sent not in forms:
            raise Http404(_("There is no such choice."))
        form = forms[sent]
        if form.is_valid():
            try:
                is_changed = choices.choose(form.choice, facility, form.cleaned_data, user=user)
            except ChoiceError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Saved.") if is_changed else _("Nothing was changed."))
                return redirect("choices", number)
    context = {"facility": facility, "forms": list(forms.values()), "may_edit": may_edit}
    wrong = any(form.errors for form in forms.values())
    return render(request, "finance/choices.html", context, status=422 if wrong else 200)
