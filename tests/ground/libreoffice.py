"""Recomputes the formulas of a workbook: LibreOffice keeps stored values unless its profile says otherwise."""

import subprocess
from pathlib import Path

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(soffice: str, workbook: Path, folder: Path) -> Path:
    """A copy of the .xlsx under `folder`, every formula computed. One profile per job: two jobs would wait for each other."""
    profile = folder / "libreoffice-profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    target = folder / "recalculated"
    target.mkdir(exist_ok=True)
    command = [
        soffice,
        "--headless",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        "xlsx",
        "--outdir",
        target,
        workbook,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    result = target / f"{workbook.stem}.xlsx"
    assert result.exists(), f"LibreOffice made nothing of {workbook.name}: {done.stderr or done.stdout}"
    return result
