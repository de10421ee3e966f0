"""What a funder's money may not be spent on is refused by hand, in contracts and in acts as it is in files."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from finance import by_hand
from finance.by_hand import Written
from finance.gates import ForbiddenError
from finance.models import Budget, BudgetCode, Document, Entry, Measure, Membership
from finance.months import Month
from finance.refusals import LedgerError
from finance.rights import Approval
from finance.service_accounts import service_accounts
from procurement import closing_contracts, deliveries, drafts, suppliers
from procurement.deliveries import Delivery
from procurement.models import Contract
from procurement.papers import PaperLine, Terms
from projects.models import Funder
from tests.ground import file_factory, papers_in_force
from tests.ground.import_ground import bring
from tests.ground.project_ground import planned, report

pytestmark = pytest.mark.django_db
JUNE = Month(2022, 6)
REPAIR, EQUIPMENT = "421", "414"


def budget(funder: int = 2) -> Budget:
    return Budget.objects.select_related("facility", "source").get(key=f"early-2022-funder-{funder}-2022")


def code(text: str) -> int:
    return BudgetCode.objects.get(code=text).pk


def people() -> Approval:
    accounts = service_accounts()
    return Approval(accounts.author, accounts.approver)


def pay(
    month: Month = JUNE, of: str = EQUIPMENT, amount: str = "1000.00", funder: int = 2, site: str = "site-12"
) -> Document:
    written = Written(
        "cash", month.first_day, month, Decimal(amount), code(of), "17", "991240999288", "ТОО «Құрал»", site=site
    )
    return by_hand.enter(budget(funder), written, user=User.objects.get(username="head"))


def sign(month: Month = JUNE, of: str = EQUIPMENT, amount: str = "1000.00", site: str = "site-12") -> Contract:
    supplier = suppliers.register("991240999288", "ТОО «Құрал»", override_reason="")
    terms = Terms(
        number="Д-1", supplier=supplier, signed_on=date(2022, 5, 20), ends_on=date(2022, 12, 31),
        amount_with_vat=Decimal(amount), lines=(PaperLine(code(of), month, Decimal(amount)),), site=site,
    )  # fmt: skip
    return papers_in_force.sign(budget(), terms, people()).contract


def accept(contract: Contract, month: Month = JUNE, site: str = "") -> Entry:
    lines = (PaperLine(code(EQUIPMENT), month, Decimal("400.00")),)
    act = Delivery("А-1", contract.supplier, month.first_day, lines, site=site)
    deliveries.accept(contract.budget, contract, act, people())
    return Entry.objects.get(measure=Measure.ACTUAL)


@pytest.fixture(autouse=True)
def _planned() -> Iterator[None]:
    planned()
    economist = User.objects.create(username="head")
    for one in Budget.objects.filter(project="early-2022"):
        Membership.objects.get_or_create(user=economist, facility=one.facility, role=Membership.Role.ECONOMIST)
    with translation.override("en"):
        yield


@pytest.mark.parametrize("enter", [pay, sign])
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"month": Month(2022, 4)}, "outside the project"),
        ({"of": REPAIR}, "does not pay for 421"),
        ({"site": "site-99"}, "is no site of the project"),
    ],
)
def test_it_is_refused_by_hand_and_in_contracts(enter: Callable[..., object], written: dict, said: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(LedgerError, match=said):
        enter(**written)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("enter", [pay, sign])
def test_no_more_is_paid_or_promised_to_suppliers_than_the_funder_promised(enter: Callable[..., object]) -> None:
    Funder.objects.filter(key="funder-2").update(promised=Decimal("1000.00"))
    with pytest.raises(LedgerError, match="promised 1"):
        enter(amount="1000.01")
    enter(amount="1000.00")


def test_one_paper_is_not_paid_from_two_funders_by_hand() -> None:
    pay()
    with pytest.raises(ForbiddenError, match="paid from") as refused:
        pay(of=REPAIR, funder=1)
    assert [one.problem for one in refused.value.found] == ["double-financing"]


def test_what_was_posted_may_always_be_taken_back() -> None:
    document = pay()
    Funder.objects.filter(key="funder-2").update(codes=["159"])
    by_hand.take_back(document, reason="mistake", user=User.objects.get(username="head"))
    assert sum(entry.amount for entry in Entry.objects.filter(measure=Measure.CASH)) == 0


def test_contracts_acts_and_payments_stand_at_their_site() -> None:
    contract = sign()
    assert accept(contract).centre == "site-12"
    pay()
    rows = [row for row in report("project")["rows"] if row["contracted"] != "0.00"]
    assert [(row["site"], row["contracted"], row["accepted"], row["paid"]) for row in rows] == [
        ("Орал", "1000.00", "400.00", "1000.00")
    ]


def test_an_act_names_a_site_of_its_own() -> None:
    assert accept(sign(site=""), site="site-2").centre == "site-2"


HEADER = ["Номер договора", "Дата заключения", "БИН поставщика", "Поставщик", "Специфика", "Месяц", "Сумма с НДС"]


def register(*rows: list[str]) -> dict:
    table = [["Реестр договоров"], [*HEADER, "Площадка"], *rows]
    return bring(file_factory.delimited(table), "d.csv", kind="contracts", budget=budget(), facility=budget().facility)


def row(
    number: str = "Д-7", of: str = EQUIPMENT, month: str = "2022-06", site: str = "Уральск", amount: str = "500,00"
) -> list[str]:
    return [number, "20.05.2022", "991240999288", "ТОО «Құрал»", of, month, amount, site]


def test_a_register_of_contracts_names_their_sites() -> None:
    answer = register(row())
    assert answer["status"] == "posted", answer["problems"]
    assert Entry.objects.get(measure=Measure.COMMITMENT).centre == Contract.objects.get().site == "site-12"


@pytest.mark.parametrize(
    ("rows", "problem", "cell"),
    [
        ([row(of=REPAIR)], "not-paid-for", "3:Сумма с НДС"),
        ([row(site="Семей")], "unknown-site", "3:Площадка"),
    ],
)
def test_a_register_of_contracts_is_refused_with_the_cell(rows: list, problem: str, cell: str) -> None:
    answer = register(*rows)
    assert answer["status"] == "refused"
    assert (problem, cell) in [(one["problem"], one["cell"]) for one in answer["problems"]]
    assert not Contract.objects.exists()


def at_sites(figure: str) -> dict[str, str]:
    """What stands at each site by the report of the project, sites with nothing left out."""
    return {row["site"]: row[figure] for row in report("project")["rows"] if row[figure] not in (None, "0.00")}


TWO_SITES = (row(), row(site="Өскемен", amount="300,00"))


def test_one_contract_of_a_register_stands_at_several_sites() -> None:
    answer = register(*TWO_SITES)
    assert answer["status"] == "posted", answer["problems"]
    assert (Contract.objects.get().site, Contract.objects.get().amount_with_vat) == ("", Decimal("800.00"))
    assert at_sites("contracted") == {"Орал": "500.00", "Өскемен": "300.00"}
    assert register(*TWO_SITES)["status"] == "already-imported"


def test_a_register_that_names_the_sites_anew_moves_the_money() -> None:
    register(*TWO_SITES)
    answer = register(row(site="Өскемен", amount="700,00"), row(site="Алматы", amount="100,00"))
    assert answer["status"] == "posted", answer["problems"]
    assert at_sites("contracted") == {"Өскемен": "700.00", "Алматы": "100.00"}


def test_a_sum_without_a_site_is_known_where_it_is_the_whole_and_asked_for_where_it_is_not() -> None:
    register(*TWO_SITES)
    assert register(row(site="", amount="800,00"))["status"] == "already-imported"
    refused = register(row(site="", amount="900,00"))
    assert [(one["problem"], one["cell"]) for one in refused["problems"]] == [("two-readings", "3:Сумма с НДС")]
    assert at_sites("contracted") == {"Орал": "500.00", "Өскемен": "300.00"}


ACT_HEADER = ["Номер акта", "Дата акта", "Номер договора", "БИН поставщика", "Специфика", "Сумма", "Площадка"]


def act(*sums: tuple[str, str], number: str = "А-1") -> dict:
    rows = [[number, "10.06.2022", "Д-7", "991240999288", EQUIPMENT, amount, site] for site, amount in sums]
    table = [["Реестр актов"], ACT_HEADER, *rows]
    return bring(file_factory.delimited(table), "a.csv", kind="acts", budget=budget(), facility=budget().facility)


def test_one_act_of_a_register_is_accepted_at_several_sites_and_corrected_at_one() -> None:
    register(*TWO_SITES)
    answer = act(("Уральск", "200,00"), ("Өскемен", "50,00"))
    assert answer["status"] == "posted", answer["problems"]
    assert at_sites("accepted") == {"Орал": "200.00", "Өскемен": "50.00"}
    answer = act(("Уральск", "200,00"), ("Өскемен", "60,00"))
    assert (answer["status"], answer["rows"]["posted"]) == ("posted", 1), answer
    assert at_sites("accepted") == {"Орал": "200.00", "Өскемен": "60.00"}


def test_closing_gives_back_at_each_site_what_it_did_not_use() -> None:
    register(*TWO_SITES)
    act(("Уральск", "200,00"), ("Өскемен", "50,00"))
    closing_contracts.close(Contract.objects.get(), day=date(2022, 6, 30), reason="done", people=people())
    assert at_sites("contracted") == at_sites("accepted") == {"Орал": "200.00", "Өскемен": "50.00"}


def test_an_agreement_moves_a_sum_from_site_to_site_and_takes_none_from_where_nothing_stands() -> None:
    register(*TWO_SITES)
    root = Contract.objects.get()

    def agree(source: str, number: str) -> None:
        lines = tuple(
            PaperLine(code(EQUIPMENT), JUNE, Decimal(amount), site=site)
            for site, amount in ((source, "-100.00"), ("site-2", "100.00"))
        )
        terms = Terms(number, root.supplier, date(2022, 6, 1), date(2022, 12, 31), Decimal("0.00"), lines)
        papers_in_force.sign(root.budget, terms, people(), root=root)

    agree("site-12", "1")
    assert at_sites("contracted")["Орал"] == "400.00"
    with pytest.raises(LedgerError, match="below zero"):
        agree("site-3", "2")


def test_a_contract_typed_in_names_the_site_of_each_sum() -> None:
    client = Client()
    client.force_login(User.objects.get(username="head"))
    address = reverse("procurement:new", args=[budget().key])
    assert 'name="line-0-site"' in client.get(address).content.decode()
    typed = {"number": "Д-2", "signed_on": "2022-05-20", "ends_on": "2022-12-31", "supplier_number": "991240999288",
             "supplier": "ТОО «Құрал»", "override_reason": "made up", "site": "", "subject": "", "method": ""}  # fmt: skip
    for place, (site, amount) in enumerate((("site-12", "500,00"), ("site-2", "300,00"))):
        typed |= {f"line-{place}-code": EQUIPMENT, f"line-{place}-month": "6", f"line-{place}-site": site,
                  f"line-{place}-amount": amount}  # fmt: skip
    page = client.post(address, typed, follow=True).content.decode()
    assert "Орал" in page
    drafts.approve(Contract.objects.get(), approved_by=people().approved_by)
    assert at_sites("contracted") == {"Орал": "500.00", "Шымкент": "300.00"}
