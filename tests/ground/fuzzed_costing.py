"""Families of costing files: what they store is compared row by row, since it is no money."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tariffs.models import DriverValue, Quota, Stay, Tariff, Volume
from tests.ground import second_reading_of_costing as reading
from tests.ground.fuzzing import Family, Sheets
from tests.ground.office_files import Cell
from tests.ground.second_reading import Rows

PROFILES = ("neurology", "orthopaedics", "somatic")
MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04")


def volumes() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["month", "profile", "setting", "beds", "bed_days_planned", "bed_days_done", "discharged",
                               "accompanying_days"]]  # fmt: skip
    for at, (month, profile) in enumerate((m, p) for m in MONTHS for p in PROFILES):
        rows.append([month, profile, "inpatient", 120 - at, 3240 + 7 * at, 3805 - 11 * at, 149 + at, 2359 - at])
    return rows


def quotas() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["referred_by", "from", "through", "quota"]]
    return rows + [[f"Район {at}", "2025-01", "2025-06", 37 * at] for at in range(12)]


def drivers() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["month", "centre", "driver", "measure", "value"]]
    for month in MONTHS[:3]:
        for at, centre in enumerate(("ADM", "AHO", "KIT")):
            rows.append([month, centre, "positions", "stock", Decimal("14.25") + at])
            rows.append([month, centre, "meals", "flow", Decimal(1200 + at)])
    return rows


def stays() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["case", "profile", "referred_by", "admitted", "discharged"]]
    for at in range(14):
        day = date(2025, 1, 3) + timedelta(days=5 * at)
        rows.append([f"C{at:05d}", PROFILES[at % 3], f"Район {at % 4}", day, day + timedelta(days=18)])
    return rows


def tariffs() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["profile", "setting", "amount", "applies_from", "published_on", "order"]]
    for at in range(9):
        start = date(2023 + at // 3, 1, 1)
        amount = Decimal("12704.06") + Decimal(at * 311) / 7 // Decimal("0.01") * Decimal("0.01")
        rows.append([PROFILES[at % 3], "inpatient", amount, start, start - timedelta(days=6), f"приказ {at}"])
    return rows


def stored_volumes(found: dict[str, Any]) -> dict[str, Any]:
    return found | {"stored": sorted(
        (str(v.month), v.profile.key, v.setting, *("" if figure is None else str(figure) for figure in (
            v.beds, v.bed_days_planned, v.bed_days_done, v.discharged, v.accompanying_days)))
        for v in Volume.objects.select_related("profile")
    )}  # fmt: skip


def stored_quotas(found: dict[str, Any]) -> dict[str, Any]:
    rows = Quota.objects.all()
    return found | {
        "stored": sorted((q.referred_by, str(q.first_month), str(q.last_month), str(q.quota)) for q in rows)
    }


def stored_drivers(found: dict[str, Any]) -> dict[str, Any]:
    return found | {
        "stored": sorted(
            (str(d.month), d.centre, reading.known_driver(d.driver), d.measure, f"{d.value:.4f}")
            for d in DriverValue.objects.all()
        )
    }


def stored_stays(found: dict[str, Any]) -> dict[str, Any]:
    rows = Stay.objects.select_related("profile")
    return found | {
        "stored": sorted(
            (s.case, s.profile.key, s.setting, s.referred_by, str(s.admitted), str(s.discharged)) for s in rows
        )
    }


def stored_tariffs(found: dict[str, Any]) -> dict[str, Any]:
    rows = Tariff.objects.select_related("profile")
    return found | {"stored": sorted(
        (t.profile.key, t.setting, f"{t.amount:.2f}", str(t.applies_from), str(t.published_on), t.order_number)
        for t in rows
    )}  # fmt: skip


def families(pack: Callable[[Sheets], bytes], opened: Callable[[bytes], list[Rows]]) -> tuple[Family, ...]:
    return (
        Family("volumes", "s.csv", "volumes", volumes, pack, reading.volumes, 0, opened, held=stored_volumes),
        Family("quotas", "t.csv", "quotas", quotas, pack, reading.quotas, 0, opened, held=stored_quotas),
        Family("drivers", "u.csv", "drivers", drivers, pack, reading.drivers, 0, opened, held=stored_drivers),
        Family("stays", "v.csv", "stays", stays, pack, reading.stays, 0, opened, held=stored_stays),
        Family("tariffs", "w.csv", "tariffs", tariffs, pack, reading.tariffs, 0, opened, held=stored_tariffs),
    )
