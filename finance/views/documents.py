"""A document: what it is, what it changed, before and after, and what reversed it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.by_hand import in_words
from finance.entry_list import A_PAGE
from finance.models import Document, Entry
from finance.money import ZERO
from finance.plan_steps import plan_steps
from finance.rights import Action
from finance.views.by_hand import address_of
from finance.views.reach import reach

PLANS = (Document.Kind.PLAN, Document.Kind.AMENDMENT)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    mine = reach(request)
    related = ("budget__facility", "entered_by", "approved_by", "reverses", "replaces")
    found = Document.objects.filter(pk=pk, budget__in=mine.budget_ids).select_related(*related).first()
    if found is None:
        raise Http404(_("There is no such document, or you have no right to see it."))
    own = Entry.objects.filter(document=found).select_related("code", "document", "reversed_by").order_by("id")
    pages = Paginator(own, A_PAGE)
    steps = list(plan_steps(found)) if found.kind in PLANS else []
    context = {
        "document": found,
        "page": pages.get_page(request.GET.get("page")),
        "reversals": list(found.reversals.all()),
        "correct": address_of(found) if mine.may(Action.UNDO, found.budget.facility) else "",
        "before": in_words(found.replaces) if found.replaces else "",
        "after": in_words(found) if found.replaces else "",
        "replaced_by": Document.objects.filter(replaces=found).first(),
        "steps": steps,
        "steps_before": sum((s.before for s in steps), ZERO),
        "steps_after": sum((s.after for s in steps), ZERO),
        "steps_change": sum((s.change for s in steps), ZERO),
    }
    return render(request, "finance/document.html", context)
