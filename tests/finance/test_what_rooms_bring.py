"""Each room says once what it brings; a new report is one file that nobody else names."""

import sys
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from finance import rooms
from finance.rooms import Family, RegisteredReport, Room, reports_in

WARD = RegisteredReport("ward", "Ward", "care", lambda: None)


@pytest.fixture
def of_rooms(monkeypatch):
    """The house with these rooms alone."""

    def stand(*found: Room) -> None:
        named = {f"room{number}": room for number, room in enumerate(found)}
        configs = [type("Config", (), {"name": name, "module": sys})() for name in named]
        monkeypatch.setattr(apps, "get_app_configs", lambda: configs)
        monkeypatch.setattr(rooms, "module_has_submodule", lambda *_args: True)
        monkeypatch.setattr(
            rooms, "import_module", lambda name: type("Module", (), {"ROOM": named[name.removesuffix(".room")]})
        )
        rooms.rooms.cache_clear()

    yield stand
    monkeypatch.undo()
    rooms.rooms.cache_clear()


def test_it_finds_a_report_in_a_file_that_nothing_names(tmp_path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "shelf_of_reports"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "wording.py").write_text("NAME = 'no report'\n")
    (package / "staff.py").write_text(
        "from finance.rooms import RegisteredReport\n"
        "REPORT = RegisteredReport('staff', 'Staff', 'care', lambda *args, **named: 'built')\n"
    )
    [staff] = reports_in("shelf_of_reports")
    assert (staff.name, staff.label, staff.family, staff.build()) == ("staff", "Staff", "care", "built")


def test_reports_stand_in_their_family_by_place_then_by_room(of_rooms) -> None:
    cash = Family("cash", "Cash")
    of_rooms(
        Room(families=(cash, Family("care", "Care")), reports=(replace(WARD, name="later", family="cash"),)),
        Room(
            reports=(replace(WARD, name="bridge", family="cash"), replace(WARD, name="first", family="cash", place=1))
        ),
    )
    [(family, reports)] = rooms.families()
    assert (family, [report.name for report in reports]) == (cash, ["first", "later", "bridge"])


def test_it_refuses_two_reports_of_one_name(of_rooms) -> None:
    of_rooms(Room(families=(Family("care", "Care"),), reports=(WARD,)), Room(reports=(WARD,)))
    with pytest.raises(ImproperlyConfigured, match="two reports are called ward"):
        rooms.rooms()


def test_it_refuses_a_report_of_a_family_that_no_room_has(of_rooms) -> None:
    of_rooms(Room(reports=(WARD,)))
    with pytest.raises(ImproperlyConfigured, match="no room has the family care of ward"):
        rooms.rooms()
