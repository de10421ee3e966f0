"""The figures that the sources state and their list recomputed: whose each row is, and what is said of it."""

import csv
from collections.abc import Mapping
from decimal import Decimal

from finance.money import round_half_up
from finance.stated import Stated, StatedRounding, decimals_of
from tests.ground.samples import sample

# Tables of the list by what compares them.
TABLES = {
    "medical tables": (
        "physio neurology", "physio somatic", "physio orthopaedics", "nosology neurology", "nosology orthopaedics",
        "nosology somatic", "orthopaedist", "neurology ages", "intakes", "t01", "t03", "t04", "regional centres", "t06",
        "t09", "t11", "plan 2022", "audit",
    ),
    "quotas": (
        "quota all", "quota neurology", "quota somatic", "quota orthopaedics 2 months", "t10",
        "all = profiles, admitted 2025", "all = profiles, quota 2025",
    ),
    "work of beds": ("bed-days",),
    "positions": ("staffing",),
    "profitability": ("result",),
    "form": ("form2",),
    "cost of a day": ("daily",),
    "project": ("project",),
    "running text": ("appendix 1", "grounds", "money", "network", "staff", "text"),
}  # fmt: skip
OUR_NAMES = {
    "truncated": StatedRounding.TRUNCATED,
    "truncated instead of rounded": StatedRounding.TRUNCATED,
    "rounded up": StatedRounding.ROUNDED_UP,
}


def listed() -> list[dict[str, str]]:
    with sample("checks-of-the-sources.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rows_of(part: str) -> list[dict[str, str]]:
    """Every row of the list that `part` compares; a row added to one of its tables is among them."""
    return [row for row in listed() if row["table"] in TABLES[part]]


def said(row: Mapping[str, str], found: Stated | None) -> str:
    """What a finding says otherwise than the list; nothing where both agree."""
    at = f"{row['seed']} {row['table']}, {row['what']}"
    if found is None:
        return f"{at}: not found"
    stated, computed = Decimal(row["stated"]), Decimal(row["computed"] or 0)
    if found.stated != stated:
        return f"{at}: {found.stated} is stated, not {stated}"
    if row["computed"] and (found.computed is None or round_half_up(found.computed, decimals_of(computed)) != computed):
        return f"{at}: {found.computed} is computed, not {computed}"
    expected = StatedRounding.EQUAL if row["holds"] == "yes" else OUR_NAMES.get(row["note"].split(" (")[0])
    is_right = found.rounding is expected if expected else found.rounding is not StatedRounding.EQUAL
    return "" if is_right else f"{at}: {found.rounding}, {row['note'] or row['holds']}"
