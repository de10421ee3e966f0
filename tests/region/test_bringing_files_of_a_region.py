"""A department without a budget brings its report on its page; a folder or zip of files goes each to its facility."""

import json
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from finance.models import Budget, Facility, FundingSource, Membership, Programme
from imports import bundles
from imports.models import Batch
from tests.ground.file_factory import xlsx
from tests.ground.region_ground import NUMBERS, TOP, region, report, report_file, row
from tests.region.test_page_of_a_region import signed_in

pytestmark = pytest.mark.django_db
MONEY = [["дата", "номер", "код", "сумма"], ["05.03.2023", "1", "141", 10.5]]


def economist(number: str):
    client = signed_in(number)
    Membership.objects.filter(facility__number=number).update(role="economist")
    return client


def with_budgets() -> None:
    for at in (0, 1):
        Budget.objects.create(
            key=f"own-{at}", facility=Facility.objects.get(number=NUMBERS[at]), year=2023,
            programme=Programme.objects.filter(programme_code="067").first(),
            source=FundingSource.objects.get(key="local-budget"),
        )  # fmt: skip


def cash_of(number: str) -> bytes:
    return xlsx({"Реестр": [[f"БИН {number}"], ["Реестр платежей за март 2023 года, тенге"], *MONEY]})


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"формы/{name}.xlsx", data)
        archive.writestr("__MACOSX/._1.xlsx", b"")
        archive.writestr("readme.md", b"")
    return out.getvalue()


def test_a_department_without_any_budget_finds_its_page_and_brings_its_report() -> None:
    region()
    client = economist(TOP)
    page = client.get(reverse("region-of", args=[TOP])).content.decode()
    assert f'name="facility" value="{TOP}"' in page
    file = SimpleUploadedFile("свод.xlsx", report_file([row(0, 1000, 500, 450)]))
    answer = client.post(reverse("imports:upload"), {"facility": TOP, "files": [file]}, follow=True)
    assert answer.status_code == 200
    batch = Batch.objects.get()
    assert (batch.status, batch.facility.number, batch.kind) == ("preview", TOP, "absorption")
    shown = answer.context["batch"].result if "batch" in answer.context else batch.result
    assert shown["rows"]["posted"] == 1


def test_nobody_brings_files_into_somebody_elses_facility() -> None:
    region()
    file = SimpleUploadedFile("свод.xlsx", report_file([row(0, 1000, 500, 450)]))
    answer = economist(NUMBERS[0]).post(reverse("imports:upload"), {"facility": TOP, "files": [file]})
    assert answer.status_code == 404
    assert not Batch.objects.exists()


def test_a_zip_on_the_page_becomes_a_preview_for_each_facility() -> None:
    region()
    with_budgets()
    data = zipped(one=cash_of(NUMBERS[0]), two=cash_of(NUMBERS[1]), nobody=xlsx([["Реестр за март 2023"], *MONEY]))
    answer = economist(TOP).post(
        reverse("imports:upload"), {"facility": TOP, "files": [SimpleUploadedFile("формы.zip", data)]}, follow=True
    )
    assert sorted(Batch.objects.values_list("facility__number", flat=True)) == sorted(NUMBERS[:2])
    assert "nobody.xlsx" in answer.content.decode()


@pytest.mark.parametrize("is_zip", [True, False])
def test_a_folder_or_zip_by_command_goes_each_to_its_facility(tmp_path, capsys, is_zip) -> None:
    region()
    with_budgets()
    files = {"one": cash_of(NUMBERS[0]), "two": cash_of(NUMBERS[1]), "nobody": xlsx([["Реестр за март 2023"], *MONEY])}
    path = tmp_path / ("формы.zip" if is_zip else "формы")
    if is_zip:
        path.write_bytes(zipped(**files))
    else:
        path.mkdir()
        for name, data in files.items():
            (path / f"{name}.xlsx").write_bytes(data)
    with pytest.raises(SystemExit):
        call_command("import_file", str(path), "--format", "json")
    said = json.loads(capsys.readouterr().out)["files"]
    assert sorted((one["path"].rpartition("/")[2], one["status"]) for one in said) == [
        ("nobody.xlsx", "refused"), ("one.xlsx", "posted"), ("two.xlsx", "posted"),
    ]  # fmt: skip
    assert report()["total"]["cash"] == "21.00"


def test_a_workbook_is_no_bundle() -> None:
    assert not bundles.is_bundle(report_file([row(0, 1, 1, 1)]))
    assert not bundles.is_bundle(b"PK\x03\x04 broken")
    assert bundles.is_bundle(zipped(one=b"x"))
