"""What tariffs bring to the house."""

from django.utils.translation import gettext_lazy as _

from finance.rooms import Family, Room, Section, reports_in
from tariffs.plan_facts import plan_facts
from tariffs.setups import SETUPS
from tariffs.triggers import TRIGGERS

ROOM = Room(
    families=(Family("care", _("Cost of a bed-day")),),
    reports=reports_in("tariffs.reports"),
    sections=(Section(_("Costing runs"), "tariffs:runs"),),
    triggers=TRIGGERS,
    setups=SETUPS,
    plan_sources=(plan_facts,),
)
