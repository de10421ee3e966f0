"""What whoever issues a report must explain, and the report with what was said about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from finance.reporting.remarks import check_text
from finance.reporting.report import Remark, Report, Section

KEY = "explanations"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be explained: `key` is the same in every language."""

    key: str
    text: str


def title() -> str:
    return _("Explanations")


def to_explain(report: Report) -> tuple[Subject, ...]:
    """Checks that do not hold, and the notes that ask for it."""
    with translation.override(report.language):
        found = [Subject(f"check-{check.name}", check_text(report, check)) for check in report.checks
                 if check.holds is False]  # fmt: skip
    asking = [note for note in (*report.notes, *report.doubts) if note.is_to_explain]
    return (*found, *(Subject(f"{note.key}-{place}", note.text) for place, note in enumerate(asking, start=1)))


def explained(report: Report, said: Mapping[str, str]) -> Report:
    """With what was said by the key of its subject, in place of what stood there. A document has the section always."""
    subjects = to_explain(report)
    if not subjects and not report.parts:
        return report
    with translation.override(report.language):
        missing = _("not explained")
        remarks = [Remark(f"{one.text} — {said.get(one.key, missing)}", one.key) for one in subjects]
        heading = title()
        if report.parts:
            heading = f"{len(report.parts) + 1}. {heading}"
            remarks = remarks or [Remark(_("Nothing had to be explained."))]
        others = tuple(section for section in report.sections if section.key != KEY)
        return replace(report, sections=(*others, Section(KEY, heading, tuple(remarks))))
