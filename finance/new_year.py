"""The turn of the year in one press: what a facility keeps goes on into the next year, each room carrying its own.

Nothing that stands in the new year is written over and nothing is carried twice, so the press may be made again: it
then carries what was still missing the first time.
"""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance import cash, rights, rooms
from finance.audit import record
from finance.clock import today
from finance.known_budgets import budgets_of
from finance.models import Budget, BudgetCode, CashBalance, Document, Facility, PlanDraft
from finance.months import Month
from finance.plan_drafts import Typed, begin, keep, usable_codes
from finance.planning import adjusted_by_month
from finance.register_tables import free_key
from finance.rights import Action

MAY_START = (Action.PLAN, Action.MANAGE)


@dataclass(frozen=True, slots=True)
class YearTurn:
    """A facility going into `year`, by somebody with rights of his own. `left` names what waits for somebody else's."""

    facility: Facility
    year: int
    user: User
    left: list[str] = field(default_factory=list)

    def may(self, action: Action) -> bool:
        return rights.can(self.user, action, self.facility)

    @property
    def pairs(self) -> list[tuple[Budget, Budget]]:
        """Each budget of the old year with that of the new one which has its programme and source."""
        both = Budget.objects.filter(facility=self.facility, year__in=[self.year - 1, self.year])
        budgets = list(both.select_related("facility", "programme", "source").order_by("pk"))
        new = {(one.programme_id, one.source_id): one for one in budgets if one.year == self.year}
        old = [one for one in budgets if one.year == self.year - 1]
        return [(one, new[key]) for one in old if (key := (one.programme_id, one.source_id)) in new]


def next_year(facility: Facility) -> int | None:
    """The year after the facility's last one, never later than that after today's; None where there is no year yet.

    A budget that was made ahead, to plan it, does not make its year a year that was started.
    """
    last = max((one.year for one in budgets_of(facility)), default=None)
    return None if last is None else max(min(last + 1, today().year + 1), last)


@transaction.atomic
def budget_after(old: Budget, *, user: User) -> Budget:
    """The budget that follows `old` in its programme and source, made where there is none, so that it can be planned.

    Raises PermissionDenied.
    """
    rights.require_one_of(user, MAY_START, old.facility)
    Facility.objects.select_for_update().get(pk=old.facility_id)
    there = Budget.objects.filter(
        facility=old.facility_id, programme=old.programme_id, source=old.source_id, year=old.year + 1
    ).first()
    if there is not None:
        return there
    new = _following(old)
    record("year.budget-made", user=user, data={"facility": old.facility.number, "budget": new.key})
    return new


@transaction.atomic
def start(facility: Facility, year: int, *, user: User) -> list[str]:
    """Carry what there is of `year` − 1 and say in sentences what was done. Raises PermissionDenied."""
    rights.require_one_of(user, MAY_START, facility)
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    turn = YearTurn(facility, year, user)
    done = [sentence for room in rooms.rooms() for starter in room.starters for sentence in starter(turn)]
    if done:
        record("year.started", user=user, data={"facility": facility.number, "year": year, "done": done})
    if turn.left:
        said = _("Left for the economist and the accountant, who press the same button: %(what)s.")
        done = [*done, said % {"what": ", ".join(dict.fromkeys(turn.left))}]
    return done


def start_finance(turn: YearTurn) -> list[str]:
    """Budgets, a draft of the plan for each, and opening balances."""
    return _budgets(turn) + _plans(turn) + _opening_balances(turn)


def _budgets(turn: YearTurn) -> list[str]:
    of_facility = Budget.objects.filter(facility=turn.facility)
    there = set(of_facility.filter(year=turn.year).values_list("programme_id", "source_id"))
    made = []
    for old in of_facility.filter(year=turn.year - 1).order_by("pk"):
        if (old.programme_id, old.source_id) in there:
            continue
        made.append(_following(old))
    said = ngettext("%(n)s budget of %(year)s was made.", "%(n)s budgets of %(year)s were made.", len(made))
    return [said % {"n": len(made), "year": turn.year}] if made else []


def _following(old: Budget) -> Budget:
    year = old.year + 1
    wanted = old.key.replace(str(old.year), str(year))
    key = free_key(Budget, wanted if wanted != old.key else f"{old.key}-{year}")
    new = Budget(
        key=key[:40], facility_id=old.facility_id, year=year, programme_id=old.programme_id, source_id=old.source_id
    )
    new.full_clean()
    new.save()
    return new


def _plans(turn: YearTurn) -> list[str]:
    """The adjusted plan of the old year as a draft of the new one, month by month, to be changed and submitted."""
    made, left_out = 0, set[str]()
    for old, new in turn.pairs:
        plans = (PlanDraft.objects.filter(budget=new, kind=PlanDraft.Kind.PLAN),
                 Document.objects.filter(budget=new, kind=Document.Kind.PLAN))  # fmt: skip
        planned = {key: amount for key, amount in adjusted_by_month(old.pk, old.year).items() if amount > 0}
        if not planned or any(one.exists() for one in plans):
            continue
        if not turn.may(Action.PLAN):
            turn.left.append(_("drafts of plans"))
            return []
        usable = usable_codes(new.year)
        gone = {code for code, _month in planned} - set(usable)
        left_out |= set(BudgetCode.objects.filter(pk__in=gone).values_list("code", flat=True))
        draft = begin(new, PlanDraft.Kind.PLAN, user=turn.user)
        cells = [
            Typed(code, Month(new.year, month.number), amount)
            for (code, month), amount in planned.items()
            if code in usable
        ]
        keep(draft, cells, seen=draft.revision, user=turn.user)
        made += 1
    if not made:
        return []
    said = [_("Carried over: %(what)s (%(n)s).") % {"what": _("drafts of plans"), "n": made}]
    if left_out:
        codes = ", ".join(sorted(left_out))
        said.append(_("Codes that end with the old year are not in the draft: %(codes)s.") % {"codes": codes})
    return said


def _opening_balances(turn: YearTurn) -> list[str]:
    """What was stated for 31 December opens the new year, account by account, once that day has come."""
    last = date(turn.year - 1, 12, 31)
    if today() < last:
        return []
    carried = 0
    for old, new in turn.pairs:
        if CashBalance.objects.filter(budget=new, document__status=Document.Status.POSTED).exists():
            continue
        rows = CashBalance.objects.filter(budget=old, date=last, document__status=Document.Status.POSTED)
        newest = {row.account: row for row in rows.order_by("pk")}
        if not newest:
            continue
        if not any(map(turn.may, (Action.IMPORT, Action.CLOSE))):
            turn.left.append(_("opening balances"))
            return []
        reason = _("closing balance of %(budget)s") % {"budget": old.label}
        document = Document.objects.create(
            budget=new, kind=Document.Kind.BALANCES, date=last, reason=reason, entered_by=turn.user
        )
        cash.keep(
            [
                CashBalance(budget=new, account=row.account, date=last, amount=row.amount, document=document)
                for row in newest.values()
            ]
        )
        carried += len(newest)
    said = ngettext("%(n)s opening balance was carried over.", "%(n)s opening balances were carried over.", carried)
    return [said % {"n": carried}] if carried else []
