"""The guides as pages, and the part of them that helps with the page one stands on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from config import guides


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    language = get_language() or "ru"
    found = [guides.read(name, language) for name in guides.NAMES]
    return render(request, "config/guides.html", {"guides": found, "text_language": _language_of(language)})


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    language = get_language() or "ru"
    if name not in guides.NAMES:
        raise Http404
    found = guides.read(name, language)
    return render(request, "config/guide.html", {"guide": found, "text_language": _language_of(language)})


def help_for_page(request: HttpRequest) -> dict[str, object]:
    """The address of the part that helps with this page; of all guides where none does."""

    def address() -> str:
        route = request.resolver_match.view_name if request.resolver_match else ""
        name, part = guides.places().get(route, ("", ""))
        return f"{reverse('guide', args=[name])}#{part}" if name else reverse("guides")

    return {"help_for_page": address}


def _language_of(language: str) -> str:
    return language if language in guides.LANGUAGES else "ru"
