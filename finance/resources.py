"""Reference data in and out as tables: every fault of a file at once, by row; nothing saved unless all of it is right.

Nothing is read by the language of the screen: a date is `2025-01-31` or `31.01.2025`, a share `0.5` or `0,5`.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from finance.models import Account, Budget, BudgetCode, Facility, FacilityCodeName, FundingSource, Programme


class TextWidget(widgets.Widget):
    """Text; a number typed into a sheet is taken as its digits, since codes are text that looks like numbers."""

    def clean(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()

    def render(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return "" if value is None else str(value)


class NumberOfTwelveWidget(TextWidget):
    """БИН or ИИН. Twelve digits; a shorter number has lost its leading zeros, and how many is not guessed."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs)
        if text and not re.fullmatch(r"\d{12}", text):
            raise ValueError(_("“%(value)s” has not twelve digits. Keep the column as text.") % {"value": text})
        return text


class DateWidget(widgets.Widget):
    def clean(self, value: Any, *_args: Any, **_kwargs: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date) or value in (None, ""):
            return value or None
        text = str(value).strip()
        for shape in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
        raise ValueError(_("“%(value)s” is no date; write it as 31.01.2025 or 2025-01-31.") % {"value": text})

    def render(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return "" if value is None else value.isoformat()


class NumberWidget(widgets.Widget):
    """An exact number: `0.5`, `0,5`, `2025`."""

    def clean(self, value: Any, *_args: Any, **_kwargs: Any) -> Decimal | None:
        text = repr(value) if isinstance(value, float) else str("" if value is None else value).strip()
        if not text:
            return None
        if not re.fullmatch(r"-?\d+([.,]\d+)?", text):
            raise ValueError(_("“%(value)s” is no number.") % {"value": text})
        return Decimal(text.replace(",", "."))

    def render(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return "" if value is None else format(value, "f")


class YearWidget(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = TextWidget().clean(value, row, **kwargs)
        if text and not re.fullmatch(r"\d{4}", text):
            raise ValueError(_("“%(value)s” is no year.") % {"value": text})
        return int(text) if text else None

    def render(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return "" if value is None else str(value)


class YesNoWidget(widgets.Widget):
    YES, NO = {"1", "1.0", "yes", "true", "да", "иә"}, {"", "0", "0.0", "no", "false", "нет", "жоқ"}

    def clean(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        text = str("" if value is None else value).strip().lower()
        if text in self.YES or text in self.NO:
            return text in self.YES
        raise ValueError(_("“%(value)s” is neither yes nor no; write 1 or 0.") % {"value": value})

    def render(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return "1" if value else "0"


class LinkWidget(TextWidget):
    """A record named by one of its own columns; an unknown name is a fault of the row."""

    def __init__(self, model: Any, column: str) -> None:
        super().__init__()
        self.model, self.column = model, column

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value, row, **kwargs)
        if not text:
            return None
        found = self.model.objects.filter(**{self.column: text}).first()
        if found is None:
            raise ValueError(_("There is no “%(value)s”.") % {"value": text})
        return found

    def render(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return "" if value is None else str(getattr(value, self.column))


class CodeWidget(TextWidget):
    """A budget code as it was meant on a day: the row's own `valid_from`, else today's meaning."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value, row, **kwargs)
        if not text:
            return None
        day = DateWidget().clean((row or {}).get("valid_from"))
        lives = BudgetCode.objects.filter(code=text)
        meant = Q(valid_to=None) if day is None else Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
        found = lives.filter(meant).first()
        if found is None:
            raise ValueError(_("There is no budget code “%(value)s” on that day.") % {"value": text})
        return found

    def render(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return "" if value is None else value.code


class ProgrammeWidget(TextWidget):
    """`253/067` or `253/067/100`."""

    COLUMNS = ("administrator_code", "programme_code", "subprogramme_code")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        parts = super().clean(value, row, **kwargs).split("/")
        codes = dict(zip(self.COLUMNS, [*parts, "", "", ""][:3], strict=True))
        found = Programme.objects.filter(**codes).first() if len(parts) <= len(self.COLUMNS) else None
        if found is None:
            raise ValueError(_("There is no programme “%(value)s”.") % {"value": "/".join(parts)})
        return found

    def render(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return "" if value is None else "/".join(getattr(value, column) for column in self.COLUMNS).rstrip("/")


def column(name: str, widget: widgets.Widget | None = None, default: Any = fields.NOT_PROVIDED) -> fields.Field:
    return fields.Field(attribute=name, column_name=name, widget=widget or TextWidget(), default=default)


class WholeFileResource(resources.ModelResource):
    """All of a file or nothing, whatever the caller asks for."""

    def import_data(self, dataset: Any, **options: Any) -> Any:
        return super().import_data(
            dataset, **{**options, "rollback_on_validation_errors": True, "use_transactions": True}
        )


class Whole:
    """Options every resource shares: rows are found by their own key, unchanged ones are skipped, models validate."""

    use_transactions = True
    skip_unchanged = True
    report_skipped = True
    clean_model_instances = True


class BudgetCodeResource(WholeFileResource):
    code = column("code")
    valid_from = column("valid_from", DateWidget())
    valid_to = column("valid_to", DateWidget())
    parent = column("parent", CodeWidget())
    name_ru = column("name_ru")
    name_kk = column("name_kk")
    is_name_kk_official = column("is_name_kk_official", YesNoWidget())
    is_group = column("is_group", YesNoWidget())
    may_be_charged = column("may_be_charged")
    variable_share = column("variable_share", NumberWidget())
    note = column("note")

    class Meta(Whole):
        model = BudgetCode
        import_id_fields = ("code", "valid_from")
        fields = (
            "code",
            "valid_from",
            "valid_to",
            "parent",
            "name_ru",
            "name_kk",
            "is_name_kk_official",
            "is_group",
            "may_be_charged",
            "variable_share",
            "note",
        )


class FacilityCodeNameResource(WholeFileResource):
    facility = column("facility", LinkWidget(Facility, "number"))
    code = column("code", CodeWidget())
    name_ru = column("name_ru")
    name_kk = column("name_kk")

    class Meta(Whole):
        model = FacilityCodeName
        import_id_fields = ("facility", "code")
        fields = ("facility", "code", "name_ru", "name_kk")


class FacilityResource(WholeFileResource):
    number = column("number", NumberOfTwelveWidget())
    name_ru = column("name_ru")
    name_kk = column("name_kk")
    parent = column("parent", LinkWidget(Facility, "number"))
    treasury_code = column("treasury_code")

    class Meta(Whole):
        model = Facility
        import_id_fields = ("number",)
        fields = ("number", "name_ru", "name_kk", "parent", "treasury_code")


class AccountResource(WholeFileResource):
    iik = column("iik")
    facility = column("facility", LinkWidget(Facility, "number"))
    bank = column("bank")

    class Meta(Whole):
        model = Account
        import_id_fields = ("iik",)
        fields = ("iik", "facility", "bank")


class FundingSourceResource(WholeFileResource):
    key = column("key")
    name_ru = column("name_ru")
    name_kk = column("name_kk")
    payer_number = column("payer_number", NumberOfTwelveWidget())

    class Meta(Whole):
        model = FundingSource
        import_id_fields = ("key",)
        fields = ("key", "name_ru", "name_kk", "payer_number")


class ProgrammeResource(WholeFileResource):
    administrator_code = column("administrator_code")
    programme_code = column("programme_code")
    subprogramme_code = column("subprogramme_code")
    name_ru = column("name_ru")
    name_kk = column("name_kk")

    class Meta(Whole):
        model = Programme
        import_id_fields = ("administrator_code", "programme_code", "subprogramme_code")
        fields = ("administrator_code", "programme_code", "subprogramme_code", "name_ru", "name_kk")


class BudgetResource(WholeFileResource):
    key = column("key")
    facility = column("facility", LinkWidget(Facility, "number"))
    year = column("year", YearWidget())
    programme = column("programme", ProgrammeWidget())
    source = column("source", LinkWidget(FundingSource, "key"))
    contract_number = column("contract_number")

    class Meta(Whole):
        model = Budget
        import_id_fields = ("key",)
        fields = ("key", "facility", "year", "programme", "source", "contract_number")
