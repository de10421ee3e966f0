"""What a facility prints on its forms in its own words: lines of the header, posts and names under them.

What a facility says of one report stands there in place of what it says of all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import capfirst

from finance.asking_once import answered, once_for_all
from finance.languages import in_language
from finance.models import Facility, HeaderLine, Signatory
from finance.reporting.form import FORMS, FormDefinition, load_form
from finance.reporting.report import Caption, Report, Signature

USUAL = "form2"  # the definition whose lines and places of signature every other report has


@dataclass(frozen=True, slots=True)
class SigningLine:
    """A line of the header, or a post with the name of who signs; `place` says which. `report` is empty for all."""

    is_person: bool
    place: str
    report: str
    text_ru: str
    text_kk: str
    name: str
    number: int


def in_own_words(report: Report, name: str, facility: Facility) -> Report:
    """The report under the facility's header lines, with its people under it."""
    form = load_form(name if (FORMS / f"{name}.json").is_file() else USUAL)
    said = [one for one in _said(facility) if one.report in {"", name}]
    with translation.override(report.language):
        return replace(
            report,
            header=_header(report, form, _nearest([one for one in said if not one.is_person])),
            signatures=_signatures(report, form, _nearest([one for one in said if one.is_person])),
        )


def own_lines(facility: Facility, language: str) -> dict[str, str]:
    """Text by the line of the header, of every report."""
    lines = [one for one in _said(facility) if not (one.is_person or one.report)]
    return {one.place: in_language(one.text_ru, one.text_kk, language) for one in lines}


def asked_in(facility: Facility) -> tuple[QuerySet[HeaderLine], QuerySet[Signatory]]:
    """All that `know` is to be told."""
    return HeaderLine.objects.filter(facility=facility), Signatory.objects.filter(facility=facility)


def know(facility: Facility, lines: Iterable[HeaderLine], people: Iterable[Signatory]) -> None:
    answered(_said, _in_order(lines, people), facility)


@once_for_all
def _said(facility: Facility) -> list[SigningLine]:
    """Lines and people of every report, in the order they were entered. Two queries."""
    return _in_order(*asked_in(facility))


def _in_order(lines: Iterable[HeaderLine], people: Iterable[Signatory]) -> list[SigningLine]:
    found = [SigningLine(False, one.line, one.report, one.text_ru, one.text_kk, "", one.pk) for one in lines]
    found += [SigningLine(True, one.place, one.report, one.post_ru, one.post_kk, one.name, one.pk) for one in people]
    return sorted(found, key=lambda one: one.number)


def _nearest(said: Sequence[SigningLine]) -> list[SigningLine]:
    """Without what is said of every report, where there is something of this very one."""
    own = {one.place for one in said if one.report}
    return [one for one in said if one.report or one.place not in own]


def _header(report: Report, form: FormDefinition, own: Sequence[SigningLine]) -> tuple[Caption, ...]:
    """Lines that the report lacks are added to a form and to what has a line of its own."""
    known, labels = {one.key: one for one in report.header}, form.header_labels(report.language)
    for one in own:
        text = in_language(one.text_ru, one.text_kk, report.language)
        if one.place in known:
            known[one.place] = replace(known[one.place], value=text)
        elif one.report or form.key == report.key:
            known[one.place] = Caption(one.place, labels[one.place], text)
    order = [key for key in labels if key in known]
    return tuple(known[key] for key in dict.fromkeys((*order, *known)))


def _signatures(report: Report, form: FormDefinition, people: Sequence[SigningLine]) -> tuple[Signature, ...]:
    """By place; a place that the report prints of itself is blank where nobody stands in it."""
    places = form.signature_labels(report.language)
    found = []
    for place in dict.fromkeys((*places, *Signatory.Place.values)):
        label = str(places.get(place) or capfirst(Signatory.Place(place).label))
        there = [one for one in people if one.place == place]
        found += [Signature(in_language(one.text_ru, one.text_kk, report.language) or label, one.name) for one in there]
        if not there and place in places and report.signatures:
            found.append(Signature(label))
    return tuple(found)
