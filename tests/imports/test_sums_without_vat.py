"""A sum without VAT is one with it only where the file says of every row that there is no VAT."""

from datetime import date

import pytest

from procurement.models import Contract
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = pytest.mark.once

SUPPLIER = "991240999248"
CONTRACT = ["Номер договора", "Дата заключения", "БИН поставщика", "Специфика"]


@pytest.fixture(autouse=True)
def budget(settings, db):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def contracts(headers, *figures, form="xlsx", total=()):
    rows = [[*CONTRACT, *headers]]
    for i, values in enumerate(figures):
        rows.append([f"Д-{i}", date(2025, 1, 15), SUPPLIER, "141", *values])
    rows += [["Итого", "", "", "", *total]] if total else []
    made = {"xlsx": office_files.xlsx, "xls": office_files.xls, "csv": lambda _sheets: office_files.text(rows)}
    return bring(made[form]({"Лист1": rows}), f"file.{form}", kind="contracts")


@pytest.mark.parametrize("form", ["xlsx", "xls", "csv"])
@pytest.mark.parametrize(
    ("net", "tax", "said"),
    [
        ("Сумма договора без НДС", "НДС", "Без НДС"),
        ("Сумма без учета НДС", "Ставка НДС", "0%"),
        ("Сумма без НДС", "Сумма НДС", 0),
        ("Стоимость без НДС", "Ставка НДС, %", "Не облагается"),
        ("ҚҚС-сыз сомасы", "ҚҚС", "ҚҚС-сыз"),
        ("Amount excluding VAT", "VAT rate", "Exempt"),
    ],
)
def test_without_any_vat_the_net_sum_is_the_whole(net, tax, said, form):
    found = contracts([net, tax], [100, said], [50, said], form=form, total=[150, ""])
    assert (found["status"], found["total"]) == ("posted", "150.00")


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        (["Сумма договора без НДС"], [[100]]),
        (["Сумма договора без НДС", "НДС"], [[100, "Без НДС"], [50, "12%"]]),
        (["Сумма договора без НДС", "НДС"], [[100, "Без НДС"], [50, ""]]),
        (["Сумма договора без НДС", "Сумма НДС"], [[100, 12], [50, 0]]),
        (["Сумма договора без НДС", "Ставка НДС"], [[100, "-"]]),
        (["Сумма договора без НДС", "Стоимость без НДС", "НДС"], [[100, 90, "Без НДС"]]),
    ],
)
def test_a_net_sum_whose_vat_is_not_told_is_refused_at_its_header(headers, rows):
    found = contracts(headers, *rows)
    assert found["status"] == "refused"
    assert "Лист1!E1" in [p["cell"] for p in found["problems"]]
    assert not Contract.objects.exists()
