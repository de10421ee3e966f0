"""The proof of the books for whoever has to believe them: the seal of today, and walks along the chain when asked.

The background worker walks; the page says how far it is and shows of what it found only what the reader may see.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from finance import chain, proving
from finance.chain import seals
from finance.chain.tables import tables
from finance.forms import Form, TextField
from finance.models import Proof
from finance.views.reach import reach, signed_in


class SealForm(Form):
    """A seal that was kept, if there is one."""

    seal = TextField(label=_("Seal that was kept"), required=False, max_length=80)

    def clean_seal(self) -> chain.Seal | None:
        typed = self.cleaned_data["seal"]
        try:
            return seals.read(typed) if typed else None
        except chain.SealError as error:
            raise ValidationError(str(error)) from error


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the seal and the last walk; POST compares a seal that was kept, or has the chain walked."""
    mine = reach(request)
    budget = mine.budget(key)
    form = SealForm(request.POST if request.method == "POST" else None)
    context = {"budget": budget, "form": form, "seal": chain.last_seal()}
    if form.is_bound and form.is_valid():
        kept = form.cleaned_data["seal"]
        if kept is None:
            proving.ask(signed_in(request), is_whole="whole" in request.POST)
            return redirect("proof", key)
        context |= {"kept": kept, "continues": chain.continues(kept)}
    last = Proof.objects.exclude(state=Proof.State.CANCELLED).order_by("-pk").first()
    context |= {"last": last, "is_there_one": proving.last_that_held() is not None, "tables": len(tables())}
    if last is not None and last.count:
        context["faults"] = proving.sentences_for(last, {one.pk for one in mine.facilities})
    return render(request, "finance/proof.html", context, status=422 if form.errors else 200)


@require_POST
def stop(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Give a walk up; whoever asked for it may."""
    budget = reach(request).budget(key)
    proving.cancel(get_object_or_404(Proof, pk=pk, asked_by=signed_in(request)))
    return redirect("proof", budget.key)
