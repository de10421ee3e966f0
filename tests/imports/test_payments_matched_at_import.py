"""Payments that come in by a file: those that clearly pay a contract are matched at once, and let go with the import."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance.models import Document
from finance.months import Month
from finance.rights import Approval
from procurement import deliveries
from procurement.models import Contract, ControlException, PaymentMatch, Supplier
from procurement.papers import PaperLine, Terms
from procurement.payments import match_posted, unmatched
from tests.ground import import_ground, papers_in_force, web_ground

pytestmark = pytest.mark.django_db
LAUNDRY, GUARDS = "991240999723", "991240999644"
REGISTER = "Дата;Номер;Специфика;Сумма;Контрагент;БИН;Назначение\n"


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    ground = web_ground.empty()
    ground.plan(("159", 1, "100000.00"))
    return ground


def sign(ground: web_ground.WebGround, number: str = "81/2025", amount: str = "1000.00") -> Contract:
    supplier, _made = Supplier.objects.get_or_create(number=LAUNDRY, defaults={"name": "ТОО Прачечная"})
    line = PaperLine(ground.code["159"], Month(2025, 3), Decimal(amount))
    terms = Terms(number, supplier, date(2025, 1, 6), date(2025, 12, 31), line.amount, (line,))
    return papers_in_force.sign(ground.budget, terms, people(ground)).contract


def accept(ground: web_ground.WebGround, contract: Contract, number: str, amount: str) -> None:
    line = PaperLine(ground.code["159"], Month(2025, 3), Decimal(amount))
    delivery = deliveries.Delivery(number, contract.supplier, date(2025, 3, 5), (line,))
    deliveries.accept(ground.budget, contract, delivery, people(ground))


def people(ground: web_ground.WebGround) -> Approval:
    return Approval(ground.person("economist"), ground.person("accountant"))


def register(*rows: tuple[str, str, str], party: str = LAUNDRY) -> bytes:
    """Rows of (day and month, sum, purpose), all to one supplier."""
    lines = [f"{day}.2025;{at};159;{sum_};ТОО;{party};{why}\n" for at, (day, sum_, why) in enumerate(rows, 1)]
    return (REGISTER + "".join(lines)).encode()


def matched() -> list[tuple[str, str, str]]:
    rows = PaymentMatch.objects.standing().order_by("entry__date", "pk")
    return [(str(m.amount), m.contract.number, m.reason) for m in rows.select_related("contract")]


def test_a_payment_that_names_the_contract_is_matched_as_it_posts(ground) -> None:
    sign(ground)
    rows = (("10.03", "300,00", "по договору № 81/2025"), ("11.03", "5000,00", "прочее"))
    found = import_ground.bring(register(*rows), "register.csv")
    assert (found["status"], found["matched"]) == ("posted", 1)
    assert matched() == [("300.00", "81/2025", "number")]
    assert [str(one.left) for one in unmatched(ground.budget)] == ["5000.00"]


def test_a_sum_equal_to_one_unpaid_act_is_enough_and_an_only_contract_is_not(ground) -> None:
    contract = sign(ground)
    accept(ground, contract, "А-1", "120.50")
    found = import_ground.bring(register(("10.03", "120,50", "за услуги"), ("12.03", "77,00", "за услуги")), "r.csv")
    assert found["matched"] == 1
    assert matched() == [("120.50", "81/2025", "act-sum")]


def test_one_sum_is_counted_off_before_the_next_payment_of_the_file_is_looked_at(ground) -> None:
    sign(ground)
    rows = [(day, "600,00", "по договору 81/2025") for day in ("10.03", "11.03")]
    assert import_ground.bring(register(*rows), "r.csv")["matched"] == 1
    assert len(matched()) == 1


def test_a_payment_above_the_contract_is_left_to_a_person(ground) -> None:
    sign(ground)
    assert import_ground.bring(register(("10.03", "1000,01", "по договору № 81/2025")), "r.csv")["matched"] == 0
    assert (matched(), ControlException.objects.count()) == ([], 0)


def test_a_preview_matches_nothing(ground) -> None:
    sign(ground)
    found = import_ground.bring(register(("10.03", "300,00", "по договору № 81/2025")), "r.csv", preview=True)
    assert (found["status"], found.get("matched"), PaymentMatch.objects.count()) == ("preview", None, 0)


def test_undoing_the_import_takes_the_matches_back_and_it_matches_again(ground) -> None:
    sign(ground)
    file = register(("10.03", "300,00", "по договору № 81/2025"))
    first = import_ground.bring(file, "r.csv")
    assert import_ground.undo(first["batch"])["kept"] == []
    assert matched() == []
    assert import_ground.bring(file, "r.csv")["matched"] == 1
    assert len(matched()) == 1


def test_what_a_person_took_back_is_not_matched_by_the_next_file(ground) -> None:
    sign(ground)
    import_ground.bring(register(("10.03", "300,00", "по договору № 81/2025")), "r.csv")
    taken = PaymentMatch.objects.get()
    ground.client("accountant").post(reverse("procurement:take-back", args=[taken.pk]))
    import_ground.bring(register(("11.03", "40,00", "по договору № 81/2025")), "later.csv")
    assert matched() == [("40.00", "81/2025", "number")]


def test_a_row_that_waited_for_its_code_is_matched_when_it_is_answered(ground) -> None:
    accept(ground, sign(ground), "А-1", "300.00")
    rows = (
        "Дата;Номер документа;Дебет;Кредит;Контрагент;БИН контрагента;Назначение платежа\n"
        f"10.03.2025;1;300,00;;ТОО Прачечная;{LAUNDRY};оплата\n"
    )
    found = import_ground.bring(rows.encode(), "statement.csv", kind="bank")
    assert (found["status"], found["rows"]["unresolved"]) == ("posted", 1), found["problems"]
    assert matched() == []
    answered = import_ground.answer(found["batch"], {"rows": {str(found["unresolved"][0]["row"]): "159"}})
    assert answered["matched"] == 1
    assert matched() == [("300.00", "81/2025", "act-sum")]


def test_undone_contracts_let_their_payments_go(ground) -> None:
    brought = import_ground.bring(contracts_file(), "contracts.csv")
    assert brought["status"] == "posted", brought["problems"]
    import_ground.bring(register(("10.03", "300,00", "по договору № 17")), "r.csv")
    assert matched() == [("300.00", "17", "number")]
    import_ground.undo(brought["batch"])
    assert matched() == []
    # brought again, they find the payments that were there before them
    again = import_ground.bring(contracts_file(), "contracts.csv")
    assert (again["matched"], matched()) == (1, [("300.00", "17", "number")])


def test_contracts_that_come_after_their_payments_find_them(ground) -> None:
    rows = (("10.03", "300,00", "по договору № 17"), ("11.03", "500,00", "за стирку"), ("12.03", "900,00", "дог. № 17"))
    import_ground.bring(register(*rows), "r.csv")
    brought = import_ground.bring(contracts_file(), "contracts.csv")
    # 900,00 is above what is left of the contract, 500,00 names none
    assert (brought["matched"], matched()) == (1, [("300.00", "17", "number")])


def test_new_contracts_leave_alone_what_is_not_theirs(ground) -> None:
    import_ground.bring(register(("10.03", "300,00", "по договору № 81/2025")), "r.csv")
    PaymentMatch.objects.all().delete()  # a person took it back
    brought = import_ground.bring(contracts_file(), "contracts.csv")
    assert (brought["matched"], matched()) == (0, [])


def contracts_file() -> bytes:
    header = "number,signed_on,ends_on,supplier_number,supplier,code,month,amount_with_vat,year\n"
    return (header + f"17,2025-01-06,2025-12-31,{LAUNDRY},ТОО Прачечная,159,2025-03,900.00,2025\n").encode()


def test_the_page_of_the_import_says_how_many_and_leads_to_the_rest(ground) -> None:
    sign(ground)
    rows = (("10.03", "300,00", "по договору № 81/2025"), ("11.03", "5000,00", "прочее"))
    batch = import_ground.bring(register(*rows), "register.csv")["batch"]
    address = reverse("imports:batch", args=[batch])
    said = ground.client("accountant").get(address).content.decode()
    assert "1 payment of this import pays a contract: 300.00 tenge." in said
    assert "1 payment to a supplier under contract waits to be matched." in said
    assert reverse("procurement:matching", args=[ground.budget.key]) in said
    import_ground.undo(batch)
    assert "pays a contract" not in ground.client("accountant").get(address).content.decode()


def test_a_budget_without_contracts_is_asked_once_whether_it_has_any(ground) -> None:
    with CaptureQueriesContext(connection) as captured:
        import_ground.bring(register(("10.03", "300,00", "по договору № 81/2025")), "r.csv")
    asked = [query["sql"] for query in captured.captured_queries if "procurement_" in query["sql"]]
    assert len(asked) == 1, asked


def test_the_number_of_payments_and_contracts_changes_no_count_of_queries(ground, query_counts) -> None:
    rows = [(f"{day}.04", "10,00", f"по договору {day % 3}/2025") for day in range(10, 25)]
    import_ground.bring(register(*rows), "r.csv")
    posted = list(Document.objects.filter(kind="cash").values_list("pk", flat=True))
    with query_counts("matching of posted payments, no contracts"):
        assert match_posted(ground.budget.pk, posted) == 0
    for number in range(3):
        sign(ground, f"{number}/2025")
    with query_counts("matching of posted payments"):
        assert match_posted(ground.budget.pk, posted) == len(rows)
