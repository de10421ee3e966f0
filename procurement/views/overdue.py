"""Why an act is paid late: said on a page of its own, shown in the list of payables."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.forms import Form, ReasonField
from finance.ledger import LedgerError
from finance.rights import Action
from finance.views.reach import signed_in
from procurement.deliveries import give_overdue_reason
from procurement.views.offered import known_act


class OverdueForm(Form):
    reason = ReasonField(label=gettext_lazy("Why it is paid late"))


@require_http_methods(["GET", "HEAD", "POST"])
def overdue(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the reason given so far; POST keeps another one."""
    act, contract = known_act(request, pk)
    rights.require(request.user, Action.CONTRACT, act.budget.facility)
    form = OverdueForm(request.POST if request.method == "POST" else None, initial={"reason": act.overdue_reason})
    if form.is_valid():
        try:
            give_overdue_reason(act, form.cleaned_data["reason"], user=signed_in(request))
        except LedgerError as error:
            form.refuse("reason", str(error))
        else:
            messages.success(request, _("Kept. The list of payables shows it."))
            return redirect("procurement:contract", contract.pk)
    context = {"act": act, "contract": contract, "form": form}
    return render(request, "procurement/overdue.html", context, status=422 if form.errors else 200)
