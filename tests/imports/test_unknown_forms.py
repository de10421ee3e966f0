"""Forms that nobody knows: named once by a person, read without a question the next time."""

from decimal import Decimal

import pytest

from finance.models import Budget, Entry, Facility
from imports.models import Batch, Layout
from tests.ground import office_files
from tests.ground.import_ground import answer, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITERS = office_files.WRITERS
MILK, WATER = "ТОО Сүт өнімдері", "ГКП Су арнасы"


@pytest.fixture(autouse=True)
def budget(settings) -> Budget:
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def foreign_headers(month: str, *amounts: str) -> list:
    """A register with its header in row 7, German words and days as text."""
    top = [["Bericht"], [], ["Abteilung Einkauf"], [], [], []]
    rows = [[f"{day:02d}.{month}.2025", "141", Decimal(amount), MILK] for day, amount in enumerate(amounts, 1)]
    return [*top, ["Wann", "Posten", "Betrag", "Wer"], *rows]


def nameless_columns(month: str, *amounts: str) -> list:
    """Two of the four columns have no header."""
    rows = [[f"{day:02d}.{month}.2025", "141", WATER, Decimal(amount)] for day, amount in enumerate(amounts, 1)]
    return [["Төлемдер тізілімі"], ["Қашан болды", "", "Кімге берілді", ""], *rows]


def without_header(month: str, *amounts: str) -> list:
    return [[f"{day:02d}.{month}.2025", "141", MILK, Decimal(amount)] for day, amount in enumerate(amounts, 1)]


def two_tables(month: str, *amounts: str) -> list:
    """A register, and below it one of another office under the same words."""
    rows = [[f"{day:02d}.{month}.2025", "141", Decimal(amount), WATER] for day, amount in enumerate(amounts, 1)]
    other = [[f"05.{month}.2025", "151", Decimal("77.00"), MILK]]
    return [
        ["Quando", "Voce", "Importo", "Chi"],
        *rows,
        ["Сводка отдела № 2"],
        [],
        ["Tag", "Art", "Geld", "Wem"],
        *other,
    ]


def signed_statement(month: str, *amounts: str) -> list:
    """Minus is money paid; headers in words of nobody's bank."""
    rows = [
        [f"{day:02d}.{month}.2025", Decimal(f"-{amount}"), MILK, "за молоко"] for day, amount in enumerate(amounts, 1)
    ]
    come = [f"28.{month}.2025", Decimal("5000.00"), "Қор", "ақша"]
    return [["Ағым"], ["Қай күні", "Қозғалыс (KZT)", "Екінші тарап", "Не үшін"], *rows, come]


def worded_statement(month: str, *amounts: str) -> list:
    """The way stands in words that no bank uses."""
    rows = [
        [f"{day:02d}.{month}.2025", "ушло", Decimal(amount), MILK, "молоко"] for day, amount in enumerate(amounts, 1)
    ]
    come = [f"28.{month}.2025", "пришло", Decimal("5000.00"), "Фонд", "деньги"]
    return [["Выписка"], ["Дата", "Куда", "Сумма", "Контрагент", "Назначение"], *rows, come]


def payments_alone(month: str, *amounts: str) -> list:
    """A list of orders: nothing says that they are payments."""
    rows = [[f"{day:02d}.{month}.2025", Decimal(amount), MILK, "молоко"] for day, amount in enumerate(amounts, 1)]
    return [["Выписка"], ["Дата", "Сумма", "Контрагент", "Назначение"], *rows]


def plan_of_thousands(_month: str, *amounts: str) -> list:
    """Months as M1 to M12, thousands that nothing names."""
    rows = [["141", *(Decimal(amount) for _month in range(12))] for amount in amounts]
    return [["Schlüssel", *(f"M{number}" for number in range(1, 13))], *rows]


def balance_of_letters(month: str, *amounts: str) -> list:
    """A trial balance whose columns are letters."""
    rows = [["141", 0, 0, 0, Decimal(amount), 0, Decimal(amount)] for amount in amounts]
    return [["Ведомость"], ["Шифр", "НД", "НК", "ОД", "ОК", "КД", "КК"], *rows]


AS_PAYMENTS = {"kind": "cash", "columns": {"date": "A", "code": "B", "amount": "C", "counterparty_name": "D"}}
AS_STATEMENT = {"kind": "bank", "columns": {"date": "A", "amount": "B", "party_name": "C", "purpose": "D"}}
# what is written, in which format, the form that is named, months and what one of 100.00 and 20.50 comes to
SHAPES = [
    (foreign_headers, "xlsx", {**AS_PAYMENTS, "header_row": 7}, "120.50"),
    (foreign_headers, "csv", {**AS_PAYMENTS, "header_row": 7}, "120.50"),
    (nameless_columns, "xls",
     {"kind": "cash", "header_row": 2, "columns": {"date": "A", "code": "B", "counterparty_name": "C", "amount": "D"}},
     "120.50"),
    (without_header, "csv",
     {"kind": "cash", "no_header": True, "columns": {"date": "A", "code": "B", "counterparty_name": "C", "amount": "D"}},
     "120.50"),
    (without_header, "ods",
     {"kind": "cash", "no_header": True, "columns": {"date": "A", "code": "B", "counterparty_name": "C", "amount": "D"}},
     "120.50"),
    (two_tables, "xlsx", {**AS_PAYMENTS, "header_row": 1, "last_row": 3}, "120.50"),
    (signed_statement, "xlsx", {**AS_STATEMENT, "header_row": 2, "direction": "minus-out"}, "120.50"),
    (signed_statement, "ods", {**AS_STATEMENT, "header_row": 2, "direction": "minus-out"}, "120.50"),
    (worded_statement, "xls",
     {"kind": "bank", "header_row": 2, "columns": {"direction": "B"}, "out_words": ["ушло"], "in_words": ["пришло"]},
     "120.50"),
    (payments_alone, "csv", {"kind": "bank", "direction": "out"}, "120.50"),
    (plan_of_thousands, "xlsx",
     {"kind": "plan", "header_row": 1, "unit": "thousand",
      "columns": {"code": "A", **{f"{number:02d}": "BCDEFGHIJKLM"[number - 1] for number in range(1, 13)}}},
     "1446000.00"),
    (balance_of_letters, "xlsx",
     {"kind": "actual", "header_row": 2, "columns": {
         "code": "A", "opening_debit": "B", "opening_credit": "C", "debit": "D", "credit": "E", "closing_debit": "F",
         "closing_credit": "G"}},
     "120.50"),
]  # fmt: skip


def written(shape, writer: str, month: str, *amounts: str) -> bytes:
    rows = shape(month, *amounts)
    if shape is balance_of_letters:
        rows = [[f"Ведомость за {'январь' if month == '01' else 'февраль'} 2025 года"], *rows[1:]]
    if shape is plan_of_thousands:
        rows = [rows[0], ["141" if month == "01" else "151", *rows[1][1:]], *[["142", *r[1:]] for r in rows[2:]]]
    return WRITERS[writer](rows)


@pytest.mark.parametrize(("shape", "writer", "form", "total"), SHAPES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_form_that_was_named_once_is_read_without_a_question(shape, writer, form, total) -> None:
    first = bring(written(shape, writer, "01", "100.00", "20.50"), f"выгрузка 2025-01.{writer}")
    assert (first["status"], Entry.objects.count()) == ("refused", 0)
    assert first["asked"]
    named = answer(first["batch"], {"form": form})
    assert (named["status"], named["total"]) == ("posted", total), named["problems"]
    # more rows and another month are the same form
    again = bring(written(shape, writer, "02", "100.00", "20.50", "0.25"), f"выгрузка 2025-02.{writer}")
    assert (again["status"], again["asked"]) == ("posted", []), again["problems"]
    more = Decimal("3000.00") if shape is plan_of_thousands else Decimal("0.25")
    assert Decimal(again["total"]) == Decimal(total) + more


def test_what_is_asked_says_the_key_of_the_answer_and_what_may_be_chosen() -> None:
    found = bring(WRITERS["xlsx"](foreign_headers("01", "100.00")), "bericht.xlsx", kind="cash")
    assert [one["form"] for one in found["asked"]] == ["header_row"]
    found = answer(found["batch"], {"form": {"kind": "cash", "header_row": 7}})
    asked = {one["form"]: one["choices"] for one in found["asked"]}
    assert found["status"] == "refused"
    assert asked == {"columns.date": ["A", "B", "C", "D"], "columns.code": ["A", "B", "C", "D"],
                     "columns.amount": ["A", "B", "C", "D"], "day": []}  # fmt: skip
    # what was named before holds, the rest is added to it
    found = answer(found["batch"], {"form": AS_PAYMENTS})
    assert (found["status"], found["total"]) == ("posted", "100.00")


SHAPE = next(form for shape, _writer, form, _total in SHAPES if shape is foreign_headers)


def bring_register(*amounts: str, change=lambda rows: rows, **options) -> dict:
    return bring(WRITERS["xlsx"](change(foreign_headers("03", *amounts))), "bericht.xlsx", **options)


def name_once(form=None) -> dict:
    return answer(bring_register("100.00")["batch"], {"form": form or SHAPE})


def test_words_named_as_the_amount_are_refused_row_by_row() -> None:
    wrong = {**SHAPE, "columns": {**SHAPE["columns"], "amount": "D", "counterparty_name": "C"}}
    found = name_once(wrong)
    assert (found["status"], Entry.objects.count()) == ("refused", 0)
    assert [(p["problem"], p["cell"]) for p in found["problems"]] == [("not-an-amount", "Лист1!D8")]
    assert not Layout.objects.exists()


def test_a_column_named_as_two_things_is_asked_about() -> None:
    found = name_once({**SHAPE, "columns": {**SHAPE["columns"], "purpose": "C"}})
    assert found["status"] == "refused"
    assert [one["form"] for one in found["asked"]] == ["columns.amount", "columns.purpose"]


def test_a_form_is_known_to_its_own_facility_alone() -> None:
    name_once()
    other = Facility.objects.create(number="991240999024", name_ru="Другой центр")
    found = bring_register("7.00", facility=other)
    assert (found["status"], "kind" in [one["form"] for one in found["asked"]]) == ("refused", True)


def test_a_file_that_changes_one_header_is_asked_about() -> None:
    name_once()
    found = bring_register("7.00", change=lambda rows: [*rows[:6], ["Wann", "Posten", "Netto", "Wer"], *rows[7:]])
    assert (found["status"], Entry.objects.count()) == ("refused", 1)


def test_a_column_that_comes_in_between_is_asked_about() -> None:
    name_once()
    found = bring_register("7.00", change=lambda rows: [[*row[:2], "Rest", *row[2:]] if row else row for row in rows])
    assert (found["status"], Entry.objects.count()) == ("refused", 1)


def test_a_form_wanders_to_another_row_and_another_sheet() -> None:
    name_once()
    rows = [["Oktober"], *foreign_headers("10", "7.00")]
    found = bring(office_files.xlsx({"Blatt 7": rows}), "bericht.xlsx")
    assert (found["status"], found["total"], found["source"]["header_row"]) == ("posted", "7.00", 8)


def test_two_sheets_of_a_known_form_are_asked_about() -> None:
    name_once()
    sheets = {"Mai": foreign_headers("05", "7.00"), "Juni": foreign_headers("06", "9.00")}
    found = bring(office_files.xlsx(sheets), "bericht.xlsx")
    assert (found["status"], Entry.objects.count()) == ("refused", 1)
    assert "sheet" in [one["form"] for one in found["asked"]]
    found = answer(found["batch"], {"form": {"sheet": "Juni"}})
    assert (found["status"], found["total"]) == ("posted", "9.00")


def test_a_unit_that_was_chosen_holds_until_a_file_names_another() -> None:
    name_once({**SHAPE, "unit": "thousand"})
    silent = bring_register("7.00", preview=True)
    assert (silent["total"], silent["unit"]) == ("7000.00", "thousand")
    says_tenge = bring_register("7.00", change=lambda rows: [["Bericht, в тенге"], *rows[1:]])
    assert (says_tenge["status"], [one["form"] for one in says_tenge["asked"]]) == ("refused", ["unit"])
    says_the_same = bring_register("7.00", change=lambda rows: [["Bericht, тыс. тенге"], *rows[1:]], preview=True)
    assert (says_the_same["status"], says_the_same["total"]) == ("preview", "7000.00")


def test_a_table_whose_end_is_lost_is_asked_about() -> None:
    first = bring(WRITERS["xlsx"](two_tables("01", "1.00")), "due.xlsx")
    answer(first["batch"], {"form": {**AS_PAYMENTS, "header_row": 1, "last_row": 2}})
    lost = [["Quando", "Voce", "Importo", "Chi"], ["03.02.2025", "141", Decimal("5.00"), MILK], ["Ende"], ["x", "y"]]
    found = bring(WRITERS["xlsx"](lost), "due.xlsx")
    assert (found["status"], [one["form"] for one in found["asked"]]) == ("refused", ["last_row"])


def test_a_person_may_say_that_a_column_is_not_what_its_header_says() -> None:
    rows = [["Дата", "Код", "Сумма", "Номер"], ["03.02.2025", "141", Decimal("5.00"), "кв. 7"]]
    found = bring(
        WRITERS["xlsx"](rows), "реестр.xlsx", kind="cash", corrections={"columns": {"number": "-"}}, preview=True
    )
    assert (found["status"], "number" in found["columns"]) == ("preview", False)


def test_a_form_that_says_nothing_that_may_be_named_is_no_answer() -> None:
    from imports.pipeline.errors import UsageError

    batch = bring_register("100.00")["batch"]
    wrong = [{"colour": "red"}, {"unit": "dollar"}, {"header_row": 0}, {"columns": {"amount": "7"}}, {"kind": "?"},
             {"direction": "up"}, {"out_words": "x"}, {"period": "soon"}, {"sheet": 3}, [], {"no_header": "no"},
             {"header_row": 7, "first_row": 7}, {"header_row": 7, "last_row": 7}, {"first_row": 9, "last_row": 8}]  # fmt: skip
    for form in wrong:
        with pytest.raises(UsageError):
            answer(batch, {"form": form})
    assert Batch.objects.get().status == "refused"


def test_a_second_table_below_the_header_that_was_named_is_asked_about() -> None:
    first = [
        ["Wann", "Posten", "Betrag", "Wer"],
        ["03.02.2025", "141", Decimal("5.00"), MILK],
        ["Итого", "", Decimal("5.00")],
    ]
    second = [["Дата", "Специфика", "Сумма", "Получатель"], ["04.02.2025", "141", Decimal("6.00"), WATER]]
    found = bring(WRITERS["xlsx"]([*first, *second]), "zwei.xlsx", kind="cash")
    form = {**AS_PAYMENTS, "header_row": 1}
    found = bring(WRITERS["xlsx"]([*first, *second]), "zwei.xlsx", corrections=form)
    assert [one["form"] for one in found["asked"]] == ["header_row", "last_row"]
    found = answer(found["batch"], {"form": {**form, "last_row": 3}})
    assert (found["status"], found["total"]) == ("posted", "5.00")


@pytest.mark.parametrize("key", ["amount", "date"])
def test_words_named_as_figures_of_a_statement_are_refused(key) -> None:
    rows = [["Ағым"], ["a1", "a2", "a3", "a4"], ["03.02.2025", Decimal("5.00"), MILK, "нан"]]
    columns = {**AS_STATEMENT["columns"], key: "D", "purpose": "-"}
    form = {"kind": "bank", "header_row": 2, "direction": "out", "columns": columns}
    found = bring(WRITERS["xlsx"](rows), "x.xlsx", corrections=form)
    assert (found["status"], Entry.objects.count()) == ("refused", 0)
    assert found["problems"][0]["cell"] == "Лист1!D3"


def test_a_table_without_a_header_is_known_by_its_title_and_the_files_name() -> None:
    def register(month: str, title: str) -> bytes:
        return WRITERS["xlsx"]([[title], [], *without_header(month, "1.00", "2.00")])

    columns = {"date": "A", "code": "B", "counterparty_name": "C", "amount": "D"}
    first = bring(register("01", "Оплаты за январь 2025"), "выгрузка 01.xlsx")
    answer(first["batch"], {"form": {"kind": "cash", "no_header": True, "first_row": 3, "columns": columns}})
    assert bring(register("02", "Оплаты за февраль 2025"), "выгрузка 02.xlsx")["total"] == "3.00"
    assert bring(register("03", "Поступления за март 2025"), "выгрузка 03.xlsx")["status"] == "refused"
    assert bring(register("03", "Оплаты за март 2025"), "счета 03.xlsx")["status"] == "refused"


def test_a_form_says_nothing_of_a_file_that_is_called_another_kind() -> None:
    name_once()
    found = bring_register("7.00", kind="funding")
    assert (found["status"], found["kind"], Entry.objects.count()) == ("refused", "funding", 1)


def test_months_that_no_title_says_are_asked_of_each_file() -> None:
    rows = balance_of_letters("01", "5.00")[1:]
    form = next(form for shape, _writer, form, _total in SHAPES if shape is balance_of_letters)
    found = bring(WRITERS["xlsx"](rows), "осв.xlsx")
    found = answer(found["batch"], {"form": {**form, "header_row": 1}})
    assert [one["form"] for one in found["asked"]] == ["period"]
    found = answer(found["batch"], {"form": {"period": "01.2025"}})
    assert (found["status"], found["by_month"]) == ("posted", {"2025-01": "5.00"})
    assert [one["form"] for one in bring(WRITERS["xlsx"](rows), "осв-2.xlsx")["asked"]] == ["period"]


def test_a_file_that_is_refused_again_is_kept_once() -> None:
    # a workbook says when it was written
    file = WRITERS["xlsx"](foreign_headers("03", "7.00"))
    first, again = (bring(file, "bericht.xlsx") for _time in range(2))
    assert (again["batch"], Batch.objects.count()) == (first["batch"], 1)
