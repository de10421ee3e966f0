"""Drawing a sample for the audit: the seed is made here and kept in the record, so that it can be drawn again."""

import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from finance.drawing_samples import DRAWN, SampleNumbers, draw_sample
from finance.forms import CountField, Form, MonthField
from finance.languages import active_language
from finance.models import AuditEvent, Budget
from finance.months import Month
from finance.reporting.periods import period_in_words
from finance.reports.sample import PARAMETERS, measures, ways
from finance.views.reach import reach, signed_in

LARGEST_SEED = PARAMETERS[-1].most
SHOWN = 50


class SampleForm(Form):
    """A blank seed is made by the program, which nobody can foresee."""

    first = MonthField(label=gettext_lazy("From"))
    through = MonthField(label=gettext_lazy("Through"))
    entries = forms.TypedChoiceField(label=gettext_lazy("What is sampled"), coerce=int)
    way = forms.TypedChoiceField(label=gettext_lazy("How it is drawn"), coerce=int)
    size = CountField(label=gettext_lazy("How many"))
    seed = CountField(label=gettext_lazy("Seed"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = measures()  # type: ignore[attr-defined] # of a field of choices
        self.fields["way"].choices = ways()  # type: ignore[attr-defined] # same

    def clean_size(self) -> int:
        size = self.cleaned_data["size"]
        if not 1 <= size <= PARAMETERS[2].most:
            raise forms.ValidationError(_("From 1 to 1000."))
        return int(size)

    def clean_seed(self) -> int:
        return self.cleaned_data["seed"] or 1 + secrets.randbelow(LARGEST_SEED)


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, key: str) -> HttpResponse:
    """GET lists what was drawn before; POST draws, keeps the seed and leads to the sample."""
    budget = reach(request).budget(key)
    year = {"first": Month(budget.year, 1), "through": Month(budget.year, 12), "entries": 1, "way": 1, "size": 25}
    form = SampleForm(request.POST if request.method == "POST" else None, initial=year)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        asked = SampleNumbers(said["entries"], said["way"], said["size"], said["seed"])
        kept = draw_sample(budget, said["first"], said["through"], asked, user=signed_in(request))
        return redirect(address(budget, kept))
    events = AuditEvent.objects.filter(action=DRAWN, data__budget=budget.key).select_related("user").order_by("-pk")
    past = [(one, address(budget, one.data), *_in_words(one.data)) for one in events[:SHOWN]]
    context = {"budget": budget, "form": form, "past": past}
    return render(request, "finance/sampling.html", context, status=422 if form.errors else 200)


def address(budget: Budget, data: Mapping[str, Any]) -> str:
    """The sample itself, as a report with all its downloads."""
    names = ("from", "through", "entries", "way", "size", "seed")
    return f"{reverse('report', args=[budget.key, 'sample'])}?{urlencode({name: data[name] for name in names})}"


def _in_words(data: dict[str, object]) -> tuple[str, str, str]:
    """The months, what was sampled and how."""
    first, last = Month.parse(str(data["from"])), Month.parse(str(data["through"]))
    months = period_in_words(first, last, active_language())
    return months, dict(measures())[data["entries"]], dict(ways())[data["way"]]  # type: ignore[index] # whole numbers
