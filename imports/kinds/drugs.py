"""Medicines issued to cases: what was issued is a part of the cost that code 142 holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.money import display, round_half_up
from imports.kinds.case_events import CaseEventKind
from imports.kinds.column import AMOUNT, DATE, NUMBER, Column
from imports.kinds.columns import Columns
from imports.kinds.shared_columns import CASE_OF_ROW
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
               is_required=True, least=Decimal("0.0001")),
        Column("price", gettext_lazy("price, tenge"),
               ("price", "цена*", "цена за единицу*", "бағасы*", "баға*", "бірлік бағасы*", "unit price"), AMOUNT),
        Column("amount", gettext_lazy("amount, tenge"),
               ("amount", "сумма", "сумма*", "стоимость", "сомасы", "сома", "құны"), AMOUNT,
               excluded=("ндс", "ққс", "vat")),
    )  # fmt: skip
    needs_one_of = (("price", "amount"),)
    title_words = ("выдача лекарственных средств", "выдача медикаментов", "требование на медикаменты",
                   "отпуск медикаментов", "берілген дәрі", "дәрілік заттарды беру", "medicines issued")  # fmt: skip
    model = DrugIssue
    fields = ("case", "day", "medicine", "unit", "quantity", "price", "amount")
    quantity_key = "amount"
    figures = ("quantity", "amount")

    def values(self, columns: Columns) -> Iterator[tuple[Any, ...]]:
        """An amount that is not stated is quantity × price, half up; one that is stated must be just that."""
        for at, (case, day, medicine, unit, quantity, price, amount) in enumerate(
            zip(*(columns[key] for key in self.fields), strict=True)
        ):
            counted = None if quantity is None or price is None else round_half_up(quantity * price)
            if amount is None and counted is None and columns.numbers[at] not in columns.reading.rejected_rows:
                message = _("The row has no amount. Write it, or the price.")
                columns.refuse(at, "amount", "missing-value", message)
            elif amount is not None and counted is not None and amount != counted:
                message = _("%(quantity)s × %(price)s is %(counted)s, the row says %(stated)s. Correct one of them.")
                values = {"quantity": f"{quantity.normalize():f}", "price": display(price),
                          "counted": display(counted), "stated": display(amount)}  # fmt: skip
                columns.refuse(at, "amount", "total-differs", message % values, str(amount))
            yield case, day, medicine, unit, quantity, price, counted if amount is None else amount


KIND = Drugs()
