"""A row that stands in place of another one of its paper is asked about: sums of a contract and its agreement do not add up."""

from datetime import date

import pytest

from finance.models import Entry
from procurement.models import Contract
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = pytest.mark.django_db
SUPPLIER = ["991240999248", "ТОО Алма"]
CONTRACT = ["Номер договора", "Дата заключения", "БИН поставщика", "Поставщик", "Специфика", "Сумма договора"]
ACT = ["Номер акта", "Дата акта", "Номер договора", "БИН поставщика", "Поставщик", "Сумма акта с НДС"]
WRITERS = {
    "xlsx": lambda rows: office_files.xlsx({"Лист1": rows}),
    "ods": lambda rows: office_files.ods({"Лист1": rows}),
    "csv": office_files.text,
}


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def contracts(*said: str) -> list[list[object]]:
    days = (date(2025, 1, 15), date(2025, 3, 10))
    rows = [[f"Д-{i}", days[i], *SUPPLIER, "141", 100 + i, text] for i, text in enumerate(said)]
    return [[*CONTRACT, "Примечание"], *rows]


def errors(found):
    return [(p["row"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    "said",
    ["Дополнительное соглашение", "доп. соглашение № 1", "Доп.соглашение", "Қосымша келісім", "Additional agreement"],
)
def test_an_agreement_among_contracts_is_asked_about(kind, said) -> None:
    found = bring(WRITERS[kind](contracts("", said)), f"file.{kind}")
    assert (found["status"], errors(found)) == ("refused", [(3, "ambiguous-amount")])
    assert not Contract.objects.exists()


@pytest.mark.parametrize("kind", WRITERS)
def test_other_words_say_nothing_against_a_contract(kind) -> None:
    found = bring(WRITERS[kind](contracts("Договор", "без дополнительного соглашения")), f"file.{kind}")
    assert (found["status"], found["total"]) == ("posted", "201.00"), found["problems"]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("said", ["Исправленный", "Корректировочный", "Corrected"])
def test_a_corrected_invoice_beside_the_first_one_is_asked_about(kind, said) -> None:
    bring(WRITERS[kind](contracts("")), f"contracts.{kind}")
    rows = [[*ACT, "Тип"], ["1", date(2025, 1, 31), "Д-0", *SUPPLIER, 60, "Основной"],
            ["1", date(2025, 1, 31), "Д-0", *SUPPLIER, 70, said]]  # fmt: skip
    found = bring(WRITERS[kind](rows), f"acts.{kind}")
    assert (found["status"], errors(found)) == ("refused", [(3, "ambiguous-amount")])
    assert not Entry.objects.filter(measure="accrued").exists()
