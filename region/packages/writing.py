"""What a facility tells its region of a month: balances, cash stated, bed-days, tariffs, doubts and the seal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance import chain, rooms
from finance.models import Balance, Budget, CashBalance, Document, Facility, Measure
from finance.money import ZERO
from finance.months import Month
from finance.refusals import LedgerError
from finance.scope import of_facility
from tariffs.declaring import standing
from tariffs.models import Tariff, Volume

# What counts from its date on, of all months of the year; the others of the months told.
OF_THE_YEAR = (Measure.PLAN, Measure.AMENDMENT, Measure.COMMITMENT)


class NothingToSendError(LedgerError):
    """A facility without a budget of the year."""


def content_of(facility: Facility, month: Month, made_at: datetime) -> dict[str, Any]:
    """Of the year's budgets without those of projects, through `month`. Raises NothingToSendError."""
    budgets = list(
        Budget.objects.filter(facility=facility, year=month.year, project="").select_related("programme", "source")
    )
    if not budgets:
        message = _("“%(facility)s” has no budget of %(year)s.")
        raise NothingToSendError(message % {"facility": facility.name, "year": month.year})
    seal = chain.seal_now()
    first = Month(month.year, 1)
    scope = of_facility(facility, month.year)
    doubts = rooms.doubts("form2", scope, first, month)
    return {
        "facility": {"number": facility.number, "name_ru": facility.name_ru, "name_kk": facility.name_kk},
        "month": str(month), "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "seal": str(seal), "links": seal.number,
        "budgets": [_budget(one) for one in budgets],
        "balances": list(_balances(budgets, month)),
        "cash": list(_cash(budgets, month)),
        "volumes": list(_volumes(facility, month)),
        "tariffs": list(_tariffs(facility, month)),
        "doubts": [remark.text for remark in doubts],
    }  # fmt: skip


def _budget(one: Budget) -> dict[str, Any]:
    programme = one.programme
    return {
        "key": one.key, "year": one.year, "source": one.source.key, "contract_number": one.contract_number,
        "programme": [programme.administrator_code, programme.programme_code, programme.subprogramme_code],
    }  # fmt: skip


def _balances(budgets: Iterable[Budget], month: Month) -> Iterable[dict[str, str]]:
    keys = {budget.pk: budget.key for budget in budgets}
    sums: defaultdict[tuple, Decimal] = defaultdict(lambda: ZERO)
    rows = Balance.objects.filter(budget__in=keys).values_list(
        "budget_id", "code__code", "measure", "month", "dated", "amount"
    )
    for budget, code, measure, of, dated, amount in rows:
        known = dated <= month if measure in OF_THE_YEAR else of <= month
        if known:
            sums[keys[budget], code, measure, str(of), str(dated)] += amount
    for key, amount in sorted(sums.items()):
        if amount:
            yield {
                **dict(zip(("budget", "code", "measure", "month", "dated"), key, strict=True)),
                "amount": str(amount),
            }


def _cash(budgets: Iterable[Budget], month: Month) -> Iterable[dict[str, str]]:
    keys = {budget.pk: budget.key for budget in budgets}
    stated = CashBalance.objects.filter(
        budget__in=keys, document__status=Document.Status.POSTED, date__lte=month.last_day
    ).order_by("id")
    newest = {(keys[one.budget_id], str(one.date), one.account): str(one.amount) for one in stated}
    for (budget, day, account), amount in sorted(newest.items()):
        yield {"budget": budget, "date": day, "account": account, "amount": amount}


def _volumes(facility: Facility, month: Month) -> Iterable[dict[str, Any]]:
    first = Month(month.year, 1)
    for group in standing(Volume, facility, month__gte=first, month__lte=month).values():
        for one in group:
            assert isinstance(one, Volume)
            yield {
                "month": str(one.month), **_profile(one.profile), "setting": one.setting, "beds": one.beds,
                "bed_days_planned": one.bed_days_planned, "bed_days_done": one.bed_days_done,
                "discharged": one.discharged, "accompanying_days": one.accompanying_days,
            }  # fmt: skip


def _tariffs(facility: Facility, month: Month) -> Iterable[dict[str, Any]]:
    for group in standing(Tariff, facility, applies_from__lte=month.last_day).values():
        for one in group:
            assert isinstance(one, Tariff)
            yield {
                **_profile(one.profile), "setting": one.setting, "payment_kind": one.payment_kind,
                "amount": str(one.amount), "applies_from": str(one.applies_from),
                "published_on": str(one.published_on), "order_number": one.order_number,
            }  # fmt: skip


def _profile(profile: Any) -> dict[str, str]:
    return {"profile": profile.key, "profile_ru": profile.name_ru, "profile_kk": profile.name_kk}
