"""Files that nobody showed the program before are read right or refused; and nearly all are read."""

import pytest

from tests.ground.import_ground import TODAY, bring, facility
from tests.ground.variants import Variant, variants

VARIANTS = variants()

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v.name)
def test_it_is_read_right_or_refused(variant: Variant):
    found = bring(variant.make(), variant.file_name)
    assert found["status"] == "posted", found["problems"][:5]
    assert found["kind"] == variant.kind
    assert found["total"] == f"{variant.total:.2f}"
    assert found["by_month"] == variant.by_month
    assert found["rows"]["read"] == variant.read
    if variant.by_code is not None:
        assert found["by_code"] == variant.by_code


def test_there_are_forty_of_them_and_more():
    assert len(VARIANTS) >= 40
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)
