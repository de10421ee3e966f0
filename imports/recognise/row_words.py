"""Words of columns that change what a row means: its status, its currency, the kind of operation. Data and lookups,
pure.

Words are compared as `skeleton` folds them, each at the beginning of a word; a phrase of two words stands in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from imports.resolve.letters import skeleton

# PENDING: it is being carried out, which a contract counts with and a payment does not; UNPAID: so does any paper.
COUNTS, PENDING, UNPAID, LEFT_OUT, UNKNOWN = "counts", "pending", "unpaid", "left-out", "unknown"
OUT, IN, BACK, LESS, MORE = "out", "in", "back", "less", "more"

_NOT = ("не", "емес", "not", "no", "non", "un")
_LEFT_OUT = (
    "отмен", "аннулир", "расторг", "расторж", "прекращ", "чернов", "проект", "отклон", "отказ", "возвр", "забрак",
    "непровед", "неподпис", "недейств", "несостоя", "удален", "ошибк", "ошибоч", "сторн",
    "в обработк", "на обработк", "на согласов", "на рассмотр", "на подпис", "на утвержд", "на доработк",
    "ожида", "подготовк", "подготовл", "создан", "формир", "сформир", "новый", "новая", "новое", "заблокир", "в очеред",
    "снят", "утратил", "истек", "жойыл", "бузыл", "токтатыл", "жоба", "кайтар", "кабылданба", "бас тарт",
    "откизилме", "жойган", "кол койылма", "жарамсыз", "онделу", "кутуде", "кутил", "кате", "кол коюда", "келисуде",
    "cancel", "annul", "terminat", "draft", "reject", "return", "declin", "void", "unsigned", "pending", "fail",
    "отверг", "отверж", "delet", "отозв", "отзыв", "планир", "заплан", "жоспарлан", "жоспарда",
    "revers", "refus", "processing", "in progress", "new", "await", "on hold", "unposted", "invalid",
    "expired", "inactive", "error", "planned", "refund", "withdrawn", "rescind",
)  # fmt: skip
_PENDING = ("на исполнен", "исполняет", "в работ", "неисполн", "орындалуда", "орындалып", "орындалма", "in execution",
            "being executed", "ongoing")  # fmt: skip
_UNPAID = ("неоплач", "к оплат", "на оплат", "к выплат", "толенбе", "толеуге", "unpaid")
# What is denied of a paper that counts all the same: that it was paid, or that it is carried out.
_PAID = ("оплач", "выплач", "перечисл", "закрыт", "толенди", "толенген", "paid", "settled", "closed")
_CARRIED_OUT = ("исполн", "выполн", "заверш", "оконч", "орындал", "аякталды", "аякталган", "executed", "complet",
                "performed", "done")  # fmt: skip
_COUNTS = (
    "исполн", "провед", "оплач", "действ", "подписан", "заключ", "заверш", "выполн", "утвержд", "принят", "активн",
    "зарегистр", "закрыт", "обработан", "успеш", "получен", "списан", "зачисл", "оконч", "передан", "опубликов",
    "выплач", "перечисл", "учтен", "разнес", "соглас", "доп соглаш", "дополнит", "орындал", "откизил", "толенди",
    "толенген", "колданыст", "жарамды", "куши", "кушинде", "кол койыл", "аякталды", "аякталган", "бекитил", "кабылданд",
    "активен", "тиркел", "жасалды", "жасалган", "жарияланд", "журги", "executed", "paid", "active", "signed", "complet",
    "approv",
    "accept", "posted", "processed", "done", "ok", "success", "valid", "in force", "effective", "closed", "registered",
    "published", "settled", "booked", "cleared", "concluded", "performed", "final", "current", "amended",
    "оказан", "выдан", "отпущен", "подтвержд", "расталды", "расталган", "confirm",
    "корсетилди", "корсетилген", "берилди", "берилген", "rendered", "issued", "provided",
)  # fmt: skip
# The portal's numbers of contracts that are in force, changed by an agreement, handed over, or carried out.
_STATUSES_IN_FORCE = ("190", "390", "450", "460")
_TENGE = ("kzt", "398", "тенге", "тг", "тнг", "кзт", "казахстанск", "казакстан", "нацвалют", "национальн", "улттык",
          "kazakh")  # fmt: skip
# A note that begins so, or with one word before it, says that its row may not count.
_NOTE = re.compile(
    r"\W*(?:\w+\W+)?(?:отмен[её]н|аннулир|расторг|удал[её]н(?!и)|отклон[её]н|отверг|черновик|неисполн|неоплач|непровед|сторно|возвращ[её]н|недействит"
    r"|не (?:провед|исполн|оплач|подпис|действ|состоя|принят)|жойыл(?:ды|ған)|бұзыл(?:ды|ған)|қайтарыл(?:ды|ған)"
    r"|cancel|annul|reject|terminat|void|revers|not (?:executed|posted|paid|signed))",
    re.IGNORECASE,
)
# A payee named so is a part of the payment above.
_PART = re.compile(r"\W*(?:в\s+т\W{0,2}ч\b|в том числе|из них|оның ішінде|including\b|of which\b)", re.IGNORECASE)
_YES = ("да", "1", "true", "yes", "y", "x", "х", "иа", "бар", "истина", "+", "v", "✓", "✔", "√", "☑", "удален", "отмен",
        "жойыл", "акикат")  # fmt: skip
_NO = ("нет", "0", "false", "no", "n", "жок", "ложь", "-", "жалган", "☐", "✗")
# A row that stands in place of another one of the same paper.
_REPLACING = ("доп соглашени", "дополнительн соглашени", "допсоглашени", "косымша келисим", "additional agreement",
              "supplementary agreement", "исправлен", "корректиров", "тузетилген", "corrected")  # fmt: skip
# `ДС`, `ДС 2 к договору 21`; with a number alone it may be that of a contract.
_AGREEMENT = re.compile(r"дс(?:\s*№?\s*\d{1,2}\s+(?:к|от)\b.*)?$")
_TURNED = ("возвр", "сторн", "восстанов", "кайтар", "return", "refund", "revers", "storno", "chargeback")
_OPERATIONS = {
    BACK: (*_TURNED, "аннулир", "отмен", "отзыв", "cancel"),
    IN: ("приход", "поступ", "зачисл", "входящ", "кредит", "доход", "пополн", "кирис", "тусим", "тускен", "incoming",
         "credit", "receipt", "income", "deposit", "inflow", "received"),
    OUT: ("расход", "списан", "исходящ", "дебет", "оплат", "выплат", "перечисл", "платеж", "шыгыс", "толем", "аудар",
          "outgoing", "debit", "payment", "withdraw", "expense", "outflow", "paid"),
    LESS: ("уменьш", "сниж", "снят", "убав", "сокращ", "азайт", "азаю", "кему", "кемит", "decreas", "reduc", "минус"),
    MORE: ("увелич", "прибав", "повыш", "кобейт", "кобею", "улгайт", "арттыр", "арту", "increas", "плюс"),
}  # fmt: skip


# Sides of an account, where they are all that a cell says.
_SIDES = {
    **dict.fromkeys(("дт", "д", "dt", "dr", "db", "d"), OUT),
    **dict.fromkeys(("кт", "к", "kt", "cr", "ct", "c"), IN),
}


@lru_cache(maxsize=256)
def _begun_by(stems: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the stems, or phrases of stems, at the beginning of some word; one of two letters is the word itself."""
    phrases = (" ".join(re.escape(part) + r"\S*" * (len(part) > 2) for part in stem.split()) for stem in stems)
    return re.compile(rf"(?<!\S)(?:{'|'.join(phrases)})(?!\S)")


def begins_some_word(words: Sequence[str], stems: Iterable[str]) -> bool:
    """Whether some folded word begins with one of the stems, or words in a row with those of a phrase."""
    return _begun_by(tuple(stems)).search(" ".join(words)) is not None


def status_of(text: str) -> str:
    """Whether a row of this status counts: COUNTS, PENDING, UNPAID, LEFT_OUT, or UNKNOWN where words do not tell."""
    words = skeleton(text).split()
    if not words:
        return COUNTS
    if len(words) == 1 and words[0].isdigit():
        return COUNTS if words[0] in _STATUSES_IN_FORCE else UNKNOWN
    denied = [word for before, word in pairwise(words) if before in _NOT and begins_some_word([word], _COUNTS)]
    denied += [word for word, after in pairwise(words) if after == "емес" and begins_some_word([word], _COUNTS)]
    if begins_some_word(words, _LEFT_OUT):
        return LEFT_OUT
    if denied:
        return unless(" ".join(denied))
    if begins_some_word(words, _UNPAID):
        return UNPAID
    if begins_some_word(words, _PENDING):
        return PENDING
    return COUNTS if begins_some_word(words, _COUNTS) else UNKNOWN


def unless(words: str) -> str:
    """What a row is of which these words, of one that counts, are denied: LEFT_OUT, PENDING or UNPAID."""
    said = skeleton(words).split()
    return UNPAID if begins_some_word(said, _PAID) else PENDING if begins_some_word(said, _CARRIED_OUT) else LEFT_OUT


def is_doubtful(note: str) -> bool:
    """Whether a note begins with words of what does not count: `отменён`, `договор расторгнут 15.03.2025`."""
    return bool(_NOTE.match(note))


def is_part_of_above(name: str) -> bool:
    """Whether a payee's name says that the row is a part of the one above: `в т.ч. социальный налог`."""
    return bool(_PART.match(name))


def is_back(text: str) -> bool:
    """Whether words are of money that goes the other way, not of a row that is cancelled."""
    return begins_some_word(skeleton(text).split(), _TURNED)


def is_tenge(text: str) -> bool:
    """Whether a currency is the tenge; an empty cell says nothing against it."""
    if "₸" in text:
        return True
    words = skeleton(text).split()
    return not words or begins_some_word(words, _TENGE)


def flag_of(text: str) -> str:
    """Whether a flag is set: LEFT_OUT where it is, COUNTS where it is not, UNKNOWN for other words."""
    folded = skeleton(text) or text.strip()
    if not folded or folded in _NO:
        return COUNTS
    return LEFT_OUT if folded in _YES or begins_some_word(folded.split(), _YES[-3:]) else UNKNOWN


# By key of the source; one contract with the fund brings money of both its packages, so either word is of either.
_FUND = ("осмс", "мамс", "гобмп", "тмккк", "фсмс", "амск", "обязательн", "страхован", "гарантирован", "кепилд",
         "сактандыру", "фонд", "social", "insurance", "guaranteed")  # fmt: skip
_SOURCES = {
    "social-insurance": _FUND,
    "guaranteed-volume": _FUND,
    "local-budget": ("местн", "жергиликт", "областн", "городск", "акимат", "local"),
    "republican-budget": ("республик", "republic"),
    "paid-services": ("платн", "акылы", "внебюдж", "хозрасчет", "paid"),
    "charity": ("спонсор", "благотвор", "демеуш", "кайырымдыл", "пожертв", "charit"),
}


def source_of(text: str) -> set[str]:
    """Keys of the funding sources that a text may mean; none where its words are unknown."""
    words = skeleton(text).split()
    return {key for key, stems in _SOURCES.items() if begins_some_word(words, stems)}


def is_replacing(text: str) -> bool:
    """Whether a cell begins with the words of a paper that changes another one, so that their sums do not add up."""
    folded = " ".join(skeleton(text).split())
    return _begun_by(_REPLACING).match(folded) is not None or _AGREEMENT.match(folded) is not None


def operations_of(text: str) -> set[str]:
    """What an operation's words say: OUT, IN, BACK, LESS, MORE; nothing where they tell of something else."""
    words = skeleton(text).split()
    if len(words) == 1 and words[0] in _SIDES:
        return {_SIDES[words[0]]}
    return {key for key, stems in _OPERATIONS.items() if begins_some_word(words, stems)}
