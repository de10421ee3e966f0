"""A title that makes a table's sums a draft, a need, a debt, another's: the file is asked about, never counted."""

import io

import pytest
import xlsxwriter

from finance.party_numbers import check_digit
from imports.resolve.codes_in_names import code_beside, without_code
from imports.resolve.names import NamedCode, Names
from tests.ground import file_factory as make
from tests.ground.import_ground import TODAY, answer, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MONTHS = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь",
          "Декабрь"]  # fmt: skip


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


def plan(*titles: str) -> list[list]:
    return [*([text] for text in titles), ["План финансирования на 2025 год"], ["Наименование", "Код", *MONTHS],
            ["Оплата труда", "111", *[100] * 12], ["Питание", "141", *[200] * 12]]  # fmt: skip


def register(*titles: str) -> list[list]:
    return [*([text] for text in titles), ["Реестр платежей за март 2025 года"],
            ["Дата", "№", "Получатель", "Код специфики", "Сумма"],
            ["03.03.2025", 1, "ТОО Ромашка", "141", 900], ["04.03.2025", 2, "ИП Ким", "149", 2700]]  # fmt: skip


def funding(*titles: str) -> list[list]:
    return [*([text] for text in titles), ["Поступление средств за март 2025"],
            ["Дата", "№", "Код специфики", "Поступило"], ["03.03.2025", 1, "141", 900],
            ["04.03.2025", 2, "149", 2700]]  # fmt: skip


def cost(*titles: str) -> list[list]:
    return [*([text] for text in titles), ["Фактические расходы за март 2025"],
            ["Код", "Наименование", "Месяц", "Начислено"], ["141", "Питание", "март 2025", 900],
            ["149", "Прочие", "март 2025", 2700]]  # fmt: skip


SHAPES = pytest.mark.parametrize("shape", [plan, register, funding, cost])
WRITERS = {"xlsx": make.xlsx, "xls": make.xls, "ods": make.ods, "csv": make.delimited}
NOT_YET = (
    "ПРОЕКТ", "Проект плана", "(проект)", "Проект изменений плана", "Предварительный вариант", "Вариант 2", "Черновик",
    "На согласовании", "Не утверждено", "Дополнительная потребность", "Бюджетная заявка", "Заявка на финансирование",
    "Прогноз", "Ожидаемое исполнение", "Справочно", "Для сведения", "Дефекты", "Экономия", "Остатки",
    "Кредиторская задолженность", "Возвраты", "Удержания", "Штрафы и пени", "Жоспар жобасы", "Қосымша қажеттілік",
    "Болжам", "Анықтама үшін", "Ақаулар", "Қалдықтар", "Draft plan", "Forecast", "Expected execution", "Budget request",
    "For reference", "Предварительные данные", "Данные налогового учёта", "Savings", "Debts", "Неоплаченные счета", "Төленбеген шоттар", "Unpaid invoices",
)  # fmt: skip
OTHERS = (
    "Филиал № 2", "КГП «Городская поликлиника № 5»", "Городская поликлиника № 5", "Площадка № 2", "Branch No. 2",
    "за счет платных услуг", "Местный бюджет", "Спонсорская помощь", "Ақылы қызметтер есебінен", "Бюджетная программа 039",
)  # fmt: skip
NOTHING = (
    "УТВЕРЖДАЮ", "Областной детский реабилитационный центр", "ГКП «Областной детский реабилитационный центр»",
    "Управление здравоохранения области", "Филиал АО «Народный Банк Казахстана»", "БИН 991240999016", "991240999016",
    "Приложение 1 к приказу № 5 об утверждении плана", "ОСМС", "Источник: ФСМС", "Программа 067", "по состоянию на 01.04.2025",
    "Исполнитель: главный бухгалтер", "тел. 87172123456", "Облыстық балаларды оңалту орталығы", "Сформировано 05.04.2025",
    "Данные бухгалтерского и налогового учёта", "Айналым-сальдо ведомосі",
)  # fmt: skip


# A word of projects may make another kind of it, which lacks its columns.
ASKED = {"ambiguous-amount", "missing-column"}


def refused(data: bytes) -> set[str]:
    found = bring(data, "файл", preview=True)
    errors = {one["problem"] for one in found["problems"] if one["severity"] == "error"}
    assert (found["status"] == "refused") is bool(errors)
    return errors


@SHAPES
@pytest.mark.parametrize("title", NOT_YET)
def test_sums_that_do_not_count_are_asked_about(shape, title) -> None:
    assert refused(make.xlsx(shape(title))) & ASKED


@SHAPES
@pytest.mark.parametrize("title", OTHERS)
def test_sums_of_others_are_refused(shape, title) -> None:
    assert refused(make.xlsx(shape(title))) == {"wrong-facility"}


@SHAPES
@pytest.mark.parametrize("title", NOTHING)
def test_other_titles_say_nothing_of_the_sums(shape, title) -> None:
    assert refused(make.xlsx(shape(title))) == set()


@SHAPES
@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
def test_they_are_heard_in_every_kind_of_file_and_in_the_name_of_a_sheet(shape, write) -> None:
    assert refused(write(shape("Дополнительная потребность"))) == {"ambiguous-amount"}
    if write is not make.delimited:
        assert refused(write({"Проект": shape()})) & ASKED
        assert refused(write({"Март": shape()})) == set()


@SHAPES
def test_a_number_of_another_firm_by_itself_is_of_another(shape) -> None:
    number = "05044000123"
    assert refused(make.xlsx(shape(f"{number}{check_digit(number)}"))) == {"wrong-facility"}
    assert refused(make.xlsx(shape(f"Получатель {number}{check_digit(number)}"))) == set()


@pytest.mark.parametrize(
    "title",
    ["Оплата кредиторской задолженности", "Погашение задолженности за 2024 год", "Реестр исполненных заявок на оплату",
     "Платежи нарастающим итогом с начала года", "Реестр платежей за 5 месяцев"],
)  # fmt: skip
def test_the_first_word_of_money_decides(title) -> None:
    assert refused(make.xlsx(register(title))) == set()


NAMES = Names(
    [NamedCode("111", "Оплата труда"), NamedCode("112", "Компенсационные выплаты"), NamedCode("141", "Питание")]
)


@pytest.mark.parametrize(
    "text",
    ["Заработная плата (111)", "111 Заработная плата", "111 - Зарплата", "Зарплата, 111", "[111] Зарплата",
     "Зарплата (спец. 111)", "Спец. 111 Зарплата", "Оплата труда (111)", "Еңбекақы, ерекшелік 111", "Зарплата – 111"],
)  # fmt: skip
def test_a_code_beside_a_name_is_meant(text) -> None:
    assert NAMES.resolve(text).code == code_beside(text) == "111"
    assert "111" not in without_code(text, "111")


@pytest.mark.parametrize(
    "text", ["Зарплата (111, 112)", "Питание (111)", "111 и 112", "Кабинет 111", "Приказ № 999 (999)", "Договор 2111"]
)
def test_two_codes_or_a_name_of_another_one_wait(text) -> None:
    assert NAMES.resolve(text).code is None


@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
def test_payments_told_again_below_subtotals_are_asked_about(write) -> None:
    one, two, three = (["03.03.2025", "ТОО А", "141", 100], ["04.03.2025", "ТОО Б", "141", 200],
                       ["05.03.2025", "ТОО В", "149", 50])  # fmt: skip
    head = [["Реестр платежей за март 2025"], ["Дата", "Получатель", "Специфика", "Сумма"]]
    by_code = [one, two, ["Итого 141", "", "", 300], three, ["Итого 149", "", "", 50]]
    by_party = [two, ["Итого", "", "", 200], one, ["Итого", "", "", 100], three, ["Итого", "", "", 50]]
    assert refused(write([*head, *by_code])) == set()
    assert refused(write([*head, *by_code, *by_party])) == {"two-readings"}


def hidden(rows: list[list], *, row: int | None = None, column: int | None = None) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Лист1")
        for at, cells in enumerate(rows):
            sheet.write_row(at, 0, cells)
        if row is not None:
            sheet.set_row(row % len(rows), None, None, {"hidden": True})
        if column is not None:
            sheet.set_column(column, column, 10, None, {"hidden": True})
    return target.getvalue()


@pytest.mark.parametrize(("shape", "place"), [(register, 4), (funding, 3), (cost, 3), (plan, 2)])
def test_money_that_nobody_sees_counts_only_where_a_total_says_so(shape, place) -> None:
    rows = shape()
    assert refused(hidden(rows)) == set()
    assert refused(hidden(rows, row=-1)) == {"hidden-sums"}
    assert refused(hidden(rows, column=place)) == {"hidden-sums"}
    one, two = rows[-2:]
    sums = [a + b if at >= place else "" for at, (a, b) in enumerate(zip(one, two, strict=True)) if at > 0]
    assert refused(hidden([*rows, ["Итого", *sums]], row=-2)) == set()


@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
@pytest.mark.parametrize("period", ["с 01.03.2025 по 15.03.2025", "с 10.03.2025 по 31.03.2025"])
def test_cost_of_a_part_of_a_month_is_no_cost_of_the_month(write, period) -> None:
    accrued = [[f"Фактические расходы {period}"], ["Код", "Наименование", "Начислено"], ["141", "Питание", 900]]
    balance = [[f"Оборотно-сальдовая ведомость за период {period}"],
               ["Специфика", "Сальдо на начало", "", "Обороты за период", "", "Сальдо на конец", ""],
               ["", "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"], ["111", "", "", 100, 100, "", ""]]  # fmt: skip
    for shape in (accrued, balance):
        assert refused(write(shape)) == {"period-incomplete"}
        whole = [[shape[0][0].replace(period, "с 01.03.2025 по 31.03.2025")], *shape[1:]]
        assert refused(write(whole)) == set()


@pytest.mark.parametrize("years", ["2025-2026 годы", "2025–2026 гг.", "2025, 2026 годы", "2025 и 2026 годы"])
def test_a_plan_of_several_years_is_of_none(years) -> None:
    rows = plan()
    rows[0] = [f"План финансирования на {years}"]
    assert refused(make.xlsx(rows)) == {"missing-column"}


@pytest.mark.parametrize(
    "title", ["Черновик плана", "Нарастающим итогом", "Филиал № 2", "за счет платных услуг", "Forecast"]
)
@SHAPES
def test_a_title_is_answered_once_for_files_of_its_form(shape, title):
    first = bring(make.xlsx(shape(title)), "файл.xlsx")
    problems = [one for one in first["problems"] if one["severity"] == "error"]
    if not problems:
        return
    assert [one["form"] for one in first["asked"]] == ["title"]
    assert first["asked"][0]["cell"] == problems[0]["cell"] == "Лист1!A1"
    told = answer(first["batch"], {"form": {"title": "counts"}})
    assert (told["status"], told["total"]) == ("posted", first["total"] if first["rows"]["read"] else told["total"])
    later = [[value * 2 if isinstance(value, int) and value >= 100 else value for value in row] for row in shape(title)]
    again = bring(make.xlsx(later), "файл.xlsx", preview=True)
    assert (again["status"], again["asked"]) == ("preview", [])
    other = bring(make.xlsx(shape("Черновик")), "файл.xlsx", preview=True)
    assert (other["status"], [one["form"] for one in other["asked"]]) == ("refused", ["title"])


def test_a_confirmed_branch_is_no_other_branch() -> None:
    first = bring(make.xlsx(register("Филиал № 2")), "файл.xlsx")
    assert answer(first["batch"], {"form": {"title": "counts"}})["status"] == "posted"
    assert refused(make.xlsx(register("Филиал № 3"))) == {"wrong-facility"}
