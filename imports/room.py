"""What imports bring to the house."""

from django.utils.translation import gettext_lazy as _

from finance.rooms import Room, RoomSection
from finance.waits import WaitingPapers
from imports import doubts, reasons_of_rows
from imports.chained import CHAINED
from imports.search_sources import SEARCHES
from imports.waiting import undecided, waiting_previews

ROOM = Room(
    sections=(RoomSection(_("Imports"), "imports:list"),),
    doubts=(doubts.of_reports,),
    blockers=(doubts.of_closing,),
    waiting=(WaitingPapers(undecided, waiting_previews),),
    entry_notes=(reasons_of_rows.of_entry,),
    searches=SEARCHES,
    chained=CHAINED,
)
