"""A payment is of the month in which money moved, whatever other days stand beside it and in what order."""

from decimal import Decimal
from itertools import permutations

import pytest

from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITERS = office_files.WRITERS
OTHERS = ("Дата", "Дата документа", "Дата поручения", "Дата договора", "Дата счета-фактуры", "Құжат күні",
          "Document date", "Дата создания")  # fmt: skip
DEBITS = ("Дата списания", "Дата исполнения", "Дата списания со счета", "Дата проведения", "Дата фактической оплаты",
          "Орындалған күні", "Execution date", "Дата оплаты")  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def register(debit, other, order):
    cells = {debit: "03.02.2025", other: "31.01.2025", "№ документа": "11"}
    named = list(permutations(cells))[order]
    header = [*named, "Специфика", "Получатель", "БИН", "Назначение платежа", "Сумма"]
    return [header, [*(cells[name] for name in named), "111", "ТОО Алма", "991240999248", "Оплата", 100]]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("place", range(len(DEBITS)))
def test_the_day_of_debit_wins_over_the_day_of_the_paper(place, kind):
    debit, other = DEBITS[place], OTHERS[place]
    found = bring(WRITERS[kind](register(debit, other, place % 6)), f"register.{kind}")
    assert (found["status"], found["by_month"]) == ("posted", {"2025-02": "100.00"})


@pytest.mark.parametrize("kind", WRITERS)
def test_a_register_with_no_day_but_that_of_the_contract_is_refused(kind):
    rows = [["№", "Дата договора", "Специфика", "Получатель", "БИН", "Назначение платежа", "Сумма"],
            ["11", "31.01.2025", "111", "ТОО Алма", "991240999248", "Оплата", 100]]  # fmt: skip
    assert bring(WRITERS[kind](rows), f"register.{kind}")["status"] == "refused"


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("debit", ["Дата списания", "Дата операции", "Дата проводки", "Дата исполнения"])
def test_a_statement_counts_by_the_day_of_debit(debit, kind):
    header = ["Дата документа", "Номер документа", debit, "Дебет", "Кредит", "Контрагент", "БИН контрагента",
              "Назначение платежа"]  # fmt: skip
    rows = [["Выписка по счету KZ000000000000000018"], header,
            ["31.01.2025", "11", "03.02.2025", 100, "", "ТОО Алма", "991240999248", "Оплата"]]  # fmt: skip
    found = bring(WRITERS[kind](rows), f"statement.{kind}")
    assert (found["kind"], found["by_month"]) == ("bank", {"2025-02": "100.00"})


def of_january(days, title, received=False):
    header = ["Дата", "Номер", "Специфика", *([] if received else ["Получатель"]), "Сумма"]
    return [[title], header, *([day, str(at), "111", *([] if received else ["ТОО Алма"]), 100]
                               for at, day in enumerate(days, 11))]  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    ("title", "measure"), [("Реестр платежей за январь 2025 года", "cash"), ("Реестр поступлений за I квартал 2025 года", "funding")]
)  # fmt: skip
def test_days_without_a_year_are_of_the_period_that_the_title_names(title, measure, kind):
    rows = of_january(["09.01", "30.01"], title, received=measure == "funding")
    found = bring(WRITERS[kind](rows), f"register.{kind}")
    assert (found["status"], found["kind"], found["by_month"]) == ("posted", measure, {"2025-01": "200.00"})


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (["09.01", "10.02"], "Реестр платежей"),
        (["09.01", "10.02"], "Реестр платежей за январь 2025 года"),
        (["09.01", "10.01"], "Реестр платежей за 2024–2025 годы"),
        (["09.01", Decimal("10.1")], "Реестр платежей за январь 2025 года"),
    ],
)
def test_a_day_without_a_year_that_the_title_does_not_settle_is_refused(days, title):
    assert bring(WRITERS["xlsx"](of_january(days, title)), "register.xlsx")["status"] == "refused"


@pytest.mark.parametrize("kind", WRITERS)
def test_cash_heads_a_column_of_money_paid(kind):
    header = ["Дата", "Номер", "Специфика", "Получатель", "Касса"]
    rows = [["Реестр платежей"], header, ["09.01.2025", "11", "111", "ТОО Алма", 100]]
    found = bring(WRITERS[kind](rows), f"register.{kind}")
    assert (found["kind"], found["by_month"]) == ("cash", {"2025-01": "100.00"})
    rows = [["Реестр платежей"], [*header[:4], "План", "Касса"], ["09.01.2025", "11", "111", "ТОО Алма", 900, 100]]
    assert bring(WRITERS[kind](rows), f"register.{kind}")["total"] in ("100.00", "0.00")
