from imports.models.batch import Batch, BatchRow, SourceFile
from imports.models.memory import Alias, Layout, Rule
from imports.models.work import LongWork

__all__ = ["Alias", "Batch", "BatchRow", "Layout", "LongWork", "Rule", "SourceFile"]
