"""What finance brings to the house."""

from django.utils.translation import gettext_lazy as _

from finance import account_turnovers, new_year, planning, treasury, waiting
from finance.chain.chained import CHAINED
from finance.choices import CHOICES
from finance.deviations import CHOICE as EXPLANATIONS
from finance.head_of_budget import tell_head
from finance.ledger.triggers import TRIGGERS
from finance.needs import needs_of_form2
from finance.register_tables import REGISTERS
from finance.reports.document_sections import DocumentSection
from finance.rooms import Family, Room, RoomSection, reports_in
from finance.search_sources import SEARCHES
from finance.setups import SETUPS
from finance.waits import WaitingPapers

ROOM = Room(
    families=(
        Family("execution", _("Execution")),
        Family("form2", _("Form No. 2")),
        Family("cash", _("Cash")),
        Family("years", _("Years"), is_seldom=True),
        Family("audit", _("Auditor's room"), is_seldom=True),
    ),
    reports=reports_in("finance.reports"),
    sections=(
        RoomSection(_("For the head"), "manager", is_for_head=True, is_seldom=True),
        RoomSection(_("Plan"), "plan", is_of_budget=True),
        RoomSection(_("Months"), "months", is_of_budget=True),
        RoomSection(_("Entries"), "entries", is_seldom=True),
        RoomSection(_("Issues of reports"), "issues", is_of_budget=True, is_seldom=True),
        RoomSection(_("Proof of the books"), "proof", is_of_budget=True, is_seldom=True),
        RoomSection(_("Samples for the audit"), "draw-sample", is_of_budget=True, is_seldom=True),
    ),
    waiting=(
        WaitingPapers(waiting.submitted_or_returned, waiting.waiting_drafts),
        WaitingPapers(waiting.prepared_issues, waiting.waiting_issues),
    ),
    document_sections=(
        DocumentSection("half-year", "legal-grounds", _("Legal grounds"), 10),
        DocumentSection("half-year", "form-2", _("Form No. 2"), 80, "form2", is_form=True),
    ),
    protectors=(planning.built_upon, account_turnovers.built_upon),
    settlers=(treasury.settle_after,),
    triggers=TRIGGERS,
    setups=SETUPS,
    registers=REGISTERS,
    choices=(*CHOICES, EXPLANATIONS),
    needs=(needs_of_form2,),
    starters=(new_year.start_finance,),
    searches=SEARCHES,
    chained=CHAINED,
    head=(tell_head,),
)
