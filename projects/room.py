"""What projects bring to the house."""

from django.utils.translation import gettext_lazy as _

from finance.rooms import Family, Room, RoomSection, reports_in
from projects.chained import CHAINED
from projects.paying import forbidden, places
from projects.register_tables import REGISTERS
from projects.room_names import FAMILY
from projects.setups import SETUPS

ROOM = Room(
    families=(Family(FAMILY, _("Reports of projects"), is_seldom=True),),
    reports=reports_in("projects.reports"),
    sections=(RoomSection(_("Projects"), "projects:projects", is_seldom=True),),
    registers=REGISTERS,
    setups=SETUPS,
    chained=CHAINED,
    gates=(forbidden,),
    places=(places,),
)
