"""A paper that no kind reads is called by its name with what to do; one with money by budget code is read."""

import pytest

from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITERS = office_files.WRITERS


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


OTHER_PAPERS = {
    "Свод начислений и удержаний за март 2025 г.": "свод по заработной плате",
    "Расчётная ведомость за март 2025": "свод по заработной плате",
    "Жалақы ведомосы, 2025 жылғы наурыз": "свод по заработной плате",
    "Табель учёта использования рабочего времени": "табель учёта рабочего времени",
    "Оборотная ведомость по ТМЗ за март 2025": "оборотная ведомость по запасам",
    "Форма 300.00. Декларация по НДС": "налоговая отчётность",
    "Бухгалтерский баланс": "бухгалтерский баланс",
    "Авансовый отчёт № 5": "авансовый отчёт",
}
# of no kind, of one that lacks a column, of one without money by code
SHAPES_OF_OTHERS = (
    [["№", "Наименование", "Единица"], ["1", "Мука", "кг"], ["2", "Рис", "кг"]],
    [["Код", "Вид начисления", "Дни", "Сумма"], ["001", "Оклад", 20, 500000], ["002", "Ночные", 3, 40000]],
    [["Наименование", "Ед.", "Кол-во", "Сумма"], ["Мука", "кг", 10, 1000], ["Рис", "кг", 5, 500]],
)


@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
@pytest.mark.parametrize("rows", SHAPES_OF_OTHERS, ids=["goods", "pay", "stock"])
def test_a_paper_that_no_kind_reads_is_called_by_its_name(write, rows) -> None:
    for title, name in OTHER_PAPERS.items():
        found = bring(write([[title], *rows]), "файл", preview=True)
        problem = found["problems"][0]
        assert (found["status"], found["kind"], problem["problem"]) == ("refused", None, "no-table-found")
        assert problem["cell"].endswith(("!A1", "1:A"))
        assert name in problem["message"]


def test_a_payroll_summary_by_budget_code_is_accrued_cost() -> None:
    rows = [["Свод начислений за март 2025 года"], ["Элемент затрат", "Специфика", "Начислено"],
            ["Заработная плата", "111", 500000], ["Социальный налог", "121", 25000], ["Итого", "", 525000]]  # fmt: skip
    found = bring(WRITERS["xlsx"](rows), "файл", preview=True)
    assert (found["status"], found["kind"]) == ("preview", "actual")
    assert found["by_code"] == {"111": "500000.00", "121": "25000.00"}
