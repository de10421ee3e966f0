"""The sheet that explains a template: each column, what goes in, whether it must be filled, an example; ru and kk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from imports.columns import column as types
from imports.columns.column import Column
from imports.recognise.template_marks import MARK
from imports.templates_of_kinds.template import LANGUAGES, Template, TemplateColumn, header, words_of

# Columns of money that may go down as well as up.
SIGNED = frozenset({("amendment", "amount"), *(("income", key) for key in ("accrued", "withheld", "payable"))})
_WHAT: Mapping[str, Promise] = {
    types.DATE: gettext_lazy("A day, such as 15.03.2025."),
    types.MONTH: gettext_lazy("A month from the list."),
    types.YEAR: gettext_lazy("A year of four digits."),
    types.AMOUNT: gettext_lazy("An amount in tenge, to the tiyn; zero or more."),
    types.NUMBER: gettext_lazy("A number, zero or more."),
    types.PERCENT: gettext_lazy("A percent with its sign, such as 75,4%."),
    types.TEXT: gettext_lazy("Text."),
    types.CODE: gettext_lazy("A budget code of three digits, from the list."),
    types.PARTY: gettext_lazy("BIN or IIN, twelve digits."),
    types.ACCOUNT: gettext_lazy("The number of the account, twenty characters."),
    types.PROFILE: gettext_lazy("A care profile from the list."),
    types.CENTRE: gettext_lazy("The key of a cost centre from the list."),
    types.NAMES: gettext_lazy("The name in one language or in two, with a stroke between them."),
}
# What a column of text is about, by its key or by the kind and the key.
_ABOUT: Mapping[str, Promise] = {
    "target": gettext_lazy(
        "Where the cost goes, from the list: to a cost centre, or spread by a basis; a basis of your own by its name."
    ),
    "centre": gettext_lazy("A short key of the cost centre, such as ADM."),
    "driver": gettext_lazy("A basis from the list, or your own name of one, the same in every file."),
    "basis": gettext_lazy("The basis by which a service centre is allocated, from the list or your own."),
    "year_total": gettext_lazy("May be left empty; where it is filled, the months must add up to it."),
    "case": gettext_lazy("The number of the case, the only mark by which it is known here."),
    "knp": gettext_lazy("The code of the purpose of payment, three digits, as the bank gives it."),
    "points": gettext_lazy("Numbers of items of the procurement plan, with a comma between them."),
    "share": gettext_lazy("A share of one, such as 0,5; shares of a code add up to one."),
    "indicators.year": gettext_lazy("A year, or a part of one, such as 2025 or the first half of 2025."),
    "indicators.source": gettext_lazy("Where the figures come from, such as the hospital register."),
    "source": gettext_lazy("The source of funds, as the budget of the year has it."),
    "stage": gettext_lazy("Reporting period, current period or plan."),
    "resources.programme": gettext_lazy("The code of the programme, such as 067 or 217/102."),
    "income.payable": gettext_lazy("Accrued less withheld; may be left empty."),
    "income.accrued": gettext_lazy("Accrued by the act, tenge; below zero where an act corrects an earlier one."),
    "amendment.amount": gettext_lazy("The change of the plan in tenge: above zero up, below zero down."),
}
_EXAMPLES: Mapping[str, str] = {
    types.DATE: "15.03.2025", types.YEAR: "2025", types.AMOUNT: "125 000,50", types.NUMBER: "12",
    types.PERCENT: "75,4%", types.PARTY: "991240999016", types.ACCOUNT: "KZ00000000000000TEST",
    types.NAMES: "Врачи / Дәрігерлер", "case": "2025-000123", "centre": "ADM", "points": "12, 15", "share": "0,5",
    "amendment.amount": "-15 000,00", "knp": "710", "number": "15", "contract_number": "15",
    "announcement_number": "1234567-1",
    "quota": "10", "source": "ОСМС", "step": "1", "order": "№ 15",
    "unit": "%", "indicators.year": "1 полугодие 2025", "indicators.source": "ЭРСБ",
}  # fmt: skip
_WIDTHS = (30, 30, 46, 46, 14, 22)
# Points; not every program makes a row as high as its wrapped text.
HEIGHT_OF_LINE = 15


def what_goes_in(kind: str, heading: TemplateColumn) -> str:
    """A sentence on the cells of a column, in the active language."""
    column = heading.column
    about = _ABOUT.get(f"{kind}.{column.key}") or (_ABOUT.get(column.key) if column.type != types.CENTRE else None)
    if about is not None:
        return str(about)
    if column.type == types.WORD:
        return _("One of: %(words)s.") % {"words": ", ".join(heading.choices)}
    if column.type == types.NUMBER and column.is_whole:
        return _("A whole number, zero or more.")
    return str(_WHAT[column.type])


def example(kind: str, heading: TemplateColumn) -> str:
    column = heading.column
    if heading.choices:
        return heading.choices[0]
    keys = (f"{kind}.{column.key}", column.key, column.type)
    return next((_EXAMPLES[key] for key in keys if key in _EXAMPLES), "")


def write(book: Workbook, sheet: Worksheet, made: Template) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#EEF2F5", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    # the mark by which the sheet is known not to be a table
    sheet.write_string(0, 0, MARK)
    sheet.set_row(0, None, None, {"hidden": True})
    row = 1
    for text in _introduction(made):
        sheet.write_string(row, 0, text)
        row += 1
    row += 1
    titles = [f"{_in('ru', title)} / {_in('kk', title)}" for title in (_MUST, _EXAMPLE)]
    wide = [_in(language, title) for title in (_COLUMN, _GOES_IN) for language in LANGUAGES]
    for at, text in enumerate([*wide, *titles]):
        sheet.write_string(row, at, text, head)
    sheet.freeze_panes(row + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(row, 2 * HEIGHT_OF_LINE)
    for row, cells in enumerate(_rows(made), row + 1):  # noqa: B020 - the rows below
        lines = max(-(-len(text) // (width - 3)) for text, width in zip(cells, _WIDTHS, strict=True))
        sheet.set_row(row, max(lines, 1) * HEIGHT_OF_LINE)
        for at, text in enumerate(cells):
            sheet.write_string(row, at, text, cell)


_COLUMN, _GOES_IN = gettext_lazy("Column of the table"), gettext_lazy("What goes in")
_MUST, _EXAMPLE = gettext_lazy("Must be filled"), gettext_lazy("Example")
_YES, _NO = gettext_lazy("yes"), gettext_lazy("no")
_HOW = (
    gettext_lazy("Write below the header; leave the header as it is. Rows nobody fills in are passed over."),
    gettext_lazy("Columns with a darker header must be filled in every row."),
)
_OF_A_MONTH = gettext_lazy("Choose the month above the table first: every figure counts for it.")


def _introduction(made: Template) -> Iterator[str]:
    for language in LANGUAGES:
        for text in (*_HOW, *([_OF_A_MONTH] if made.period else [])):
            yield _in(language, text)


def _rows(made: Template) -> Iterator[tuple[str, ...]]:
    kind = made.kind
    for heading in made.headings:
        column = heading.column
        must = _YES if column.must_be_filled else _NO
        names = [_named(made, column, language) for language in LANGUAGES]
        what = [_what(made, heading, language) for language in LANGUAGES]
        yield (*names, *what, f"{_in('ru', must)} / {_in('kk', must)}", example(kind.key, heading))


def _named(made: Template, column: Column, language: str) -> str:
    with override(language):
        text = header(made.kind, column, language)
    return text[:1].upper() + text[1:]


def _what(made: Template, heading: TemplateColumn, language: str) -> str:
    column = heading.column
    with override(language):
        spoken = words_of(column, language) if column.type == types.WORD else heading.choices
        return what_goes_in(made.kind.key, TemplateColumn(column, heading.group, heading.text, spoken))


def _in(language: str, text: Promise) -> str:
    with override(language):
        return str(text)
