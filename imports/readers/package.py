"""A facility's signed package as a grid: its balances as rows that a preview shows, and the whole beside them."""

from __future__ import annotations

from imports.readers.grid import TOO_LARGE, UNREADABLE, Grid, ReadError, Sheet
from region.packages.sealed import CONTENT, MOST_BYTES, SHAPES, PackageError, opened

FORMAT = "package"
COLUMNS = SHAPES["balances"]


def read(data: bytes) -> Grid:
    """Raises ReadError for a package that is half, unsigned, altered or does not add up."""
    try:
        package = opened(data)
    except PackageError as error:
        problem = TOO_LARGE if error.reason == "too-large" else UNREADABLE
        reason = "unpacked" if error.reason == "too-large" else f"package-{error.reason}"
        raise ReadError(problem, reason, None, limit=MOST_BYTES // 1_000_000, **error.details) from error
    content = package.content
    above = [(f"БИН {content['facility']['number']}",), (CONTENT,)]
    rows = [tuple(row[key] for key in COLUMNS) for row in content["balances"]]
    sheet = Sheet(CONTENT, [*above, tuple(COLUMNS), *rows])
    return Grid(FORMAT, None, (sheet,), header={"text": package.text, "key": package.key})
