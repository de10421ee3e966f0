"""The proof of the books for whoever has to believe them: the seal of today, and a walk along the chain when asked."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from finance import chain
from finance.chain import seals
from finance.chain.telling import sentences
from finance.forms import Form, TextField
from finance.views.reach import reach


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
    """GET shows the seal; POST walks the chain and compares with a seal that was kept. Both change nothing."""
    budget = reach(request).budget(key)
    form = SealForm(request.POST if request.method == "POST" else None)
    context = {"budget": budget, "form": form, "seal": chain.last_seal()}
    if form.is_bound and form.is_valid():
        kept = form.cleaned_data["seal"]
        context |= {
            "is_walked": True,
            "faults": sentences(chain.faults()),
            "kept": kept,
            "continues": kept is not None and chain.continues(kept),
        }
    return render(request, "finance/proof.html", context)
