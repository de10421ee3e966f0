"""What pages say about an import: controls, columns and decisions in words, totals only where they are money."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from finance import rooms
from finance.months import Month
from finance.scope import of_budget
from imports import labels, sample_files
from imports.kinds.registry import kinds
from imports.models import Batch
from imports.pipeline.telling import in_words
from imports.views.listing import ListedBatch
from imports.views.reading_shown import controls, counts
from tests.ground.import_ground import TODAY, bring, facility

REGISTER = (
    "Дата;Номер;Специфика;Сумма;Контрагент;БИН;Договор;Назначение\n"
    "09.01.2025;100;141;1000,50;ТОО Нан;991240999288;;Хлеб\n"
)


def named(kind: str, total: str = "27201.00") -> Batch:
    return Batch(kind=kind, status=Batch.Status.POSTED, result={"total": total, "rows": {}})


@pytest.mark.parametrize("key", kinds())
def test_every_column_of_every_kind_has_words(key: str) -> None:
    assert [column.key for column in kinds()[key].columns if not str(column.label)] == []


def test_columns_of_form_4_20_are_no_months() -> None:
    with translation.override("en"):
        assert kinds()["treasury"].column_label("7") == "7. paid since January"
        assert kinds()["treasury"].column_label("12") == "12. plan left by payments"
        assert kinds()["plan"].column_label("12") == "December"


def test_a_word_means_what_it_means_in_its_kind_of_file() -> None:
    with translation.override("en"):
        assert kinds()["volumes"].column_label("discharged") == "cases discharged"
        assert kinds()["stays"].column_label("discharged") == "discharged"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("received", "receipts in all"),
        ("plan-year", "plan of the year"),
        ("cash-month", "cash execution of the month"),
        ("funding:2025-07", "funding received, July 2025"),
        ("subtotal:253/067:7", "subtotal, 253/067, column 7"),
        ("stated-balance:closing:2025-06-30", "closing balance, as stated elsewhere, 30.06.2025"),
        ("opening-balance:KZ000000000000000018:2025-06-02", "opening balance, KZ000000000000000018, 02.06.2025"),
        ("total-opening-debit", "total of opening debit balances"),
    ],
)
def test_a_control_is_named_in_words(name: str, words: str) -> None:
    with translation.override("en"):
        assert labels.control_label(name) == words


def test_a_control_says_its_month_in_words() -> None:
    control = {"name": "cash", "code": "141", "month": "2025-06", "expected": "1.00", "found": "1.00", "holds": True}
    with translation.override("ru"):
        assert controls({"controls": [control]})[0].about == "141, июнь 2025 г."


def test_decisions_name_the_period_in_words_and_no_sheet_where_nobody_named_one() -> None:
    decided = [
        {"what": "sheet", "value": "", "why": "its header fits best"},
        {"what": "period", "value": "2025-01 – 2025-06", "why": "named"},
    ]
    with translation.override("ru"):
        assert [one["value"] for one in labels.decisions(Batch(decisions=decided, result={}))] == [
            "январь–июнь 2025 г."
        ]


def test_decisions_name_a_sheet_of_a_workbook_but_none_of_a_text_file() -> None:
    decided = [{"what": "sheet", "value": "Реестр", "why": ""}]
    for file, shown in (("xlsx", 1), ("client-bank", 0)):
        batch = Batch(decisions=decided, result={"source": {"format": file}})
        assert len(labels.decisions(batch)) == shown


@pytest.mark.parametrize("kind", ["volumes", "stays", "drivers", "quotas", "centres"])
def test_bed_days_and_driver_values_are_no_tenge(kind: str) -> None:
    assert ListedBatch(named(kind)).total is None
    assert counts(named(kind), named(kind).result)["total"] is None


@pytest.mark.parametrize("kind", ["cash", "plan", "contracts", ""])
def test_sums_of_money_are_tenge(kind: str) -> None:
    assert ListedBatch(named(kind)).total == Decimal("27201.00")
    assert counts(named(kind), named(kind).result)["total"] == Decimal("27201.00")


@pytest.mark.once
@pytest.mark.django_db
def test_a_doubt_about_an_import_on_a_report_leads_to_the_import(settings) -> None:
    settings.SMETA_TODAY = TODAY
    budget = facility()
    batch = bring(REGISTER.encode(), "register.csv")["batch"]
    found = rooms.doubts("form2", of_budget(budget), Month(2025, 1), Month(2025, 6))
    assert [doubt.link for doubt in found if doubt.key == "import-doubt"] == [f"/imports/{batch}/"]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["plan-2025.xlsx", "funding-2025-h1.csv", "volumes-2025-h1.csv"])
def test_the_command_line_says_words_and_no_keys(name: str) -> None:
    facility()
    found = bring(sample_files.FOLDER / name, preview=True)
    with translation.override("ru"):
        said = [line for line in in_words(found).splitlines() if not line.strip().startswith("Бюджет")]
    keys = {one["what"] for one in found["decisions"]} | {one["name"] for one in found["controls"]}
    keys |= {*found["columns"], *kinds()}
    assert keys & {word.strip(":,.()") for line in said for word in line.split()} == set()
    assert re.findall(r"\d\.\d\d\b(?!\.)", "\n".join(said)) == []


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(("status", "word"), [("preview", "1 new"), ("waiting", "1 new"), ("posted", "1 posted")])
def test_rows_that_are_not_in_the_books_yet_are_new(status: str, word: str) -> None:
    facility()
    found = bring(REGISTER.encode(), "реестр.csv", preview=True) | {"status": status}
    with translation.override("en"):
        assert word in in_words(found)
