"""Invented books of any size, shaped like those of the sample facility: for trials of speed and of other programs."""

from region.generating.filling import Filled, NotEmptyError, TooSmallError, WantedBooks, fill

__all__ = ["Filled", "NotEmptyError", "TooSmallError", "WantedBooks", "fill"]
