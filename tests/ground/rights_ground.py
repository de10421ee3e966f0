"""What the matrix of rights stands on: one of everything an address names, at a facility with others above, below and beside.

The facility belongs to an authority, has a branch, and a sister below the same authority.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from finance import issuing, plan_drafts, planning
from finance.clock import today
from finance.models import (
    AskedReopening,
    DoubtAnswer,
    Facility,
    Membership,
    MonthState,
    Proof,
    SavedView,
)
from finance.months import Month
from finance.scope import of_budget
from imports.models import Batch, LongWork
from procurement import drafts
from procurement.models import PaymentMatch
from procurement.payments import match_payments
from tariffs import runs
from tariffs.models import Indicator
from tests.ground import contract_web_ground, costing_ground, import_ground, web_ground

ROLES = tuple(Membership.Role.values)
JANUARY = Month(2025, 1)
FILES = (
    "centres-2025.csv",
    "attribution-2025.csv",
    "volumes-2025-h1.csv",
    "drivers-2025-h1.csv",
    "trial-balance-2025-01.xlsx",
)
Patterns = list[URLPattern | URLResolver]


def addresses() -> dict[str, frozenset[str]]:
    """Every address of the URL configuration but those of the administration: its name, and what it takes."""
    return dict(_addresses(get_resolver().url_patterns, "", frozenset()))


def _addresses(patterns: Patterns, space: str, taken: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for one in patterns:
        takes = taken | set(one.pattern.converters)
        if isinstance(one, URLPattern):
            yield f"{space}{one.name or one.pattern}", takes
        elif one.namespace != "admin":
            yield from _addresses(one.url_patterns, space + (f"{one.namespace}:" if one.namespace else ""), takes)


def _each(names: tuple[str, ...], given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return dict.fromkeys(names, given)


class RightsGround:
    def __init__(self) -> None:
        costing_ground.costed(files=FILES)
        self.web = web_ground.standing()
        self.web.plan(("159", 1, "90000000.00"))
        self.contracts, self.budget = contract_web_ground.ContractGround(self.web), self.web.budget
        self.contracts.next_year(("159", "1000.00"))
        own = self.budget.facility
        self.above = Facility.objects.create(number="991240999024", name_ru="Управление здравоохранения")
        own.parent = self.above
        own.save()
        self.facilities = {
            "own": own,
            "parent": self.above,
            "branch": Facility.objects.create(number="991240999032", name_ru="Филиал", parent=own),
            "sister": Facility.objects.create(number="991240999040", name_ru="Соседний центр", parent=self.above),
        }
        self.named = self._named()
        held = Membership.objects.filter(facility=own, user=self.web.person("auditor")).get()
        self.sent = {"change-person": {"person": str(held.pk)}}

    def client(self, place: str, *roles: str) -> Client:
        """Somebody with `roles` at the facility `own`, `parent`, `branch` or `sister`."""
        name = f"{place}-{'-'.join(roles)}"
        person, is_new = User.objects.get_or_create(username=name)
        if is_new:
            Membership.objects.bulk_create(
                Membership(user=person, facility=self.facilities[place], role=role) for role in roles
            )
        made = Client()
        made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return made

    def path(self, name: str) -> str:
        """The address of what is the facility's own."""
        given = self.named.get(name, {})
        return reverse(name, kwargs=given or {"key": self.budget.key} if "key" in addresses()[name] else given)

    def _named(self) -> dict[str, dict[str, Any]]:
        """By name of the address what it takes, where that is more than a budget."""
        key, number = {"key": self.budget.key}, {"number": self.budget.facility.number}
        economist, own = self.web.person("economist"), self.contracts
        contract = own.sign("81/2025", own.line(3, "1000.00"))
        act = own.draft_act(contract, "А-1", own.line(3, "70.00"))
        paid = own.pay(import_ground.day("2025-03-10"), "50.00", "по договору № 81/2025")
        match_payments(self.budget)
        other = own.pay(import_ground.day("2025-03-11"), "60.00", "прочее")
        draft = drafts.draft(self.budget, own.terms("90", own.line(4, "10.00")), entered_by=economist)
        plan = plan_drafts.begin(self.budget, "plan", user=economist)
        batch = self._batch()
        wanted = issuing.WantedIssue("form2", of_budget(self.budget), JANUARY, JANUARY)
        issue = issuing.prepare(wanted, user=economist)
        signed = issuing.issue_now(wanted, own.people)
        run = runs.run(self.budget, JANUARY, JANUARY, user=economist)
        indicator = Indicator.objects.create(
            facility=self.budget.facility,
            document=self.web.document("costing", JANUARY.last_day),
            number="1",
            name="Доля",
            unit="%",
        )
        work = LongWork.objects.create(
            what="preview",
            source=batch.source,
            source_name="a.csv",
            batch=None,
            facility=self.budget.facility,
            budget=self.budget,
            language="ru",
            started_by=economist,
        )
        typed = self.web.post("actual", ("159", 2, "5.00"))
        amended = self.web.document("amendment", JANUARY.last_day, number="1")
        line = planning.PlannedLine(self.web.code["159"], Month(2025, 3), Decimal("1.00"))
        planning.approve_amendment(amended, [line])
        said = {"budget": self.budget, "texts": {"ru": "сомнение"}, "reason": "r", "answered_by": economist}
        doubt = DoubtAnswer.objects.create(**said)
        of_plan = {"pk": plan.pk}
        of_contract, of_act, of_issue, of_run = {"pk": contract.pk}, {"pk": act.pk}, {"pk": issue.pk}, {"pk": run.pk}
        of_batch, of_work = {"number": batch.pk}, {"number": work.pk}
        state = MonthState.objects.create(
            budget=self.budget, month=JANUARY, is_closed=True, closed_by=economist, checklist=[]
        )
        asked = AskedReopening.objects.create(
            state=state, until=today() + timedelta(days=3), reason="r", asked_by=economist
        )
        return {
            "imports:decide-undo": {"number": self._undone().pk},
            "procurement:assign": {**key, "pk": other.pk},
            "procurement:take-back": {"pk": PaymentMatch.objects.get(entry=paid).pk},
            **_each(
                (
                    "procurement:contract",
                    "procurement:agreement",
                    "procurement:act",
                    "procurement:close",
                    "procurement:approve-closing",
                    "procurement:discard-closing",
                ),
                of_contract,
            ),
            **_each(("procurement:approve", "procurement:discard"), {"pk": draft.pk}),
            **_each(("procurement:approve-act", "procurement:overdue", "procurement:discard-act"), of_act),
            **_each(
                ("facility", "facility-form", "people", "change-person", "start-year", "choices", "rates", "region-of"),
                number,
            ),
            "register": {**number, "name": "accounts"},
            "stop-proof": {**key, "pk": Proof.objects.create(asked_by=economist).pk},
            **_each(("approve-reopening", "give-up-reopening"), {**key, "pk": asked.pk}),
            "enter": {**key, "kind": "cash"},
            **_each(
                (
                    "plan-draft",
                    "plan-grid",
                    "save-plan",
                    "fill-plan",
                    "add-plan-code",
                    "name-plan",
                    "approve-plan",
                    "return-plan",
                    "take-back-plan",
                    "discard-plan",
                ),
                of_plan,
            ),
            "plan-paper": {**of_plan, "ending": "pdf"},
            **_each(("prepare-issue", "doubts", "report"), {**key, "name": "form2"}),
            "take-back-answer": {**key, "name": "form2", "pk": doubt.pk},
            "download": {**key, "name": "form2", "ending": "csv"},
            **_each(("issue", "approve-issue", "withdraw-issue"), of_issue),
            "download-issue": {"pk": signed.pk, "ending": "csv"},
            "entry": {"pk": paid.pk},
            "entries-file": {"ending": "csv"},
            "forget-view": {"pk": SavedView.objects.create(user=economist, name="v", query="").pk},
            "document": {"pk": amended.pk},
            **_each(("correct", "take-back"), {"pk": typed.pk}),
            "certificate": {"pk": amended.pk, "ending": "pdf"},
            "api-1:report": {"name": "form2"},
            "imports:template": {"kind": "cash"},
            **_each(("imports:work", "imports:work-state", "imports:work-cancel", "imports:work-again"), of_work),
            **_each(
                (
                    "imports:batch",
                    "imports:cell",
                    "imports:source",
                    "imports:rejected",
                    "imports:correct",
                    "imports:answer",
                    "imports:post",
                    "imports:discard",
                    "imports:undo",
                ),
                of_batch,
            ),
            **_each(
                ("tariffs:run", "tariffs:lock", "tariffs:again", "tariffs:what-if", "tariffs:save-scenario"), of_run
            ),
            "tariffs:indicator": {**key, "pk": indicator.pk},
            "tour": {"key": "form2"},
            "guide": {"name": "economist"},
        }

    def _undone(self) -> Batch:
        """A posted certificate of which somebody asks that it be undone."""
        lines = b"number,date,code,month,amount\n7,2025-02-20,159,2025-09,7.00\n"
        posted = Batch.objects.get(
            pk=import_ground.bring(lines, "certificate.csv", kind="amendment", budget=self.budget)["batch"]
        )
        posted.undo_asked_by, posted.undo_reason = self.web.person("economist"), "r"
        posted.save()
        return posted

    def _batch(self) -> Batch:
        """A preview of money received."""
        data = (web_ground.FILES / "funding-2025-h1.csv").read_bytes()
        client = self.web.client("economist")
        client.post(reverse("imports:upload"), {"files": SimpleUploadedFile("funding.csv", data)})
        return Batch.objects.get(status="preview")
