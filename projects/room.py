"""What projects bring to the house."""

from django.utils.translation import gettext_lazy as _

from finance.rooms import Family, Room, reports_in
from projects.chained import CHAINED
from projects.setups import SETUPS

ROOM = Room(
    families=(Family("projects", _("Projects"), is_seldom=True),),
    reports=reports_in("projects.reports"),
    setups=SETUPS,
    chained=CHAINED,
)
