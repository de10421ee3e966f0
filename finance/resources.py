"""Reference data in and out as tables: every fault of a file at once, by row; nothing saved unless all of it is right.

Nothing is read by the language of the screen: a date is `2025-01-31` or `31.01.2025`, a share `0.5` or `0,5`.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from finance.models import (
    Account,
    Budget,
    BudgetCode,
    Facility,
    FacilityCodeName,
    FundingSource,
    IncomeItem,
    Programme,
)


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


class WholeFileResource(resources.ModelResource):
    """All of a file or nothing, whatever the caller asks for."""

    def import_data(self, dataset: Any, **options: Any) -> Any:
        return super().import_data(
            dataset, **{**options, "rollback_on_validation_errors": True, "use_transactions": True}
        )


class WholeRows:
    """Options every resource shares: rows are found by their own key, unchanged ones are skipped, models validate."""

    use_transactions = True
    skip_unchanged = True
    report_skipped = True
    clean_model_instances = True


def whole_file(
    model: type[Model], key: tuple[str, ...], /, **widgets_of: widgets.Widget
) -> type[resources.ModelResource]:
    """The columns of `model` by their names, in order, each with what reads and writes it; `key` names a record."""
    columns = {
        name: fields.Field(attribute=name, column_name=name, widget=widget) for name, widget in widgets_of.items()
    }
    options = {"model": model, "import_id_fields": key, "fields": tuple(columns)}
    named = {**columns, "Meta": type("Meta", (WholeRows,), options), "__module__": __name__}
    return type(f"{model.__name__}Resource", (WholeFileResource,), named)


TEXT = TextWidget()
BudgetCodeResource = whole_file(
    BudgetCode,
    ("code", "valid_from"),
    code=TEXT,
    valid_from=DateWidget(),
    valid_to=DateWidget(),
    parent=CodeWidget(),
    name_ru=TEXT,
    name_kk=TEXT,
    is_name_kk_official=YesNoWidget(),
    is_group=YesNoWidget(),
    may_be_charged=TEXT,
    variable_share=NumberWidget(),
    note=TEXT,
)
IncomeItemResource = whole_file(
    IncomeItem, ("code",), code=TEXT, name_ru=TEXT, name_kk=TEXT, is_name_kk_official=YesNoWidget(), note=TEXT
)
FacilityCodeNameResource = whole_file(
    FacilityCodeName,
    ("facility", "code"),
    facility=LinkWidget(Facility, "number"),
    code=CodeWidget(),
    name_ru=TEXT,
    name_kk=TEXT,
)
FacilityResource = whole_file(
    Facility,
    ("number",),
    number=NumberOfTwelveWidget(),
    name_ru=TEXT,
    name_kk=TEXT,
    parent=LinkWidget(Facility, "number"),
    treasury_code=TEXT,
)
AccountResource = whole_file(Account, ("iik",), iik=TEXT, facility=LinkWidget(Facility, "number"), bank=TEXT)
FundingSourceResource = whole_file(
    FundingSource, ("key",), key=TEXT, name_ru=TEXT, name_kk=TEXT, payer_number=NumberOfTwelveWidget()
)
ProgrammeResource = whole_file(
    Programme, ProgrammeWidget.COLUMNS, **dict.fromkeys((*ProgrammeWidget.COLUMNS, "name_ru", "name_kk"), TEXT)
)
BudgetResource = whole_file(
    Budget,
    ("key",),
    key=TEXT,
    facility=LinkWidget(Facility, "number"),
    year=YearWidget(),
    programme=ProgrammeWidget(),
    source=LinkWidget(FundingSource, "key"),
    contract_number=TEXT,
)
