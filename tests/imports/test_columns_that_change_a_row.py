"""Columns that change what a row means are heeded in every kind: status, customer, currency, operation, return."""

from datetime import date

import pytest

from finance.models import Entry
from imports.resolve.institutions import OTHERS, UNTOLD, whose
from imports.resolve.institutions import OWN as OWN_NAME
from procurement.models import Contract
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OWN, OTHER = "991240999016", "991240999041"
PAYMENT = {"Дата": date(2025, 2, 3), "№ документа": "11", "Код": "111", "Получатель": "ТОО Алма", "Сумма": 100}
CONTRACT = {"Номер договора": "Д-1", "Дата заключения": date(2025, 1, 15), "БИН поставщика": "991240999248",
            "Поставщик": "ТОО Алма", "Специфика": "141", "Сумма договора": 100}  # fmt: skip
RECEIPT = {"Дата поступления": date(2025, 2, 3), "№ документа": "7", "Код": "111", "Получено": 100}
ROWS = {"cash": PAYMENT, "contracts": CONTRACT, "funding": RECEIPT}


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def brought(kind, header, *values, form="xlsx", sums=(100, 40)):
    """Rows of a kind with one more column; the second row says otherwise than the first."""
    rows = [[*ROWS[kind], header]]
    for i, value in enumerate(values):
        row = dict(ROWS[kind])
        row[next(reversed(row))] = sums[i]
        if i:
            key = "Номер договора" if kind == "contracts" else "№ документа"
            row[key] = f"{row[key]}{i}"
        rows.append([*row.values(), value])
    made = {"xlsx": office_files.xlsx, "ods": office_files.ods, "csv": lambda sheets: office_files.text(rows)}
    return bring(made[form]({"Лист1": rows}), f"file.{form}", kind=kind)


def errors(found):
    return [(p["row"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


def left_out(found):
    return [p["row"] for p in found["problems"] if p["problem"] == "left-out"]


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    ("header", "own", "other"),
    [
        ("Источник финансирования", "ФСМС", "Платные услуги"),
        ("Источник средств", "ОСМС", "Спонсорская помощь"),
        ("Қаржыландыру көзі", "МӘМС", "Жергілікті бюджет"),
        ("Source of funds", "Social insurance", "Something else"),
        ("Программа", "067/100", "039/011"),
        ("Бюджетная программа", "253-067", "253-039"),
        ("Программа", "067", "006"),
        ("Бағдарлама", "253/067/100", "006"),
        ("Организация", "Областной детский реабилитационный центр", "Городская поликлиника № 7"),
    ],
)
def test_a_row_of_another_budget_or_organisation_is_refused(form, header, own, other):
    found = brought("cash", header, own, other, form=form)
    assert (found["status"], errors(found)) == ("refused", [(3, "wrong-facility")])
    assert not Entry.objects.exists()
    assert brought("cash", header, own, own, form=form)["status"] == "posted"


@pytest.mark.parametrize("text", ["Сторно платежа № 11", "СТОРНО", "Storno of 11", "Поступление от фонда"])
def test_a_payment_that_takes_another_back_bears_a_minus(text):
    assert errors(brought("cash", "Назначение платежа", "Оплата", text)) == [(3, "ambiguous-amount")]
    assert brought("cash", "Назначение платежа", "Оплата", text, sums=(100, -40))["total"] == "60.00"


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    ("kind", "header", "counted", "dropped"),
    [
        ("cash", "Статус", "Исполнен", "Отклонён"),
        ("cash", "Состояние платежа", "Проведено", "Не исполнено"),
        ("cash", "Мәртебесі", "Орындалды", "Қайтарылды"),
        ("cash", "Status", "Executed", "Rejected"),
        ("cash", "Статус", "Исполнен", "Отвергнут банком"),
        ("cash", "Аннулирован", "нет", "да"),
        ("funding", "Статус", "Зачислено", "Возвращено"),
        ("contracts", "Статус договора", "Действует", "Расторгнут"),
        ("contracts", "Статус", "Исполняется", "Проект договора"),
        ("contracts", "Күйі", "Қолданыста", "Бұзылған"),
        ("contracts", "is_deleted", "0", "1"),
    ],
)
def test_a_row_that_does_not_count_is_left_out_and_said(kind, header, counted, dropped, form):
    found = brought(kind, header, counted, dropped, form=form)
    assert (found["status"], found["total"], left_out(found)) == ("posted", "100.00", [3])
    assert "1" in "".join(found["notes"])


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    ("kind", "header", "usual", "strange", "problem"),
    [
        ("cash", "Вид операции", "Расход", "Возврат", "ambiguous-amount"),
        ("cash", "Приход/расход", "Расход", "Приход", "ambiguous-amount"),
        ("cash", "Операция түрі", "Төлем", "Қайтару", "ambiguous-amount"),
        ("cash", "Direction", "Debit", "Credit", "ambiguous-amount"),
        ("cash", "Дт/Кт", "Дт", "Кт", "ambiguous-amount"),
        ("funding", "Д/К", "К", "Д", "ambiguous-amount"),
        ("cash", "Сторно", "нет", "да", "ambiguous-amount"),
        ("cash", "Валюта", "KZT", "USD", "ambiguous-amount"),
        ("cash", "Плательщик", OWN, OTHER, "wrong-facility"),
        ("cash", "Статус", "Исполнен", "Шифр А", "ambiguous-amount"),
        ("funding", "Вид операции", "Поступление", "Списание", "ambiguous-amount"),
        ("funding", "Валюта", "тенге", "евро", "ambiguous-amount"),
        ("contracts", "Валюта договора", "теңге", "USD", "ambiguous-amount"),
        ("contracts", "БИН заказчика", OWN, OTHER, "wrong-facility"),
        ("contracts", "Тапсырыс берушінің БСН", f"БСН {OWN}", OTHER, "wrong-facility"),
        ("contracts", "customerBin", OWN, OTHER, "wrong-facility"),
        ("contracts", "Заказчик", "", "Областная станция скорой помощи", "wrong-facility"),
        ("contracts", "refContractStatusId", "190", "999", "ambiguous-amount"),
    ],
)
def test_a_row_that_means_something_else_is_refused_at_its_cell(kind, header, usual, strange, problem, form):
    found = brought(kind, header, usual, strange, form=form)
    assert (found["status"], errors(found)) == ("refused", [(3, problem)])
    assert not Entry.objects.exists()
    assert not Contract.objects.exists()


def test_a_return_with_its_minus_is_counted():
    found = brought("cash", "Вид операции", "Расход", "Возврат", sums=(100, -40))
    assert (found["status"], found["total"]) == ("posted", "60.00")


def test_money_that_came_back_in_a_column_of_its_own_is_asked_about():
    found = brought("cash", "Возвращено", 0, 40)
    assert (found["status"], errors(found)) == ("refused", [(3, "ambiguous-amount")])


def test_a_contract_of_the_facility_by_its_name_is_its_own(budget):
    found = brought("contracts", "Заказчик", budget.facility.name_ru)
    assert (found["status"], found["total"]) == ("posted", "100.00")


def test_a_name_that_tells_nothing_of_the_customer_stops_no_file():
    found = brought("contracts", "Заказчик", "ГКП Пример")
    assert (found["status"], found["total"]) == ("posted", "100.00")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("КГП на ПХВ «Областной детский реабилитационный центр»", OWN_NAME),
        ("Балаларды оңалту орталығы", OWN_NAME),
        ("Детский реабилитационный центр г. Н", OWN_NAME),
        ("Другая больница", OTHERS),
        ("Областной онкологический центр", OTHERS),
        ("Городская поликлиника № 3", OTHERS),
        ("ГКП Пример", UNTOLD),
    ],
)
def test_a_customer_is_told_by_the_words_that_tell(budget, name, expected):
    assert whose(name, budget.facility) == expected


@pytest.mark.parametrize(
    ("own", "name", "expected"),
    [
        ("Городская поликлиника", "ГКП на ПХВ «Городская поликлиника»", OWN_NAME),
        ("ГКП «Областная детская больница»", "Областная детская больница", OWN_NAME),
        ("Областная детская больница", "Областной детской больницы", OWN_NAME),
        ("Городская поликлиника", "Областная детская больница", OTHERS),
        ("Городская поликлиника", "Городская поликлиника № 3", OTHERS),
        ("Қалалық аурухана", "Қалалық аурухана", OWN_NAME),
    ],
)
def test_a_facility_whose_name_is_of_general_words_knows_itself(budget, own, name, expected):
    budget.facility.name_ru = budget.facility.name_kk = own
    assert whose(name, budget.facility) == expected


@pytest.mark.parametrize(
    "header", ["Вид расходов", "Тип", "Примечание", "Адрес заказчика", "Курс валюты", "Способ оплаты"]
)
def test_other_columns_say_nothing_of_the_row(header):
    found = brought("cash", header, "Товар", "Услуга")
    assert (found["status"], found["total"]) == ("posted", "140.00")


@pytest.mark.parametrize("kind", ["cash", "contracts"])
@pytest.mark.parametrize(("total", "status"), [(100, "posted"), (140, "posted"), (120, "refused"), (40, "refused")])
def test_a_total_counts_all_rows_or_those_alone_that_count(kind, total, status):
    row = ROWS[kind]
    other = row | {key: f"{row[key]}9" for key in ("№ документа", "Номер договора") if key in row} | {
        next(reversed(row)): 40
    }  # fmt: skip
    rows = [[*row, "Статус"], [*row.values(), "Исполнен"], [*other.values(), "Отклонён"],
            ["Итого", *[""] * (len(row) - 2), total, ""]]  # fmt: skip
    found = bring(office_files.xlsx({"Лист1": rows}), "file.xlsx", kind=kind)
    assert (found["status"], found["total"]) == (status, "100.00")
    assert [cell for p in found["problems"] if (cell := p["cell"]) and p["problem"] == "total-differs"] == (
        [] if status == "posted" else [f"Лист1!{'E' if kind == 'cash' else 'F'}4"]
    )


def test_a_contract_that_was_withdrawn_does_not_count():
    found = brought("contracts", "Статус", "Подписан", "Отозван")
    assert (found["total"], left_out(found)) == ("100.00", [3])


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    "title", ["Реестр поступлений за январь 2025 года", "Түсімдер тізілімі", "Register of receipts"]
)
def test_the_same_columns_under_a_title_of_receipts_hold_no_payments(form, title):
    rows = [[title], list(PAYMENT), [*PAYMENT.values()]]
    made = {"xlsx": office_files.xlsx, "ods": office_files.ods, "csv": lambda sheets: office_files.text(rows)}
    assert bring(made[form]({"Лист1": rows}), f"file.{form}")["kind"] != "cash"
    assert not Entry.objects.filter(measure="cash").exists()


@pytest.mark.parametrize("written", ["KZ000000000000000018", "KZ00 0000 0000 0000 0018", "kz000000000000000018"])
def test_an_account_of_ones_own_is_known_however_it_is_written(written) -> None:
    own = brought("cash", "ИИК организации", written, "KZ111111111111111111")
    assert errors(own) == [(3, "wrong-facility")]
