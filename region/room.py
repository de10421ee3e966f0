"""What the region brings to the house."""

from django.utils.translation import gettext_lazy as _

from finance.rooms import Family, Room, reports_in

ROOM = Room(
    families=(Family("region", _("Region")),),
    reports=reports_in("region.reports"),
)
