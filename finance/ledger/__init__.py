"""The only writer to the ledger: `post`, `declare`, `reverse`. Everything else reads."""

from finance.ledger.declaring import Change, declare, held
from finance.ledger.posting import ClosedMonthError, Posting, lock, post, post_each
from finance.ledger.reversing import KeptEntry, Reversal, reverse, reverse_each
from finance.refusals import LedgerError

__all__ = [
    "Change",
    "ClosedMonthError",
    "KeptEntry",
    "LedgerError",
    "Posting",
    "Reversal",
    "declare",
    "held",
    "lock",
    "post",
    "post_each",
    "reverse",
    "reverse_each",
]
