"""The register of the region: keys with which facilities sign their packages."""

from django.utils.translation import gettext_lazy

from finance.register_tables import of_facility, the_facility
from finance.registers import Register
from region.models import FacilityKey

REGISTERS = (
    Register(
        "package-keys", gettext_lazy("Keys of packages"),
        gettext_lazy("What a facility with a copy of its own signs its monthly packages with; its administrator "
                     "prints it there. Compare it by telephone, not by the letter that brought it."),
        FacilityKey, ("key", "valid_from", "valid_to"), of_facility(FacilityKey), the_facility,
    ),
)  # fmt: skip
