"""Acts and invoices from files: accrued under their contracts by the rules of acts entered by hand, never twice."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance import sample_facility
from finance.ledger import Posting, post
from finance.models import Budget, BudgetCode, Document, Entry, MonthState
from finance.months import Month
from procurement import closing_contracts, deliveries
from procurement.models import Act, ActLine, Contract, ControlException, ControlRule
from procurement.papers import PaperLine
from tests.ground.act_ground import FIRST, GUARDS, LAUNDRY, SECOND, accrued, contracted, counts, file, people, problems
from tests.ground.file_factory import xlsx
from tests.ground.import_ground import TODAY, answer, bring, day, undo
from tests.ground.ledger_ground import broken_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    return contracted()


def test_acts_accrue_under_the_contracts_that_they_name(budget) -> None:
    found = bring(file(FIRST, SECOND), "acts.csv")
    assert (found["status"], found["kind"], counts(found)) == ("posted", "acts", [2, 2, 0, 0, 0])
    assert (found["total"], found["by_code"]) == ("850.00", {"149": "250.00", "159": "600.00"})
    assert found["by_month"] == {"2025-01": "600.00", "2025-02": "250.00"}
    act = Act.objects.get(external_id="61")
    assert (act.contract.number, act.supplier.number, act.accepted_on) == ("17", LAUNDRY, day("2025-01-31"))
    entry = Entry.objects.get(document=act.document)
    assert (entry.measure, entry.cell, entry.row, str(entry.month)) == ("actual", "2:sum_wnds", 2, "2025-01")
    assert (entry.contract_number, entry.counterparty_number) == ("17", LAUNDRY)
    assert (accrued(budget), accrued(budget, "149")) == ("600.00", "250.00")
    assert broken_books() == []


@pytest.mark.parametrize(
    "named",
    [{"contract_id": 41}, {"contract_number_sys": "9912-41"}, {"contract_number": "17", "supplier_biin": LAUNDRY},
     {"contract_id": 41, "contract_number_sys": "9912-41", "contract_number": "17", "supplier_biin": LAUNDRY}],
)  # fmt: skip
def test_a_contract_is_named_by_portal_id_system_number_or_number_and_supplier(budget, named) -> None:
    assert bring(file(FIRST | {"contract_id": ""} | named), "acts.csv")["status"] == "posted"
    assert Act.objects.get().contract.number == "17"


def test_an_imported_act_has_the_effect_of_one_entered_by_hand(budget) -> None:
    code = BudgetCode.objects.get(code="159", valid_to=None)
    contract = Contract.objects.get(number="17")
    line = PaperLine(code.pk, Month(2025, 1), Decimal("600.00"))
    deliveries.accept(
        budget, contract, deliveries.Delivery("А-1", contract.supplier, day("2025-01-31"), (line,)), people()
    )
    by_hand = traces()
    Document.objects.filter(kind="act").update(status="undone")
    assert bring(file(FIRST | {"act_number": "Б-1"}), "acts.csv")["status"] == "posted"
    assert traces() == by_hand
    assert bring(file(FIRST | {"act_number": "Б-1", "id": ""}), "acts.csv")["status"] == "already-imported"


def traces() -> list[tuple]:
    columns = ("code__code", "month", "date", "measure", "amount", "counterparty_number", "counterparty_name",
               "contract_number", "purpose")  # fmt: skip
    return list(Entry.objects.filter(document__kind="act", document__status="posted").values_list(*columns))


def test_the_same_acts_again_update_nothing_and_double_nothing(budget) -> None:
    bring(file(FIRST, SECOND), "acts.csv")
    entries = Entry.objects.count()
    found = bring(file(SECOND, FIRST), "again.csv")
    assert (found["status"], counts(found)) == ("already-imported", [2, 0, 2, 0, 0])
    assert (Act.objects.count(), Entry.objects.count()) == (2, entries)


def test_an_act_entered_by_hand_is_known_to_the_file(budget) -> None:
    contract = Contract.objects.get(number="17")
    code = BudgetCode.objects.get(code="159", valid_to=None)
    line = PaperLine(code.pk, Month(2025, 1), Decimal("600.00"))
    deliveries.accept(
        budget, contract, deliveries.Delivery("А-1", contract.supplier, day("2025-01-31"), (line,)), people()
    )
    assert bring(file(FIRST), "acts.csv")["status"] == "already-imported"


def test_a_changed_sum_accrues_the_difference_and_shows_before_and_after(budget) -> None:
    bring(file(FIRST, SECOND), "acts.csv")
    found = bring(file(FIRST | {"sum_wnds": "450,50"}, SECOND), "acts.csv")
    assert (found["status"], counts(found)) == ("posted", [2, 1, 1, 0, 0])
    [ledger, paper] = sorted(found["changes"], key=lambda change: change["measure"] == "acts")
    assert ledger == {"measure": "actual", "code": "159", "month": "2025-01", "before": "600.00", "after": "450.50"}
    assert (paper["measure"], "600,00" in paper["before"], "450,50" in paper["after"]) == ("acts", True, True)
    correction = Act.objects.get(kind=Act.Kind.CORRECTION)
    assert (correction.corrects.external_id, correction.lines.get().amount) == ("61", Decimal("-149.50"))
    assert accrued(budget) == "450.50"
    assert bring(file(FIRST | {"sum_wnds": "450,50"}), "again.csv")["status"] == "already-imported"
    undo(found["batch"])
    assert accrued(budget) == "600.00"
    assert broken_books() == []


def test_an_act_moved_to_another_month_is_taken_back_where_it_stood(budget) -> None:
    bring(file(FIRST), "acts.csv")
    found = bring(file(FIRST | {"accepted_on": "2025-02-03"}), "acts.csv")
    assert found["status"] == "posted"
    assert (accrued(budget, through=1), accrued(budget)) == ("0.00", "600.00")


def test_several_rows_of_a_number_are_one_act(budget) -> None:
    rows = [SECOND | {"code": code, "sum_wnds": amount} for code, amount in (("149", "250,00"), ("159", "100,00"))]
    found = bring(file(*rows), "acts.csv")
    assert (counts(found), Act.objects.count(), ActLine.objects.count()) == ([2, 2, 0, 0, 0], 1, 2)


def test_a_row_without_a_code_takes_the_only_one_of_its_contract_or_waits(budget) -> None:
    found = bring(file(FIRST, SECOND | {"code": ""}), "acts.csv")
    assert counts(found) == [2, 1, 0, 1, 0]
    assert found["unresolved"][0]["offers"] == ["149", "159"]
    assert bring(file(FIRST, SECOND | {"code": ""}), "again.csv")["status"] == "already-imported"
    done = answer(found["batch"], {"rows": {"3": "149"}})
    assert (done["status"], done["unresolved"], accrued(budget, "149")) == ("posted", [], "250.00")
    assert bring(file(FIRST, SECOND | {"code": ""}), "again.csv")["status"] == "already-imported"


def test_what_a_trial_balance_declared_is_not_accrued_again(budget) -> None:
    accounts = sample_facility.service_accounts()
    document = Document.objects.create(
        budget=budget, kind="actual", date=day("2025-01-31"), entered_by=accounts.author, approved_by=accounts.approver
    )
    code = BudgetCode.objects.get(code="159", valid_to=None)
    post(document, [Posting(code.pk, Month(2025, 1), day("2025-01-31"), "actual", Decimal("900.00"))])
    found = bring(file(FIRST), "acts.csv")
    assert (found["status"], accrued(budget)) == ("posted", "900.00")
    assert [change["measure"] for change in found["changes"]] == ["acts"]
    assert broken_books() == []


@pytest.mark.parametrize(
    ("said", "cell", "problem"),
    [
        ({"sum_wnds": "1500,01"}, "2:sum_wnds", "over-contract"),
        ({"contract_id": 99}, "2:contract_number", "unknown-contract"),
        ({"contract_id": "", "contract_number": "17"}, "2:contract_number", "unknown-contract"),
        ({"contract_number": "18", "supplier_biin": GUARDS}, "2:contract_number", "unknown-contract"),
        ({"supplier_biin": GUARDS}, "2:supplier_biin", "wrong-supplier"),
        ({"accepted_on": "2025-01-02"}, "2:accepted_on", "not-a-date"),
        ({"accepted_on": "2025-12-31"}, "2:accepted_on", "future-date"),
        ({"accepted_on": "2024-12-31"}, "2:accepted_on", "no-budget"),
        ({"sum_wnds": "-1,00"}, "2:sum_wnds", "not-an-amount"),
        ({"sum_wnds": "0,00"}, "2:sum_wnds", "not-an-amount"),
        ({"sum_wnds": "-1,00", "kind": "исправление"}, "2:sum_wnds", "over-contract"),
        ({"kind": "смета"}, "2:kind", "unknown-word"),
        ({"act_number": ""}, "2:act_number", "missing-column"),
        ({"code": "999"}, "2:code", "unknown-code"),
        ({"customer_bin": LAUNDRY}, "2:customer_bin", "wrong-facility"),
        ({"month": "2024-12"}, "2:month", "not-a-date"),
    ],
)  # fmt: skip
def test_it_refuses_the_whole_file_with_the_cell(budget, said, cell, problem) -> None:
    found = bring(file(FIRST | said, SECOND), "acts.csv")
    assert found["status"] == "refused"
    assert (cell, problem) in problems(found), found["problems"]
    assert (Act.objects.count(), Document.objects.filter(kind="act").count()) == (0, 0)


def test_two_acts_of_a_file_cannot_exceed_their_contract_together(budget) -> None:
    rows = [FIRST | {"id": n, "act_number": f"А-{n}", "sum_wnds": "800,00"} for n in (71, 72)]
    found = bring(file(*rows), "acts.csv")
    assert (found["status"], problems(found)) == ("refused", [("3:sum_wnds", "over-contract")])


def test_a_rule_that_warns_lets_an_act_over_its_contract_through_and_keeps_it(budget) -> None:
    ControlRule.objects.create(budget=budget, act_mode="warn")
    found = bring(file(FIRST | {"sum_wnds": "1600,00"}), "acts.csv")
    assert (found["status"], problems(found)) == ("posted", [("2:sum_wnds", "over-contract")])
    kept = ControlException.objects.get(rule="contract:act")
    assert (kept.over_amount, kept.document.kind, len(found["doubts"])) == (Decimal("100.00"), "act", 1)


def test_a_closed_contract_and_a_closed_month_take_no_act(budget) -> None:
    accounts = sample_facility.service_accounts()
    MonthState.objects.create(budget=budget, month=Month(2025, 1), closed_by=accounts.author)
    assert problems(bring(file(FIRST), "acts.csv")) == [("2:sum_wnds", "closed-month")]
    closing_contracts.close(
        Contract.objects.get(number="18"), day=day("2025-03-01"), reason="исполнен", people=people()
    )
    assert problems(bring(file(SECOND), "acts.csv")) == [("2:contract_number", "closed-contract")]


RUSSIAN = ("Номер акта", "Дата акта", "Номер договора", "БИН поставщика", "Специфика", "Сумма с НДС, тенге")
KAZAKH = ("Акт нөмірі", "Акт күні", "Шарт нөмірі", "Жеткізуші БСН", "Ерекшелік", "ҚҚС-пен сомасы")


@pytest.mark.parametrize("header", [RUSSIAN, KAZAKH])
def test_it_reads_russian_and_kazakh_headers_and_checks_the_total(budget, header) -> None:
    row = ["А-1", day("2025-01-31"), "17", LAUNDRY, 159, 600.5]
    found = bring(xlsx([list(header), row, ["Итого", None, None, None, None, 600.5]]), "файл.xlsx")
    assert (found["status"], found["kind"], found["total"]) == ("posted", "acts", "600.50"), found["problems"]
    wrong = bring(xlsx([list(header), row, ["Итого", None, None, None, None, 600]]), "файл.xlsx")
    assert (wrong["status"], problems(wrong)) == ("refused", [("Лист1!F3", "total-differs")])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 15_000), st.sampled_from(["2025-01", "2025-02"])),
                min_size=1, max_size=6, unique_by=lambda row: row[::2]))  # fmt: skip
def test_importing_a_file_twice_changes_nothing_and_undo_restores_what_stood(budget, drawn) -> None:
    rows = [FIRST | {"id": act, "act_number": f"А-{act}", "sum_wnds": f"{tiyn // 100},{tiyn % 100:02}", "month": month}
            for act, tiyn, month in drawn]  # fmt: skip
    before = accrued(budget)
    first = bring(file(*rows), "acts.csv")
    assert first["status"] == "posted"
    kept = Entry.objects.count()
    again = bring(file(*reversed(rows)), "again.csv")
    assert (again["status"], again["rows"]["duplicate"], Entry.objects.count()) == ("already-imported", len(rows), kept)
    undo(first["batch"])
    assert (accrued(budget), broken_books()) == (before, [])


def test_the_number_of_queries_does_not_depend_on_the_number_of_acts(budget) -> None:
    def queries(count: int, start: int) -> int:
        rows = (FIRST | {"id": start + n, "act_number": f"А-{start + n}", "sum_wnds": "0,01"} for n in range(count))
        data = file(*rows)
        with CaptureQueriesContext(connection) as captured:
            assert bring(data, f"{start}.csv")["rows"]["posted"] == count
        return sum(1 for query in captured.captured_queries if not query["sql"].startswith("INSERT"))

    queries(1, 500)
    assert queries(5, 1_000) == queries(100, 2_000)
