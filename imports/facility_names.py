"""Names by which a region's files call the facilities below it: confirmed once, remembered for the next file."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from finance.models import Facility
from finance.party_numbers import DIGITS
from imports.models import FacilityName
from imports.resolve.letters import skeleton


class UnknownFacilityError(ValueError):
    """A confirmed name leads to no facility below; the message is for the user."""


def among(aliases: Mapping[str, object]) -> dict[str, str]:
    """Those of the answered names that mean a facility: name → БИН. A budget code is shorter."""
    return {name: str(meant) for name, meant in aliases.items() if len(str(meant)) == DIGITS and str(meant).isdigit()}


def remember(names: Mapping[str, str], facility: Facility, user: User) -> None:
    """Raises UnknownFacilityError for a БИН of no facility below `facility`; then nothing is remembered."""
    if not names:
        return
    below = {one.number: one for one in facility.with_branches()}
    unknown = sorted(set(names.values()) - set(below))
    if unknown:
        message = _("There is no facility with the BIN %(number)s below “%(top)s”. Add it, or correct the BIN.")
        raise UnknownFacilityError(message % {"number": ", ".join(unknown), "top": facility.name})
    for name, number in names.items():
        FacilityName.objects.update_or_create(
            facility=facility, folded=skeleton(name)[:255],
            defaults={"name": name[:255], "member": below[number], "confirmed_by_id": user.pk},
        )  # fmt: skip
