"""Templates: a workbook to fill in for every kind, that imports as its kind, empty or filled."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from finance.models import Budget, Facility
from finance.setting_up import set_up
from imports import sample_files
from imports.kinds.drivers import driver_key
from imports.kinds.registry import kinds
from imports.recognise.template_marks import BY_CODE, GIVEN
from imports.templates_of_kinds.template import WITHOUT, Template, TemplateColumn, template
from imports.templates_of_kinds.workbook import workbook
from tariffs.models import Attribution
from tests.ground.costing_ground import facility
from tests.ground.import_ground import bring

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LANGUAGES = ("ru", "kk")
WITH = [key for key in kinds() if key not in WITHOUT]

# What two rows say: by the type of a column, and by its key or the kind and the key where the type is not enough.
BY_TYPE = {"date": date(2025, 3, 14), "amount": Decimal("1250.50"), "number": 12, "text": "Проба", "year": 2025,
           "party": "991240999016", "account": "KZ000000000000000018", "names": "Врачи / Дәрігерлер"}  # fmt: skip
BY_COLUMN = {
    "number": ("15", "16"),
    "actual.opening_debit": (0, 0), "actual.opening_credit": (0, 0),
    "actual.closing_debit": (0, 0), "actual.closing_credit": (0, 0),
    "bank.received": (None, None), "knp": ("710", "710"),
    "amendment.month": ("2025-05", "2025-05"), "amendment.amount": (Decimal("100.00"), Decimal("200.00")),
    "balances.date": (date(2025, 3, 14), date(2025, 3, 15)),
    "stays.case": ("2025-1", "2025-2"), "stays.discharged": (date(2025, 3, 24), None),
    "stays.stated_days": (None, None), "services.case": ("2025-1", "2025-2"), "drugs.case": ("2025-1", "2025-2"),
    "services.unit": ("процедура", "процедура"), "drugs.quantity": (2, 1),
    "drugs.price": (Decimal("12.25"), Decimal("7.00")), "drugs.amount": (Decimal("24.50"), Decimal("7.00")),
    "tariffs.base_rate": (None, None), "tariffs.coefficient": (None, None),
    "tariffs.applies_from": (date(2025, 1, 1), date(2025, 2, 1)),
    "centres.centre": ("ADM", "AHO"), "centres.profile": (None, None), "centres.step": (1, 2),
    "centre": ("ADM", "AHO"), "share": (Decimal(1), Decimal(1)),
    "acts.contract_number": ("15", "16"), "acts.kind": (None, None), "procurement-plan.quantity": (1, 1),
    "resources.programme": ("067", "067"), "resources.year": ("2025", "2026"), "resources.stage": ("план", "жоспар"),
    "income.source": ("ОСМС", "МӘМС"), "income.withheld": (None, None), "income.payable": (None, Decimal("1250.50")),
    "positions.with_category": (6, 6), "positions.highest": (3, 3), "positions.first": (2, 2),
    "positions.second": (1, 1), "positions.category": ("Врачи", "Медсёстры"),
    "project.code": ("141", "142"), "project.month": ("январь 2025", "қаңтар 2025"),
    "indicators.no": ("1", "2"),
    "plan.year_total": (Decimal("15006.00"), Decimal("15006.00")),
    "fund-contract.year_total": (Decimal("15006.00"), Decimal("15006.00")), "fund-contract.source": ("ОСМС", "МӘМС"),
    "fund-contract.kind_of_care": ("Стационар", "Дневной стационар"),
    "absorption.number": ("991240999017", "991240999018"), "objects.kind": ("Құрылыс", "Жабдық"), "objects.readiness": ("30%", "75,4%"),
}  # fmt: skip


def made(kind: str, language: str) -> tuple[Template, bytes]:
    budget = Budget.objects.get(key="2025-fund")
    found = template(kind, budget.facility, budget, language)
    return found, workbook(found)


def test_it_exists_for_every_kind_but_those_that_come_out_of_a_program() -> None:
    assert set(WITHOUT) == {
        "treasury", "plan-of-year", "account-balance", "account-analysis", "account-card", "funder-statement",
        "package", "subconto-analysis",
    }  # fmt: skip
    assert len(WITH) == len(kinds()) - 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_imports_as_nothing_new(language) -> None:
    facility()
    for kind in WITH:
        _template, data = made(kind, language)
        answer = bring(data, "t.xlsx")
        assert (answer["status"], answer["kind"], answer["rows"]["read"], answer["problems"]) == \
            ("already-imported", kinds()[kind].name, 0, []), (kind, answer["problems"])  # fmt: skip


def project() -> None:
    """One whose two lines are those of a filled template."""
    parts = {"funders": [{"name": "Проба"}], "sites": [{"site": "Проба"}]}
    months = {"from": "2025-01", "through": "2025-12", "facility": "991240999016", "name_ru": "Проект"}
    assert not set_up({"projects": [{"key": "trial", "amount": "2501.00", **months, **parts}]}).problems


def branches() -> None:
    above = Budget.objects.get(key="2025-fund").facility
    for number in ("991240999017", "991240999018"):
        Facility.objects.create(number=number, name_ru=f"Филиал {number}", parent=above)


def chosen(heading: TemplateColumn, row: int) -> Any:
    if heading.choices:
        return heading.choices[min(row, len(heading.choices) - 1)]
    return BY_TYPE[heading.column.type]


def filled(kind: str, language: str) -> bytes:
    """The template with two rows written into it, as a person does in Excel."""
    found, data = made(kind, language)
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    first = sheet[sheet.freeze_panes].row
    for at, heading in enumerate(found.headings, 1):
        column = heading.column
        if kind in BY_CODE and column.key in GIVEN:
            continue
        for row in (0, 1):
            said = BY_COLUMN.get(f"{kind}.{column.key}") or BY_COLUMN.get(column.key)
            sheet.cell(first + row, at).value = said[row] if said else chosen(heading, row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_template_imports_as_its_kind_without_a_question(language) -> None:
    facility()
    for kind in WITH:
        if kind == "project":
            project()
        if kind == "absorption":
            branches()
        own = Budget.objects.get(key="2025-fund").facility
        before = {"acts": "contracts", "services": "stays"}.get(kind)
        if before is not None:
            assert bring(filled(before, language), f"{before}.xlsx", facility=own)["status"] == "posted"
        answer = bring(filled(kind, language), "t.xlsx", preview=True, facility=own)
        rows, wrong = answer["rows"], [one for one in answer["problems"] if one["severity"] == "error"]
        assert (answer["status"], answer["kind"], rows["read"], rows["unresolved"], wrong) == \
            ("preview", kinds()[kind].name, 2, 0, []), (kind, wrong)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_bases_and_targets_are_offered_in_words_that_are_read_back(language) -> None:
    facility()
    bring(sample_files.FOLDER / "centres-2025.csv")
    for kind, key in (("drivers", "driver"), ("centres", "basis"), ("attribution", "target")):
        found, _data = made(kind, language)
        (choices,) = [one.choices for one in found.headings if one.column.key == key]
        assert not [text for text in choices if text.isascii()], choices
        read = [driver_key(text.rpartition(": ")[2]) for text in choices]
        assert {"positions", "area_m2", "meals"} <= set(read)
        assert len(set(read)) == len(read)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_rule_of_the_template_says_is_what_is_kept(language) -> None:
    facility()
    bring(sample_files.FOLDER / "centres-2025.csv")
    found, data = made("attribution", language)
    (choices,) = [one.choices for one in found.headings if one.column.key == "target"]
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    first = sheet[sheet.freeze_panes].row
    codes = [code for one in found.headings if one.column.key == "code" for code in one.choices]
    for at, (code, target) in enumerate(zip(codes, (choices[0], choices[-1]), strict=False), first):
        sheet.cell(at, 1).value, sheet.cell(at, 2).value = code, target
    out = BytesIO()
    book.save(out)
    assert bring(out.getvalue(), "t.xlsx")["status"] == "posted"
    assert [rule.target for rule in Attribution.objects.order_by("code__code")] == ["driver:positions", "centre:SOM"]


def test_rows_that_a_file_leaves_out_are_named_in_words() -> None:
    own = facility().facility
    for name in ("centres-2025.csv", "drivers-2025-h1.csv", "attribution-2025.csv"):
        bring(sample_files.FOLDER / name, facility=own)
    for kind, said in (("drivers", "январь 2025 г. AHO штат"), ("attribution", "111 штатные единицы")):
        told = " ".join(bring(filled(kind, "ru"), "t.xlsx", preview=True, facility=own)["doubts"])
        assert said in told
        assert [key for key in ("positions", "2025-01", "driver:", "centre:", "area_m2") if key in told] == []


def test_every_header_means_its_column_and_stands_once() -> None:
    facility()
    for kind in WITH:
        for language in LANGUAGES:
            found, _data = made(kind, language)
            said = [(one.group, one.text) for one in found.headings]
            assert len(set(said)) == len(said), (kind, language, said)
            assert not [text for _group, text in said if text.isascii()], (kind, language, said)


def test_a_plan_brings_the_codes_of_the_facility_with_its_names_and_twelve_months() -> None:
    facility()
    found, data = made("plan", "ru")
    assert len(found.rows) == 17
    assert found.rows[0] == ("111", "Заработная плата")
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert sheet["A1"].value == "План финансирования по договору, тенге, 2025 год"
    assert [sheet.cell(3, at).value for at in (1, 3, 14)] == ["Код специфики", "Январь", "Декабрь"]
    assert sheet.freeze_panes == "C4"


def test_it_offers_centres_profiles_months_and_words_from_lists() -> None:
    facility()
    bring(sample_files.FOLDER / "centres-2025.csv")
    drivers, data = made("drivers", "kk")
    offered = {one.column.key: one.choices for one in drivers.headings}
    assert "ADM" in offered["centre"]
    assert offered["month"][2] == "2025 жылғы наурыз"
    volumes, _data = made("volumes", "kk")
    offered = {one.column.key: one.choices for one in volumes.headings}
    assert offered["setting"] == ("тәуліктік", "күндізгі")
    assert len(offered["profile"]) == 3
    book = load_workbook(BytesIO(data))
    kept = {str(one.sqref).split(":")[0]: one.type for one in book.worksheets[0].data_validations.dataValidation}
    assert kept == {"A4": "list", "B4": "list", "C4": "list", "D4": "list", "E4": "decimal"}
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]


def test_it_explains_every_column_in_russian_and_kazakh() -> None:
    facility()
    found, data = made("cash", "kk")
    rows = [row[:6] for row in load_workbook(BytesIO(data)).worksheets[1].iter_rows(values_only=True)]
    (date_row,) = [row for row in rows if row[0] == "Дата"]
    assert date_row == (
        "Дата",
        "Күні",
        "Дата, например 15.03.2025.",
        "Күн, мысалы 15.03.2025.",
        "да / иә",
        "15.03.2025",
    )
    assert sum(row[4] in {"да / иә", "нет / жоқ"} for row in rows) == len(found.headings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_of_the_purpose_of_payment_is_no_budget_code(language) -> None:
    facility()
    found, data = made("bank", language)
    (purpose,) = [one for one in found.headings if one.column.key == "knp"]
    rows = [row[:6] for row in load_workbook(BytesIO(data)).worksheets[1].iter_rows(values_only=True)]
    (told,) = [row for row in rows if row[0] == "Код назначения платежа"]
    assert (purpose.choices, told[2], told[5]) == (
        (), "Код назначения платежа из трёх цифр, как его указывает банк.", "710",
    )  # fmt: skip


def test_rows_of_a_trial_balance_that_nobody_filled_are_no_zeros() -> None:
    facility()
    book = bring(filled("actual", "ru"), "t.xlsx")
    assert (book["status"], book["rows"]["posted"]) == ("posted", 2)
    found, data = made("actual", "ru")
    assert found.period == "февраль 2025 г."
    changed = load_workbook(BytesIO(data))
    changed.worksheets[0]["A2"].value = "январь 2025 г."
    out = BytesIO()
    changed.save(out)
    empty = bring(out.getvalue(), "t.xlsx")
    assert (empty["status"], empty["rows"]["read"]) == ("already-imported", 0)


def test_the_command_writes_a_template_or_says_why_there_is_none(tmp_path) -> None:
    facility()
    path = tmp_path / "plan.xlsx"
    call_command("template", "plan", output=path, language="kk")
    assert load_workbook(path).worksheets[0]["A1"].value == "Шарт бойынша қаржыландыру жоспары, теңге, 2025 жыл"
    for kind in (*WITHOUT, "client-bank"):
        with pytest.raises(CommandError) as refused:
            call_command("template", kind, output=tmp_path / "none.xlsx")
        assert refused.value.returncode == 1
        assert "шаблона" in str(refused.value)
    assert not (tmp_path / "none.xlsx").exists()


def test_the_page_offers_every_template_and_gives_it(client) -> None:
    facility()
    client.force_login(User.objects.get(username="economist"))
    page = client.get("/imports/templates/").content.decode()
    assert [kind for kind in WITH if f"/imports/templates/{kind}.xlsx" not in page] == []
    answer = client.get("/imports/templates/cash.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="template-cash-ru.xlsx"'
    assert load_workbook(BytesIO(answer.content)).worksheets[0]["A1"].value == "Реестр платежей, тенге"
    assert client.get("/imports/templates/treasury.xlsx").status_code == 404
