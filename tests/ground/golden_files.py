"""Expected files beside the tests: `SMETA_GOLDEN=write pytest …` writes them anew, a diff shows what changed."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_is_golden(name: str, found: str) -> None:
    path = FOLDER / name
    if os.environ.get("SMETA_GOLDEN") == "write":
        path.write_bytes(found.encode())
    assert path.exists(), f"tests/ground/golden/{name} is missing; write it with SMETA_GOLDEN=write and read it"
    assert found == path.read_bytes().decode()
