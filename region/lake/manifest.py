"""What stands in a folder of exported entries: its files, how far they reach in the chain, whose they are. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

NAME = "_smeta.json"  # files that begin so are no data to any engine
VERSION = 1


class ManifestError(ValueError):
    """A list of files that is not one of this program, or of a later version of it."""


@dataclass(frozen=True, slots=True)
class PartFile:
    """One file: its path below the folder, its rows, and the sum of their amounts in tenge."""

    path: str
    rows: int
    amount: str


@dataclass(frozen=True, slots=True)
class ExportedFacility:
    """A facility as it was when last exported; `region` is the number of the uppermost above it."""

    name_ru: str
    name_kk: str
    district: str
    region: str


@dataclass(frozen=True)
class Manifest:
    """`link` is the last link of the chain that the files hold, `seal` its head as people copy it."""

    link: int = 0
    seal: str = ""
    parts: tuple[PartFile, ...] = ()
    facilities: Mapping[str, ExportedFacility] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    def write(self, folder: Path) -> None:
        """In one step: a reader finds the old list or the new one."""
        data = {"version": VERSION, **asdict(self)}
        unfinished = folder / f"{NAME}.part"
        unfinished.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        unfinished.replace(folder / NAME)


def read(folder: Path) -> Manifest | None:
    """None where nothing was exported yet. Raises ManifestError, OSError."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("version") != VERSION:
            raise ManifestError(str(path))
        return Manifest(
            data["link"], data["seal"], tuple(PartFile(**part) for part in data["parts"]),
            {number: ExportedFacility(**member) for number, member in data["facilities"].items()},
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(str(path)) from error
