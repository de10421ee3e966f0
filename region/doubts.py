"""What may be wrong in what facilities of a region report: said at the import and on every report."""

from django.utils.translation import gettext as _

from finance.languages import active_language
from finance.money import display
from finance.months import Month
from finance.reporting.report import Remark
from region.absorbing import Absorbed
from region.standing import Region


def doubts_of_row(name: str, of: Absorbed, last: Month) -> list[str]:
    """Of one facility, in the active language."""
    language = active_language()
    found = []
    if of.is_over and of.cash is not None:
        text = _("%(facility)s: absorbed %(cash)s tenge, more than the year's plan of %(plan)s.")
        words = {"cash": display(of.cash, language), "plan": display(of.plan_year, language)}
        found.append(text % ({"facility": name} | words))
    if of.is_idle(last.number):
        text = _("%(facility)s: nothing is absorbed by the middle of the year, of a plan of %(plan)s tenge.")
        found.append(text % {"facility": name, "plan": display(of.plan_year, language)})
    if of.cash is None and (of.plan_year or of.plan_period):
        text = _("%(facility)s: a plan is stated and nothing of what is absorbed; it counts as not submitted.")
        found.append(text % {"facility": name})
    return found


def doubts_of_books(name: str, of: Absorbed, own: Absorbed) -> list[str]:
    """What a facility's own books say against the consolidated report, figure by figure that both state."""
    language = active_language()
    found = []
    for key, text in (
        ("cash", _("%(facility)s: absorbed by the consolidated report %(stated)s tenge, by its own books %(found)s.")),
        ("plan_year", _("%(facility)s: plan by the consolidated report %(stated)s tenge, by its own books %(found)s.")),
        ("plan_period", _("%(facility)s: plan of the period by the consolidated report %(stated)s tenge, by its own "
                          "books %(found)s.")),
    ):  # fmt: skip
        stated, held = getattr(of, key), getattr(own, key)
        if stated is not None and held is not None and stated != held:
            words = {"stated": display(stated, language), "found": display(held, language)}
            found.append(text % ({"facility": name} | words))
    return found


def doubts_of_region(region: Region, language: str) -> list[Remark]:
    """Of every facility that reported. The language must be active."""
    found = []
    for member in region.members:
        name = member.name(language)
        found += [Remark(text, "absorption") for text in doubts_of_row(name, member.of, region.through)]
        found += [Remark(text, "books-differ") for text in doubts_of_books(name, member.of, member.own)]
    return found
