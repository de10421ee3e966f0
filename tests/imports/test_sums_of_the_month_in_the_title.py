"""Sums by code without a month of their own are of the month that the title names, and of the measure it names."""

import pytest

from finance.models import Entry
from tests.ground import file_factory as make
from tests.ground.import_ground import TODAY, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEADERS = (["Код", "Наименование", "Сумма"], ["Специфика", "Наименование расходов", "Сумма, тенге"])
ROWS = [["111", "Оплата труда", 5000], ["141", "Питание", 1000], ["Итого", "", 6000]]
SAID = {
    "actual": ("Начисленные расходы за март 2025 г., тенге", "2025 жылғы наурыз айындағы нақты шығыстар, теңге",
               "Accrued expenditure, March 2025"),
    "cash": ("Кассовые расходы за март 2025 г.", "2025 жылғы наурыз айындағы кассалық шығыстар", "Cash expenditure, March 2025"),
    "funding": ("Финансирование за март 2025 г., тенге", "Полученное финансирование, март 2025"),
}  # fmt: skip
WRITERS = {"xlsx": make.xlsx, "ods": make.ods, "csv": make.delimited}


@pytest.fixture(autouse=True)
def _facility(settings) -> None:
    settings.SMETA_TODAY = TODAY
    facility()


@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, titles in SAID.items() for title in titles])
def test_they_are_taken_for_what_the_title_says(kind, title, write) -> None:
    for header in HEADERS:
        found = bring(write([[title], header, *ROWS]), "f", preview=True)
        assert (found["status"], found["kind"]) == ("preview", kind), (header, found["problems"])
        assert found["by_code"] == {"111": "5000.00", "141": "1000.00"}
        assert found["by_month"] == {"2025-03": "6000.00"}


@pytest.mark.parametrize("title", ["Кассовые расходы за 1 квартал 2025 г.", "Финансирование за январь–март 2025 г.",
                                   "Начисленные расходы за 1 полугодие 2025 г.", "Сведения за март 2025 г."])  # fmt: skip
def test_sums_of_several_months_or_of_nothing_said_are_asked_about(title) -> None:
    for header in HEADERS:
        assert bring(make.xlsx([[title], header, *ROWS]), "f")["status"] == "refused"
    assert not Entry.objects.exists()


def test_names_of_articles_stand_for_their_codes_in_a_register() -> None:
    rows = [["Дата", "Номер", "Статья расходов", "Получатель", "Сумма"],
            ["03.03.2025", "15", "Приобретение продуктов питания", "ТОО Нан", 10],
            ["03.03.2025", "16", "Приобретение медикаментов", "ТОО Дәрі", 20]]  # fmt: skip
    known = bring(make.xlsx(rows), "f", preview=True)
    assert known["by_code"] == {"141": "10.00", "142": "20.00"}
    rows[1][2] = "Прочее и разное"
    assert [one["problem"] for one in bring(make.xlsx(rows), "f")["problems"]] == ["unknown-code"]


def test_days_outside_the_title_are_told_once() -> None:
    rows = [["Реестр оплат, февраль 2025"], ["Дата", "№ документа", "Специфика", "Получатель", "Сумма"],
            ["09.01.2025", "15", "141", "ТОО Нан", 1000], ["10.01.2025", "16", "141", "ТОО Нан", 1000],
            ["10.02.2025", "17", "141", "ТОО Нан", 1000]]  # fmt: skip
    found = bring(make.xlsx(rows), "f", preview=True)
    told = [one for one in found["problems"] if one["problem"] == "outside-period"]
    assert [(one["cell"], one["severity"]) for one in told] == [("Лист1!E3", "warning")]
    rows[0] = ["Реестр оплат, январь – февраль 2025"]
    assert bring(make.xlsx(rows), "f", preview=True)["problems"] == []
