"""What tests of pages stand on: the sample facility with a few months posted, its people, and a stranger."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from finance import planning
from finance.ledger import Posting, post
from finance.models import Budget, BudgetCode, CashBalance, Document, Entry, Facility, Membership
from finance.months import Month
from tests.ground.import_ground import facility
from tests.ground.snapshots import built_once, sample_budget

FILES = Path(settings.BASE_DIR) / "imports" / "demo"


@dataclass
class WebGround:
    """`code["111"]` is the id of a budget code; entries of three measures in January and February 2025."""

    budget: Budget
    code: dict[str, int]

    def person(self, name: str) -> User:
        return User.objects.get(username=name)

    def client(self, name: str, language: str = "en") -> Client:
        """Somebody signed in."""
        signed_in = Client()
        signed_in.force_login(self.person(name), backend="django.contrib.auth.backends.ModelBackend")
        signed_in.cookies["django_language"] = language
        return signed_in

    def document(self, kind: str, day: date, **fields: object) -> Document:
        fields = {"entered_by": self.person("economist"), "approved_by": self.person("manager")} | fields
        return Document.objects.create(budget=self.budget, kind=kind, date=day, **fields)

    def post(self, measure: str, *lines: tuple[str, int, str], **fields: object) -> Document:
        """Lines are (code, month of 2025, tenge), dated the last day of their month."""
        made = self.document(measure, date(2025, 2, 28))
        months = [(code, Month(2025, month), amount) for code, month, amount in lines]
        post(made, [Posting(self.code[c], m, m.last_day, measure, Decimal(a), **fields) for c, m, a in months])
        return made

    def plan(self, *lines: tuple[str, int, str]) -> Document:
        made = self.document("plan", date(2025, 1, 1), number="12/2025")
        planned = [planning.PlannedLine(self.code[c], Month(2025, m), Decimal(a)) for c, m, a in lines]
        planning.approve_plan(made, planned)
        return made


def empty() -> WebGround:
    facility()
    return standing()


def standing() -> WebGround:
    """What was built or put back before."""
    codes = BudgetCode.objects.filter(valid_to=None)
    return WebGround(sample_budget(), {code.code: code.pk for code in codes})


def filled() -> WebGround:
    """Plan, money received, paid and spent; 169 is paid over its plan, 149 is spent without one."""
    built_once(("filled",), _fill)
    return standing()


def _fill() -> None:
    ground = empty()
    ground.plan(("111", 1, "9000.00"), ("111", 2, "9000.00"), ("141", 1, "3000.50"), ("169", 1, "100.00"))
    ground.post("funding", ("111", 1, "8000.00"), ("141", 2, "2000.00"))
    ground.post("cash", ("111", 1, "7000.25"), ("111", 2, "1.00"), ("169", 2, "150.00"), number="7")
    ground.post("actual", ("111", 1, "7500.00"), ("141", 1, "-20.10"), ("149", 2, "300.00"))
    stated = ground.document("balances", date(2025, 2, 28))
    for day, amount in ((date(2025, 1, 1), "100.00"), (date(2025, 1, 31), "1099.75"), (date(2025, 2, 28), "2948.75")):
        CashBalance.objects.create(budget=ground.budget, date=day, amount=Decimal(amount), document=stated)


def stranger(ground: WebGround) -> Client:
    """An economist of another facility."""
    other = Facility.objects.create(number="991240999024", name_ru="Другой центр")
    Budget.objects.create(
        key="other-2025", facility=other, year=2025, programme=ground.budget.programme, source=ground.budget.source
    )
    person = User.objects.create_user("stranger", password="stranger")
    Membership.objects.create(user=person, facility=other, role=Membership.Role.ECONOMIST)
    return ground.client("stranger")


def an_entry() -> Entry:
    return Entry.objects.filter(measure="cash").order_by("pk")[0]
