"""Why an indicator was missed, and how it is measured, as somebody typed it: states, each under its document."""

from django.contrib.auth.models import User
from django.db import transaction

from finance.audit import record
from finance.clock import today
from finance.models import Budget, Document
from finance.months import Month
from tariffs.declaring import compare, declare
from tariffs.models import Indicator, IndicatorValue
from tariffs.models.declared import Declared

SET_BY_HAND = ("formula", "better", "responsible")


@transaction.atomic
def explain(budget: Budget, indicator: Indicator, period: tuple[Month, Month], text: str, user: User) -> bool:
    """Keep the reason of the months, inclusive; whether it is another than the one that stands."""
    first, last = period
    reason = IndicatorValue(
        node=indicator.node, number=indicator.number, name=indicator.name,
        first_month=first, last_month=last, kind=IndicatorValue.Kind.REASON, text=text,
    )  # fmt: skip
    return _declared(budget, reason, "reason", user, {"from": str(first), "through": str(last), "reason": text})


@transaction.atomic
def set_up(budget: Budget, indicator: Indicator, chosen: dict[str, str], user: User) -> bool:
    """Keep how the indicator is measured (`SET_BY_HAND`); whether that is new. It outlives the next file."""
    kept = {
        field.attname: getattr(indicator, field.attname)
        for field in Indicator._meta.concrete_fields
        if field.attname not in ("id", "document_id")
    }
    changed = {key: chosen[key] for key in SET_BY_HAND}
    return _declared(budget, Indicator(**kept | changed), "set-up", user, changed)


def _declared(budget: Budget, row: Declared, what: str, user: User, said: dict[str, str]) -> bool:
    if not compare(budget.facility, [row]).moved:
        return False
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.COSTING, date=today(), entered_by=user, reason=str(row)[:200]
    )
    declare(document, [row])
    record(f"tariffs.indicator.{what}", user=user, data={"document": document.pk, **said})
    return True
