"""A document: reports and texts of the facility one after another, as a facility hands them in. Sections are data.

Which sections there are, the rooms say (`Room.document_sections`). A section whose report or text is not there says
what is missing and where to bring it; none is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from finance import explaining, rooms
from finance.asking_once import once
from finance.languages import in_language
from finance.models import Facility, SectionText
from finance.months import Month
from finance.needs import register_link
from finance.reporting.form import load_form
from finance.reporting.report import Caption, Cell, Check, Column, Part, Remark, Report, Row, Table, Unit
from finance.reports import signing
from finance.reports.document_sections import DocumentSection
from finance.scope import Scope, ScopeError

TEXTS = "section-texts"
LONGEST_NOTE = 300
SIGNED_AS = "form2"  # whose places of signature stand under a document


@dataclass(frozen=True, slots=True)
class _Asked:
    """`written` are the facility's texts by section."""

    scope: Scope
    first: Month
    through: Month
    unit: Unit
    language: str
    written: Mapping[str, str]


def sections(document: str) -> list[DocumentSection]:
    """In their order."""
    found = [one for room in rooms.rooms() for one in room.document_sections if one.document == document]
    return sorted(found, key=lambda one: one.place)


def build(
    document: str, title: str, scope: Scope, first: Month, through: Month, *, unit: Unit, language: str
) -> Report:
    """Months inclusive. Every section within the limits of its own report; what they ask alike is asked once."""
    with translation.override(language):
        facility = scope.facility
        of = _Asked(scope, first, through, unit, language, _texts(facility, language))
        for room in rooms.rooms():
            for ask in room.section_askers:
                ask(scope, first, through)
        parts = tuple(_part(section, str(place), of) for place, section in enumerate(sections(document), start=1))
        reports = [part.report for part in parts if part.report is not None]
        found = Report(
            key=document,
            title=title,
            first=first,
            last=through,
            tables=(_contents(document, parts),),
            language=language,
            unit=unit,
            decimals=load_form(SIGNED_AS).decimals(unit),
            header=_header(facility, language),
            checks=tuple(_checks(parts)),
            notes=tuple(dict.fromkeys(_briefly(note, part) for part in parts for note in _notes_of(part))),
            doubts=tuple(dict.fromkeys(doubt for one in reports for doubt in one.doubts)),
            signatures=load_form(SIGNED_AS).signatures(language),
            parts=parts,
        )
        return explaining.explained(found, {})


def _texts(facility: Facility, language: str) -> dict[str, str]:
    return {one.section: in_language(one.text_ru, one.text_kk, language) for one in texts_of(facility)}


@once
def texts_of(facility: Facility) -> list[SectionText]:
    """One query."""
    return list(SectionText.objects.filter(facility=facility))


def _header(facility: Facility, language: str) -> tuple[Caption, ...]:
    """Above whom the facility stands where it says so, its name, where it is."""
    own = signing.own_lines(facility, language)
    lines = (
        Caption("administrator", _("Administrator of programmes"), own.get("administrator", "")),
        Caption("organisation", _("Organisation"), own.get("organisation") or facility.name),
        Caption("number", _("BIN"), facility.number, "code"),
        Caption("district", _("District"), facility.district),
    )
    return tuple(line for line in lines if line.value)


def _part(section: DocumentSection, number: str, of: _Asked) -> Part:
    texts = tuple(line.strip() for line in of.written.get(section.key, "").splitlines() if line.strip())
    part = Part(section.key, number, str(section.title), texts)
    if not section.report:
        link = register_link(of.scope.facility, TEXTS)
        missing = _("The facility has not written this text yet: Setting up → Texts of reports.")
        return part if texts else replace(part, missing=missing, link=link)
    report, missing = _report(section, of)
    if report is not None:
        return replace(part, report=report)
    return replace(part, missing=missing, link=reverse(section.route))


def _report(section: DocumentSection, of: _Asked) -> tuple[Report | None, str]:
    """The section's report, or why there is none."""
    known = rooms.reports().get(section.report)
    nothing = _("Nothing was brought for this section in these months. Import it.")
    if known is None:
        return None, nothing
    try:
        found = known.build(of.scope, of.first, of.through, unit=of.unit, language=of.language)
    except ScopeError as error:
        return None, str(error)
    tables = tuple(table for table in found.tables if not section.tables or table.key in section.tables)
    if not tables or not tables[0].rows:
        return None, nothing
    report = replace(found, tables=tables, charts=())
    if section.is_form:
        report = signing.in_own_words(report, section.report, of.scope.facility)
        return replace(report, signatures=()), ""
    return replace(report, header=(), signatures=()), ""


def _contents(document: str, parts: Sequence[Part]) -> Table:
    columns = (
        Column("number", _("No."), "code"),
        Column("section", _("Section"), "text"),
        Column("holds", _("What it holds"), "text"),
    )
    last = Part(explaining.KEY, str(len(parts) + 1), explaining.title())
    return Table(document, columns, tuple(_content(part) for part in (*parts, last)), title=_("Contents"))


def _content(part: Part) -> Row:
    """A line of the contents; on a page it leads to the section."""
    holds = _("no data") if part.missing else _("tables") if part.report else _("text")
    cells = {
        "number": Cell(part.number),
        "section": Cell(part.title, f"#part-{part.key}"),
        "holds": Cell(holds, flag="alert" if part.missing else ""),
    }
    return Row(part.key, cells, extra={"key": part.key, "missing": part.missing or None, "texts": part.texts})


def _notes_of(part: Part) -> tuple[Remark, ...]:
    return part.report.notes if part.report else ()


def _briefly(note: Remark, part: Part) -> Remark:
    """A note that names figure after figure ends where it grows long: the section's own report has it whole."""
    if len(note.text) <= LONGEST_NOTE:
        return note
    begins = note.text[:LONGEST_NOTE].rpartition("; ")[0] or note.text[:LONGEST_NOTE]
    words = {"begins": begins, "report": rooms.label_of(part.report.key) if part.report else part.title}
    return replace(note, text=_("%(begins)s … The rest stands in the report “%(report)s”.") % words)


def _checks(parts: Iterable[Part]) -> Iterator[Check]:
    """Each once; two that differ under one name are told apart by their sections."""
    said: dict[str, Check] = {}
    for part in parts:
        for check in part.report.checks if part.report else ():
            if said.get(check.name) == check:
                continue
            known = check.name in said
            said.setdefault(check.name, check)
            yield replace(check, name=f"{part.key}-{check.name}") if known else check
