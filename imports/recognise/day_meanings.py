"""What a header of days means for a payment: the day money moved, that of its paper, or of something else. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

# How gladly a day is taken for that on which money moved; OTHER is none of it.
DEBITED, PAID, PLAIN, VALUED, WRITTEN, OTHER = range(6)

_IS_DAY = re.compile(r"дат[аыеу]|\bкун|\bday|\bdate|\bуакыт|^кун")
_SURELY_DEBITED = re.compile(r"списа[нт]|дебет|debit|есептен шыг|execut")
_WORDS = {
    OTHER: """договор контракт \\bакт[аы]?\\b фактур \\bсчета?\\b рожден начал оконч действ \\bсрок план шарт келисим
        туган due
        contract invoice birth \\bact\\b заключен подписан поставк накладн тендер закуп expir delivery sign""",
    DEBITED: """списа[нт] исполн дебет debit execut есептен.шыг орындал шегер settle фактич со.счета зачисл поступ
        тускен""",
    WRITTEN: """документ поручен \\bп.п\\b \\bпп\\b заяв создан регистр кужат order document ввод тапсырма выписк
        распоряж запис формирован entered created принят""",
    VALUED: "валютир валюталау value",
    PAID: """оплат оплач выплат операц провед проводк платеж перечисл paid payment posting posted transaction booking
        толе жургиз касс движен транзакц operation""",
}
_SOUGHT = tuple((meaning, re.compile("|".join(words.split()))) for meaning, words in _WORDS.items())


@lru_cache(maxsize=20_000)
def day_meaning(header: str) -> int | None:
    """The meaning of a folded header, None where it speaks of no day."""
    if not _IS_DAY.search(header):
        return None
    if _SURELY_DEBITED.search(header):
        return DEBITED
    return next((meaning for meaning, pattern in _SOUGHT if pattern.search(header)), PLAIN)
