"""Papers of a hospital that no kind reads, told by their titles: what they are, and what to do. Data, pure.

A table below such a title that fits a kind of money by budget code is read all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.kinds.kind import Problem
from imports.readers.grid import NO_TABLE, Grid
from imports.recognise import heading
from imports.recognise.questions import MISSING
from imports.recognise.recognition import Recognition
from imports.recognise.row_words import begins_some_word
from imports.resolve.letters import skeleton

_SEARCHED_ROWS = 15
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class OtherPaper:
    """What a paper is called, the beginnings of the words of its titles, and where its figures come from instead."""

    label: str | Promise
    title_words: tuple[str, ...]
    advice: str | Promise


_BY_CODE = gettext_lazy(
    "Accrued cost comes with the trial balance by budget code, the account analysis of 1C, or a table of code, month "
    "and accrued amount."
)
PAPERS = (
    OtherPaper(
        gettext_lazy("a payroll summary"),
        ("свод начислени", "свод удержани", "свод по начислени", "начислени и удержани", "расчетн ведомост",
         "расчетно платежн", "расчетн лист", "платежн ведомост", "ведомост заработн", "начислени заработн",
         "жалак ведомос", "енбекак ведомос", "жалак есепте", "есептелу мен устал", "payroll", "salary sheet"),
        _BY_CODE,
    ),
    OtherPaper(
        gettext_lazy("a timesheet"),
        ("табел", "учет рабоч времен", "учета рабоч времен", "учета использован рабоч", "жумыс уакыт", "timesheet",
         "time sheet"),
        gettext_lazy("Positions come with the staff list, accrued pay with the trial balance by budget code."),
    ),
    OtherPaper(
        gettext_lazy("a turnover sheet of stock"),
        ("ведомост по тмз", "ведомост тмз", "оборотн ведомост по товар", "оборотн ведомост по матер",
         "оборотк тмз", "остатк тмз", "движени тмз", "материальн отчет", "отчет по тмз", "инвентаризаци опис",
         "инвентаризационн опис", "ведомост по номенклатур", "ведомост материал", "тмк айналым", "тмк бойынша",
         "тмк калды", "stock turnover", "inventory"),
        gettext_lazy(
            "Stock written off becomes cost by the account analysis of 1C, or a table of code, month and accrued "
            "amount."
        ),
    ),
    OtherPaper(
        gettext_lazy("a tax return"),
        ("декларац", "форма 300", "форма 200", "форма 100", "фно", "налогов отчетност", "салык есептил", "ккс бойынша",
         "свод ндс", "tax return", "vat return"),
        gettext_lazy(
            "Taxes come with the payments of the register or the bank statement, and with accrued cost by budget code."
        ),
    ),
    OtherPaper(
        gettext_lazy("a balance sheet"),
        ("бухгалтерск баланс", "баланс предприяти", "бухгалтерлик баланс", "форма 1 ббс", "balance sheet"),
        gettext_lazy(
            "Balances of money come with the bank statement or a table of accounts and days; cost with the trial "
            "balance."
        ),
    ),
    OtherPaper(
        gettext_lazy("a reconciliation of accounts with a supplier"),
        ("акт сверк", "акты сверк", "актов сверк", "сверк взаим", "сверк расчет", "салыстыру акт", "салыстыра тексеру",
         "салыстырып тексеру", "озара есеп айырысу", "reconciliation of accounts", "reconciliation act",
         "statement of reconciliation"),
        gettext_lazy(
            "It repeats what is accepted and paid: acts come with their register, payments with the bank statement."
        ),
    ),
    OtherPaper(
        gettext_lazy("an advance report"),
        ("авансов отчет", "аванстык есеп", "advance report", "expense report"),
        gettext_lazy("Payments come with the register of payments or the bank statement."),
    ),
)  # fmt: skip


def named_by(grid: Grid) -> Problem | None:
    """The first title of the file that names such a paper, with what to do."""
    for text, cell in _titles(grid):
        words = skeleton(text).split()
        paper = next((one for one in PAPERS if begins_some_word(words, one.title_words)), None)
        if paper is not None and len(words) <= _LONGEST:
            message = _("“%(title)s”: this is %(paper)s, which is not imported as it is. %(advice)s")
            said = {"title": text, "paper": paper.label, "advice": paper.advice}
            return Problem(cell, NO_TABLE, message % said, asks=("kind", "header_row"))
    return None


def told(found: Recognition, grid: Grid) -> Recognition:
    """`found`, or the paper that the file calls itself where no kind reads it, or only one without budget codes."""
    paper = named_by(grid)
    if paper is None:
        return found
    kind, table = found.kind, found.table
    lacking = {problem.problem for problem in found.problems if problem.severity == "error"} & {MISSING, NO_TABLE}
    is_titled = kind is not None and table is not None and table.says(kind.title_words)
    if lacking or (kind is not None and not kind.measure and not is_titled):
        return Recognition(problems=[paper], facility_numbers=found.facility_numbers)
    return found


def _titles(grid: Grid) -> Iterator[tuple[str, str]]:
    for sheet in grid.sheets:
        yield from heading.texts(sheet, _SEARCHED_ROWS)
        if sheet.name and len(sheet.rows) and sheet.row_numbers is None:
            yield sheet.name, sheet.address(0, 0)
