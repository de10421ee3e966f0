"""What a wheel holds beside the source: the pins of the lock, and compiled message catalogues."""

import re
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

PIN = re.compile(r"^([A-Za-z0-9][^\\]*?)\s*\\?$")


class Pins(MetadataHookInterface):
    """The wheel asks for the very versions that `requirements/base.lock` holds and the tests ran with."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        lock = Path(self.root, "requirements", "base.lock").read_text(encoding="utf-8")
        metadata["dependencies"] = [found[1] for line in lock.splitlines() if (found := PIN.match(line))]


class Catalogues(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the packager calls it so
        for source in sorted(Path(self.root, "locale").glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as read, compiled.open("wb") as written:
                write_mo(written, read_po(read))
            build_data["force_include"][str(compiled)] = f"config/{compiled.relative_to(self.root).as_posix()}"
