"""Suppliers, each once. A number with a wrong check digit is taken only with a reason."""

from django.utils.translation import gettext as _

from finance.party_numbers import is_valid
from procurement.models import Supplier
from procurement.papers import PaperError, PaperProblem


def number_problems(number: str, override_reason: str = "") -> list[PaperProblem]:
    """What speaks against a БИН or ИИН; a wrong check digit does not where there is a reason."""
    if len(number) != 12 or not (number.isascii() and number.isdigit()):
        return [PaperProblem("number", _("“%(number)s” is no BIN or IIN: it has 12 digits.") % {"number": number})]
    if not is_valid(number) and not override_reason.strip():
        message = _("The check digit of %(number)s is wrong. Correct the number, or say why it is taken all the same.")
        return [PaperProblem("number", message % {"number": number})]
    return []


def register(number: str, name: str, *, override_reason: str = "", external_id: str = "") -> Supplier:
    """The supplier of this number, made where it is new. Raises PaperError naming `number` or `name`.

    A supplier that is known keeps the name it has: contracts were signed under it.
    """
    number, name = number.strip(), " ".join(name.split())
    known = Supplier.objects.filter(number=number).first()
    if known is not None:
        return known
    problems = number_problems(number, override_reason)
    if not name:
        problems.append(PaperProblem("name", _("A supplier needs a name.")))
    if problems:
        raise PaperError(problems)
    reason = "" if is_valid(number) else override_reason.strip()[:255]
    return Supplier.objects.create(number=number, name=name[:255], override_reason=reason, external_id=external_id)


def name_of(number: str) -> str:
    """The name of the supplier of a number; empty where there is none."""
    return Supplier.objects.filter(number=number).values_list("name", flat=True).first() or ""
