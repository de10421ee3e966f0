"""What a facility prints on its forms in its own words: lines of the header, posts and names under them.

What a facility says of one report stands there in place of what it says of all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, Value
from django.utils import translation
from django.utils.text import capfirst

from finance.asking_once import once
from finance.languages import in_language
from finance.models import Facility, HeaderLine, Signatory
from finance.reporting.form import FORMS, Form, load_form
from finance.reporting.report import Caption, Report, Signature

USUAL = "form2"  # the definition whose lines and places of signature every other report has


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the header, or a post with the name of who signs; `place` says which. `report` is empty for all."""

    is_person: bool
    place: str
    report: str
    text_ru: str
    text_kk: str
    name: str
    number: int


def in_own_words(report: Report, name: str, facility: Facility) -> Report:
    """The report under the facility's header lines, with its people under it. One query."""
    form = load_form(name if (FORMS / f"{name}.json").is_file() else USUAL)
    said = _said(facility, name)
    with translation.override(report.language):
        return replace(
            report,
            header=_header(report, form, _nearest([one for one in said if not one.is_person])),
            signatures=_signatures(report, form, _nearest([one for one in said if one.is_person])),
        )


def own_lines(facility: Facility, language: str) -> dict[str, str]:
    """Text by the line of the header, of every report. One query."""
    lines = HeaderLine.objects.filter(_whose(facility, ""))
    return {one.line: in_language(one.text_ru, one.text_kk, language) for one in lines}


def _whose(facility: Facility, report: str) -> Q:
    return Q(facility=facility, report__in={"", report})


@once
def _said(facility: Facility, report: str) -> list[Said]:
    """Lines and people of all reports and of this one, in the order they were entered."""
    whose = _whose(facility, report)
    lines = HeaderLine.objects.filter(whose).order_by()
    people = Signatory.objects.filter(whose).order_by()
    of_both = lines.values_list(Value(0), "line", "report", "text_ru", "text_kk", Value(""), "pk").union(
        people.values_list(Value(1), "place", "report", "post_ru", "post_kk", "name", "pk"), all=True
    )
    return sorted((Said(bool(kind), *rest) for kind, *rest in of_both), key=lambda one: one.number)


def _nearest(said: Sequence[Said]) -> list[Said]:
    """Without what is said of every report, where there is something of this very one."""
    own = {one.place for one in said if one.report}
    return [one for one in said if one.report or one.place not in own]


def _header(report: Report, form: Form, own: Sequence[Said]) -> tuple[Caption, ...]:
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


def _signatures(report: Report, form: Form, people: Sequence[Said]) -> tuple[Signature, ...]:
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
