"""A department without a budget brings its report on its page; a folder or zip of files goes each to its facility."""

import json
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from finance.models import Budget, Facility, FundingSource, Membership, Programme
from imports import bundles
from imports.models import Batch
from imports.pipeline.errors import UsageError
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


def test_a_damaged_zip_is_refused_with_a_sentence() -> None:
    whole = zipped(январь=cash_of(NUMBERS[0]), февраль=cash_of(NUMBERS[1]))
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        begins = archive.infolist()[1].header_offset + 120
    damaged = whole[:begins] + bytes(60) + whole[begins + 60 :]
    assert bundles.is_bundle(damaged)
    with pytest.raises(UsageError, match=r"свод\.zip"):
        bundles.files_of(damaged, "свод.zip")


def test_names_that_windows_wrote_in_its_old_alphabet_are_read() -> None:
    """Without the mark of UTF-8 a zip's names are taken for those of code page 437."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("forma.xlsx", b"x")
    garbled = out.getvalue().replace(b"forma.xlsx", "форма.xlsx".encode("cp866"))
    assert [name for name, _data in bundles.files_of(garbled, "свод.zip")] == ["форма.xlsx"]


def test_files_go_on_where_one_is_of_a_facility_without_a_right(tmp_path, capsys) -> None:
    region()
    with_budgets()
    signed_in(NUMBERS[0])
    Membership.objects.filter(facility__number=NUMBERS[0]).update(role="economist")
    for at in (0, 1):
        (tmp_path / f"{at}.xlsx").write_bytes(cash_of(NUMBERS[at]))
    name = Membership.objects.get(facility__number=NUMBERS[0]).user.username
    with pytest.raises(SystemExit):
        call_command("import_file", str(tmp_path), "--as", name, "--format", "json")
    told = json.loads(capsys.readouterr().out)["files"]
    assert sorted(one["status"] for one in told) == ["posted", "refused"]


def test_a_refused_file_is_not_kept_where_the_person_has_no_right(tmp_path) -> None:
    region()
    with_budgets()
    economist(NUMBERS[0])
    name = Membership.objects.get(facility__number=NUMBERS[0]).user.username
    path = tmp_path / "register.xlsx"
    path.write_bytes(xlsx({"Реестр": [["Wann", "Posten", "Betrag"], ["05.03.2023", "141", 10.5]]}))
    with pytest.raises(CommandError, match=r"права|right"):
        call_command("import_file", str(path), "--facility", NUMBERS[1], "--as", name)
    assert not Batch.objects.exists()
