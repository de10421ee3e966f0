"""What a facility prints on its forms in its own words: lines of the header, posts and names under them."""

from dataclasses import replace

from finance.languages import in_language
from finance.models import Facility, HeaderLine, Signatory
from finance.reporting.form import Form
from finance.reporting.report import Signature


def own_lines(facility: Facility, language: str) -> dict[str, str]:
    """Text by the line of the header. One query."""
    lines = HeaderLine.objects.filter(facility=facility)
    return {one.line: in_language(one.text_ru, one.text_kk, language) for one in lines}


def signatures(form: Form, facility: Facility, language: str) -> tuple[Signature, ...]:
    """The form's places of signature with the facility's people. One query."""
    people = {one.place: one for one in Signatory.objects.filter(facility=facility)}
    found = form.signatures(language, {place: one.name for place, one in people.items()})
    posts = [in_language(one.post_ru, one.post_kk, language) if one else "" for one in map(people.get, form.places)]
    return tuple(replace(line, position=post or line.position) for line, post in zip(found, posts, strict=True))
