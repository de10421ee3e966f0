"""Medicines issued to cases: what was issued is a part of the cost that code 142 holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.money import display, round_half_up, totals
from imports.columns import money
from imports.columns.column import AMOUNT, DATE, NUMBER, Column, Crossing
from imports.columns.shared import CASE_OF_ROW, DASHES
from imports.columns.typed import Columns
from imports.policies.case_events import CaseEventKind, CaseReading
from tariffs.models import DrugIssue


class Drugs(CaseEventKind):
    key = "drugs"
    label = gettext_lazy("medicines issued to cases")
    order = 102
    columns = (
        CASE_OF_ROW,
        Column("day", gettext_lazy("day"),
               ("day", "date", "дата", "дата выдачи*", "дата отпуска*", "дата назначения*", "дата списания*",
                "дата и время*", "день", "күні", "күн", "берілген күні", "берілген күн*", "босатылған күні",
                "date of issue", "issued on"), DATE, is_required=True, may_be_told=True),
        Column("medicine", gettext_lazy("medicine"),
               ("medicine", "drug", "мнн", "мнн*", "лекарственное средство*", "наименование лс*", "лекарство*",
                "препарат*",
                "медикамент*", "наименование мнн*", "наименование препарата*", "наименование медикамент*",
                "дәрілік зат*", "дәрі дәрмек*", "дәрі атауы*", "хпа*", "inn"), is_required=True),
        Column("unit", gettext_lazy("unit of measure"),
               ("unit", "ед", "ед изм", "единица", "единица измерения", "өлшем бірлігі", "өлш бірл", "бірлік"),
               blank="", limit=40),
        Column("quantity", gettext_lazy("quantity"),
               ("quantity", "кол во", "количество", "выдано*", "отпущено*", "саны", "мөлшері", "берілгені"), NUMBER,
               is_required=True, may_be_negative=True),
        Column("returned", gettext_lazy("returned"),
               ("returned", "возвращено*", "*возврат*", "қайтарыл*", "*қайтару*", "returned*"), NUMBER, blanks=DASHES),
        Column("price", gettext_lazy("price, tenge"),
               ("price", "цена*", "цена за единицу*", "бағасы*", "баға*", "бірлік бағасы*", "unit price"), AMOUNT,
               takes=money.PRICE),
        Column("amount", gettext_lazy("amount, tenge"),
               ("amount", "сумма", "сумма*", "стоимость*", "сомасы*", "*сомасы*", "сома", "құны*", "amount*", "total*",
                "всего*", "итого*"), AMOUNT, takes=money.DELIVERED),
    )  # fmt: skip
    needs_one_of = (("price", "amount"),)
    crossings = (Crossing("day", "day", "quantity"),)
    title_words = ("выдача лекарственных средств", "выдача медикаментов", "требование на медикаменты",
                   "отпуск медикаментов", "берілген дәрі", "дәрілік заттарды беру", "medicines issued")  # fmt: skip
    model = DrugIssue
    fields = ("case", "day", "medicine", "unit", "quantity", "price", "amount")
    quantity_key = "amount"
    figures = ("quantity", "amount")
    names = ("medicine",)

    def values(self, columns: Columns) -> Iterator[tuple[Any, ...]]:
        """An amount that is not stated is quantity × price, half up; one that is stated must be just that.

        What a case gave back is a negative quantity, or stands in a column of its own; its amount has the same sign.
        """
        for at, (*said, quantity, price, amount) in enumerate(zip(*(columns[key] for key in self.fields), strict=True)):
            left = _kept(columns, at, quantity)
            counted = None if left is None or price is None else round_half_up(left * price)
            if columns.numbers[at] not in columns.reading.rejected_rows:
                self._check(columns, at, (left, price, counted, amount))
            yield (*said, left, price, counted if amount is None else amount)

    @staticmethod
    def _check(columns: Columns, at: int, said: tuple[Any, ...]) -> None:
        quantity, price, counted, amount = said
        if not quantity and not columns["returned"][at]:
            columns.refuse(
                at, "quantity", "not-above-zero", _("The quantity is zero. Correct it, or leave the row out.")
            )
        elif amount is None and counted is None:
            message = _("The row has no amount. Write it, or the price.")
            columns.refuse(at, "amount", "missing-value", message)
        elif amount is not None and counted is not None and amount != counted:
            message = _("%(quantity)s × %(price)s is %(counted)s, the row says %(stated)s. Correct one of them.")
            values = {"quantity": f"{quantity.normalize():f}", "price": display(price),
                      "counted": display(counted), "stated": display(amount)}  # fmt: skip
            columns.refuse(at, "amount", "total-differs", message % values, str(amount))
        elif amount is not None and counted is None and (columns["returned"][at] or amount * quantity < 0):
            message = _("The row can be an issue or a return. Give the price, so that the amount can be counted.")
            columns.refuse(at, "amount", "two-readings", message, str(amount))

    def finish(self, columns: Columns, reading: CaseReading) -> None:
        """Refuse what a case gives back beyond what it was ever issued, in the books and in the file."""
        back = {line.event[0] for line in reading.given if line.amount < 0}
        if not back:
            return
        held = self.model.objects.in_force().filter(facility=columns.context.facility, case__in=back)
        # alike rows of the file and of the books are the same ones, as far as both have them
        every = Counter(held.values_list(*self.fields)) | Counter(
            line.event for line in reading.given if line.event[0] in back
        )
        left = totals((event[0], event[-1] * times) for event, times in every.items())
        for line in reading.given:
            if line.amount < 0 and left[line.event[0]] < 0:
                message = _("The case %(case)s gives back more than it was issued. Import the issue first, or correct "
                            "the row.")  # fmt: skip
                reading.reject(line.row, line.cell, "over-returned", message % {"case": line.event[0]}, line.amount)


def _kept(columns: Columns, at: int, quantity: Decimal | None) -> Decimal | None:
    """What the case kept: what was issued less what it gave back; None where that is refused."""
    returned = columns["returned"][at]
    if not returned or quantity is None:
        return quantity
    if quantity < returned:
        message = _("More was returned than issued. Correct one of them.")
        columns.refuse(at, "returned", "over-returned", message, str(returned))
        return None
    left: Decimal = quantity - returned
    return left


KIND = Drugs()
