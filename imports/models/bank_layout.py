"""The layouts of banks' statements: which header means what, and which way money goes."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DAYS = ("date", "spent_date", "received_date", "value_date", "document_date")
# Of each group a statement has one at least; its direction may be said without a column.
NEEDED = (
    ("spent", "amount"),
    DAYS,
    ("spent", "direction", "payer_account", "payer_name", "payer_number"),
    ("purpose", "payee_name", "party_name"),
)
COLUMNS = (
    *DAYS, "number", "received", "spent", "amount", "direction", "currency", "payer_name", "payer_number",
    "payer_account", "payee_name", "payee_number", "payee_account", "party_name", "party_number", "party_account",
    "knp", "purpose", "code",
)  # fmt: skip
DIRECTION_WORDS = ("out_words", "in_words")
SIDE_WORDS = (
    "payer_titles", "payee_titles", "party_titles", "both_titles", "name_parts", "number_parts", "account_parts",
)  # fmt: skip
_SEPARATOR = re.compile(r"[;\n]")


def words_in(text: str) -> tuple[str, ...]:
    """The words of a field."""
    return tuple(word.strip() for word in _SEPARATOR.split(text) if word.strip())


def _words(label: Any, hint: str = "") -> models.TextField:
    return models.TextField(label, blank=True, default="", help_text=hint)


class BankLayout(models.Model):
    """A layout. Words stand in lines of their own or between semicolons; `imports.bank.layouts` reads them.

    The fields of words bear the keys of the columns of a statement.
    """

    class Way(models.TextChoices):
        OUT = "out", _("every row is money paid")
        IN = "in", _("every row is money received")
        MINUS_OUT = "minus-out", _("minus is money paid, plus money received")
        MINUS_IN = "minus-in", _("minus is money received, plus money paid")

    name = models.CharField(_("bank or program"), max_length=100, unique=True)
    order = models.PositiveIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)
    is_general = models.BooleanField(
        _("words of any bank"), default=False,
        help_text=_("Otherwise the layout holds where every header that it names stands in the table."),
    )  # fmt: skip
    way = models.CharField(_("which way money goes"), max_length=9, choices=Way.choices, blank=True, default="")
    date = _words(_("date"))
    spent_date = _words(_("day of debit"))
    received_date = _words(_("date of receipt"))
    value_date = _words(_("value date"))
    document_date = _words(_("date of the document"))
    number = _words(_("number"))
    received = _words(_("received"))
    spent = _words(_("spent"))
    amount = _words(_("amount"))
    direction = _words(_("direction"))
    currency = _words(_("currency"))
    payer_name = _words(_("payer"))
    payer_number = _words(_("BIN of the payer"))
    payer_account = _words(_("account of the payer"))
    payee_name = _words(_("payee"))
    payee_number = _words(_("BIN of the payee"))
    payee_account = _words(_("account of the payee"))
    party_name = _words(_("counterparty"))
    party_number = _words(_("BIN or IIN"))
    party_account = _words(_("account of the counterparty"))
    knp = _words(_("payment-purpose code"))
    purpose = _words(_("purpose"))
    code = _words(_("budget code"))
    out_words = _words(_("words for money paid"))
    in_words = _words(_("words for money received"))
    payer_titles = _words(_("what the payer is called"))
    payee_titles = _words(_("what the payee is called"))
    party_titles = _words(_("what the counterparty is called"))
    both_titles = _words(_("what both sides are called together"))
    name_parts = _words(_("what a name is called"))
    number_parts = _words(_("what a BIN or IIN is called"))
    account_parts = _words(_("what an account is called"))

    class Meta:
        verbose_name = _("layout of a bank's statement")
        verbose_name_plural = _("layouts of banks' statements")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """No word means two columns; a layout of one bank names what a statement needs. Raises ValidationError."""
        faults = self._words_twice()
        if not self.is_general:
            faults |= self._lacking()
        if faults:
            raise ValidationError(faults)

    def _words_twice(self) -> dict[str, str]:
        known: dict[str, str] = {}
        faults = {}
        for pair in (COLUMNS, DIRECTION_WORDS):
            for field in pair:
                for word in words_in(getattr(self, field)):
                    before = known.setdefault(f"{pair[0]} {word.casefold()}", field)
                    if before != field:
                        message = gettext("“%(word)s” stands under “%(other)s” too.")
                        faults[field] = message % {"word": word, "other": self._label(before)}
        return faults

    def _lacking(self) -> dict[str, str]:
        filled = {field for field in COLUMNS if words_in(getattr(self, field))} | ({"direction"} if self.way else set())
        faults = {}
        for group in NEEDED:
            if filled.isdisjoint(group):
                message = gettext("A layout of one bank names one of these at least: %(labels)s.")
                faults[group[0]] = message % {"labels": " / ".join(map(self._label, group))}
        return faults

    def _label(self, field: str) -> str:
        return next(str(one.verbose_name) for one in self._meta.fields if one.name == field)
