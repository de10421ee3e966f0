"""Contracts from files: several rows are one contract, a second file changes instead of doubling, undo takes back."""

from decimal import Decimal

import pytest

from finance.execution import figures
from finance.models import Budget, Entry, MonthState
from finance.money import as_text
from finance.months import Month
from finance.rights import Approval
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from procurement import deliveries
from procurement.contract_sums import scheduled
from procurement.models import Contract, ControlException, ScheduleLine, Supplier
from procurement.papers import PaperLine
from tests.ground.file_factory import xlsx as workbook
from tests.ground.import_ground import TODAY, answer, bring, day, facility, undo
from tests.ground.ledger_ground import broken_books
from tests.ground.samples import sample

pytestmark = pytest.mark.django_db

HEADER = "number,signed_on,ends_on,supplier_number,supplier,code,month,amount_with_vat,year"
ROWS = (
    "17,2025-01-06,2025-12-31,991240999248,ТОО Дастархан-Сервис,141,2025-01,1000.00,2025",
    "17,2025-01-06,2025-12-31,991240999248,ТОО Дастархан-Сервис,141,2025-02,500.50,2025",
    "17,2025-01-06,2025-12-31,991250999044,ИП Береке,149,2025-02,700.00,2025",
)


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    return facility()


def file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def committed(budget: Budget, code: str, through: int = 12) -> str | None:
    return as_text(figures(of_budget(budget), Month(2025, 1), Month(2025, through)).by_text(code).committed)


def counts(found: dict) -> list[int]:
    return [found["rows"][key] for key in ("read", "posted", "duplicate", "unresolved", "rejected")]


def test_rows_of_one_number_and_supplier_are_one_contract(budget) -> None:
    found = bring(file(*ROWS), "contracts.csv")
    assert (found["status"], found["kind"], counts(found)) == ("posted", "contracts", [3, 3, 0, 0, 0])
    assert (found["total"], found["by_code"]) == ("2200.50", {"141": "1500.50", "149": "700.00"})
    assert found["by_month"] == {"2025-01": "1000.00", "2025-02": "1200.50"}
    assert (Contract.objects.count(), Supplier.objects.count(), ScheduleLine.objects.count()) == (2, 2, 3)
    assert (committed(budget, "141"), committed(budget, "149")) == ("1500.50", "700.00")
    entry = Entry.objects.get(amount=Decimal("500.50"))
    assert (entry.cell, entry.date, str(entry.month)) == ("3:amount_with_vat", day("2025-01-06"), "2025-02")
    assert broken_books() == []


def test_the_same_file_again_changes_nothing(budget) -> None:
    bring(file(*ROWS), "contracts.csv")
    found = bring(file(*reversed(ROWS)), "снова.csv")
    assert (found["status"], counts(found)) == ("already-imported", [3, 0, 3, 0, 0])
    assert (Contract.objects.count(), Entry.objects.count()) == (2, 3)


def test_a_changed_month_posts_the_difference_and_shows_before_and_after(budget) -> None:
    bring(file(*ROWS), "contracts.csv")
    found = bring(file(ROWS[0], ROWS[1].replace("500.50", "300.25"), ROWS[2]), "contracts.csv")
    assert (found["status"], counts(found)) == ("posted", [3, 1, 2, 0, 0])
    [change] = found["changes"]
    assert change == {
        "measure": "commitment", "code": "141", "month": "2025-02", "before": "500.50", "after": "300.25",
    }  # fmt: skip
    root = Contract.objects.get(root=None, supplier__number="991240999248")
    assert sorted(map(str, scheduled(root).values())) == ["1000.00", "300.25"]
    assert committed(budget, "141", through=1) == "1300.25"
    assert Contract.objects.filter(root=None).count() == 2
    undo(found["batch"])
    assert committed(budget, "141") == "1500.50"
    assert sorted(map(str, scheduled(root).values())) == ["1000.00", "500.50"]
    assert broken_books() == []


def test_a_new_month_is_added_and_a_month_the_file_lacks_stays_with_a_doubt(budget) -> None:
    bring(file(*ROWS), "contracts.csv")
    found = bring(file(ROWS[0].replace("2025-01,1000.00", "2025-03,50.00")), "contracts.csv")
    assert counts(found) == [1, 1, 0, 0, 0]
    assert committed(budget, "141") == "1550.50"
    assert any("1 500,50" in doubt.replace("\xa0", " ") for doubt in found["doubts"])


def test_undo_frees_everything_and_the_file_posts_again(budget) -> None:
    first = bring(file(*ROWS), "contracts.csv")
    undone = undo(first["batch"])
    assert (undone["reversed"], undone["kept"], committed(budget, "141")) == (3, [], "0.00")
    assert set(Contract.objects.values_list("status", flat=True)) == {"cancelled"}
    again = bring(file(*ROWS), "contracts.csv")
    assert (again["status"], counts(again), committed(budget, "141")) == ("posted", [3, 3, 0, 0, 0], "1500.50")
    assert broken_books() == []


def test_undo_leaves_a_contract_that_acts_stand_on(budget) -> None:
    first = bring(file(*ROWS), "contracts.csv")
    used = Contract.objects.get(supplier__number="991240999248")
    people = service_accounts()
    line = PaperLine(used.schedule.all()[0].code_id, Month(2025, 1), Decimal("10.00"))
    act = deliveries.Delivery("А-1", used.supplier, day("2025-01-31"), (line,))
    deliveries.accept(budget, used, act, Approval(people.author, people.approver))
    undone = undo(first["batch"])
    assert (undone["reversed"], len(undone["kept"])) == (1, 2)
    assert (committed(budget, "141"), committed(budget, "149")) == ("1500.50", "0.00")
    assert sorted(Contract.objects.values_list("status", flat=True)) == ["cancelled", "signed"]
    again = bring(file(*ROWS), "contracts.csv")
    assert (again["status"], counts(again)) == ("posted", [3, 1, 2, 0, 0])
    assert broken_books() == []


def test_an_exceeded_limit_warns_with_the_cell_and_is_kept_as_an_exception(budget) -> None:
    found = bring(file(*ROWS), "contracts.csv")
    warned = [(p["cell"], p["problem"], p["severity"]) for p in found["problems"]]
    assert warned == [("2:amount_with_vat", "over-limit", "warning"), ("4:amount_with_vat", "over-limit", "warning")]
    kept = ControlException.objects.order_by("over_amount").values_list("way", "rule", "over_amount")
    assert [(w, r, str(a)) for w, r, a in kept] == [
        ("import", "plan:year", "700.00"),
        ("import", "plan:year", "1500.50"),
    ]


PORTAL = (
    "id", "Номер договора", "Номер договора в системе", "Дата подписания", "Планируемая дата исполнения",
    "БИН/ИИН поставщика", "Поставщик", "Сумма без НДС", "Сумма с НДС", "Финансовый год", "Специфика", "Предмет договора",
)  # fmt: skip
KAZAKH = (
    "Шарт нөмірі", "Шарт күні", "Аяқталу күні", "Жеткізуші БСН", "Жеткізуші", "Ерекшелік", "Ай", "ҚҚС-пен сомасы", "Жыл",
)  # fmt: skip


def test_it_reads_the_export_of_the_portal_and_matches_by_its_id(budget) -> None:
    row = ["4501", "73/2025", "9912-1", "06.01.2025", "31.12.2025", "991240999723", "ТОО Прачечная", "892,86", "1000,00",
           "2025", "159", "Стирка белья"]  # fmt: skip
    found = bring(workbook([list(PORTAL), row]), "portal.xlsx")
    assert (found["status"], found["kind"], found["total"]) == ("posted", "contracts", "1000.00")
    contract = Contract.objects.get()
    assert (contract.external_id, contract.system_number, contract.subject) == ("4501", "9912-1", "Стирка белья")
    row[4], row[8] = "31.10.2025", "1200,00"
    later = bring(workbook([list(PORTAL), row]), "portal.xlsx")
    assert (later["status"], committed(budget, "159")) == ("posted", "1200.00")
    contract.refresh_from_db()
    assert (contract.ends_on, Contract.objects.filter(root=None).count()) == (day("2025-10-31"), 1)
    undo(later["batch"])
    contract.refresh_from_db()
    assert (contract.ends_on, committed(budget, "159")) == (day("2025-12-31"), "1000.00")


def test_fields_alone_are_updated_though_no_sum_changes(budget) -> None:
    bring(file(*ROWS), "contracts.csv")
    found = bring(file(*(row.replace("2025-12-31", "2025-11-30") for row in ROWS)), "contracts.csv")
    assert (found["status"], counts(found)) == ("already-imported", [3, 0, 3, 0, 0])
    assert set(Contract.objects.values_list("ends_on", flat=True)) == {day("2025-11-30")}


def test_it_reads_kazakh_headers(budget) -> None:
    row = ["17", "06.01.2025", "31.12.2025", "991240999248", "ЖШС Дастархан", "141", "қаңтар", "1 000,00", "2025"]
    found = bring(workbook([list(KAZAKH), row]), "шарттар.xlsx")
    assert (found["status"], found["kind"], found["by_month"]) == ("posted", "contracts", {"2025-01": "1000.00"})


def test_a_row_without_a_code_waits_for_a_person(budget) -> None:
    found = bring(file(ROWS[0], ROWS[1].replace(",141,", ",,")), "contracts.csv")
    assert (found["status"], counts(found)) == ("posted", [2, 1, 0, 1, 0])
    answered = answer(found["batch"], {"rows": {"3": "142"}})
    assert (answered["status"], committed(budget, "142")) == ("posted", "500.50")
    assert Contract.objects.filter(root=None).count() == 1


def test_undo_puts_back_what_a_file_updated_at_once_and_what_it_updated_when_answered(budget) -> None:
    bring(file(*ROWS), "contracts.csv")
    later = [row.replace("2025-12-31", "2025-11-30") for row in ROWS]
    found = bring(
        file(later[0], later[1].replace("500.50", "300.00"), later[2].replace(",149,", ",,")), "contracts.csv"
    )
    assert answer(found["batch"], {"rows": {"4": "149"}})["status"] == "posted"
    assert set(Contract.objects.values_list("ends_on", flat=True)) == {day("2025-11-30")}
    undo(found["batch"])
    signed = Contract.objects.filter(status=Contract.Status.SIGNED)
    assert dict(signed.values_list("supplier__name", "ends_on")) == dict.fromkeys(
        ("ТОО Дастархан-Сервис", "ИП Береке"), day("2025-12-31")
    )


@pytest.mark.parametrize(
    ("wrong", "right", "cell", "problem"),
    [
        ("991240999248", "991240999249", "2:supplier_number", "wrong-number"),
        ("2025-01,1000.00,2025", "2026-01,1000.00,2026", "2:month", "no-budget"),
        ("2025-01,1000.00,2025", "2026-01,1000.00,2025", "2:month", "not-a-date"),
        ("1000.00", "-1000.00", "2:amount_with_vat", "not-an-amount"),
        (",141,", ",999,", "2:code", "unknown-code"),
        ("2025-12-31", "2024-12-31", "2:ends_on", "not-a-date"),
        ("17,", ",", "2:number", "missing-column"),
    ],
)
def test_it_refuses_the_file_with_the_cell(budget, wrong, right, cell, problem) -> None:
    found = bring(file(ROWS[0].replace(wrong, right), *ROWS[1:]), "contracts.csv")
    assert found["status"] == "refused"
    assert (cell, problem) in [(p["cell"], p["problem"]) for p in found["problems"]]
    assert (Contract.objects.count(), Entry.objects.count(), Supplier.objects.count()) == (0, 0, 0)


def test_a_closed_month_takes_no_change(budget) -> None:
    bring(file(*ROWS), "contracts.csv")
    people = service_accounts()
    MonthState.objects.create(budget=budget, month=Month(2025, 1), closed_by=people.author)
    assert bring(file(*ROWS), "contracts.csv")["status"] == "already-imported"
    found = bring(file(ROWS[0].replace("1000.00", "1001.00")), "contracts.csv")
    assert (found["status"], found["problems"][0]["problem"]) == ("refused", "closed-month")


def test_the_sample_contracts_leave_on_159_what_the_year_has_free(budget) -> None:
    names = ("plan-2025.xlsx", "plan-amendments-2025.xlsx", *(f"trial-balance-2025-{m:02}.xlsx" for m in range(1, 7)))
    for name in (*names, "contracts-2025.csv"):
        assert bring(sample(name))["status"] == "posted"
    found = figures(of_budget(budget), Month(2025, 1), Month(2025, 6)).by_text("159")
    assert (as_text(found.committed), as_text(found.available)) == ("15773100.01", "6756000.00")
