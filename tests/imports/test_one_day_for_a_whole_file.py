"""Files without dates: one day or month is named for all of their rows, for that file alone."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import Budget, CashBalance, Entry
from imports.models import Batch, Layout
from tariffs.models import CareProfile
from tests.ground import office_files, web_ground
from tests.ground.import_ground import answer, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITERS = office_files.WRITERS
HEADER = ["№ документа", "Специфика", "Сумма", "Получатель", "Назначение платежа"]
ACCOUNT = "KZ000000000000000018"


@pytest.fixture(autouse=True)
def budget(settings) -> Budget:
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def register(title: str, *amounts: str, dates: tuple[str, ...] = ()) -> list:
    rows = [[f"{title} {i}", "141", Decimal(amount), "ТОО Нан", "за хлеб"] for i, amount in enumerate(amounts)]
    if not dates:
        return [[title], HEADER, *rows]
    return [[title], ["Дата", *HEADER], *([day, *row] for day, row in zip(dates, rows, strict=True))]


def asked(said: dict) -> list[str]:
    return [one["form"] for one in said["asked"]]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_register_without_dates_asks_for_its_day(writer) -> None:
    said = bring(WRITERS[writer](register("Реестр платежей", "100.50", "20")), f"реестр.{writer}")
    assert (said["status"], asked(said)) == ("refused", ["columns.date", "day", "kind"])
    assert not Entry.objects.exists()
    found = answer(said["batch"], {"form": {"day": "15.03.2025"}})
    assert (found["status"], found["by_month"]) == ("posted", {"2025-03": "120.50"})
    assert {str(day) for day in Entry.objects.values_list("date", flat=True)} == {"2025-03-15"}


def test_a_month_stands_for_its_last_day() -> None:
    said = bring(WRITERS["xlsx"](register("Реестр платежей", "7")), "реестр.xlsx")
    answer(said["batch"], {"form": {"day": "2025-02"}})
    assert str(Entry.objects.get().date) == "2025-02-28"


def test_the_next_file_of_the_form_is_asked_for_its_own_day_alone() -> None:
    said = bring(WRITERS["xlsx"](register("Реестр платежей", "7")), "реестр.xlsx")
    answer(said["batch"], {"form": {"day": "2025-03-15"}})
    after = bring(WRITERS["csv"](register("Реестр платежей", "9")), "второй.csv")
    assert (after["status"], asked(after)) == ("refused", ["day"])
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "day", "second", "expected"),
    [
        ("Реестр платежей за 15 марта 2025 года", "2025-03-15", "Реестр платежей за 20.04.2025", "2025-04-20"),
        (
            "Төлемдер тізілімі, 2025 жылғы 15 наурыз",
            "15.03.2025",
            "Төлемдер тізілімі, 2025 жылғы 2 сәуір",
            "2025-04-02",
        ),
        ("Реестр платежей за март 2025 года", "03.2025", "Реестр платежей за апрель 2025 года", "2025-04-30"),
    ],
)
def test_a_day_that_was_the_titles_is_the_titles_in_the_next_file_too(first, day, second, expected) -> None:
    said = bring(WRITERS["xlsx"](register(first, "7")), "реестр.xlsx")
    assert said["status"] == "refused"
    answer(said["batch"], {"form": {"day": day}})
    assert bring(WRITERS["xlsx"](register(second, "9")), "второй.xlsx")["status"] == "posted"
    assert str(Entry.objects.order_by("pk").last().date) == expected


@pytest.mark.parametrize("days", [("вчера", "сегодня"), ("", ""), ("32.13.2025", "40.01.2025")])
def test_a_day_is_asked_for_where_no_date_can_be_read(days) -> None:
    said = bring(WRITERS["xlsx"](register("Реестр платежей", "7", "8", dates=days)), "реестр.xlsx")
    assert (said["status"], asked(said)) == ("refused", ["day"])
    assert answer(said["batch"], {"form": {"day": "2025-03-15"}})["by_month"] == {"2025-03": "15.00"}


def test_one_missing_date_among_others_is_an_error_of_its_cell() -> None:
    said = bring(WRITERS["xlsx"](register("Реестр платежей", "7", "8", dates=("16.03.2025", ""))), "реестр.xlsx")
    assert [(p["cell"], p["problem"]) for p in said["problems"]] == [("Лист1!A4", "not-a-date")]
    assert asked(said) == []


def test_a_row_of_another_day_than_the_one_named_is_refused() -> None:
    dated = register("Реестр платежей", "7", "8", dates=("16.03.2025", ""))
    said = bring(WRITERS["xlsx"](dated), "реестр.xlsx", corrections={"day": "2025-03-15"})
    assert said["status"] == "refused"
    assert [p["cell"] for p in said["problems"] if p["severity"] == "error"] == ["Лист1!A3"]


def test_a_statement_and_a_balance_take_a_day_too() -> None:
    header = ["№ документа", "Дебет", "Кредит", "Контрагент", "Назначение"]
    rows = [["1", 500, "", "ТОО Су", "за воду"], ["2", "", 700, "Другой плательщик", "возмещение"]]
    said = bring(WRITERS["ods"]([[f"Выписка по счету {ACCOUNT}"], header, *rows]), "выписка.ods")
    assert "day" in asked(said)
    assert answer(said["batch"], {"form": {"day": "2025-03-15"}})["by_month"] == {"2025-03": "500.00"}
    said = bring(WRITERS["xls"]([["Остатки на счетах"], ["Счет", "Остаток"], [ACCOUNT, 129.31]]), "остатки.xls")
    assert answer(said["batch"], {"form": {"day": "2025-03-31"}})["status"] == "posted"
    assert [(str(one.date), one.amount) for one in CashBalance.objects.all()] == [("2025-03-31", Decimal("129.31"))]


def test_volumes_without_a_month_take_the_month_that_is_named() -> None:
    CareProfile.objects.create(key="neurology", name_ru="Неврология")
    table = [["Объёмы"], ["Профиль", "Условия", "Койко-дни"], ["Неврология", "стационар", 300]]
    said = bring(WRITERS["xlsx"](table), "объёмы.xlsx", kind="volumes")
    assert "period" in asked(said)
    assert answer(said["batch"], {"form": {"period": "2025-03"}})["by_month"] == {"2025-03": "300.00"}


def test_the_page_asks_for_the_day_and_reads_the_file_with_it(settings) -> None:
    client = web_ground.empty().client("economist")
    data = office_files.text(register("Реестр платежей", "1000.50"))
    said = client.post(reverse("imports:upload"), {"files": SimpleUploadedFile("р.csv", data)}, follow=True)
    assert 'name="day"' in said.content.decode()
    batch = Batch.objects.order_by("-pk")[0]
    shown = client.post(reverse("imports:correct", args=[batch.pk]), {"kind": "", "day": "15.03.2025"}, follow=True)
    kept = Batch.objects.order_by("-pk")[0]
    assert kept.result["problems"] == []
    assert (kept.status, kept.result["by_month"]) == (Batch.Status.PREVIEW, {"2025-03": "1000.50"})
    assert "15.03.2025" in shown.content.decode()
    assert not Layout.objects.exists()


def test_no_balance_of_several_days_is_added_up() -> None:
    """The total is that of the last day, of all accounts; none where not every account stands there."""
    rows = [["31.05.2025", ACCOUNT, 100], ["30.06.2025", ACCOUNT, 94]]
    found = bring(WRITERS["xlsx"]([["Остатки на счетах"], ["Дата", "Счет", "Остаток"], *rows]), "остатки.xlsx")
    assert (found["total"], found["by_month"]) == ("94.00", {"2025-05": "100.00", "2025-06": "94.00"})
    whole = [*rows, ["30.06.2025", "", 1]]
    found = bring(WRITERS["xlsx"]([["Остатки на счетах"], ["Дата", "Счет", "Остаток"], *whole]), "ещё.xlsx")
    assert (found["total"], len(found["notes"])) == (None, 1)


BALANCES = "Остатки денежных средств на счетах"


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(
    ("title", "header"),
    [
        (f"{BALANCES} на 1 января 2025 года, тенге", ["Счёт (ИИК)", "Остаток"]),
        (f"{BALANCES} на 01.01.2025", ["ИИК", "Остаток"]),
        ("Шоттардағы ақша қалдығы, 2025 жылғы 1 қаңтарға", ["Шот", "Қалдық"]),
    ],
)
def test_balances_are_of_the_one_day_that_their_title_names(writer, title, header) -> None:
    found = bring(WRITERS[writer]([[title], header, [ACCOUNT, Decimal("1000.50")]]), f"остатки.{writer}")
    assert found["status"] == "posted", found["problems"]
    (balance,) = CashBalance.objects.all()
    assert (str(balance.date), balance.account, balance.amount) == ("2025-01-01", ACCOUNT, Decimal("1000.50"))


def test_balances_of_two_days_in_a_title_ask_for_theirs() -> None:
    rows = [[f"{BALANCES} на 01.01.2025 и на 31.01.2025"], ["ИИК", "Остаток"], [ACCOUNT, Decimal(7)]]
    found = bring(WRITERS["xlsx"](rows), "остатки.xlsx")
    assert (found["status"], "day" in asked(found)) == ("refused", True)


def test_balances_of_one_day_are_held_to_the_total_below_them() -> None:
    rows = [[f"{BALANCES} на 01.01.2025"], ["ИИК", "Остаток"], [ACCOUNT, Decimal("1000.50")], ["Итого", Decimal(1600)]]
    found = bring(WRITERS["xlsx"](rows), "остатки.xlsx")
    assert [(one["problem"], one["cell"]) for one in found["problems"]] == [("total-differs", "Лист1!B4")]
    assert not CashBalance.objects.exists()
