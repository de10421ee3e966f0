"""Invented books of any size, shaped like those of the sample facility: for trials of speed and of other programs."""

from region.generating.filling import Asked, Filled, NotEmptyError, TooSmallError, fill

__all__ = ["Asked", "Filled", "NotEmptyError", "TooSmallError", "fill"]
