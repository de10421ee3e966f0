"""Giving bank payments their budget codes, and comparing a statement with the books."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q

from finance.models import Budget, Document, Entry, Facility, Measure
from finance.months import Month
from imports.bank.lines import PaymentLine
from imports.bank.statement import OuterBalance, Party
from imports.claims import ALSO_STATED, FUNDED, Claim, FigurePlace
from imports.context import Context
from imports.kinds.kind import DUPLICATE, NEW, UNRESOLVED
from imports.models import Rule
from imports.resolve import payments
from imports.resolve.history import Past
from imports.resolve.letters import skeleton
from procurement.models import Contract, ScheduleLine

# How far back the like is looked for; payments of the last years, not of all time.
HISTORY = 20_000
_FUND = ("социальн", "медицинск", "страхован")
_FUND_KK = ("алеуметтик", "медициналык", "сактандыру")


def is_fund(payer: Party, budget: Budget | None) -> bool:
    """Whether a receipt comes from who funds the budget: by БИН, or by name where the source's БИН is not entered."""
    if budget is not None and budget.source.payer_number:
        return payer.number == budget.source.payer_number
    said = skeleton(payer.name)
    return "фсмс" in said.split() or all(stem in said for stem in _FUND) or all(stem in said for stem in _FUND_KK)


def give_codes(lines: Sequence[PaymentLine], context: Context) -> None:
    """Give every new payment its code, or let it wait with codes on offer. Duplicates take that of their entry."""
    _codes_of_duplicates([line for line in lines if line.status == DUPLICATE and line.code is None and line.entry])
    new = [line for line in lines if line.status == NEW and line.code is None]
    if not new:
        return
    deriver = _deriver(new, context)
    known: dict[tuple, payments.Derivation] = {}
    for line in new:
        day = line.date or context.today
        if _take_said(line, context, day):
            continue
        asked = payments.Payment(
            line.counterparty_number, line.counterparty_name, line.knp, line.purpose, line.contract_number
        )
        key = (asked.number, asked.name, asked.knp, asked.purpose)
        if key not in known:
            known[key] = deriver.derive(asked)
        _apply(line, known[key], context, day)


def _take_said(line: PaymentLine, context: Context, day: date) -> bool:
    """Whether a person, or the file itself, named the code; it is given then."""
    for rule, text in (("answer", context.answers.rows.get(line.row, "")), ("file", line.stated_code)):
        life = context.codes.find(text, day) if text else None
        if life is not None:
            line.code = life.pk
            line.explain(payments.Sign(rule, life.code, 100))
            return True
    return False


def _apply(line: PaymentLine, derived: payments.Derivation, context: Context, day: date) -> None:
    line.confidence = derived.confidence / 100
    if derived.signs:
        line.explain(derived.signs[0])
    life = context.codes.valid(derived.code, day) if derived.code else None
    if life is not None:
        line.code = life.pk
        return
    line.status = UNRESOLVED
    line.offers = tuple(offer.code for offer in derived.offers if context.codes.valid(offer.code, day))


def _codes_of_duplicates(lines: Sequence[PaymentLine]) -> None:
    codes = dict(Entry.objects.filter(pk__in=[line.entry for line in lines]).values_list("pk", "code_id"))
    for line in lines:
        line.code = codes.get(line.entry or 0)


def _deriver(lines: Sequence[PaymentLine], context: Context) -> payments.Deriver:
    return payments.Deriver(
        names=context.names.named,
        rules=[rule for rule, received_as in rules_of(context.facility) if not received_as],
        contracts=_contracts(lines, context),
        history=_history(context),
        own_numbers=[context.facility.number],
    )


def rules_of(facility: Facility) -> list[tuple[payments.PaymentRule, str]]:
    """The facility's rules in use, in their order, each with what received money is by it: empty for payments."""
    return [
        (payments.PaymentRule(rule.code, rule.number, rule.knp, rule.words, str(rule.pk)), rule.received_as)
        for rule in Rule.objects.filter(facility=facility, is_active=True)
    ]


def _history(context: Context) -> Iterable[Past]:
    """What was chosen before in other imports, newest first. Rows of this one are no precedent for each other."""
    entries = (
        Entry.objects.standing()
        .filter(budget__facility=context.facility, measure=Measure.CASH)
        .exclude(document__kind=Document.Kind.TREASURY)
    )
    if context.batch_number is not None:
        entries = entries.filter(~Q(document__batch_number=context.batch_number))
    columns = ("code_id", "counterparty_number", "counterparty_name", "purpose", "contract_number")
    texts = context.codes.texts
    for code, number, name, purpose, contract in entries.order_by("-pk").values_list(*columns)[:HISTORY]:
        yield Past(texts[code], number, name, purpose, contract)


def _contracts(lines: Sequence[PaymentLine], context: Context) -> list[payments.KnownContract]:
    """Contracts of these suppliers as procurement planned them; agreements speak for the contract they change."""
    planned = ScheduleLine.objects.filter(
        contract__budget__facility=context.facility,
        contract__status__in=(Contract.Status.SIGNED, Contract.Status.CLOSED),
    )
    suppliers = {line.counterparty_number for line in lines}
    if len(suppliers) <= 500:
        planned = planned.filter(contract__supplier__number__in=suppliers)
    columns = ("contract__supplier__number", "contract__number", "contract__root__number", "code__code")
    codes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for supplier, number, root, code in planned.order_by().values_list(*columns).distinct():
        codes[supplier, root or number].add(code)
    return [payments.KnownContract(*key, tuple(sorted(found))) for key, found in codes.items()]


def claims(
    funded: Mapping[Month, Decimal], balances: Iterable[OuterBalance], context: Context
) -> list[Claim]:  # fmt: skip
    """The statement about the books: the fund's receipts with the month's funding, balances with those stated."""
    found = []
    for month, received in funded.items():
        budget = context.budget_of(month.year)
        if budget is not None:
            found.append(Claim(FUNDED, f"funding:{month}", budget.pk, {"": received}, month, month))
    for one in balances:
        budget, month = context.budget_of(one.day.year), Month.of(one.day)
        if budget is not None:
            about = {"account": one.account, "day": one.day.isoformat(), "side": one.side}
            about |= {"is_only_account": "1"} if len(context.own_accounts) <= 1 else {}
            name, stated = f"stated-balance:{one.side}:{one.day}", {"": one.stated.amount}
            place = {"": FigurePlace(one.stated.cell)}
            found.append(Claim(ALSO_STATED, name, budget.pk, stated, month, month, None, place, about))
    return found
