"""What tests of contract pages stand on: contracts of 2025 signed by two people, a budget of 2026, pages by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse

from finance import planning
from finance.ledger import Posting, post
from finance.models import Budget, Document, Entry
from finance.months import Month
from finance.rights import Approval
from procurement import deliveries, drafts, suppliers
from procurement.models import Act, Contract, Supplier
from procurement.papers import PaperLine
from tests.ground import web_ground
from tests.ground.contract_ground import LAUNDRY, Papers
from tests.ground.snapshots import built_once


@dataclass
class ContractGround(Papers):
    """The sample facility with a plan on 159; the economist enters, the accountant approves."""

    web: web_ground.WebGround

    @property
    def people(self) -> Approval:
        return Approval(self.web.person("economist"), self.web.person("accountant"))

    @property
    def budget(self) -> Budget:
        return self.web.budget

    @property
    def code(self) -> Mapping[str, int]:
        return self.web.code

    @property
    def laundry(self) -> Supplier:
        return suppliers.register(LAUNDRY, "ТОО Прачечная")

    def delivery(self, contract: Contract, number: str, *lines: PaperLine) -> deliveries.Delivery:
        return deliveries.Delivery(number, contract.supplier, lines[0].month.last_day, lines)

    def accept(self, contract: Contract, number: str, *lines: PaperLine) -> Act:
        return deliveries.accept(
            self.web.budget, contract, self.delivery(contract, number, *lines), self.people
        ).act  # fmt: skip

    def draft_act(self, contract: Contract, number: str, *lines: PaperLine) -> Act:
        delivery = self.delivery(contract, number, *lines)
        return drafts.draft_act(self.web.budget, contract, delivery, entered_by=self.people.entered_by)

    def pay(self, day: date, amount: str, purpose: str, code: str = "159") -> Entry:
        paper = self.web.document("cash", day)
        posting = Posting(
            self.web.code[code], Month.of(day), day, "cash", Decimal(amount), counterparty_number=LAUNDRY,
            counterparty_name="ТОО Прачечная", purpose=purpose,
        )  # fmt: skip
        post(paper, [posting])
        return Entry.objects.get(document=paper)

    def next_year(self, *planned: tuple[str, str]) -> Budget:
        """The budget of 2026 with (code, tenge) planned in January."""
        old = self.web.budget
        into = Budget.objects.create(
            key="2026-fund", facility=old.facility, year=2026, programme=old.programme, source=old.source
        )
        plan = self.web.document("plan", date(2026, 1, 1))
        Document.objects.filter(pk=plan.pk).update(budget=into)
        plan.refresh_from_db()
        lines = [planning.PlannedLine(self.web.code[c], Month(2026, 1), Decimal(a)) for c, a in planned]
        planning.approve_plan(plan, lines)
        return into

    def see(self, person: str, name: str, *args: object, **query: str) -> str:
        return self.web.client(person).get(reverse(f"procurement:{name}", args=args), query).content.decode()

    def do(self, person: str, name: str, *args: object, **fields: str) -> HttpResponse:
        """A press of a button; where it leads is not followed."""
        return self.web.client(person).post(reverse(f"procurement:{name}", args=args), fields)


def build() -> ContractGround:
    built_once(("planned 159",), lambda: web_ground.empty().plan(("159", 1, "100000.00")))
    return ContractGround(web_ground.standing())


def committed(budget: Budget) -> str:
    """What stands reserved in a budget, tenge."""
    amounts = Entry.objects.filter(budget=budget, measure="commitment").values_list("amount", flat=True)
    return str(sum(amounts, Decimal("0.00")))
