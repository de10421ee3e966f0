"""Closing a month and opening it again.

Closed means closed in the database: its triggers read the state written here. A month is kept from closing by books
that do not check, rows that wait for a person, a stated closing balance missing or differing, and an earlier month
still open; the rest of the checklist warns and is recorded. Opening again needs a reason and a second person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import cash, chain, checked_books, rooms, treasury
from finance.audit import record
from finance.beginning import first_month
from finance.clock import today
from finance.execution import Execution, figures
from finance.languages import active_language, month_said
from finance.ledger import LedgerError, lock
from finance.ledger.posting import closed_months
from finance.models import AskedReopening, AuditEvent, Budget, MonthState
from finance.money import ZERO, display
from finance.months import Month, year_months
from finance.reporting.periods import period_in_words, short_date
from finance.reporting.report import Remark
from finance.rights import Action, Approval, require_one_of
from finance.scope import of_budget

# Who may ask for a closed month, and who may approve it: any of these.
MAY_ASK = (Action.IMPORT, Action.CLOSE, Action.REOPEN)
MAY_APPROVE = (Action.CLOSE, Action.REOPEN)
MOST_DAYS_OPEN = 31


class ClosingError(LedgerError):
    """A month that cannot be closed or opened; `lines` is its checklist where that is the reason."""

    def __init__(self, message: str, lines: tuple["ChecklistLine", ...] = ()) -> None:
        self.lines = lines
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """`state` is `ok`, `failed` or `warning`; a line that `blocks` keeps the month from closing."""

    name: str
    label: str
    state: str
    remarks: tuple[Remark, ...] = ()
    is_blocker: bool = True

    @property
    def details(self) -> tuple[str, ...]:
        return tuple(remark.text for remark in self.remarks)

    @property
    def blocks(self) -> bool:
        return self.is_blocker and self.state == "failed"

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "label": self.label,
            "state": self.state,
            "blocks": self.blocks,
            "details": list(self.details),
        }


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """A month as the calendar shows it. `opened` is the audit event of its last opening, where there was one."""

    month: Month
    state: MonthState | None
    asked: AskedReopening | None
    opened: AuditEvent | None
    is_closed: bool

    @property
    def is_open_for_days(self) -> bool:
        return self.state is not None and not self.is_closed


def calendar(budget: Budget) -> list[MonthOfYear]:
    """The twelve months and period 13. Two queries at most."""
    related = ("closed_by", "asked_reopening__asked_by")
    states = {state.month: state for state in MonthState.objects.filter(budget=budget).select_related(*related)}
    opened: dict[str, AuditEvent] = {}
    if any(state.reopened_until for state in states.values()):
        events = AuditEvent.objects.filter(action="finance.month.reopened", data__budget=budget.key)
        opened = {event.data["month"]: event for event in events.select_related("user").order_by("pk")}
    found = []
    for month in [*year_months(budget.year), Month(budget.year, 13)]:
        state = states.get(month)
        asked = getattr(state, "asked_reopening", None)
        last = opened.get(str(month)) if state is not None and state.reopened_until else None
        found.append(MonthOfYear(month, state, asked, last, state is not None and state.is_closed_on(today())))
    return found


def _not_over(month: Month, language: str) -> list[str]:
    if today() > month.last_day:
        return []
    return [_("It ends on %(day)s.") % {"day": short_date(month.last_day, language)}]


def checklist(budget: Budget, month: Month) -> tuple[ChecklistLine, ...]:
    """What speaks for and against closing `month` of `budget` now."""
    found, language = checked_books.check(budget), active_language()
    execution = figures(of_budget(budget), month.calendar, month.calendar)
    total = execution.total
    open_before, without_books = _months_before(budget, month)
    cash_faults = _cash_faults(execution, month, is_first=bool(without_books) and not open_before)
    over = [
        _("%(code)s: %(over)s over the year's plan")
        % {"code": execution.codes[pk].code, "over": display(f.cash_year - f.plan_adjusted, language)}
        for pk, f in execution.by_code.items()
        if f.is_over_plan
    ]
    remainders = [
        f"{entry.code.code}: {display(entry.amount, language)}"
        for entry in treasury.negative_remainders([budget.pk])
        if entry.month == month
    ]
    has_treasury = bool(budget.facility.treasury_code) or budget.documents.filter(kind="treasury").exists()
    known = [_warning("treasury-remainder", _("The treasury knows every payment"), remainders)] if has_treasury else []
    return (
        _blocker("books", _("The books check"), found.broken),
        _blocker("unresolved-rows", _("No imported row waits for a person"), rooms.blockers(budget, month)),
        _blocker("stated-cash", _("The stated closing balance equals the books"), cash_faults),
        _blocker("earlier-months", _("Every earlier month is closed"), open_before, said=_closed_with(without_books)),
        _warning("month-is-over", _("The month is over"), _not_over(month, language)),
        _warning("actual-cost", _("The month's actual cost is posted"), _nothing(total.actual)),
        _warning("money-received", _("Money received in the month is posted"), _nothing(total.funding)),
        _warning("over-plan", _("No code is paid over its plan"), over),
        *known,
    )


@transaction.atomic
def close(budget: Budget, month: Month, *, user: User) -> tuple[ChecklistLine, ...]:
    """Close `month` and keep its checklist. Raises PermissionDenied, ClockError, or ClosingError with what blocks."""
    require_one_of(user, (Action.CLOSE,), budget.facility)
    lock(budget.pk)
    # what is known before the close is dated before it, to the moment
    chain.require_forward(connection, back_at_most=timedelta(0))
    _require_of_year(budget, month)
    if month in closed_months(budget.pk):
        raise ClosingError(_("%(month)s is closed already.") % {"month": month_said(month)})
    lines = checklist(budget, month)
    blocking = [line.label for line in lines if line.blocks]
    if blocking:
        raise ClosingError(
            _("%(month)s cannot be closed. Not true yet: %(lines)s.")
            % {"month": month_said(month), "lines": "; ".join(blocking)},
            lines,
        )
    _open, without_books = _months_before(budget, month)
    for one in (*without_books, month):
        said = [line.as_json() for line in lines] if one == month else []
        state = {"is_closed": True, "reopened_until": None, "reason": "", "closed_by": user, "checklist": said}
        MonthState.objects.update_or_create(budget=budget, month=one, defaults=state)
    warnings = [line.name for line in lines if line.state == "warning"]
    record(
        "finance.month.closed",
        user=user,
        data={**_place(budget, month), "warnings": warnings, "without_books": list(map(str, without_books))},
    )
    return lines


@transaction.atomic
def reopen(budget: Budget, month: Month, *, people: Approval, reason: str, until: date) -> tuple[ChecklistLine, ...]:
    """Open a closed `month` through the day `until`. Raises PermissionDenied, or ClosingError with every reason."""
    user, approver = people.entered_by, people.approved_by
    require_one_of(user, MAY_ASK, budget.facility)
    require_one_of(approver or user, MAY_APPROVE, budget.facility)
    lock(budget.pk)
    is_closed, *others = conditions_of_opening(budget, month, reason, until)
    second = _blocker("second-person", _("A second person approves"), [] if people.is_by_two else [str(user)])
    lines = (is_closed, second, *others)
    refuse_opening(month, lines)
    AskedReopening.objects.filter(state__budget=budget, state__month=month).delete()
    MonthState.objects.filter(budget=budget, month=month).update(reopened_until=until, reason=reason.strip())
    record(
        "finance.month.reopened",
        user=user,
        reason=reason.strip(),
        data={**_place(budget, month), "until": str(until), "approved_by": str(approver)},
    )
    return lines


def conditions_of_opening(budget: Budget, month: Month, reason: str, until: date) -> tuple[ChecklistLine, ...]:
    """What one person must see to before a month is opened again. Raises ClosingError for a month of another year."""
    _require_of_year(budget, month)
    is_closed = month in closed_months(budget.pk)
    # the database goes by the real date where `SMETA_TODAY` goes by another
    latest = max(today(), timezone.localdate()) + timedelta(days=MOST_DAYS_OPEN)
    return (
        _blocker("month-closed", _("The month is closed"), [] if is_closed else [str(month)]),
        _blocker("reason", _("A reason is given"), [] if reason.strip() else [_("Say why the month is opened.")]),
        _blocker("until", _("The last day to work in it is not past"), [] if until >= today() else [str(until)]),
        _blocker("not-for-long", _("It is closed again within a month"), [] if until <= latest else [str(until)]),
    )


def refuse_opening(month: Month, lines: tuple[ChecklistLine, ...]) -> None:
    """Raises ClosingError where a line blocks."""
    blocking = [line.label for line in lines if line.blocks]
    if blocking:
        raise ClosingError(
            _("%(month)s cannot be opened again. Not true yet: %(lines)s.")
            % {"month": month_said(month), "lines": "; ".join(blocking)},
            lines,
        )


def _cash_faults(execution: Execution, month: Month, *, is_first: bool) -> list[str]:
    """`is_first`: months before it have no books, so nothing but a stated balance says what it opens with."""
    if month.number == 13:
        return []
    position, _doubts = cash.position(execution)
    if is_first and not position.is_opening_stated:
        text = _("Nobody stated the cash at the beginning of %(month)s, with which the books begin.")
        return [text % {"month": month_said(month)}]
    if position.closing is None:
        return [_("Nobody stated the cash at the end of %(month)s.") % {"month": month_said(month)}]
    if position.difference:
        return [
            _("Stated %(stated)s, by the books %(computed)s, difference %(difference)s.")
            % {
                "stated": display(position.closing, active_language()),
                "computed": display(position.computed_closing, active_language()),
                "difference": display(position.difference, active_language()),
            }
        ]
    return []


def next_to_close(budget: Budget, rows: Sequence[MonthOfYear]) -> Month | None:
    """The first open month of the calendar; months before the books begin are closed with it."""
    still_open, begins = [row.month for row in rows if not row.is_closed], first_month(budget)
    return begins if len(still_open) == len(rows) else next(iter(still_open), None)


def _months_before(budget: Budget, month: Month) -> tuple[list[str], list[Month]]:
    """Earlier months still open, as text, and those before the books begin, closed together with their first month."""
    closed = closed_months(budget.pk)
    still_open = [one for n in range(1, month.number) if (one := Month(month.year, n)) not in closed]
    begins = first_month(budget) if still_open and not closed else Month(month.year, 1)
    return [str(one) for one in still_open if one >= begins], [one for one in still_open if one < begins]


def _closed_with(months: Sequence[Month]) -> list[str]:
    if not months:
        return []
    return [
        _("The books begin with this month: the months before it hold nothing and are closed with it (%(months)s).")
        % {"months": period_in_words(months[0], months[-1], active_language())}
    ]


def _nothing(amount: Decimal) -> list[str]:
    return [_("Nothing is posted.")] if amount == ZERO else []


def _blocker(
    name: str, label: str, faults: Sequence[str | Remark], *, said: Sequence[str | Remark] = ()
) -> ChecklistLine:
    """`said` is told of a line without faults."""
    return ChecklistLine(name, label, "failed" if faults else "ok", _remarks(faults or said))


def _warning(name: str, label: str, faults: list[str]) -> ChecklistLine:
    return ChecklistLine(name, label, "warning" if faults else "ok", _remarks(faults), is_blocker=False)


def _remarks(faults: Sequence[str | Remark]) -> tuple[Remark, ...]:
    return tuple(Remark(fault) if isinstance(fault, str) else fault for fault in faults)


def _require_of_year(budget: Budget, month: Month) -> None:
    if month.year != budget.year:
        raise ClosingError(
            _("%(month)s is not a month of the budget %(budget)s.") % {"month": month_said(month), "budget": budget.key}
        )


def _place(budget: Budget, month: Month) -> dict[str, str]:
    return {"budget": budget.key, "month": str(month)}
