"""What procurement brings to the house."""

from django.utils.translation import gettext_lazy as _

from finance.rooms import Family, Room, RoomSection, reports_in
from finance.waits import WaitingPapers
from procurement import assigning, suppliers
from procurement.chained import CHAINED
from procurement.debt_figures import FIGURES
from procurement.head_of_debts import tell_head
from procurement.new_year import start_contracts
from procurement.plan_facts import plan_facts
from procurement.register_tables import REGISTERS
from procurement.search_sources import SEARCHES
from procurement.triggers import TRIGGERS
from procurement.waiting import drafts, waiting_papers
from procurement.without_contract import accrued_without_contract

ROOM = Room(
    families=(Family("obligations", _("Obligations")),),
    reports=reports_in("procurement.reports"),
    sections=(RoomSection(_("Contracts"), "procurement:contracts", is_of_budget=True),),
    waiting=(WaitingPapers(drafts, waiting_papers),),
    protectors=(assigning.matched_payments, assigning.contracts_in_use, assigning.acts_in_use),
    registers=REGISTERS,
    starters=(start_contracts,),
    without_contract=(accrued_without_contract,),
    party_names=(suppliers.name_of,),
    plan_sources=(plan_facts,),
    figures=(FIGURES,),
    triggers=TRIGGERS,
    searches=SEARCHES,
    chained=CHAINED,
    head=(tell_head,),
)
