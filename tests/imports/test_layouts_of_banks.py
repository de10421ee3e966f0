"""Layouts of banks are rows of a table: a new bank is a row, without code."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from tablib import Dataset

from imports.admin import BankLayoutAdmin
from imports.apps import bring_bank_layouts
from imports.bank import layouts as bank_layouts
from imports.bank_layouts import in_use
from imports.models import BankLayout
from imports.models.bank_layout import COLUMNS
from imports.resources import BankLayoutResource
from tests.ground.import_ground import bring, facility
from tests.ground.office_files import text, xlsx

pytestmark = pytest.mark.django_db

# a bank that writes nothing as others do: minus is money paid, the day of the order stands before that of the debit
ROWS = [
    ["Bewegungen"],
    ["Auftrag vom", "Valuta", "Betrag", "Gegenseite", "BIN", "Zweck"],
    ["01.03.2025", "03.03.2025", "-100,50", "ТОО Нан", "991240999288", "хлеб"],
    ["28.02.2025", "04.03.2025", "5000,00", "Фонд", "991240999041", "деньги"],
]
BANK = {
    "name": "Fremdbank", "way": "minus-out", "document_date": "Auftrag vom", "spent_date": "Valuta",
    "amount": "Betrag", "party_name": "Gegenseite", "party_number": "BIN", "purpose": "Zweck",
}  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def shipped() -> None:
    """As `migrate` leaves the table."""
    bring_bank_layouts("default")


def fault(**fields) -> dict:
    with pytest.raises(ValidationError) as raised:
        BankLayout(**{**BANK, **fields}).full_clean()
    return raised.value.message_dict


def test_a_new_bank_is_a_row() -> None:
    shipped()
    assert bring(xlsx({"Blatt": ROWS}), "bank.xlsx")["status"] == "refused"
    BankLayout.objects.create(**BANK)
    found = bring(xlsx({"Blatt": ROWS}), "bank.xlsx", preview=True)
    paid = found["payments"] or found["unresolved"]
    assert (found["status"], found["kind"], found["total"]) == ("preview", "bank", "100.50"), found["problems"]
    assert {"layout": "Fremdbank"}.items() <= {one["what"]: one["value"] for one in found["decisions"]}.items()
    assert [one["amount"] for one in paid] == ["100.50"]
    assert found["receipts"][0]["amount"] == "5000.00"
    assert found["payments"][0]["date"] == "2025-03-03"


def test_a_bank_that_is_not_in_use_is_not_known() -> None:
    shipped()
    BankLayout.objects.create(**BANK, is_active=False)
    assert bring(text(ROWS), "bank.csv")["status"] == "refused"


def test_a_layout_holds_only_where_all_its_headers_stand() -> None:
    shipped()
    BankLayout.objects.create(**BANK)
    less = [[cell for at, cell in enumerate(row) if at != 1] for row in ROWS]
    assert bring(text(less), "bank.csv")["status"] == "refused"


def test_a_program_that_names_the_keys_of_the_exchange_otherwise_is_a_row() -> None:
    shipped()
    keys = {"Nomer": "15", "Tag": "03.03.2025", "Ausgang": "7.00", "Empfaenger": "ТОО Нан", "Zweck": "хлеб"}
    document = "\n".join(f"{key}={value}" for key, value in keys.items())
    data = f"1CClientBankExchange\nСекцияДокумент=Платёж\n{document}\nКонецДокумента\nКонецФайла\n".encode()
    assert bring(data, "bank.txt")["status"] == "refused"
    BankLayout.objects.create(
        name="Dialekt", number="Nomer", spent_date="Tag", spent="Ausgang", payee_name="Empfaenger", purpose="Zweck"
    )
    found = bring(data, "bank.txt", preview=True)
    assert (found["status"], found["kind"], found["total"]) == ("preview", "bank", "7.00"), found["problems"]
    assert [(one["cell"], one["date"]) for one in found["payments"]] == [("5:Ausgang", "2025-03-03")]


def test_words_that_say_the_way_are_those_of_the_row() -> None:
    shipped()
    BankLayout.objects.create(
        name="Слова", date="Когда", direction="Куда", amount="Сколько", party_name="Кто", purpose="За что",
        out_words="ушло", in_words="пришло",
    )  # fmt: skip
    rows = [["Когда", "Куда", "Сколько", "Кто", "За что"], ["03.03.2025", "ушло", "7,00", "ТОО Нан", "хлеб"],
            ["04.03.2025", "пришло", "9,00", "Фонд", "деньги"]]  # fmt: skip
    found = bring(text(rows), "bank.csv", preview=True)
    assert (found["total"], found["receipts"][0]["amount"]) == ("7.00", "9.00"), found["problems"]


def test_words_added_for_any_bank_are_heeded_at_once() -> None:
    shipped()
    rows = [["Выписка"], ["Дата", "Ausgang", "Контрагент", "Назначение платежа"],
            ["03.03.2025", "7,00", "ТОО Нан", "хлеб"]]  # fmt: skip
    assert bring(text(rows), "bank.csv")["status"] == "refused"
    BankLayout.objects.create(name="Немецкие слова", is_general=True, spent="Ausgang")
    assert bring(text(rows), "bank.csv", preview=True)["total"] == "7.00"


def test_the_table_comes_filled_and_a_table_nobody_filled_stands_for_the_same() -> None:
    BankLayout.objects.all().delete()
    without = in_use()
    shipped()
    assert {kind.key: kind.columns for kind in in_use().kinds} == {kind.key: kind.columns for kind in without.kinds}
    assert BankLayout.objects.count() == len(bank_layouts.shipped())


def test_bringing_the_layouts_again_leaves_what_was_edited() -> None:
    shipped()
    first = BankLayout.objects.order_by("order")[0]
    first.date = "когда"
    first.save()
    shipped()
    first.refresh_from_db()
    assert first.date == "когда"


def test_the_words_of_layouts_are_laid_out_once_for_as_long_as_the_table_stays() -> None:
    shipped()
    before = in_use()
    assert in_use() is before
    BankLayout.objects.create(**BANK)
    assert in_use() is not before


def test_a_layout_that_says_a_word_twice_is_refused() -> None:
    assert "amount" in fault(amount="Betrag; Valuta")
    assert "in_words" in fault(out_words="raus", in_words="rein\nRAUS")


def test_a_layout_of_one_bank_names_what_a_statement_needs() -> None:
    assert set(fault(amount="", party_name="", purpose="")) == {"spent", "purpose"}
    assert set(fault(way="")) == {"spent"}
    BankLayout(name="слова", is_general=True, amount="Betrag").full_clean()


def test_a_table_of_layouts_is_imported_whole_or_not_at_all() -> None:
    head = ["name", "date", "amount", "purpose", "way"]
    rows = [("A", "Tag", "Geld", "Zweck", "out"), ("B", "Tag", "Tag", "Zweck", "out")]
    result = BankLayoutResource().import_data(Dataset(*rows, headers=head), raise_errors=False)
    assert result.has_validation_errors()
    assert not BankLayout.objects.filter(name="A").exists()


def test_a_bank_is_added_on_its_page_of_the_administration() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"), backend="django.contrib.auth.backends.ModelBackend")
    sent = {field.name: "" for field in BankLayout._meta.fields if field.name not in ("id", "is_general")}
    answer = client.post(reverse("admin:imports_banklayout_add"), {**sent, **BANK, "order": "50", "is_active": "on"})
    assert answer.status_code == 302, answer.context["errors"]
    assert BankLayout.objects.get(name="Fremdbank").spent_date == "Valuta"
    assert reverse("admin:imports_banklayout_changelist") in client.get(reverse("imports:list")).content.decode()


def test_the_page_of_a_layout_asks_for_all_that_it_may_say() -> None:
    shown = {field for _title, options in BankLayoutAdmin.fieldsets for field in options["fields"]}
    assert shown == {field.name for field in BankLayout._meta.fields} - {"id"}
    assert set(bank_layouts.FIELDS) <= shown
    assert set(bank_layouts.TYPES) <= set(COLUMNS)
