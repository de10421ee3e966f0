"""A head of the chain as people copy it: the number of the link, 120 bits of its head, and a check against slips.

`278-9D26-031B-…-7K`: the letters of Crockford's base 32, which has no I, L, O and U; small letters, spaces and those
misread ones are taken for what they stand for.
"""

import hashlib
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from finance.refusals import LedgerError

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
HEAD_LETTERS, CHECK_LETTERS, GROUP = 24, 2, 4


class SealError(LedgerError):
    """A text that is no seal, or one copied wrongly."""


@dataclass(frozen=True, slots=True)
class Seal:
    """`letters` are the first 120 bits of the head of link `number`."""

    number: int
    letters: str

    def __str__(self) -> str:
        groups = [self.letters[at : at + GROUP] for at in range(0, HEAD_LETTERS, GROUP)]
        return "-".join((str(self.number), *groups, _check(self.number, self.letters)))

    def is_of(self, head: str) -> bool:
        return seal_of(self.number, head) == self


def seal_of(number: int, head: str) -> Seal:
    """`head` is 64 hexadecimal digits; of an empty chain it is empty."""
    return Seal(number, _letters(int(head or "0", 16) >> (256 - 5 * HEAD_LETTERS), HEAD_LETTERS))


def read(text: str) -> Seal:
    """Raises SealError, with a sentence for whoever typed it."""
    number, _dash, rest = text.strip().upper().translate(MISREAD).partition("-")
    letters = re.sub(r"[\s-]", "", rest)
    is_whole = len(letters) == HEAD_LETTERS + CHECK_LETTERS and not set(letters) - set(LETTERS)
    if not (is_whole and number.isascii() and number.isdigit() and len(number) <= 18):
        raise SealError(_("“%(text)s” is no seal. It looks like %(example)s.") % {
            "text": text[:60], "example": Seal(278, LETTERS[:HEAD_LETTERS]),
        })  # fmt: skip
    found = Seal(int(number), letters[:HEAD_LETTERS])
    if _check(found.number, found.letters) != letters[HEAD_LETTERS:]:
        raise SealError(_("The seal is copied wrongly: its last two letters do not fit the others. Compare it again."))
    return found


def _check(number: int, letters: str) -> str:
    told = hashlib.sha256(f"{number}-{letters}".encode()).digest()
    return _letters(int.from_bytes(told[:2], "big") >> (16 - 5 * CHECK_LETTERS), CHECK_LETTERS)


def _letters(value: int, count: int) -> str:
    return "".join(LETTERS[value >> 5 * at & 31] for at in reversed(range(count)))
