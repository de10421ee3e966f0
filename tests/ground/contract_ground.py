"""What tests of contracts stand on: a budget of 2025 with a plan, a supplier, and the words in which papers are told."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from finance import planning
from finance.execution import figures
from finance.figures import CodeFigures
from finance.ledger import Posting, post
from finance.models import Budget, Document, Entry
from finance.months import Month
from finance.reports import execution
from finance.rights import Approval
from finance.scope import of_budget
from procurement import deliveries, suppliers
from procurement.models import Act, Contract, Supplier
from procurement.papers import PaperLine, Terms
from tests.ground import ledger_ground, papers_in_force
from tests.ground.snapshots import built_once

LAUNDRY, GUARDS = "991240999723", "991240999644"


class Papers:
    """The words in which contracts of a `budget` are told: of the `laundry` and of 2025, where nothing else is said."""

    budget: Budget
    code: Mapping[str, int]
    people: Approval
    laundry: Supplier

    def line(self, month: int, amount: str, code: str = "159", year: int = 2025) -> PaperLine:
        return PaperLine(self.code[code], Month(year, month), Decimal(amount))

    def terms(self, number: str, *lines: PaperLine, supplier: Supplier | None = None, **fields) -> Terms:
        added = sum((line.amount for line in lines), Decimal("0.00"))
        given = {"signed_on": date(2025, 1, 6), "ends_on": date(2025, 12, 31), "amount_with_vat": added} | fields
        return Terms(number=number, supplier=supplier or self.laundry, lines=lines, **given)

    def sign(self, number: str, *lines: PaperLine, reason: str = "", **fields) -> Contract:
        terms = self.terms(number, *lines, **fields)
        return papers_in_force.sign(self.budget, terms, self.people, reason=reason).contract

    def agree(self, root: Contract, number: str, *lines: PaperLine, **fields) -> Contract:
        given = {"signed_on": date(2025, 3, 3), "supplier": root.supplier} | fields
        terms = self.terms(number, *lines, **given)
        return papers_in_force.sign(root.budget, terms, self.people, root=root).contract


class Hospital(Papers):
    """A budget with 1 000 000 tenge on 159 in January and in June, entered by Anna, approved by Bolat."""

    def __init__(self) -> None:
        built_once(("hospital",), _found)
        self.ground = ledger_ground.standing()
        self.ground.numbers = Document.objects.count()
        self.budget, self.code = self.ground.budget, self.ground.code
        self.anna, self.bolat = self.ground.author, self.ground.approver
        self.laundry, self.guards = (Supplier.objects.get(number=number) for number in (LAUNDRY, GUARDS))

    def plan(self, *lines: tuple[str, int, str]) -> None:
        _plan(self.ground, *lines)

    @property
    def people(self) -> Approval:
        return Approval(self.anna, self.bolat)

    def accept(
        self, contract: Contract | None, number: str, day: date, *lines: PaperLine, override=None, **fields
    ) -> Act:
        given = {"supplier": contract.supplier if contract else self.laundry} | fields
        delivery = deliveries.Delivery(number=number, accepted_on=day, lines=lines, **given)
        return deliveries.accept(self.budget, contract, delivery, self.people, override=override).act

    def pay(
        self, day: date, amount: str, supplier: Supplier | None = None, purpose: str = "", code: str = "159"
    ) -> Entry:
        document = self.ground.document("cash", day)
        party = supplier or self.laundry
        post(
            document,
            [
                Posting(
                    self.code[code], Month.of(day), day, "cash", Decimal(amount), number=document.number,
                    counterparty_number=party.number, counterparty_name=party.name, purpose=purpose,
                )
            ],
        )  # fmt: skip
        return Entry.objects.get(document=document)

    def figures(self, code: str = "159", through: int = 12) -> CodeFigures:
        return figures(of_budget(self.budget), Month(2025, 1), Month(2025, through)).by_text(code)

    def execution(self, code: str = "159", through: int = 12) -> dict[str, str]:
        """The row of a code in the execution table, as text: plan, committed, accrued, paid, available."""
        report = execution.build(of_budget(self.budget), Month(2025, 1), Month(2025, through), language="en")
        rows = [row for row in report.tables[0].rows if row.cells["code"].value == code]
        keys = ("plan_adjusted", "committed", "actual", "cash", "available")
        return {key: str(rows[0].cells[key].value) for key in keys}


def _found() -> None:
    suppliers.register(LAUNDRY, "ТОО Прачечная")
    suppliers.register(GUARDS, "ТОО Охрана-С")
    _plan(ledger_ground.build(), ("159", 1, "1000000.00"), ("159", 6, "1000000.00"))


def _plan(ground: ledger_ground.Ground, *lines: tuple[str, int, str]) -> None:
    planned = [planning.PlannedLine(ground.code[c], Month(2025, m), Decimal(a)) for c, m, a in lines]
    planning.approve_plan(ground.document("plan", date(2025, 1, 1)), planned)


def documents(kind: str) -> int:
    return Document.objects.filter(kind=kind).count()
