"""Columns that several kinds share."""

from django.utils.dates import MONTHS as MONTH_LABELS

from imports.kinds.kind import AMOUNT, Column
from imports.month_columns import month_column

MONTHS = tuple(f"{number:02d}" for number in range(1, 13))
MONTH_COLUMNS = tuple(
    Column(key, MONTH_LABELS[int(key)], (), AMOUNT, test=month_column(int(key))) for key in MONTHS
)  # fmt: skip
