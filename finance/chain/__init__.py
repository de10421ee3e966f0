"""The chain over everything that was posted: SHA-256 of each document's rows, each link on the head before it."""

from django.db import connection, transaction

from finance.chain.accepting import accept_clock
from finance.chain.clock import ClockError
from finance.chain.linking import begin, hold, last, link_now, link_touched, moment, require_forward
from finance.chain.seals import Seal, SealError, seal_of
from finance.chain.walking import Fault, Point, continues, faults

__all__ = ["ClockError", "Fault", "Point", "Seal", "SealError", "accept_clock", "begin", "continues", "faults", "last",
           "last_seal", "link_now", "link_touched", "moment", "require_forward", "seal_now"]  # fmt: skip


@transaction.atomic
def seal_now() -> Seal:
    """The head of the chain, everything changed so far included. Others wait until the end of the transaction."""
    hold(connection)
    link_now()
    return seal_of(*last(connection))


def last_seal() -> Seal:
    """The head of the chain after the last transaction that ended. One query; holds nobody up."""
    return seal_of(*last(connection))
