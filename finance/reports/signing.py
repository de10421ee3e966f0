"""What a facility prints on its forms in its own words: lines of the header, posts and names under them.

What a facility says of one report stands there in place of what it says of all of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.text import capfirst

from finance.asking_once import once
from finance.languages import in_language
from finance.models import Facility, HeaderLine, Signatory
from finance.reporting.form import FORMS, Form, load_form
from finance.reporting.report import Caption, Report, Signature

USUAL = "form2"  # the definition whose lines and places of signature every other report has


def in_own_words(report: Report, name: str, facility: Facility) -> Report:
    """The report under the facility's header lines, with its people under it."""
    form = load_form(name if (FORMS / f"{name}.json").is_file() else USUAL)
    lines = _nearest([one for one in lines_of(facility) if one.report in {"", name}], "line")
    people = _nearest([one for one in people_of(facility) if one.report in {"", name}], "place")
    with translation.override(report.language):
        return replace(
            report, header=_header(report, form, lines), signatures=_signatures(report, form, people)
        )  # fmt: skip


def own_lines(facility: Facility, language: str) -> dict[str, str]:
    """Text by the line of the header, of every report."""
    return {
        one.line: in_language(one.text_ru, one.text_kk, language) for one in lines_of(facility) if not one.report
    }  # fmt: skip


@once
def lines_of(facility: Facility) -> list[HeaderLine]:
    """Of every report, in the order they were entered. One query."""
    return list(HeaderLine.objects.filter(facility=facility).order_by("pk"))


@once
def people_of(facility: Facility) -> list[Signatory]:
    """Who signs what, in the order they were entered. One query."""
    return list(Signatory.objects.filter(facility=facility).order_by("pk"))


def _nearest(said: Sequence[Any], place: str) -> list[Any]:
    """Without what is said of every report, where there is something of this very one."""
    own = {getattr(one, place) for one in said if one.report}
    return [one for one in said if one.report or getattr(one, place) not in own]


def _header(report: Report, form: Form, own: Sequence[HeaderLine]) -> tuple[Caption, ...]:
    """Lines that the report lacks are added to a form and to what has a line of its own."""
    known, labels = {one.key: one for one in report.header}, form.header_labels(report.language)
    for one in own:
        text = in_language(one.text_ru, one.text_kk, report.language)
        if one.line in known:
            known[one.line] = replace(known[one.line], value=text)
        elif one.report or form.key == report.key:
            known[one.line] = Caption(one.line, labels[one.line], text)
    order = [key for key in labels if key in known]
    return tuple(known[key] for key in dict.fromkeys((*order, *known)))


def _signatures(report: Report, form: Form, people: Sequence[Signatory]) -> tuple[Signature, ...]:
    """By place; a place that the report prints of itself is blank where nobody stands in it."""
    places = form.signature_labels(report.language)
    found = []
    for place in dict.fromkeys((*places, *Signatory.Place.values)):
        label = str(places.get(place) or capfirst(Signatory.Place(place).label))
        there = [one for one in people if one.place == place]
        found += [Signature(in_language(one.post_ru, one.post_kk, report.language) or label, one.name) for one in there]
        if not there and place in places and report.signatures:
            found.append(Signature(label))
    return tuple(found)
