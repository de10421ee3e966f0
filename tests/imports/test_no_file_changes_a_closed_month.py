"""After a half-year is closed files of every kind come in that speak of it, and what was posted before is taken back:
every report of it stays as it was, byte for byte."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance import chain
from finance.ledger import LedgerError
from finance.models import Budget, MonthState
from finance.months import Month
from finance.reporting.render import render
from finance.reports import registry
from finance.rights import Approval
from finance.scope import ScopeError, of_budget
from finance.service_accounts import service_accounts
from imports import sample_files
from imports.kinds.registry import kinds
from imports.models import Batch
from imports.pipeline.errors import UsageError
from procurement import assigning, drafts, payments
from procurement.models import Contract, PaymentMatch
from procurement.papers import PaperError, PaperLine, Terms
from tariffs.models import Volume
from tests.ground import act_ground, case_ground, papers_in_force, portal_files
from tests.ground.costing_ground import csv
from tests.ground.import_ground import TODAY, bring, undo
from tests.ground.ledger_ground import broken_books
from tests.ground.snapshots import built_once, sample_budget

pytestmark = pytest.mark.django_db
JANUARY, JUNE = Month(2025, 1), Month(2025, 6)
ITEMS = (
    {"id": 100, "code": "159"},
    {"id": 101, "code": "159", "name_ru": "Охрана", "price": "600,00", "amount": "600,00"},
)
LOT = {"id": 501, "lot_number": "9001-ЗЦП1", "point_list": "[100]"}
CASES = "case,day,service,quantity", "case,day,medicine,unit,quantity,amount"


def lines(amount: str) -> dict[str, tuple[str, ...]]:
    """Files of a header and a row that speaks of the half-year, by the kind they are of."""
    return {
        "cash": ("date,number,code,amount,purpose", f"2025-01-20,Z{amount},159,{amount},возврат"),
        "funding": ("date,number,code,amount", f"2025-02-20,Z{amount},159,{amount}"),
        "income": ("month,source,kind_of_care,number,accrued,withheld", f"2025-01,ОСМС,СТАЦИОНАР,Z,{amount},0"),
        "fund-contract": ("kind_of_care,month,amount", f"СТАЦИОНАР,2025-01,{amount}"),
        "resources": ("programme,year,stage,amount", f"067,2025,current,{amount}"),
        "amendment": ("number,date,code,month,amount", f"Z,2025-01-20,159,2025-09,{amount}"),
        "plan": ("code,jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec", f"159,0,0,0,0,0,0,0,0,{amount},0,0,0"),
        "balances": ("date,account,balance", f"2025-07-31,,{amount}"),
        "volumes": ("month,profile,setting,beds,bed_days_done,discharged", "2025-01,neurology,inpatient,120,99,9"),
        "stays": ("case,profile,referred_by,admitted,discharged", "Z1,neurology,Шымкент,2025-01-03,2025-03-21"),
        "services": (CASES[0], f"C00001,2025-01-06,F01,{amount}"),
        "drugs": (CASES[1], f"C00001,2025-01-06,Тиамин,ампула,5,{amount}"),
        "quotas": ("referred_by,from,through,quota", "Шымкент,2025-01,2025-03,7"),
        "tariffs": ("profile,setting,amount,applies_from,published_on,order", f"neurology,inpatient,{amount},2025-01-01,2025-04-05,Z"),
        "centres": ("centre,name_ru,name_kk,kind,profile,step,basis", "AHO,Хоз,Шаруа,administrative,,2,positions"),
        "drivers": ("month,centre,driver,measure,value", f"2025-01,ADM,positions,stock,{amount}"),
        "attribution": ("code,target", "111,centre:ADM"),
        "reported": ("figure,from,through,profile,value,source", f"bed_days_done,2025-01,2025-03,,{amount},Z"),
        "contracts": ("number,signed_on,ends_on,supplier_number,supplier,code,month,amount_with_vat,year",
                      f"Z,2025-01-06,2025-12-31,991240999248,ТОО Дастархан-Сервис,141,2025-09,{amount},2025"),
    }  # fmt: skip


def files(amount: str) -> dict[str, bytes]:
    made = {kind: csv(*told) for kind, told in lines(amount).items()}
    act = {"id": 91, "act_number": "Z", "contract_number": "17", "supplier_biin": "991240999248", "accepted_on": "2025-01-31",
           "sum_wnds": amount.replace(".", ","), "code": "141", "month": "2025-07"}  # fmt: skip
    return made | {
        "positions": (sample_files.FOLDER / "positions-2025-h1.csv").read_bytes().replace(b"18.25", b"19.25"),
        "acts": act_ground.file(act),
        "procurement-plan": portal_files.plan({**ITEMS[0], "plan_act_number": 2, "rootrecord_id": 100, "id": 102,
                                               "amount": amount.replace(".", ","), "price": amount.replace(".", ",")}),
        "lots": portal_files.lots({**LOT, "amount": amount.replace(".", ",")}),
    }  # fmt: skip


# What of the ground no bundled sample brings.
BEFORE = {
    **{kind: made for kind, made in files("10.00").items() if kind in ("income", "fund-contract", "resources", "services", "drugs")},
    "procurement-plan": portal_files.plan(*ITEMS),
    "lots": portal_files.lots({**LOT, "amount": "900,00"}),
    "acts": files("5.00")["acts"],
}  # fmt: skip
ELSEWHERE = {"treasury", "project", "funder-statement", "absorption", "objects", "medical-tables", "bank", "plan-of-year",
             "account-balance", "account-analysis", "account-card", "subconto-analysis", "indicators", "actual",
             "cash-by-month", "package"}  # fmt: skip


def build() -> None:
    sample_files.import_all(sample_files.prepare())
    case_ground.price_list()
    for kind, data in BEFORE.items():
        answer = bring(data, f"{kind}.csv", kind=kind)
        assert answer["status"] == "posted", (kind, answer["problems"])
    payments.match_payments(sample_budget())
    drafts.draft(sample_budget(), terms("D"), entered_by=service_accounts().author)


def terms(number: str) -> Terms:
    known = Contract.objects.get(number="17", root=None)
    line = PaperLine(known.schedule.all()[0].code_id, Month(2025, 9), Decimal("7.00"))
    return Terms(number=number, supplier=known.supplier, lines=(line,), signed_on=date(2025, 1, 20),
                 ends_on=date(2025, 12, 31), amount_with_vat=Decimal("7.00"))  # fmt: skip


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    built_once(("a half-year of everything",), build)
    budget = sample_budget()
    for month in range(1, 7):
        MonthState.objects.create(budget=budget, month=Month(2025, month), closed_by=service_accounts().author)
    return budget


def told(budget: Budget, only: str = "") -> dict[str, bytes]:
    """Two periods side by side show every month of the year, open ones too."""
    scope, found = of_budget(budget), {}
    for name, report in registry.rooms.reports().items():
        if not report.is_of_tree and report.family != "projects" and name != "two-periods" and only in ("", name):
            try:
                found[name] = render(registry.get(name)(scope, JANUARY, JUNE, unit="tenge", language="ru"), "json")
            except ScopeError as error:
                found[name] = str(error).encode()
    return found


def take_back_a_match() -> None:
    match = PaymentMatch.objects.standing().order_by("pk")[0]
    assigning.take_back(match, user=service_accounts().author)


def assign() -> None:
    match = PaymentMatch.objects.exclude(taken_back_at=None)[0]
    assigning.assign(match.entry, match.contract, None, Decimal("1.00"), user=service_accounts().author)


def approve_a_draft() -> None:
    draft = Contract.objects.get(number="D")
    drafts.approve(draft, approved_by=service_accounts().approver)


def agree() -> None:
    people = Approval(service_accounts().author, service_accounts().approver)
    root = Contract.objects.get(number="17", root=None)
    papers_in_force.sign(root.budget, terms("17/9"), people, root=root)


DEEDS: dict[str, Callable[[], object]] = {
    "a match taken back": take_back_a_match,
    "a payment assigned": assign,
    "a draft approved": approve_a_draft,
    "an agreement signed": agree,
}


def act(deed: str, amount: str) -> str:
    """Do it, or be refused, and say which."""
    try:
        with transaction.atomic():
            if deed in DEEDS:
                DEEDS[deed]()
                return "done"
            if deed.startswith("undo "):
                return undo(Batch.objects.filter(kind=deed[5:], status="posted").order_by("-pk")[0].pk)["status"]
            answer = bring(files(amount)[deed], f"{deed} {amount}.csv", kind=deed)
            said = " ".join(problem["problem"] for problem in answer["problems"])
            return f"{answer['status']} {said}".strip()
    except (LedgerError, UsageError, PaperError, IndexError, PermissionDenied) as error:
        return f"refused {error}"


IN = tuple(files("1.00"))
UNDO = tuple(f"undo {kind}" for kind in (*IN, "actual", "indicators"))


# What nothing of it may be refused: it takes effect from the first open month.
TAKEN = {
    "resources", "amendment", "balances", "stays", "services", "drugs", "quotas", "tariffs", "centres",
    "attribution", "reported", "contracts", "acts", "procurement-plan", "lots", *DEEDS,
    *UNDO,
}  # fmt: skip


def test_no_kind_of_file_and_no_undo_changes_a_report_of_it(budget) -> None:
    assert set(IN) | ELSEWHERE == set(kinds())
    before = told(budget)
    said = {deed: act(deed, "17.50") for deed in (*IN, *DEEDS, *UNDO)}
    assert {deed for deed, answer in said.items() if answer in ("posted", "done", "undone")} == TAKEN, said
    after = told(budget)
    assert {name for name in before if before[name] != after[name]} == set()
    assert broken_books() == []


def test_open_again_it_reports_what_came_meanwhile(budget) -> None:
    before = told(budget, "volumes")
    assert act("stays", "1.00") == "posted"
    MonthState.objects.filter(month=JUNE).update(reopened_until=date(2025, 12, 20))
    assert told(budget, "volumes") != before


def test_the_database_takes_no_row_under_a_document_that_it_has_seen(budget) -> None:
    seen = Volume.objects.all()[0]
    chain.link_now()
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Volume.objects.create(document=seen.document, facility=seen.facility, month=JANUARY, profile=seen.profile)
    for change in (lambda: Volume.objects.update(bed_days_done=1), lambda: Volume.objects.all()._raw_delete("default")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="taken back"), transaction.atomic():
        PaymentMatch.objects.update(amount=1)


@pytest.mark.soak
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(deeds=st.lists(st.sampled_from((*IN, *DEEDS, *UNDO)), min_size=1, max_size=12),
       amount=st.decimals("0.01", "99999.99", places=2).map(str))  # fmt: skip
def test_no_order_of_them_does(budget, deeds, amount) -> None:
    before = told(budget)
    with transaction.atomic():
        for deed in deeds:
            act(deed, amount)
        after = told(budget)
        assert {name for name in before if before[name] != after[name]} == set(), deeds
        transaction.set_rollback(True)
