"""Names and sentences that the reports of care and cost share."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from finance import execution
from finance.languages import in_language
from finance.scope import Scope, ScopeError


def profile_name(names: Mapping[str, tuple[str, str]], profile: str, language: str) -> str:
    """The profile's name of `names` (profile → Russian, Kazakh); its key where it has none."""
    return in_language(*names.get(profile, (profile, "")), language)


def code_names(scope: Scope, language: str) -> dict[str, str]:
    """Names of codes by their digits, the facility's own first; of several lives of a code the latest. One query."""
    return {code.code: code.name(language) for code in execution.code_names(scope).values()}


def method_name(method: str) -> str:
    return {
        "step-down": _("step-down"),
        "direct": _("direct"),
        "double-distribution": _("double distribution"),
        "reciprocal": _("reciprocal"),
    }[method]


def measure_name(measure: str) -> str:
    return {"actual": _("actual"), "cash": _("cash"), "plan": _("plan")}.get(measure, measure)


def part_labels() -> dict[str, str]:
    """The parts a bed-day cost is shown by, in their order."""
    return {
        "pay": _("Pay with contributions"),
        "food": _("Food"),
        "drugs": _("Drugs"),
        "utilities": _("Utilities"),
        "other": _("Other"),
    }


def figure_label(key: str) -> str:
    """A reported figure in words."""
    return {
        "bed_days_planned": _("Bed-days planned"),
        "bed_days_done": _("Bed-days done"),
        "children_planned": _("Children planned"),
        "children_treated": _("Children treated"),
        "beds": _("Beds"),
        "average_stay": _("Average stay, days"),
        "bed_turnover": _("Bed turnover, patients per bed"),
        "bed_working_days": _("Bed working days"),
        "food_per_day": _("Food per patient-day, ₸"),
        "drugs_per_day": _("Drugs per patient-day, ₸"),
    }.get(key, key)


def one_facility(scope: Scope) -> None:
    """Raises ScopeError where the scope spans several facilities: care is counted for one."""
    if len({budget.facility_id for budget in scope.budgets}) > 1:
        raise ScopeError(_("This report is of one facility. Choose one of them."))
