"""A register of acts or invoices says what was accepted and is no payment; what only repeats others is asked about."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import Budget
from tests.ground import office_files
from tests.ground.act_ground import LAUNDRY, contracted
from tests.ground.import_ground import TODAY, bring

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WRITERS = office_files.WRITERS
DELIVERED = [("№ счета-фактуры", "Дата выписки"), ("Номер ЭСФ", "Дата совершения оборота"), ("№ накладной", "Дата накладной"),
             ("№ акта", "Дата акта"), ("Жүкқұжат №", "Жүкқұжат күні"), ("Шот-фактура №", "Шот-фактура күні"),
             ("Акт нөмірі", "Актінің күні"), ("Invoice number", "Invoice date"), ("Номер", "Дата счета-фактуры")]  # fmt: skip
BESIDE = [[], ["Поставщик"], ["БИН поставщика", "Поставщик"], ["Поставщик", "Назначение"], ["№ договора"]]


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    return contracted()


def rows(title: str, header: list[str], *said: list[object]) -> list[list[object]]:
    return [[title], header, *said]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(DELIVERED), st.sampled_from(BESIDE), st.sampled_from(["", "Реестр за март 2025 года"]),
       st.sampled_from(list(WRITERS)))  # fmt: skip
def test_a_table_of_deliveries_is_never_posted_as_payments(budget, header, beside, title, write) -> None:
    cells = {"Поставщик": "ТОО Прачечная", "БИН поставщика": LAUNDRY, "Назначение": "Стирка", "№ договора": "17"}
    head = [*header, *beside, "Специфика", "Сумма"]
    said = ["А-1", date(2025, 3, 3), *(cells[one] for one in beside), "159", 600]
    found = bring(WRITERS[write](rows(title, head, said)), "файл", preview=True)
    assert (found["kind"], found["status"]) != ("cash", "preview")
    assert found["kind"] == "acts" or found["by_code"] == {}


@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
@pytest.mark.parametrize("title", ["Реестр оплаченных счетов-фактур", "Реестр платежей по актам", "Төлемдер тізілімі"])
def test_a_register_of_payments_may_name_invoices(budget, write, title) -> None:
    head = ["№ счета-фактуры", "Дата", "Поставщик", "Специфика", "Сумма"]
    found = bring(write(rows(title, head, ["5", date(2025, 3, 3), "ТОО Прачечная", "159", 600])), "ф", preview=True)
    assert (found["kind"], found["status"], found["by_code"]) == ("cash", "preview", {"159": "600.00"})


@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
def test_an_invoice_is_accrued_on_the_day_of_its_turnover_not_on_the_day_it_was_written_out(budget, write) -> None:
    head = ["№ счета-фактуры", "Дата выписки", "Дата совершения оборота", "БИН поставщика", "№ договора", "Специфика",
            "Сумма с НДС"]  # fmt: skip
    said = ["5", date(2025, 2, 20), date(2025, 1, 31), LAUNDRY, "17", "159", 600]
    for left in (head, [*head[:2], *head[3:]]):
        row = said if left == head else [*said[:2], *said[3:]]
        found = bring(write(rows("Реестр счетов-фактур", left, row)), "ф", preview=True)
        month = "2025-01" if left == head else "2025-02"
        assert (found["kind"], found["by_month"]) == ("acts", {month: "600.00"})


def test_a_register_of_acts_that_says_what_was_paid_is_of_acts(budget) -> None:
    head = ["№ акта", "Дата акта", "№ договора", "БИН поставщика", "Специфика", "Сумма акта", "Оплачено", "Дата оплаты"]
    said = ["А-1", date(2025, 1, 31), "17", LAUNDRY, "159", 600, 0, ""]
    found = bring(WRITERS["xlsx"](rows("Реестр актов выполненных работ", head, said)), "ф", preview=True)
    assert (found["kind"], found["by_code"]) == ("acts", {"159": "600.00"})


@pytest.mark.parametrize("title", ["Акт сверки взаимных расчётов", "Акты сверки с поставщиками за 2025 год",
                                   "Өзара есеп айырысуды салыстыру актісі", "Reconciliation act, March 2025"])  # fmt: skip
def test_a_reconciliation_with_a_supplier_only_repeats(budget, title) -> None:
    head = ["№ акта", "Дата акта", "№ договора", "БИН поставщика", "Специфика", "Сумма"]
    for said in (rows(title, head, ["А-1", date(2025, 1, 31), "17", LAUNDRY, "159", 600]),
                 rows(title, ["Дата", "Документ", "Специфика", "Сумма"], [date(2025, 1, 31), "Оплата 5", "159", 600])):  # fmt: skip
        found = bring(WRITERS["xlsx"](said), "ф", preview=True)
        assert (found["status"], found["by_code"]) == ("refused", {})
        assert title in found["problems"][0]["message"]


@pytest.mark.parametrize("said", ["Оплата по акту сверки", "Салыстыру актісі бойынша төлем"])
def test_a_payment_by_a_reconciliation_is_a_payment(budget, said) -> None:
    head = ["Дата оплаты", "Специфика", "Сумма", "Поставщик", "Назначение платежа"]
    row = [date(2025, 3, 3), "159", 600, "ТОО Прачечная", said]
    for title in ("Реестр платежей", "Реестр платежей по актам сверки"):
        found = bring(WRITERS["xlsx"](rows(title, head, row)), "ф", preview=True)
        assert (found["kind"], found["by_code"]) == ("cash", {"159": "600.00"})
