"""Names and sentences that the reports of care and cost share."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from finance import execution
from finance.languages import active_language, in_language
from finance.months import Month
from finance.reporting.periods import month_in_words
from finance.scope import Scope, ScopeError


def profile_name(names: Mapping[str, tuple[str, str]], profile: str, language: str) -> str:
    """The profile's name of `names` (profile → Russian, Kazakh); its key where it has none."""
    return in_language(*names.get(profile, (profile, "")), language)


def code_names(scope: Scope, language: str) -> dict[str, str]:
    """Names of codes by their digits, the facility's own first; of several lives of a code the latest. One query."""
    return {code.code: code.name(language) for code in execution.code_names(scope).values()}


# Bases of allocation that facilities use; others keep the name they came with. Bed-days are never typed.
DRIVERS = (
    "positions", "area_m2", "physio_units", "massage_units", "exercise_sessions", "meals", "laundry_kg", "tests",
    "energy_kwh", "bed_days",
)  # fmt: skip
COMPUTED_DRIVER = "bed_days"


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


def input_name(key: str) -> str:
    """What differs between two runs, in words: the method, or an input by its key."""
    return {
        "method": _("method"),
        "first": _("first month"),
        "last": _("last month"),
        "measure": _("cost taken from"),
        "centres": _("cost centres"),
        "rules": _("rules of attribution"),
        "drivers": _("drivers"),
        "costs": _("cost in the ledger"),
        "placed": _("cost posted to centres"),
        "bed_days": _("bed-days"),
        "accompanying_days": _("accompanying days"),
        "profiles": _("profiles"),
        "is_counted_from_stays": _("where bed-days come from"),
        "rounding": _("rounding"),
    }.get(key, key)


def figure_label(key: str) -> str:
    """A figure of volumes or of reports in words."""
    return {
        "bed_days_planned": _("Bed-days planned"),
        "bed_days_done": _("Bed-days done"),
        "children_planned": _("Children planned"),
        "children_treated": _("Children treated"),
        "beds": _("Beds"),
        "discharged": _("Treated cases"),
        "accompanying_days": _("Accompanying days"),
        "average_stay": _("Average stay, days"),
        "bed_turnover": _("Bed turnover, patients per bed"),
        "bed_working_days": _("Bed working days"),
        "food_per_day": _("Food per patient-day, ₸"),
        "drugs_per_day": _("Drugs per patient-day, ₸"),
    }.get(key, key)


def months_in_words(months: Iterable[Month]) -> str:
    """`январь 2025 г., март 2025 г.`"""
    return ", ".join(month_in_words(month, active_language()) for month in months)


def one_facility(scope: Scope) -> None:
    """Raises ScopeError where the scope spans several facilities: care is counted for one."""
    if len({budget.facility_id for budget in scope.budgets}) > 1:
        raise ScopeError(_("This report is of one facility. Choose one of them."))
