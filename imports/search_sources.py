"""What of the imports may be looked for: files, by their names."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from finance.languages import active_language
from finance.reporting.periods import short_date
from finance.search_sources import A_PAGE
from finance.searches import Search, Seeker
from finance.searching import Query, SearchAnswer, words_of
from imports.models import Batch


def files(query: Query, seeker: Seeker) -> list[SearchAnswer]:
    """Newest first."""
    met = []
    known = Batch.objects.filter(facility__in=seeker.facility_ids).only("source_name", "status", "created_at")
    for batch in known.iterator():
        if query.is_met_by(words_of(batch.source_name)):
            detail = (
                f"{short_date(timezone.localdate(batch.created_at), active_language())} · {batch.get_status_display()}"
            )
            met.append(SearchAnswer(batch.source_name, detail, reverse("imports:batch", args=[batch.pk])))
        if len(met) == A_PAGE:
            break
    return met


SEARCHES = (Search("file", gettext_lazy("Files"), files),)
