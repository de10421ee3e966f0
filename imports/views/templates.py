"""Workbooks to fill in, one for every kind of file that people write themselves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finance.languages import active_language
from finance.views.reach import reach
from imports.templates_of_kinds.template import LANGUAGES, NoTemplateError, names_of_templates, template
from imports.templates_of_kinds.workbook import workbook
from imports.views.batch import XLSX


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The list of templates for the budget that the pages speak of."""
    context = {"templates": names_of_templates(), "budget": reach(request).current}
    return render(request, "imports/templates.html", context)


@require_safe
def template_workbook(request: HttpRequest, kind: str) -> HttpResponse:
    """The template of `kind` with the codes, centres and months of the person's budget."""
    budget = reach(request).current
    language = active_language()
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    try:
        made = template(kind, budget.facility if budget else None, budget, spoken)
    except NoTemplateError as error:
        raise Http404(str(error)) from error
    response = HttpResponse(workbook(made), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="template-{kind}-{spoken}.xlsx"'
    return response
