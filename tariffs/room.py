"""What tariffs bring to the house."""

from django.utils.translation import gettext_lazy as _

from finance.rooms import Family, Room, RoomSection, reports_in
from tariffs.asking_together import for_sections
from tariffs.chained import CHAINED
from tariffs.choices import CHOICES
from tariffs.document_sections import SECTIONS
from tariffs.head_of_care import tell_head
from tariffs.indicator_figures import FIGURES
from tariffs.kept_stays import follow_undone, proof
from tariffs.needs import needs_of_bed_day_cost
from tariffs.new_year import start_costing
from tariffs.plan_facts import plan_facts
from tariffs.price_list import REGISTER as PRICE_LIST
from tariffs.register_tables import REGISTERS
from tariffs.setups import SETUPS
from tariffs.triggers import TRIGGERS

ROOM = Room(
    families=(
        Family("care", _("Cost of a bed-day")),
        Family("indicators", _("Indicators")),
        Family("cases", _("Cost of a case"), is_seldom=True),
    ),
    reports=reports_in("tariffs.reports"),
    sections=(RoomSection(_("Costing runs"), "tariffs:runs", is_seldom=True),),
    document_sections=SECTIONS,
    section_askers=(for_sections,),
    triggers=TRIGGERS,
    setups=SETUPS,
    registers=(*REGISTERS, PRICE_LIST),
    choices=CHOICES,
    needs=(needs_of_bed_day_cost,),
    starters=(start_costing,),
    plan_sources=(plan_facts,),
    figures=(FIGURES,),
    chained=CHAINED,
    settlers=(follow_undone,),
    proofs=(proof,),
    head=(tell_head,),
)
