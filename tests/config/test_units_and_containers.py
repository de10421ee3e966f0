"""Units and containers call what there is: each command with arguments it takes, each name one that the settings know."""

import os
import re
import shlex
import shutil
import subprocess

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.config.test_house_rules import ROOT

pytestmark = pytest.mark.once
FOLDER = ROOT / "docs" / "operations"
UNITS = sorted(path for path in FOLDER.iterdir() if path.suffix in (".service", ".timer"))
CALLED = re.compile(r"(?:^ExecStart=\S*/|^CMD \[\"|\bdo )smeta[\", ]+(.+?)(?: && .+|; done|\"\])?$", re.MULTILINE)
OF_A_SERVICE = {
    "image", "build", "environment", "volumes", "healthcheck", "restart", "depends_on", "ports", "command",
}  # fmt: skip


def calls() -> list[list[str]]:
    """The words after `smeta`, wherever a unit, the image or the compose file calls it."""
    texts = [path.read_text(encoding="utf-8") for path in (*UNITS, FOLDER / "Containerfile")]
    commands = [one.get("command", []) for one in composed()["services"].values()]
    texts += [part for command in commands for part in command]
    return [shlex.split(found.replace('", "', " ").strip('"')) for text in texts for found in CALLED.findall(text)]


def composed() -> dict:
    return yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def test_every_command_that_is_called_takes_what_it_is_given() -> None:
    known = get_commands()
    assert sorted({words[0] for words in calls()}) == ["backup", "serve"]
    for name, *rest in calls():
        parser = load_command_class(known[name], name).create_parser("smeta", name)
        assert parser.parse_args(rest)


def test_units_are_as_the_system_wants_them(tmp_path) -> None:
    assert [path.name for path in UNITS] == ["smeta-backup.service", "smeta-backup.timer", "smeta.service"]
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed here")
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/opt/smeta/bin/smeta", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / path.name for path in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (said.returncode, said.stderr) == (0, "")


def test_what_the_compose_file_names_is_there() -> None:
    whole = composed()
    services, image = whole["services"], (FOLDER / "Containerfile").read_text(encoding="utf-8")
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    assert set(whole) == {"services", "volumes"}
    for name, service in services.items():
        assert set(service) <= OF_A_SERVICE, name
        assert ("image" in service) != ("build" in service), name
        for other, wanted in service.get("depends_on", {}).items():
            assert wanted["condition"] != "service_healthy" or "healthcheck" in services[other]
        for volume in service["volumes"]:
            source, target = volume.split(":")
            # a folder of the host would belong to root, and the program runs as a person of its own
            assert source in whole["volumes"], f"{name}: {volume}"
            assert "image" in service or target in image
        if "build" in service:
            assert (FOLDER / service["build"]["dockerfile"]).is_file()
            assert [one for one in service["environment"] if one not in settings] == []


@pytest.mark.parametrize(("answer", "rest"), [("0", "86400"), ("1", "3600")])
def test_a_computer_that_is_switched_off_every_night_makes_copies_too(tmp_path, answer: str, rest: str) -> None:
    said = tmp_path / "said"
    for name, ending in (("smeta", f"exit {answer}"), ("sleep", "kill $PPID")):
        (tmp_path / name).write_text(f'#!/bin/sh\necho {name} "$@" >> {said}\n{ending}\n', encoding="utf-8")
        (tmp_path / name).chmod(0o700)
    path = f"{tmp_path}:{os.environ['PATH']}"
    subprocess.run(composed()["services"]["backup"]["command"], env={"PATH": path}, check=False, timeout=60)
    assert said.read_text(encoding="utf-8").splitlines() == [
        "smeta backup /var/backups/smeta --prove --keep 30", f"sleep {rest}",
    ]  # fmt: skip
