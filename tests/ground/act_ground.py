"""What tests of imported acts stand on: two contracts of the sample facility, and registers of acts told in few words."""

from finance import sample_facility
from finance.execution import figures
from finance.models import Budget
from finance.money import as_text
from finance.months import Month
from finance.rights import Approval
from finance.scope import of_budget
from tests.ground.import_ground import bring, facility
from tests.ground.portal_files import acts
from tests.ground.snapshots import built_once, sample_budget

LAUNDRY, GUARDS = "991240999723", "991240999644"
CONTRACTS = f"""external_id,contract_number_sys,number,signed_on,ends_on,supplier_number,supplier,code,month,amount_with_vat,year
41,9912-41,17,2025-01-06,2025-12-31,{LAUNDRY},ТОО Прачечная,159,2025-01,1000.00,2025
41,9912-41,17,2025-01-06,2025-12-31,{LAUNDRY},ТОО Прачечная,159,2025-02,500.00,2025
42,9912-42,18,2025-01-06,2025-12-31,{GUARDS},ТОО Охрана,159,2025-02,700.00,2025
42,9912-42,18,2025-01-06,2025-12-31,{GUARDS},ТОО Охрана,149,2025-02,300.00,2025
"""
FIRST = {"id": 61, "act_number": "А-1", "contract_id": 41, "sum_wnds": "600,00", "accepted_on": "2025-01-31"}
SECOND = {
    "id": 62,
    "act_number": "А-2",
    "contract_number": "18",
    "supplier_biin": GUARDS,
    "sum_wnds": "250,00",
    "code": "149",
}


def contracted() -> Budget:
    """The sample facility with its contracts 17 and 18 of 2025."""

    def build() -> None:
        facility()
        assert bring(CONTRACTS.encode(), "contracts.csv")["status"] == "posted"

    built_once(("contracted",), build)
    return sample_budget()


def file(*said: dict) -> bytes:
    return acts(*said, columns=("code", "kind", "customer_bin"))


def counts(found: dict) -> list[int]:
    return [found["rows"][key] for key in ("read", "posted", "duplicate", "unresolved", "rejected")]


def problems(found: dict) -> list[tuple[str, str]]:
    return [(problem["cell"], problem["problem"]) for problem in found["problems"]]


def accrued(budget: Budget, code: str = "159", through: int = 12) -> str | None:
    return as_text(figures(of_budget(budget), Month(2025, 1), Month(2025, through)).by_text(code).actual)


def people() -> Approval:
    accounts = sample_facility.service_accounts()
    return Approval(accounts.author, accounts.approver)
