"""The scale of a chart: no two ticks and no two bars' names read alike."""

from django.utils import translation

from finance.views.drawn import draw


def labels(value: str) -> list[str]:
    series = {"key": "owed", "name": "Owed", "drawn_as": "bar", "is_share": False, "values": [value]}
    with translation.override("en"):
        drawn = draw({"title": "", "axis_title": "", "is_stacked": False, "categories": ["0–30"], "series": [series]})
    assert drawn is not None
    return [tick.label for tick in drawn.ticks]


def test_small_sums_in_thousands_have_ticks_that_differ() -> None:
    for value in ("0.94", "1.10", "3.70", "0.07", "12.00", "321443.00"):
        assert len(set(labels(value))) == len(labels(value)) > 2


def test_large_sums_have_ticks_in_whole_figures() -> None:
    assert labels("321443.00")[-1] == "400,000"
