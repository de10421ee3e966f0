"""The build tells a package with a known weakness, and says so where nothing could be asked: it never calls that proven."""

import runpy
from pathlib import Path

from django.conf import settings

judged = runpy.run_path(str(Path(settings.BASE_DIR) / ".ci" / "audit"))["judged"]
SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {"name": "pyyaml", "version": "5.3", "vulns": [{"id": "PYSEC-2021-142", "fix_versions": ["5.4"]}]}
UNKNOWN = {"name": "smeta", "skip_reason": "Dependency not found on PyPI and could not be audited: smeta (0.1.0)"}


def test_a_weakness_is_named_with_what_mends_it() -> None:
    assert judged([SOUND, WEAK]) == (1, ["pyyaml 5.3: PYSEC-2021-142, mended in 5.4"])
    assert judged([SOUND])[0] == 0


def test_what_could_not_be_asked_is_not_called_sound() -> None:
    status, [said] = judged([UNKNOWN, UNKNOWN])
    assert (status, said.startswith("SKIPPED, nothing is proven")) == (0, True)
    assert judged([SOUND, UNKNOWN])[0] == 1
    assert judged([])[0] == 1
