"""From an empty database to the cost of a bed-day, and into the next year: by `setup` and files, as by the pages."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.browser.test_a_first_year import FILES, NUMBER

pytestmark = pytest.mark.django_db
SETUP = {
    "facilities": [{"number": NUMBER, "name_ru": "Детский центр", "accounts": ["KZ000000000000000018"],
                    "signatories": [{"place": "head", "name": "А. Б. Ким", "post_ru": "Главный врач"}]}],
    "users": [{"username": "economist", "role": "economist"}, {"username": "manager", "role": "manager"}],
    "profiles": [{"key": "neurology", "name_ru": "Неврология", "beds": [{"from": "2026-01-01", "beds": "40"}]}],
}  # fmt: skip
COSTING = {
    "volumes.csv": "month,profile,bed_days_done\n{year}-01,neurology,{days}\n",
    "centres.csv": "centre,name_ru,kind,profile,step,basis\nADM,Администрация,administrative,,1,positions\n"
    "NEU,Неврология,clinical,neurology,,\n",
    "attribution.csv": "code,target\n111,driver:positions\n141,centre:NEU\n",
    "drivers.csv": "month,centre,driver,measure,value\n{year}-01,ADM,positions,stock,10\n{year}-01,NEU,positions,stock,90\n",
    "tariffs.csv": "profile,setting,amount,applies_from,published_on,order\n"
    "neurology,inpatient,{tariff},{year}-01-01,{before}-12-20,1\n",
}


def ask(*words: object) -> dict[str, Any]:
    said = StringIO()
    call_command(*map(str, words), format="json", stdout=said)
    return json.loads(said.getvalue())


def begin_year(folder: Path, year: int) -> dict[str, Any]:
    budget = {
        "key": f"{year}-fund",
        "facility": NUMBER,
        "year": year,
        "programme": "253/067",
        "source": "social-insurance",
    }
    file = folder / "setup.json"
    file.write_text(json.dumps({**SETUP, "budgets": [budget]}), encoding="utf-8")
    return ask("setup", file)


def live_january(folder: Path, year: int, days: str, tariff: str) -> None:
    """The files of the first month; the plan by two people."""
    told = {"year": year, "before": year - 1, "days": days, "tariff": tariff}
    costing = {name: text.format(**told) for name, text in COSTING.items()}
    for name, text in {**FILES, **costing}.items():
        file = folder / name
        file.write_text(text.replace("2026", str(year)), encoding="utf-8")
        posted = ask("import_file", file, "--as", "economist", "--budget", f"{year}-fund")
        if posted["status"] == "waiting":
            posted = ask("approve", posted["batch"], "--as", "manager")
        assert (posted["status"], posted["rows"]["unresolved"]) == ("posted", 0), (name, posted["problems"])


def report(name: str, year: int) -> dict[str, Any]:
    january = f"{year}-01"
    return ask("report", name, "--from", january, "--through", january, "--budget", f"{year}-fund")


def figures(year: int) -> tuple[list[str], list[Any]]:
    """The totals of Form No. 2, then bed-days, cost and cost of a bed-day of the one profile."""
    form, [care] = report("form2", year)["total"], report("bed-day-cost", year)["rows"]
    return list(form.values()), [care[key] for key in ("bed_days", "full_cost", "cost_per_bed_day")]


def test_a_hospital_starts_and_goes_into_its_second_year_by_command(tmp_path: Path, settings: Any) -> None:
    settings.SMETA_TODAY = "2026-02-05"
    begun = begin_year(tmp_path, 2026)
    assert (begun["created"]["facilities"], begun["created"]["users"], sorted(begun["links"])) == (
        1,
        2,
        ["economist", "manager"],
    )
    live_january(tmp_path, 2026, "1000", "900.00")
    # the same figures as by the pages
    assert figures(2026) == (
        ["2100000.00", "2100000.00", "900000.00", "800000.25", "800000.00"], [1000, "800000.00", "800.00"],
    )  # fmt: skip
    assert ask("check_books")["broken"] == []

    settings.SMETA_TODAY = "2027-02-05"
    assert begin_year(tmp_path, 2027)["created"] == {"budgets": 1}
    with pytest.raises(CommandError, match="2026-fund, 2027-fund"):  # of which year it is, the file does not say
        ask("import_file", tmp_path / "centres.csv", "--as", "economist")
    live_january(tmp_path, 2027, "1250", "950.00")
    assert figures(2027) == (
        ["2100000.00", "2100000.00", "900000.00", "800000.25", "800000.00"], [1250, "800000.00", "640.00"],
    )  # fmt: skip
    # the first year stands as it was
    assert figures(2026)[1] == [1000, "800000.00", "800.00"]
    assert ask("check_books")["broken"] == []
