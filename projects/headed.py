"""Reports of a project: under its name, amount and months, and the header lines of all reports."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from finance.languages import in_language
from finance.reporting.periods import period_in_words
from finance.reporting.report import Caption, Report
from finance.reports.beside import ReportHeading, beside_form2
from projects.models import Project


def headed(project: Project, key: str, title: str, of: ReportHeading, **parts: Any) -> Report:
    """`parts` are further fields of `Report`, its tables and doubts among them."""
    extra = {"project": project.key, **parts.pop("extra", {})}
    found = beside_form2(key, title, of, extra=extra, **parts)
    months = period_in_words(project.first, project.last, of.language)
    captions = (
        Caption("project", _("Project"), in_language(project.name_ru, project.name_kk, of.language)),
        Caption("project_amount", _("Amount of the project"), project.amount, "amount"),
        Caption("project_months", _("Months of the project"), months),
    )
    return replace(found, header=(*captions, *found.header))
