"""What of a project may be wrong or missing: akimats and sites that do not meet, stages outside it, no promise."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.languages import active_language, month_said
from finance.money import display
from finance.reporting.report import Remark
from projects.asked import WholeProject
from projects.models import Funder


def doubts_of(whole: WholeProject, planned: Decimal | None = None) -> tuple[Remark, ...]:
    """`planned` is what the lines of all its months add up to, tenge; None where only some months are looked at."""
    return (*_of_sites(whole), *_of_stages(whole), *_of_funders(whole), *_of_amount(whole, planned))


def _of_sites(whole: WholeProject) -> Iterator[Remark]:
    """A site is where one of the project's akimats is, and every akimat has a site."""
    akimats = whole.project.akimats
    taken = {site.akimat for site in whole.sites if site.akimat}
    if not taken and not akimats:
        return
    for site in whole.sites:
        if not site.akimat or (akimats and site.akimat not in akimats):
            yield Remark(
                _("The site “%(site)s” has no akimat among those of the project.") % {"site": site.name}, "site"
            )
    for akimat in akimats:
        if akimat not in taken:
            yield Remark(_("The akimat “%(akimat)s” takes part and has no site.") % {"akimat": akimat}, "akimat")


def _of_stages(whole: WholeProject) -> Iterator[Remark]:
    project = whole.project
    for stage in whole.stages:
        begins, ends = stage.first or project.first, stage.last or project.last
        if begins < project.first or ends > project.last:
            text = _("The stage “%(stage)s” (%(first)s – %(last)s) lies outside the project, %(from)s – %(through)s.")
            months = {"first": begins, "last": ends, "from": project.first, "through": project.last}
            said = {name: month_said(month) for name, month in months.items()}
            yield Remark(text % {"stage": stage.name, **said}, "stage")


def _of_funders(whole: WholeProject) -> Iterator[Remark]:
    for funder in whole.funders:
        if funder.promised is None and funder.role != Funder.Role.COORDINATOR:
            yield Remark(_("Nobody says how much %(funder)s promised.") % {"funder": funder.name}, "funder")


def _of_amount(whole: WholeProject, planned: Decimal | None) -> Iterator[Remark]:
    amount, language = whole.project.amount, active_language()
    if planned is not None and planned != amount:
        text = _("The lines add up to %(lines)s tenge, the project is of %(amount)s.")
        yield Remark(text % {"lines": display(planned, language), "amount": display(amount, language)}, "amount")
