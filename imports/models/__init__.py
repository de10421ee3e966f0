from imports.models.batch import Batch, BatchRow, SourceFile
from imports.models.memory import Alias, Layout, Rule

__all__ = ["Alias", "Batch", "BatchRow", "Layout", "Rule", "SourceFile"]
