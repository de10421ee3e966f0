"""Typed columns of exports of the procurement portal: quantities, flags, words of its lists, whose file it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import Refusal, is_blank, parse_amount, settle_column
from finance.money import ZERO
from finance.party_numbers import party_number
from imports.context import Context
from imports.kinds.columns import Columns
from imports.kinds.kind import Table
from imports.readers.grid import as_code
from imports.refusals import explain
from imports.resolve.letters import skeleton

# The portal's number of each subject, its letter, and what people write.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "goods": ("товар", "1", "товары", "g", "тауар", "тауарлар"),
    "works": ("работа", "2", "работы", "r", "жұмыс", "жұмыстар"),
    "service": ("услуга", "3", "услуги", "s", "service", "services", "қызмет", "қызметтер", "көрсетілетін қызмет"),
}
FLAGS: dict[str, tuple[str, ...]] = {
    "yes": ("да", "1", "true", "иә", "истина", "удалено", "удален", "отменен", "отменено", "жойылған", "ақиқат"),
    "no": ("нет", "0", "false", "жоқ", "ложь", "жалған"),
}
# A sheet keeps fifteen digits of a number; longer codes must be text.
MOST_DIGITS = 10**15


class PortalColumns(Columns):
    def quantities(self, key: str) -> list[Decimal | None]:
        """Numbers of zero or more with at most three decimals; None where the cell is empty or refused."""
        values = self.raw(key)
        style = settle_column(values)
        found: list[Decimal | None] = []
        for at, value in enumerate(values):
            # read in hundredths, so that three decimals survive
            number = None if is_blank(value) else parse_amount(value, style, Decimal(100))
            if isinstance(number, Refusal):
                self.refuse(at, key, number.problem, explain(number), str(value))
                number = None
            number = None if number is None else number / 100
            if number is not None and (number < 0 or number != round(number, 3)):
                message = _("“%(value)s” is no quantity: zero or more with at most three decimals is expected.")
                self.refuse(at, key, "not-an-amount", message % {"value": value}, str(value))
                number = None
            found.append(number)
        return found

    def sums(self, key: str, stated: Sequence[int] = ()) -> list[Decimal | None]:
        """Tenge; None where the cell is empty, the column missing or the sum refused."""
        if not self.table.has(key):
            return [None] * len(self.rows)
        blank = [is_blank(value) for value in self.raw(key)]
        amounts = self.amounts(key, stated=stated, blank=ZERO)
        return [None if empty else amount for empty, amount in zip(blank, amounts, strict=True)]

    def days(self, key: str) -> list[date | None]:
        """Dates; None where the cell is empty or refused."""
        if not self.table.has(key):
            return [None] * len(self.rows)
        places = [at for at, value in enumerate(self.raw(key)) if not is_blank(value)]
        some = Columns(self.table, [self.rows[at] for at in places], self.context, self.reading)
        found = dict(zip(places, some.dates(key), strict=True))
        return [found.get(at) for at in range(len(self.rows))]

    def words(self, key: str, meanings: Mapping[str, Sequence[str]], blank: str = "") -> list[str]:
        """One of few words by what people write for it; `blank` for an empty cell, "" for one that is refused."""
        known = {skeleton(word): value for value, words in meanings.items() for word in (value, *words)}
        found = []
        for at, text in enumerate(self.texts(key)):
            value = known.get(skeleton(text)) if text else blank
            if value is None:
                names = ", ".join(f"{words[1]} {words[0]}" for words in meanings.values())
                message = _("“%(value)s” is none of the words possible here. Write one of: %(names)s.")
                self.refuse(at, key, "unknown-word", message % {"value": text, "names": names}, text)
            found.append(value or "")
        return found

    def flags(self, key: str) -> list[bool]:
        return [value == "yes" for value in self.words(key, FLAGS)]

    def enstru_codes(self, key: str) -> list[str]:
        """Digits of the Unified Nomenclature. A number that a sheet has rounded is refused."""
        found = []
        for at, value in enumerate(self.raw(key)):
            if isinstance(value, int | float) and abs(value) >= MOST_DIGITS:
                message = _("The code is typed as a number, and a sheet keeps only 15 of its digits. Make it text.")
                self.refuse(at, key, "not-a-code", message, as_code(value))
            found.append(re.sub(r"[\s.\-]", "", as_code(value)))
        return found

    def years(self, key: str, otherwise: int | None) -> list[int | None]:
        """Years of budgets; `otherwise` where the cell is empty. A year without a budget is refused."""
        found: list[int | None] = []
        for at, value in enumerate(self.raw(key)):
            text = as_code(value)
            year = int(text) if re.fullmatch(r"20\d\d", text) else None if text else otherwise
            if year is None:
                message = _("“%(value)s” is no year.") % {"value": text} if text else self._no_year()
                self.refuse(at, key, "not-a-date", message, text)
            elif year not in self.context.budgets:
                message = _("There is no budget of %(year)s. Create it, then import the file.") % {"year": year}
                self.refuse(at, key, "no-budget", message, text or str(year))
                year = None
            found.append(year)
        return found

    @staticmethod
    def _no_year() -> str:
        return _("The file does not say of which year it is. Write the year in the title, or in a column.")

    def own(self, key: str) -> None:
        """Refuse rows of other customers: the facility's БИН stands in each cell that is not empty."""
        if not self.table.has(key):
            return
        own = self.context.facility.number
        for at, value in enumerate(self.raw(key)):
            number = party_number(as_code(value))
            if number and number != own:
                message = _("The row belongs to %(other)s, not to %(own)s. Choose the right facility.")
                self.refuse(at, key, "wrong-facility", message % {"other": number, "own": own}, number)


def year_of(table: Table, context: Context) -> int | None:
    """The year of a file whose rows name none: of its title, of the chosen budget, of the only budget."""
    if table.period is not None and table.period.first.year == table.period.last.year:
        return table.period.first.year
    if context.budget is not None:
        return context.budget.year
    return next(iter(context.budgets)) if len(context.budgets) == 1 else None
