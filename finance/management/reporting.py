"""What the commands that build reports share: which report, of what, for which months."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.management.answering import month
from finance.months import Month
from finance.reports import registry
from finance.reports.parameters import ParameterError
from finance.scope import Scope, choose


def add_arguments(parser: CommandParser, *, are_months_required: bool = True) -> None:
    """`report` reads an issue without months, hence the choice."""
    parser.add_argument("name", help="form2, execution, cash-reconciliation …")
    parser.add_argument("--from", dest="first", type=month, required=are_months_required, metavar="YYYY-MM")
    parser.add_argument("--through", type=month, required=are_months_required, metavar="YYYY-MM")
    parser.add_argument("--unit", choices=("tenge", "thousand"), default=None)
    parser.add_argument("--facility", default="", metavar="NUMBER")
    parser.add_argument("--budget", default="", metavar="KEY")
    parser.add_argument("--project", default="", metavar="KEY", help="all budgets of a project's funders")
    parser.add_argument("--with-branches", action="store_true", help="the facility and everything below it")
    parser.add_argument("--without-remarks", action="store_true", help="checks, notes and doubts are not printed")
    for parameter in registry.all_parameters():
        option = f"--{parameter.name.replace('_', '-')}"
        parser.add_argument(
            option, dest=parameter.name, metavar="TEXT" if parameter.is_text else "N", help=str(parameter.label())
        )


def months(options: dict[str, Any]) -> tuple[Month, Month]:
    """The months asked for, inclusive. Raises CommandError where they are no period."""
    first, through = options["first"], options["through"]
    if first is None or through is None:
        raise CommandError(_("Name the months: --from and --through."), returncode=2)
    if first > through:
        raise CommandError(_("The period ends before it begins: --from is after --through."), returncode=2)
    return first, through


def scope(options: dict[str, Any]) -> Scope:
    """Raises ScopeError."""
    first, through = months(options)
    return choose(
        range(first.year, through.year + 1) if registry.spans_years(options["name"]) else through.year,
        facility_number=options["facility"],
        budget_key=options["budget"],
        project_key=options["project"],
        with_branches=options["with_branches"] or registry.is_of_tree(options["name"]),
    )


def numbers(options: dict[str, Any]) -> dict[str, int | str]:
    """The parameters that were given. Raises CommandError for what they do not take."""
    given = [one for one in registry.all_parameters() if options[one.name] is not None]
    try:
        found = {one.name: one.read(options[one.name]) for one in given}
        registry.get(options["name"], **found)
    except ParameterError as error:
        raise CommandError(str(error), returncode=2) from error
    return found
