"""Which reports stand together: one section of the menu, its reports side by side."""

from collections.abc import Callable

from django.utils.translation import gettext as _

Label = Callable[[], str]

# Section of the menu → its reports, the first one opens. Reports that are not registered are left out.
FAMILIES: list[tuple[Label, dict[str, Label]]] = [
    (lambda: _("Execution"), {"execution": lambda: _("Execution")}),
    (lambda: _("Form No. 2"), {"form2": lambda: _("Form No. 2")}),
    (
        lambda: _("Cash"),
        {
            "cash-reconciliation": lambda: _("Cash by month"),
            "cash-bridge": lambda: _("From cash to actual cost"),
        },
    ),
    (
        lambda: _("Cost of a bed-day"),
        {
            "bed-day-cost": lambda: _("Cost of a bed-day"),
            "tariff-vs-cost": lambda: _("Tariff and cost"),
            "daily-cost": lambda: _("Food and drugs a day"),
            "volumes": lambda: _("Bed-days"),
            "methods": lambda: _("Methods compared"),
            "variances": lambda: _("Against the plan"),
        },
    ),
    (
        lambda: _("Obligations"),
        {
            "obligations": lambda: _("Obligations"),
            "payables": lambda: _("Payables and advances"),
            "procurement-plan": lambda: _("Procurement plan"),
            "contracts-ending": lambda: _("Contracts that end"),
            "exceptions": lambda: _("Exceptions"),
        },
    ),
]


def sections(known: set[str]) -> list[tuple[str, list[str]]]:
    """Menu sections that have a report: label, names of its reports."""
    found = [(label(), [name for name in reports if name in known]) for label, reports in FAMILIES]
    return [(label, names) for label, names in found if names]


def siblings(name: str, known: set[str]) -> list[tuple[str, str]]:
    """The reports beside `name`, with their labels; empty where it stands alone."""
    for _label, reports in FAMILIES:
        if name in reports:
            beside = [(one, label()) for one, label in reports.items() if one in known]
            return beside if len(beside) > 1 else []
    return []
