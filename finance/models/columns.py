"""Column types of the ledger: months kept as 202501, money as exact tenge."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from finance.months import Month, MonthError


class MonthField(models.IntegerField):
    """A `Month`, stored as the integer 202501 (202513 is the period after December)."""

    # Read by the type checker alone: what the column takes and gives back.
    _pyi_private_set_type: Month | Combinable  # type: ignore[assignment] # an integer in the class above
    _pyi_private_get_type: Month  # type: ignore[assignment] # same
    _pyi_lookup_exact_type: Month | int | str  # type: ignore[assignment] # same

    @cached_property
    def validators(self) -> list[Any]:
        """Those of its own: an integer's least and largest say nothing of a month."""
        return list(self._validators)  # type: ignore[attr-defined] # of every field, unknown to the stubs

    def from_db_value(self, value: int | None, *_args: object) -> Month | None:
        return None if value is None else Month.from_key(value)

    def to_python(self, value: Any) -> Month | None:
        if value is None or isinstance(value, Month):
            return value
        try:
            return Month.from_key(value) if isinstance(value, int) else Month.parse(str(value))
        except MonthError as error:
            raise ValidationError(_("Write the month as 2025-01.")) from error

    def get_prep_value(self, value: Any) -> int | None:
        month = self.to_python(value)
        return None if month is None else month.key

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class TengeField(models.DecimalField):
    """Tenge with two decimals, |amount| < 10¹³."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)
