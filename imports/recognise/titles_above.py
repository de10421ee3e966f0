"""What a title above a table says of all its sums: that they are a draft, asked for, expected, owed. Asked about. Pure.

`Проект плана`, `Дополнительная потребность`, `Ожидаемое исполнение`, `Справочно`, `Дефекты за март`: the header below
such a title is that of any plan or register. The first word of it that tells what money the sums are decides, so that
`Оплата кредиторской задолженности` is of payments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from imports.kinds.kind import Kind, Problem, Table
from imports.recognise import heading
from imports.recognise.confirmed_titles import ASKS, is_confirmed
from imports.recognise.glossary import EVENTS, PAPERS
from imports.recognise.meanings import meaning_of, meanings_in
from imports.recognise.row_words import begins_some_word
from imports.recognise.titles_between import is_aside
from imports.resolve.letters import skeleton

OTHER_SUMS = "ambiguous-amount"
# No sum of these stands for good, whatever the file is of.
_DRAFT = (
    "проект план", "проект измен", "проект бюджет", "проект смет", "проект справк", "проект распределен",
    "проект уточн", "проект коррект", "проект реестр", "проект ведомост", "проект отчет", "проект расчет",
    "проект доп", "проект договор", "проект акт", "проект контракт", "шарт жоба", "черновик", "чернов",
    "не утвержд", "неутвержд", "на утвержд",
    "на согласован", "на рассмотрен", "вариант", "рабоч верси", "рабоч вариант", "проект жоба", "жоспар жоба",
    "бюджет жоба", "озгерис жоба", "озгертул жоба", "озгерту жоба", "смета жоба", "тизилим жоба", "алдын ала жоспар",
    "алдын ала дерек", "алдын ала есеп", "бекитилмеген", "бекитуге", "келисуге", "нускасы", "draft", "preliminary",
    "proposal", "proposed", "unapproved", "not approved", "for approval", "scenario", "tentative", "provisional",
)  # fmt: skip
_EXPECTED = (
    "прогноз", "ожидаем", "ожидается", "ожидания", "оценка исполн", "оценочн", "болжам", "болжан", "болжал",
    "кутилетин", "кутилуде", "forecast", "expected", "projected", "projection", "anticipated", "outlook",
)  # fmt: skip
_UNDONE = (
    "аннулир", "отмененн", "отклоненн", "утративш сил", "утратил сил", "неоплаченн", "не оплаченн", "неисполненн",
    "не исполненн", "непроведенн", "не проведенн", "ошибочн", "забраков", "сторнир", "расторгнут", "cancel", "annul",
    "rejected", "declined", "unpaid", "failed", "not paid", "not executed", "жойылган", "кабылданбаган", "толенбеген",
    "орындалмаган", "бузылган", "неподписанн", "не подписанн", "несостоявш", "не состоявш", "незаключенн",
    "не заключенн", "кол койылмаган", "unsigned",
)  # fmt: skip
# Paid in advance, which is paid all the same.
_ADVANCE = ("оплат", "платеж", "платн")
# Other books than those of account.
_OTHER_BOOKS = ("налогов учет", "управленческ учет", "салык есеби", "салыктык есеп", "tax accounting")
_OWN_BOOKS = ("бухгалтер", "financial accounting")
# What is asked for is granted only where the title says so; offers and bids ask for other things.
_ASKED_FOR = (
    "заявк", "заявок", "заявлен", "потребност", "дополнительно требуе", "запрашив", "недостающ", "дефицит", "нехватк",
    "отинимдер", "отиним", "бюджеттик отин", "кажеттилик", "кажеттилиг", "сураныс", "суратыл", "жетиспейтин",
    "предложени", "предлагаем", "усыныс", "request", "requirement", "needs", "shortage", "deficit", "unfunded",
)  # fmt: skip
_GRANTED = (
    "исполненн", "оплаченн", "проведенн", "удовлетворенн", "орындалган", "толенген", "paid", "executed", "granted",
)  # fmt: skip
# What repeats what is accepted and paid; `Оплата по акту сверки` is of payments.
_COMPARED = ("сверк", "сверок", "салыстыру акт", "салыстыра тексер", "салыстырып тексер", "озара есеп айырысу",
             "reconciliation")  # fmt: skip
_PAID = ("оплат", "платеж", "толем", "paid", "payment")
# Beside contracts and acts: what changes, ends, compares or announces them, and what is sold, not bought.
_BESIDE_PAPERS = (
    "доп соглашени", "допсоглашени", "дополнительн соглашени", "косымша келисим", "additional agreement",
    "supplementary agreement", "счет на оплат", "счета на оплат",
    "счетов на оплат", "толем шот", "толемге шот", "payment request", "списан", "есептен шыгар", "write off",
    "расторж", "дефектн", "ведомост дефект", "дефект акт", "доверенност", "сенимхат", "намерен", "планируем",
    "жоспарлан", "planned", "доходн", "кирис шарт", "доходы", "реализаци", "выписанн эсф", "исходящ эсф", "покупател",
)  # fmt: skip
_WITH_CONTRACTS = ("договор и", "контракт и", "шарттар мен", "contracts and")
# Not what was promised or delivered, whatever paper it is told by.
_OTHERS_OF_PAPERS = frozenset(("rest", "debt", "saving", "penalty", "guarantee", "requested", "returned"))
# A whole title, or a sheet's name, of one word.
_STAMPS = frozenset(("проект", "жоба", "draft", "копия", "образец", "шаблон", "пример", "улги", "sample", "example"))
# Meanings of headers that, first in a title, make its sums others than those of the kind.
_OTHERS = frozenset((
    "requested", "saving", "rest", "debt", "returned", "withheld", "penalty", "guarantee", "discount", "difference",
    "limit", "commission", "loan", "exchange",
))  # fmt: skip
_SAYS_NOTHING = frozenset((
    "plain", "total", "year", "quarter", "monthly", "next", "opening", "closing", "gross", "net", "quantity",
    "hours",
))  # fmt: skip
# A balance of accounts has sums of every meaning.
_BALANCE = ("оборот", "айналым", "turnover", "trial")
# Withheld from a pay where a header says so, and the source of the money where a title does.
_FUNDS = frozenset(("осмс", "восмс", "мамс", "мсмж"))
_LONGEST = 16
_FEWEST_GROUPS = 3


def other_sums(table: Table, kind: Kind, given: Mapping[str, Any]) -> Problem | None:
    """The first title above the table, or the sheet's name, that makes its sums others than the kind counts.

    `given` is what a person said: titles that were confirmed are asked about no more.
    """
    takes = {name for column in kind.columns for group in column.takes for name in group}
    for text, cell in _titles(table):
        is_other = _is_of_other_sums(kind, text, takes) or _is_of_papers(table, kind, text, takes)
        if is_other and not is_confirmed(text, given):
            message = _(
                "“%(title)s” says that these sums are none that count yet, or are of another kind. Import the paper "
                "that holds; if these sums do count, say so of the title."
            )
            return Problem(cell, OTHER_SUMS, message % {"title": text}, asks=ASKS)
    return None


def _titles(table: Table) -> Iterator[tuple[str, str]]:
    """Each text, and by itself what stands in brackets in it."""
    name = (table.sheet.name, table.sheet.address(table.header_row, 0))
    for text, cell in (*heading.texts(table.sheet, _begin(table)), name):
        yield text, cell
        for inside in heading.in_brackets(text):
            yield inside, cell


def _begin(table: Table) -> int:
    """The first row of the header: rows of several words right above it name groups of its columns."""
    at = table.header_row
    while (
        at and sum(isinstance(cell, str) and bool(cell.strip()) for cell in table.sheet.rows[at - 1]) >= _FEWEST_GROUPS
    ):
        at -= 1
    return at


def _is_of_other_sums(kind: Kind, text: str, takes: set[str]) -> bool:
    words = skeleton(text).split()
    if not words or len(words) > _LONGEST or not kind.is_in_tenge or not (takes or kind.measure):
        return False
    following = pairwise([*words, ""])
    if any(word.startswith("предварительн") and not after.startswith(_ADVANCE) for word, after in following):
        return True
    if begins_some_word(words, (*_DRAFT, *_EXPECTED, *_UNDONE)) or is_aside(text):
        return True
    if begins_some_word(words, _OTHER_BOOKS) and not begins_some_word(words, _OWN_BOOKS):
        return True
    if takes and begins_some_word(words, _COMPARED) and not begins_some_word(words, _PAID):
        return True
    is_one_word = len(words) == 1 and not text.rstrip().endswith(":")
    if is_one_word and words[0] in _STAMPS and "project" not in kind.key:
        return True
    if kind.brings_papers:
        return _is_beside_papers(words)
    if not takes:
        return False
    if begins_some_word(words, _ASKED_FOR) and not begins_some_word(words, _GRANTED):
        return True
    if any(word.startswith(_BALANCE) for word in words):
        return False
    told = [word for word in words if word not in _FUNDS]
    first = next((name for name in meanings_in(told) if name not in _SAYS_NOTHING), "")
    return first in _OTHERS - takes


def _is_beside_papers(words: Sequence[str]) -> bool:
    """Whether a title of contracts or acts is of other papers about them, or of what is left and owed by them."""
    if begins_some_word(words, _BESIDE_PAPERS) and not begins_some_word(words, _WITH_CONTRACTS):
        return True
    return next(meanings_in(words), "") in _OTHERS_OF_PAPERS


def _is_of_papers(table: Table, kind: Kind, text: str, takes: set[str]) -> bool:
    """Whether money that moved stands below a title of invoices, acts or contracts, and no header says that it did."""
    if kind.brings_papers or takes.isdisjoint(("paid", "received")):
        return False
    headers = [table.headers.get(table.columns[c.key], "") for c in kind.columns if c.takes and c.key in table.columns]
    if any(meaning_of(header).names & set(EVENTS) for header in headers):
        return False
    told = [name for name in meanings_in(skeleton(text).split()) if name not in _SAYS_NOTHING]
    return bool(told) and told[0] in PAPERS and not set(told) & takes
