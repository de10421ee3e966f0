"""What of imports the chain stands over: whose a file is, who decided what about it, what it states about the books.

Not how a file was read and shown, nor its bytes: those have their own fingerprint, which is told.
"""

from finance.guards import Chained

SHOWN = ("decisions", "corrections", "result", "facts")

CHAINED = (
    Chained("imports.SourceFile", without=("content",)),
    Chained("imports.Batch", without=SHOWN),
    Chained("imports.Batch.budgets", "batch"),
    Chained("imports.BatchRow", "batch"),
    *(Chained(f"imports.{name}") for name in ("AccountMapping", "Alias", "FacilityName", "RowName", "Rule")),
)
