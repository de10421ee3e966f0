"""What the region brings to the house."""

from django.utils.translation import gettext_lazy as _

from finance.rooms import Family, Room, RoomSection, reports_in
from region.chained import CHAINED
from region.links import FAMILY
from region.packages import taking
from region.register_tables import REGISTERS

ROOM = Room(
    families=(Family(FAMILY, _("Reports of the region"), is_seldom=True, is_of_tree=True),),
    reports=reports_in("region.reports"),
    sections=(RoomSection(_("Region"), "region", is_of_tree=True),),
    protectors=(taking.built_upon,),
    registers=REGISTERS,
    chained=CHAINED,
)
