"""Contracts and acts whose titles, headers or cells say that a sum is another than the paper's: asked, never counted."""

import pytest

from tests.ground import file_factory as make
from tests.ground.import_ground import TODAY, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITERS = {"xlsx": make.xlsx, "xls": make.xls, "ods": make.ods, "csv": make.delimited}
FORMS = pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
NUMBER = "991240999248"
CONTRACT = ["№ договора", "Дата договора", "БИН поставщика", "Поставщик", "Специфика"]
ACT = ["№ акта", "Дата акта", "№ договора", "БИН поставщика", "Поставщик", "Специфика"]
BESIDE = (
    "Дополнительные соглашения за 2025 год", "Проекты договоров", "Реестр проектов актов", "Акты сверки за 2025 год",
    "Салыстыру актілері 2025", "Счета на оплату", "Акты списания ТМЗ", "Реестр расторжений", "Реестр неподписанных",
    "Остатки по договорам", "Задолженность по актам", "Реестр доходных договоров", "Реестр доверенностей",
    "2025 жылғы қосымша келісімдер", "Незаключенные договоры", "Планируемые договоры на 2025 год",
)  # fmt: skip
THEIR_OWN = (
    "Реестр договоров за 2025 год", "Реестр договоров и дополнительных соглашений", "Акты выполненных работ за 2025 год",
    "Договоры государственных закупок", "Исполнение договоров за 2025 год", "2025 жылға арналған шарттар тізілімі",
)  # fmt: skip
# Headers of sums that are none of a contract's own.
OTHER_SUMS = (
    "Сумма договора в месяц", "Стоимость в месяц", "Ежемесячная сумма договора", "Сумма исполнения", "Сумма расторжения",
    "Сумма доп. соглашения", "Сумма по годам", "Сумма договора (на 3 года)", "Айына сома", "Сумма на 2026 год",
    "Қосымша келісім сомасы", "Amount per month",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


def contracts(*rows, title="Реестр договоров за 2025 год", header=("Сумма договора",), named=CONTRACT):
    return [[title], [], [*named, *header], *rows]


def contract(*said, number="21", day="15.01.2025"):
    return [number, day, NUMBER, "ТОО Дастархан", "141", *said]


def acts(title):
    row = ["А-1", "15.02.2025", "21", NUMBER, "ТОО Дастархан", "141", 100]
    return [[title], [], [*ACT, "Сумма акта"], row]


def tried(data: bytes) -> tuple[str, set[str]]:
    found = bring(data, "файл", preview=True)
    return found["kind"], {one["problem"] for one in found["problems"] if one["severity"] == "error"}


@pytest.mark.parametrize("title", BESIDE)
def test_papers_about_papers_are_asked_about(title) -> None:
    for rows in (contracts(contract(100), title=title), acts(title)):
        assert "ambiguous-amount" in tried(make.xlsx(rows))[1]


@FORMS
def test_such_a_title_is_heard_in_every_kind_of_file(write) -> None:
    assert tried(write(contracts(contract(100), title="Проекты договоров"))) == ("contracts", {"ambiguous-amount"})


@pytest.mark.parametrize("title", THEIR_OWN)
def test_titles_of_papers_themselves_stop_nothing(title) -> None:
    assert tried(make.xlsx(contracts(contract(100), title=title))) == ("contracts", set())
    assert "ambiguous-amount" not in tried(make.xlsx(acts(title)))[1]


@pytest.mark.parametrize("header", OTHER_SUMS)
def test_a_sum_of_another_meaning_alone_is_asked_about(header) -> None:
    assert tried(make.xlsx(contracts(contract(100), header=[header])))[1] & {"ambiguous-column", "missing-column"}


@pytest.mark.parametrize("header", ["Сумма договора в месяц", "Стоимость в месяц", "Сумма расторжения"])
def test_beside_it_the_sum_of_the_contract_is_read(header) -> None:
    found = bring(make.xlsx(contracts(contract(100, 1200), header=[header, "Сумма договора"])), "файл", preview=True)
    assert (found["status"], found["total"]) == ("preview", "1200.00")


@FORMS
def test_a_sum_changed_by_an_agreement_is_asked_about(write) -> None:
    rows = contracts(contract(100, 30), header=["Сумма договора", "Сумма доп. соглашения"])
    assert tried(write(rows)) == ("contracts", {"ambiguous-column"})


@FORMS
@pytest.mark.parametrize("said", ["ДС", "ДС 1 к 21", "ДС №2 от 03.03.2025", "Доп. соглашение №1"])
def test_a_row_of_an_agreement_is_no_contract(write, said) -> None:
    rows = contracts(contract(100), contract(30, number=said, day="03.03.2025"))
    assert tried(write(rows)) == ("contracts", {"ambiguous-amount"})


def test_a_number_that_begins_as_an_agreement_does_is_a_contract() -> None:
    assert tried(make.xlsx(contracts(contract(100, number="ДС-25/17"), contract(90, number="ДС 5")))) == (
        "contracts",
        set(),
    )


@FORMS
def test_rows_of_one_contract_told_apart_by_their_agreements_are_asked_about(write) -> None:
    header = ["№ доп. соглашения", "Сумма"]
    two = contracts(contract("", 100), contract("1", 130, day="03.03.2025"), header=header)
    assert tried(write(two)) == ("contracts", {"ambiguous-amount"})
    one = contracts(contract("1", 130), header=header)
    assert tried(write(one)) == ("contracts", set())


@FORMS
@pytest.mark.parametrize("header", ["Дата расторжения", "Дата аннулирования"])
def test_a_day_on_which_a_contract_ended_early_is_asked_about(write, header) -> None:
    rows = contracts(contract(100, ""), contract(90, "03.03.2025", number="22"), header=["Сумма договора", header])
    assert tried(write(rows)) == ("contracts", {"ambiguous-amount"})
    rows = contracts(contract(100, ""), contract(90, "", number="22"), header=["Сумма договора", header])
    assert tried(write(rows)) == ("contracts", set())


@FORMS
@pytest.mark.parametrize("header", ["БИН организации", "БИН учреждения"])
def test_rows_of_another_organisation_by_its_number_are_refused(write, header) -> None:
    rows = contracts(
        contract(100, "991240999016"), contract(90, NUMBER, number="22"), header=["Сумма договора", header]
    )
    assert tried(write(rows)) == ("contracts", {"wrong-facility"})


@FORMS
@pytest.mark.parametrize(
    "title", ["Реестр счетов-фактур", "Реестр ЭСФ", "Реестр актов", "Реестр договоров", "Register of invoices"]
)
def test_invoices_and_acts_are_no_payments(write, title) -> None:
    header = ["Номер", "Дата", "БИН поставщика", "Поставщик", "Специфика"]
    row = ["5", "20.02.2025", NUMBER, "ТОО Дастархан", "141", 100]
    kind, errors = tried(write([[title], [], [*header, "Сумма с НДС"], row]))
    assert kind != "cash" or errors == {"ambiguous-amount"}
    kind, errors = tried(write([[title], [], [*header, "Оплачено"], row]))
    assert "ambiguous-amount" not in errors
