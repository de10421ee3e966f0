"""A person's own tokens for other programs: made, shown once, withdrawn."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from finance import api_tokens
from finance.api_tokens import LONGEST, TokenError
from finance.forms import Form
from finance.models import ApiToken, Facility
from finance.views.reach import Reach, reach, signed_in


class TokenForm(Form):
    facility = forms.ModelChoiceField(
        label=gettext_lazy("What it reads"),
        queryset=Facility.objects.none(),
        to_field_name="number",
        required=False,
        empty_label=gettext_lazy("everything that I may see"),
    )
    days = forms.IntegerField(label=gettext_lazy("For how many days"), min_value=1, max_value=LONGEST, initial=90)

    def __init__(self, mine: Reach, *args: Any) -> None:
        super().__init__(*args)
        seen = [facility.pk for facility in mine.facilities]
        self.fields["facility"].queryset = Facility.objects.filter(pk__in=seen)  # type: ignore[attr-defined] # of a choice of records


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """GET lists them; POST makes one and tells it, this once."""
    mine, user = reach(request), signed_in(request)
    form = TokenForm(mine, request.POST if request.method == "POST" else None)
    made = ""
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made, _kept = api_tokens.make_token(user, days=asked["days"], facility=asked["facility"])
        except (TokenError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            form = TokenForm(mine)
    own = list(ApiToken.objects.filter(user=user).select_related("facility"))
    held = api_tokens.held(own)
    context = {
        "form": form,
        "made": made,
        "tokens": [(token, token in held) for token in own],
        "address": request.build_absolute_uri("/api/"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "finance/tokens.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens at once; another's is not found."""
    token = get_object_or_404(ApiToken, pk=pk, user=signed_in(request))
    if api_tokens.withdraw(token):
        messages.success(request, _("Withdrawn: whoever has it reads nothing any more."))
    return redirect("tokens")
