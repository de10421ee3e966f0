"""The JSON of `manage.py variance`: items in, rows and total out."""

from collections.abc import Mapping
from fractions import Fraction

from tariffs.allocation.distribution import half_up
from tariffs.allocation.printing import units_as_text
from tariffs.problems import InputProblem, VarianceError
from tariffs.strict_json import Number, number, shown
from tariffs.variance import CostItem, Variance, VarianceAnalysis

NUMBERS = (
    "budget_volume",
    "actual_volume",
    "standard_quantity",
    "standard_price",
    "standard_amount",
    "actual_quantity",
    "actual_price",
    "actual_amount",
)
KEYS = ("item", "profile", "fixed", *NUMBERS)


def read_items(document: Mapping[str, object]) -> list[CostItem]:
    """The items that the file states; raises VarianceError naming every place that is wrong."""
    problems: list[InputProblem] = []
    stated = document.get("items")
    if stated is None:
        raise VarianceError([InputProblem("missing-key", "items")])
    if not isinstance(stated, list):
        raise VarianceError([InputProblem("wrong-type", "items", {"expected": "list"})])
    if not stated:
        raise VarianceError([InputProblem("empty", "items")])
    items = [_item(entry, f"items.{place}", problems) for place, entry in enumerate(stated, start=1)]
    if problems:
        raise VarianceError(problems)
    return items


def _item(entry: object, at: str, problems: list[InputProblem]) -> CostItem:
    if not isinstance(entry, dict):
        problems.append(InputProblem("wrong-type", at, {"expected": "object"}))
        return CostItem("")
    problems += [
        InputProblem("unknown-setting", f"{at}.{key}", {"known": ", ".join(KEYS)}) for key in entry if key not in KEYS
    ]
    words = {}
    for key in ("item", "profile"):
        value = entry.get(key)
        if value is None and key == "item":
            problems.append(InputProblem("missing-key", f"{at}.item"))
        elif value is not None and not isinstance(value, str):
            problems.append(InputProblem("not-a-name", f"{at}.{key}", {"value": shown(value)}))
        words[key] = value if isinstance(value, str) else ""
    is_fixed = entry.get("fixed")
    if is_fixed not in (None, True, False) or (isinstance(is_fixed, int) and not isinstance(is_fixed, bool)):
        problems.append(InputProblem("wrong-value", f"{at}.fixed", {"value": shown(is_fixed), "known": "true, false"}))
    numbers: dict[str, Number | None] = {
        key: None if entry.get(key) is None else number(entry[key], f"{at}.{key}", problems) for key in NUMBERS
    }
    return CostItem(words["item"], words["profile"], is_fixed=is_fixed is True, **numbers)


def as_json(analysis: VarianceAnalysis) -> dict[str, object]:
    """`{"rows": […], "total": {…}}`, money as text; the price variance takes the last tiyn of its row."""
    total = printed_figures(analysis.total)
    rows = [
        {"item": row.item, "profile": row.profile, "fixed": row.is_fixed, **printed_figures(row.figures)}
        for row in analysis.rows
    ]
    return {"rows": rows, "total": total, "checks": _checks(analysis)}


def printed_figures(figures: Variance) -> dict[str, str]:
    """The seven figures as printed: each half up, price so that activity + mix + efficiency + price adds up."""
    tiyn = {name: half_up(*(value * 100).as_integer_ratio()) for name, value in vars(figures).items()}
    explained = tiyn["activity"] + tiyn["mix"] + tiyn["efficiency"]
    tiyn["price"] = tiyn["actual"] - tiyn["static_budget"] - explained
    return {name: units_as_text(units) for name, units in tiyn.items()}


def _checks(analysis: VarianceAnalysis) -> list[dict[str, object]]:
    difference = sum((abs(row.figures.unexplained) for row in analysis.rows), Fraction(0))
    left = units_as_text(half_up(*(difference * 100).as_integer_ratio()))
    name = "activity + mix + efficiency + price = actual - static_budget"
    return [{"name": name, "holds": difference == 0, "difference": left}]
